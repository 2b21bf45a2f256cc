"""The oracle's figures as of one instant; see `tests/oracle.py`."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlpm_analytics.workflow import DAYS_PER_WEEK, EVIDENCE
from tests import oracle_people, oracle_planned_tests, oracle_visits
from tests.oracle_history import Active, History
from tests.oracle_time import DAY, all_away, micros, worked

ENDED = ("done", "abandoned")
RUNNING = ("active", "waiting", "paused")
SCIENTIST_FOR = 90 * DAY


@dataclass(frozen=True)
class Slice:
    start: int
    stop: int
    active: tuple[Active, ...]

    def of(self, epic: str, phase: str | None = None) -> list[Active]:
        return [active for active in self.active if active.epic == epic and phase in (None, active.phase)]


class World:
    """Everything as of one instant, by a history that may know of later mis-clicks."""

    def __init__(self, oracle: Any, history: History, now: int) -> None:
        self.oracle, self.history, self.now, self.workflow = oracle, history, now, oracle.workflow
        self.team, self.day_micros = oracle.calendars.team, oracle.calendars.day_micros
        self.hours = dict(oracle.calendars.scientists)

    def held(self, issue: str, field: str) -> Any:
        return self.history.held(issue, field, self.now)

    def steps(self, issue: str, field: str) -> list[tuple[int, Any]]:
        return [step for step in self.history.steps.get((issue, field), []) if step[0] <= self.now]

    def once(self, issue: str, field: str) -> list[Any]:
        """Every value other than nothing that a field has held so far."""
        return [value for _, value in self.steps(issue, field) if value is not None]

    def days(self, start: int, stop: int) -> float:
        return worked(self.team, start, max(start, stop)) / self.day_micros

    def is_passive(self, phase: str | None) -> bool:
        return phase in self.workflow.passive_phases

    def place(self, phase: str) -> int:
        return self.workflow.phases.index(phase)

    def key(self, issue: str) -> str:
        return self.oracle.items[issue]["key"]

    @cached_property
    def slices(self) -> list[Slice]:
        """All time up to now in slices in which nothing changes; the last has no length and says what is so now."""
        known = bisect_right(self.history.instants, self.now)
        starts, active = self.history.instants[:known], self.history.active_at[:known]
        if not starts or starts[-1] < self.now:
            starts, active = [*starts, self.now], [*active, active[-1] if active else ()]
        return [
            Slice(start, stop, tasks)
            for start, stop, tasks in zip(starts, [*starts[1:], self.now], active, strict=True)
        ]

    @property
    def active_now(self) -> tuple[Active, ...]:
        return self.slices[-1].active

    @property
    def mis_clicks(self) -> int:
        return sum(issue in self.oracle.tasks for issue, _, _ in self.history.dropped)

    def runs(self, task: str) -> list[tuple[int, int]]:
        """The active runs of a Task that count: start, and stop or now."""
        runs: list[tuple[int, int]] = []
        for piece, _ in self.pieces(task):
            is_same = runs and runs[-1][1] == piece.start
            runs = [*runs[:-1], (runs[-1][0], piece.stop)] if is_same else [*runs, (piece.start, piece.stop)]
        return runs

    # Tasks ---------------------------------------------------------------------------------------

    @cached_property
    def efforts(self) -> dict[str, list[tuple[Active, float]]]:
        """Person-days by Task and by project.

        A scientist's time is shared equally between their active Tasks outside passive phases.
        """
        efforts: dict[str, list[tuple[Active, float]]] = {}
        for piece in self.slices:
            sharing = [active for active in piece.active if not self.is_passive(active.phase)]
            for active in sharing:
                others = [other for other in sharing if other.who == active.who] if active.who else [active]
                own = worked(self.hours.get(active.who, self.team), piece.start, piece.stop)
                for issue in self._counts_for(active):
                    efforts.setdefault(issue, []).append((active, own / len(others) / self.day_micros))
        return efforts

    def effort_days(self, issue: str, phase: str | None = None) -> float:
        """The person-days of a Task or a project, or of one phase of it."""
        return sum(days for active, days in self.efforts.get(issue, []) if phase in (None, active.phase))

    def pieces(self, issue: str) -> list[tuple[Slice, Active]]:
        """The slices in which a Task was active, or each Task of a project."""
        return self.all_pieces.get(issue, [])

    def _counts_for(self, active: Active) -> list[str]:
        return [active.task, *([active.epic] if active.epic in self.oracle.epics else [])]

    @cached_property
    def all_pieces(self) -> dict[str, list[tuple[Slice, Active]]]:
        pieces: dict[str, list[tuple[Slice, Active]]] = {}
        for piece in self.slices:
            for active in piece.active:
                for issue in self._counts_for(active):
                    pieces.setdefault(issue, []).append((piece, active))
        return pieces

    def slices_of(self, epic: str, phase: str | None = None) -> list[Slice]:
        """The slices in which a project was active, or one phase of it."""
        own = [piece for piece, active in self.pieces(epic) if phase in (None, active.phase)]
        return list({piece.start: piece for piece in own}.values())

    def limited_days(self, task: str) -> float:
        """Active time outside passive phases, in the days of whoever it was assigned to.

        Where phases are statuses: of the stay in the phase that the Task was active in last.
        """
        total, phase = 0.0, None
        for piece, active in self.pieces(task):
            if self.workflow.has_status_phases and active.phase != phase:
                total, phase = 0.0, active.phase
            hours = self.hours.get(active.who, self.team)
            if not self.is_passive(active.phase):
                total += worked(hours, piece.start, piece.stop) / hours.day_micros
        return total

    def actual_days(self, task: str) -> float:
        """Its effort, and the active days of its time in passive phases."""
        passive = [piece for piece, active in self.pieces(task) if self.is_passive(active.phase)]
        return self.effort_days(task) + sum(self.days(piece.start, piece.stop) for piece in passive)

    def task(self, task: str) -> dict[str, Any]:
        """One row of `frames.TASKS`."""
        own = self.pieces(task)
        started, stopped = (own[0][0].start, own[-1][0].stop) if own else (None, None)
        return {
            "project_id": self.held(task, "epic"),
            "phase": self.held(task, "phase"),
            "scientist_id": self.held(task, "assignee"),
            "is_active": any(active.task == task for active in self.active_now),
            "is_done": self.is_done(task),
            "started_at": started,
            "stopped_at": stopped,
            "finished_at": self.done_since(task, stopped) if self.is_done(task) else None,
            "active_days": sum(self.days(piece.start, piece.stop) for piece, _ in own),
            "limited_days": self.limited_days(task),
            "effort_days": self.effort_days(task),
            "estimate_days": self.held(task, "estimate"),
            **oracle_planned_tests.columns_of_test(self, task),
        }

    def in_scope(self, task: str) -> bool:
        """Tasks of a project, and those without an Epic in a Jira project that holds a project."""
        epic, own = self.held(task, "epic"), self.oracle.items[task]["project_key"]
        return epic in self.projects or (epic is None and own in self.jira_projects)

    @cached_property
    def jira_projects(self) -> set[str]:
        """The Jira projects that hold a project."""
        return {self.oracle.items[epic]["project_key"] for epic in self.projects}

    @cached_property
    def scientists(self) -> set[str]:
        """Whoever had a work interval of a project's Task lately, or is named in the settings."""
        lately = [piece for piece in self.slices if piece.stop > self.now - SCIENTIST_FOR]
        working = {active.who for piece in lately for active in piece.active if active.epic in self.projects}
        return {who for who in working if who} | self.oracle.named

    # Projects ------------------------------------------------------------------------------------

    @cached_property
    def projects(self) -> list[str]:
        """An Epic that holds, or once held, a Task that has, or once had, a known phase."""
        return [epic for epic in self.oracle.epics if self._is_project(epic)]

    def _is_project(self, epic: str) -> bool:
        item = self.oracle.items[epic]
        if item["is_excluded"] or self.held(epic, "status") is None:
            return False
        tasks = [task for task in self.oracle.tasks if epic in self.once(task, "epic")]
        return item["is_chosen"] or any(self.once(task, "phase") for task in tasks)

    def span(self, epic: str, phase: str | None = None) -> tuple[int | None, int | None]:
        """First and last active moment."""
        own = self.slices_of(epic, phase)
        return (own[0].start, own[-1].stop) if own else (None, None)

    def active_days(self, epic: str, phase: str | None = None) -> float:
        return sum(self.days(piece.start, piece.stop) for piece in self.slices_of(epic, phase))

    def actual(self, epic: str, phase: str) -> float:
        return self.active_days(epic, phase) if self.is_passive(phase) else self.effort_days(epic, phase)

    def is_unchanged(self, issue: str) -> bool:
        return len({status for _, status in self.steps(issue, "status")}) == 1

    def done_since(self, issue: str, last_activity: int | None) -> int | None:
        """Start of the done stretch that holds; without a change of status the Resolved date, else the last moment."""
        if self.is_unchanged(issue):
            resolved = micros(self.oracle.items[issue]["resolved_at"])
            return resolved if resolved is not None and resolved <= self.now else last_activity
        since = None
        for at, status in self.steps(issue, "status"):
            since = None if status not in self.oracle.done_ids else at if since is None else since
        return since

    def is_done(self, issue: str) -> bool:
        """In a done status; an Epic whose status never changed only from its Resolved date on."""
        if self.oracle.items[issue]["kind"] == "epic" and self.is_unchanged(issue):
            resolved = micros(self.oracle.items[issue]["resolved_at"])
            if resolved is not None and resolved > self.now:
                return False
        return self.held(issue, "status") in self.oracle.done_ids

    def state(self, epic: str) -> str:
        if self.is_done(epic):
            return "abandoned" if self.held(epic, "resolution") in self.workflow.abandoned_resolutions else "done"
        if any(active.epic == epic for active in self.active_now):
            return "active"
        if self.held(epic, "status") in self.oracle.waiting_ids:
            return "paused"
        return "waiting" if self.span(epic)[0] is not None else "not started"

    def finished(self, epic: str) -> int | None:
        return self.done_since(epic, self.span(epic)[1]) if self.is_done(epic) else None

    def end(self, epic: str) -> int:
        """Until when a project lasts: until its Epic was done, or now."""
        finished = self.finished(epic)
        return self.now if finished is None else finished

    def current_phase(self, epic: str) -> str | None:
        phase = oracle_visits.phase_of(self, [active for active in self.active_now if active.epic == epic])
        visits = self.visits(epic)
        return phase if phase and self.state(epic) == "active" else visits[-1].phase if visits else None

    def visits(self, epic: str) -> list[oracle_visits.Visit]:
        return self.all_visits[epic]

    @cached_property
    def all_visits(self) -> dict[str, list[oracle_visits.Visit]]:
        return {epic: oracle_visits.visits(self, epic) for epic in self.projects}

    def moves(self, epic: str) -> list[dict[str, Any]]:
        return self.all_moves[epic]

    @cached_property
    def all_moves(self) -> dict[str, list[dict[str, Any]]]:
        return {epic: oracle_visits.moves(self, epic) for epic in self.projects}

    def where(self, epic: str) -> dict[str, float]:
        """Every working moment from the first active one to the end: active, blocked, elsewhere, away or idle."""
        parts = {f"{name}_days": 0.0 for name in ("active", "blocked", "elsewhere", "away", "idle")}
        first, end = self.span(epic)[0], self.end(epic)
        last: list[str | None] = []
        for piece in self.slices if first is not None else ():
            own, stop = piece.of(epic), min(piece.stop, end)
            last = [active.who for active in own] if own else last
            if first <= piece.start < stop:
                days = self.days(piece.start, stop)
                name = self._why(epic, piece, last) if not own else "active"
                away = self._away_days(last, piece.start, stop) if name == "idle" else 0.0
                parts[f"{name}_days"] += days - away
                parts["away_days"] += away
        return parts

    def _why(self, epic: str, piece: Slice, last: list[str | None]) -> str:
        """Why nobody is active on a project in a slice."""
        if epic in self.waiting_at[piece.start]:
            return "blocked"
        elsewhere = any(
            active.who and active.who in last and not self.is_passive(active.phase) for active in piece.active
        )
        return "elsewhere" if elsewhere else "idle"

    @cached_property
    def waiting_at(self) -> dict[int, set[str | None]]:
        """Whose Tasks wait in each slice of time, by its start."""
        instants, tasks_at = self.history.instants, self.history.tasks_at
        waiting = [
            {epic for status, _, epic, _ in tasks.values() if status in self.oracle.waiting_ids} for tasks in tasks_at
        ]
        return {piece.start: waiting[bisect_right(instants, piece.start) - 1] for piece in self.slices}

    def _away_days(self, last: list[str | None], start: int, stop: int) -> float:
        if not last or None in last:
            return 0.0
        people = frozenset(self.hours.get(who, self.team) for who in last)
        return all_away(people, self.team, start, stop) / self.day_micros

    def evidence(self, epic: str, phase: str | None = None) -> str | None:
        known = [
            self.oracle.items[active.task]["evidence"]
            for _, active in self.pieces(epic)
            if phase in (None, active.phase)
        ]
        return max(known, key=EVIDENCE.index, default=None)

    def plan_days(self, epic: str, phase: str) -> float | None:
        weeks = self.held(epic, f"plan:{phase}")
        return None if weeks is None else weeks * DAYS_PER_WEEK

    def baseline_days(self, epic: str, phase: str) -> float | None:
        plans = self.once(epic, f"plan:{phase}")
        return plans[0] * DAYS_PER_WEEK if plans else None

    def project(self, epic: str) -> dict[str, Any]:
        """One row of `frames.PROJECTS`."""
        state, (started, stopped) = self.state(epic), self.span(epic)
        rests = state in ("waiting", "paused") and stopped is not None
        directions = [move["direction"] for move in self.moves(epic)]
        visited = sum(visit.worked for visit in self.visits(epic)) / self.day_micros
        rework = oracle_visits.rework_days(self, epic)
        owner, is_derived = oracle_people.owner(self, epic)
        return {
            "owner_id": owner,
            "is_owner_derived": is_derived,
            "team": oracle_people.team(self, epic),
            "state": state,
            "current_phase": self.current_phase(epic),
            "started_at": started,
            "finished_at": self.finished(epic),
            "elapsed_days": self.days(started, self.end(epic)) if started is not None else 0.0,
            "active_days": self.active_days(epic),
            "effort_days": self.effort_days(epic),
            "idle_days": self.days(stopped, self.now) if rests else 0.0,
            **{f"{name}_count": directions.count(name) for name in ("forward", "back", "resumed")},
            "reentry_count": sum(move["is_reentry"] for move in self.moves(epic)),
            "rework_days": rework,
            "rework_share": rework / visited if visited else 0.0,
            "reopened_count": oracle_people.reopened_count(self, epic),
            "handed_over_days": oracle_people.handed_over_days(self, epic),
            "evidence": self.evidence(epic),
        }

    def phase(self, epic: str, phase: str) -> dict[str, Any]:
        """One row of `frames.PHASES`."""
        started, stopped = self.span(epic, phase)
        own = [
            task for task in self.oracle.tasks if (self.held(task, "epic"), self.held(task, "phase")) == (epic, phase)
        ]
        return {
            "planned_days": self.plan_days(epic, phase),
            "baseline_days": self.baseline_days(epic, phase),
            "actual_days": self.actual(epic, phase),
            "effort_days": self.effort_days(epic, phase),
            "active_days": self.active_days(epic, phase),
            "elapsed_days": self.days(started, stopped) if started is not None else 0.0,
            "stay_days": oracle_visits.stay_days(self, epic, phase),
            "handed_over_days": oracle_people.handed_over_days(self, epic, phase),
            "first_started_at": started,
            "last_stopped_at": stopped,
            "visit_count": [visit.phase for visit in self.visits(epic)].count(phase),
            "task_count": len(own),
            "done_count": sum(self.is_done(task) for task in own),
            "evidence": self.evidence(epic, phase),
        }
