"""The oracle's figures as of one instant; see `tests/oracle.py`."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from mlpm_analytics.workflow import EVIDENCE, TOLERANCE_DAYS
from tests.oracle_time import micros, worked


@dataclass(frozen=True)
class Active:
    """A Task that is active in a slice of time."""

    task: str
    epic: str | None
    phase: str | None
    who: str | None
    became: int  # when it became active: the start of its run, or the last change of phase within it


@dataclass(frozen=True)
class Slice:
    start: int
    stop: int
    active: tuple[Active, ...]

    def of(self, epic: str, phase: str | None = None) -> list[Active]:
        return [one for one in self.active if one.epic == epic and phase in (None, one.phase)]


@dataclass
class Visit:
    phase: str
    start: int
    stop: int
    worked: int


class World:
    """Everything as of one instant."""

    def __init__(self, oracle: Any, now: int) -> None:
        self.oracle, self.now, self.workflow = oracle, now, oracle.workflow
        self.team = oracle.calendars.team

    def held(self, issue: str, field: str) -> Any:
        return self.oracle.held(issue, field, self.now)

    def days(self, start: int, stop: int) -> float:
        return worked(self.team, start, max(start, stop)) / self.oracle.calendars.day_micros

    def is_passive(self, phase: str | None) -> bool:
        return phase in self.workflow.passive_phases

    def place(self, phase: str) -> int:
        return self.workflow.phases.index(phase)

    @cached_property
    def timeline(self) -> list[tuple[int, dict[str, tuple[Any, ...]]]]:
        """What every Task held from each instant on; the last one is now."""
        rows = [row for row in self.oracle.timeline if row[0] <= self.now]
        held = rows[-1][1] if rows else dict.fromkeys(self.oracle.tasks, (None, None, None, None))
        return rows if rows and rows[-1][0] == self.now else [*rows, (self.now, held)]

    def runs(self, task: str) -> list[tuple[int, int, bool]]:
        """The active runs of a Task: start, stop (or now), whether it is still open."""
        runs: list[tuple[int, int, bool]] = []
        is_active = False
        for at, held in self.timeline:
            was_active, is_active = is_active, held[task][0] in self.oracle.active_ids
            if is_active and not was_active:
                runs.append((at, self.now, True))
            if was_active and not is_active:
                runs[-1] = (runs[-1][0], at, False)
        return runs

    @cached_property
    def mis_clicks(self) -> int:
        return sum(not self.is_long_enough(run) for task in self.oracle.tasks for run in self.runs(task))

    def is_long_enough(self, run: tuple[int, int, bool]) -> bool:
        return run[1] - run[0] >= self.workflow.min_active // timedelta(microseconds=1)

    @cached_property
    def slices(self) -> list[Slice]:
        """All time up to now in slices in which nothing changes; the last has no length and says what is so now."""
        found: dict[int, list[Active]] = {at: [] for at, _ in self.timeline}
        for task in self.oracle.tasks:
            for start, stop, is_open in filter(self.is_long_enough, self.runs(task)):
                became, before = start, self.oracle.held(task, "phase", start)
                for at, held in self.timeline:
                    if start <= at < stop or (is_open and at == stop):
                        _, phase, epic, who = held[task]
                        became, before = (became if phase == before else at), phase
                        found[at].append(Active(task, epic, phase, who, became))
        ends = [at for at, _ in self.timeline]
        return [
            Slice(start, stop, tuple(found[start])) for start, stop in zip(ends, [*ends[1:], self.now], strict=True)
        ]

    @property
    def active_now(self) -> tuple[Active, ...]:
        return self.slices[-1].active

    # Projects ------------------------------------------------------------------------------------

    @cached_property
    def projects(self) -> list[str]:
        """An Epic that holds, or once held, a Task that has, or once had, a known phase."""
        return [epic for epic in self.oracle.epics if self._is_project(epic)]

    def _is_project(self, epic: str) -> bool:
        item = self.oracle.items[epic]
        if item["is_excluded"] or self.held(epic, "status") is None:
            return False
        held = [task for task in self.oracle.tasks if epic in self.once(task, "epic")]
        return item["is_chosen"] or any(self.once(task, "phase") for task in held)

    def once(self, issue: str, field: str) -> list[Any]:
        """Every value other than nothing that a field has held so far."""
        steps = self.oracle.steps.get((issue, field), [])
        return [value for at, value in steps if at <= self.now and value is not None]

    def span(self, epic: str, phase: str | None = None) -> tuple[int | None, int | None]:
        """First and last active moment."""
        own = [one for one in self.slices if one.of(epic, phase)]
        return (own[0].start, own[-1].stop) if own else (None, None)

    def active_days(self, epic: str, phase: str | None = None) -> float:
        return sum(self.days(one.start, one.stop) for one in self.slices if one.of(epic, phase))

    @cached_property
    def efforts(self) -> list[tuple[Active, float]]:
        """Person-days: a scientist's time is shared equally between their active Tasks outside passive phases."""
        hours = dict(self.oracle.calendars.scientists)
        found = []
        for one in self.slices:
            sharing = [task for task in one.active if not self.is_passive(task.phase)]
            for task in sharing:
                others = [other for other in sharing if other.who == task.who] if task.who else [task]
                own = worked(hours.get(task.who, self.team), one.start, one.stop)
                found.append((task, own / len(others) / self.oracle.calendars.day_micros))
        return found

    def effort_days(self, epic: str, phase: str | None = None) -> float:
        return sum(days for one, days in self.efforts if one.epic == epic and phase in (None, one.phase))

    def done_since(self, issue: str, last_activity: int | None) -> int | None:
        """Start of the done stretch that holds; without a change of status the Resolved date, else the last moment."""
        steps = [step for step in self.oracle.steps[issue, "status"] if step[0] <= self.now]
        if len({status for _, status in steps}) == 1:
            resolved = micros(self.oracle.items[issue]["resolved_at"])
            return resolved if resolved is not None and resolved <= self.now else last_activity
        since = None
        for at, status in steps:
            since = None if status not in self.oracle.done_ids else at if since is None else since
        return since

    def is_done(self, issue: str) -> bool:
        return self.held(issue, "status") in self.oracle.done_ids

    def state(self, epic: str) -> str:
        if self.is_done(epic):
            return "abandoned" if self.held(epic, "resolution") in self.workflow.abandoned_resolutions else "done"
        if any(one.epic == epic for one in self.active_now):
            return "active"
        if self.held(epic, "status") in self.oracle.waiting_ids:
            return "paused"
        return "waiting" if self.span(epic)[0] is not None else "not started"

    def finished(self, epic: str) -> int | None:
        return self.done_since(epic, self.span(epic)[1]) if self.is_done(epic) else None

    def phase_of(self, candidates: list[Active]) -> str | None:
        """Not passive before passive, then the one that became active last, then the later phase."""
        known = [one for one in candidates if one.phase]
        best = max(
            known, key=lambda one: (not self.is_passive(one.phase), one.became, self.place(one.phase)), default=None
        )
        return best.phase if best else None

    def current_phase(self, epic: str) -> str | None:
        now = self.phase_of([one for one in self.active_now if one.epic == epic])
        visits = self.visits(epic)
        return now if now and self.state(epic) == "active" else visits[-1].phase if visits else None

    def visits(self, epic: str) -> list[Visit]:
        return self.all_visits[epic]

    @cached_property
    def all_visits(self) -> dict[str, list[Visit]]:
        return {epic: self._visits(epic) for epic in self.projects}

    def _visits(self, epic: str) -> list[Visit]:
        phases = [(self.phase_of(one.of(epic)), one) for one in self.slices if one.stop > one.start]
        runs = _merged(
            [
                Visit(phase, one.start, one.stop, worked(self.team, one.start, one.stop))
                for phase, one in phases
                if phase
            ]
        )
        least = self.workflow.min_visit_days - TOLERANCE_DAYS
        return _merged([run for run in runs if run.worked / self.oracle.calendars.day_micros >= least])

    def moves(self, epic: str) -> list[dict[str, Any]]:
        visits, found = self.visits(epic), []
        for number, (left, new) in enumerate(pairwise(visits), start=1):
            direction = self._direction(epic, left, new)
            again = [later for later in visits[number:] if self.place(later.phase) >= self.place(left.phase)]
            until = visits.index(again[0]) if again else len(visits)
            cost = sum(visit.worked for visit in visits[number:until]) / self.oracle.calendars.day_micros
            found.append(
                {
                    "visit_no": number,
                    "moved_at": new.start,
                    "from_phase": left.phase,
                    "to_phase": new.phase,
                    "direction": direction,
                    "is_reentry": new.phase in [visit.phase for visit in visits[:number]],
                    "cost_days": cost if direction == "back" else None,
                }
            )
        return found

    def _direction(self, epic: str, left: Visit, new: Visit) -> str:
        if self.place(new.phase) > self.place(left.phase):
            return "forward"
        somebody_did = any(
            left.start < active.became == one.start <= new.start
            for one in self.slices
            for active in one.of(epic, new.phase)
        )
        return "back" if somebody_did else "resumed"

    def rework_days(self, epic: str) -> float:
        resumed = [move["visit_no"] for move in self.moves(epic) if move["direction"] == "resumed"]
        visits = self.visits(epic)
        again = [
            visit.worked
            for number, visit in enumerate(visits)
            if number not in resumed and any(self.place(visit.phase) < self.place(one.phase) for one in visits[:number])
        ]
        return sum(again) / self.oracle.calendars.day_micros

    def where(self, epic: str) -> dict[str, float]:
        """Every working moment between the first active one and the end: active, else blocked, elsewhere or idle."""
        found = {"active_days": 0.0, "blocked_days": 0.0, "elsewhere_days": 0.0, "idle_days": 0.0}
        first = self.span(epic)[0]
        end = self.finished(epic) if self.is_done(epic) else self.now
        last: list[str] = []
        for (_, held), one in zip(self.timeline, self.slices, strict=True):
            last = [active.who for active in one.of(epic) if active.who] if one.of(epic) else last
            away = [active for active in one.active if active.who in last and not self.is_passive(active.phase)]
            if first is not None and end is not None and first <= one.start <= end:
                where = "active" if one.of(epic) else "blocked" if self.is_blocked(epic, held) else None
                where = where or ("elsewhere" if away else "idle")
                found[f"{where}_days"] += self.days(one.start, min(one.stop, end))
        return found

    def is_blocked(self, epic: str, held: dict[str, tuple[Any, ...]]) -> bool:
        return any(status in self.oracle.waiting_ids and of == epic for status, _, of, _ in held.values())

    def evidence(self, epic: str, phase: str | None = None) -> str | None:
        known = [self.oracle.items[active.task]["evidence"] for one in self.slices for active in one.of(epic, phase)]
        return max(known, key=EVIDENCE.index, default=None)

    def plan_days(self, epic: str, phase: str) -> float | None:
        weeks = self.held(epic, f"plan:{phase}")
        return None if weeks is None else weeks * 5

    def project(self, epic: str) -> dict[str, Any]:
        """One row of `frames.PROJECTS`."""
        state, (started, stopped), finished = self.state(epic), self.span(epic), self.finished(epic)
        until = finished if self.is_done(epic) else self.now
        rests = state in ("waiting", "paused") and stopped is not None
        visits, moves = self.visits(epic), self.moves(epic)
        visited = sum(visit.worked for visit in visits) / self.oracle.calendars.day_micros
        rework = self.rework_days(epic)
        counts = {
            f"{name}_count": [move["direction"] for move in moves].count(name)
            for name in ("forward", "back", "resumed")
        }
        return {
            "owner_id": self.held(epic, "assignee"),
            "state": state,
            "current_phase": self.current_phase(epic),
            "started_at": started,
            "finished_at": finished,
            "elapsed_days": self.days(started, until) if started is not None and until is not None else 0.0,
            "active_days": self.active_days(epic),
            "effort_days": self.effort_days(epic),
            "idle_days": self.days(stopped, self.now) if rests else 0.0,
            **counts,
            "reentry_count": sum(move["is_reentry"] for move in moves),
            "rework_days": rework,
            "rework_share": rework / visited if visited else 0.0,
            "evidence": self.evidence(epic),
        }

    def phase(self, epic: str, phase: str) -> dict[str, Any]:
        """One row of `frames.PHASES`."""
        started, stopped = self.span(epic, phase)
        active, effort = self.active_days(epic, phase), self.effort_days(epic, phase)
        own = [
            task for task in self.oracle.tasks if (self.held(task, "epic"), self.held(task, "phase")) == (epic, phase)
        ]
        plans = self.once(epic, f"plan:{phase}")
        return {
            "planned_days": self.plan_days(epic, phase),
            "baseline_days": plans[0] * 5 if plans else None,
            "actual_days": active if self.is_passive(phase) else effort,
            "effort_days": effort,
            "active_days": active,
            "elapsed_days": self.days(started, stopped) if started is not None else 0.0,
            "first_started_at": started,
            "last_stopped_at": stopped,
            "visit_count": [visit.phase for visit in self.visits(epic)].count(phase),
            "task_count": len(own),
            "done_count": sum(self.is_done(task) for task in own),
            "evidence": self.evidence(epic, phase),
        }

    def task(self, task: str) -> dict[str, Any]:
        """One row of `frames.TASKS`."""
        own = [(one, active) for one in self.slices for active in one.active if active.task == task]
        started, stopped = (own[0][0].start, own[-1][0].stop) if own else (None, None)
        limited = [one for one, active in own if not self.is_passive(active.phase)]
        return {
            "project_id": self.held(task, "epic"),
            "phase": self.held(task, "phase"),
            "scientist_id": self.held(task, "assignee"),
            "is_active": any(one.task == task for one in self.active_now),
            "is_done": self.is_done(task),
            "started_at": started,
            "stopped_at": stopped,
            "finished_at": self.done_since(task, stopped) if self.is_done(task) else None,
            "active_days": sum(self.days(one.start, one.stop) for one, _ in own),
            "limited_days": sum(self.days(one.start, one.stop) for one in limited),
            "effort_days": sum(days for one, days in self.efforts if one.task == task),
            "estimate_days": self.held(task, "estimate"),
        }


def _merged(runs: list[Visit]) -> list[Visit]:
    """Neighbours of one phase as one."""
    found: list[Visit] = []
    for run in runs:
        if found and found[-1].phase == run.phase:
            found[-1] = Visit(run.phase, found[-1].start, run.stop, found[-1].worked + run.worked)
        else:
            found.append(run)
    return found
