"""What the simulator knows of the figures, counted minute by minute: what the whole chain is held against."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from mlpm_analytics.sample.clock import DAY, END, NOW, working_minutes
from mlpm_analytics.sample.issues import DONE, EPIC, ON_HOLD, Issue, Portfolio
from mlpm_analytics.sample.people import TEAM
from mlpm_analytics.sample.walk import PASSIVE, Record, Stretch, Walk
from mlpm_analytics.workflow import PHASES, Limits

NOISE = DAY // 4  # visits with fewer minutes are dropped
LIMITS = Limits()


def truth(portfolio: Portfolio) -> str:
    """The figures of all projects as of the end, and every breach, as JSON."""
    record = Walk(portfolio).go()
    projects = [Project(epic, record) for epic in portfolio.of_kind(EPIC)]
    clicks = [change for issue in portfolio.issues for change in issue.changes if change.is_mis_click]
    known = {
        "as_of": f"{END:%Y-%m-%dT%H:%M:%SZ}",
        "projects": {project.epic.key: project.figures() for project in projects},
        "breaches": sorted(found for project in projects for found in project.breaches()) + sorted(_of_tasks(record)),
        "mis_clicks": len(clicks) // 2,
    }
    return json.dumps(known, indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Project:
    """One project as of the end."""

    epic: Issue
    record: Record

    def figures(self) -> dict[str, Any]:
        """Its figures; days are working days."""
        moves = [direction for _, direction in self.moves]
        return {
            "name": self.epic.title,
            "state": self.state,
            "current_phase": self.current_phase,
            "elapsed_days": self._elapsed / DAY,
            "active_days": self.record.active[self.epic] / DAY,
            "effort_days": float(self.record.effort[self.epic] / DAY),
            "idle_days": self.idle / DAY,
            "moves": {direction: moves.count(direction) for direction in ("forward", "back", "resumed")},
            "visits": [[visit.phase, visit.minutes / DAY] for visit in self.visits],
            "phases": {phase: self._phase(phase) for phase in PHASES},
        }

    def _phase(self, phase: str) -> dict[str, Any]:
        plans = [change.value for change in self.epic.changes if change.field == f"plan:{phase}"]
        tasks = [one for one in self.record.tasks if one.project is self.epic and one.phase == phase]
        return {
            "planned_days": plans[-1] * 5.0 if plans else None,
            "baseline_days": plans[0] * 5.0 if plans else None,
            "active_days": self.record.active[self.epic, phase] / DAY,
            "effort_days": float(self.record.effort[self.epic, phase] / DAY),
            "visits": sum(visit.phase == phase for visit in self.visits),
            "tasks": len(tasks),
            "tasks_done": sum(one.status == DONE for one in tasks),
        }

    @property
    def state(self) -> str:
        """Where it stands."""
        if self.epic.held("status") == DONE:
            return "abandoned" if self.epic.held("resolution") == "Won't Do" else "done"
        if any(one.is_active for one in self.record.tasks if one.project is self.epic):
            return "active"
        if self.epic.held("status") == ON_HOLD:
            return "paused"
        return "waiting" if self.epic in self.record.spans else "not started"

    @property
    def current_phase(self) -> str | None:
        """The phase it is in, or was in last."""
        stretches = self.record.stretches[self.epic]
        if self.state == "active" and stretches and stretches[-1].stop == NOW:
            return stretches[-1].phase
        return self.visits[-1].phase if self.visits else None

    @property
    def _elapsed(self) -> int:
        if self.epic not in self.record.spans:
            return 0
        done = [change.minute for change in self.epic.changes if change.value == DONE]
        start, stop = self.record.spans[self.epic][0], done[-1] if done else NOW
        return working_minutes(TEAM).count(1, start, stop)

    @property
    def idle(self) -> int:
        """Working minutes since somebody was active, while it waits or is paused."""
        if self.state not in ("waiting", "paused"):
            return 0
        return working_minutes(TEAM).count(1, self.record.spans[self.epic][1], NOW)

    @cached_property
    def visits(self) -> list[Stretch]:
        """Its visits to phases, without noise."""
        runs = _merged(self.record.stretches[self.epic])
        return _merged([run for run in runs if run.minutes >= NOISE])

    @property
    def moves(self) -> list[tuple[Stretch, str]]:
        """The visit that each move leads to, and the direction."""
        return [(then, self._direction(left, then)) for left, then in pairwise(self.visits)]

    def _direction(self, left: Stretch, then: Stretch) -> str:
        if PHASES.index(then.phase) > PHASES.index(left.phase):
            return "forward"
        began = self.record.beginnings[self.epic, then.phase]
        return "back" if any(left.start < minute <= then.start for minute in began) else "resumed"

    def breaches(self) -> list[list[str]]:
        """The rules about projects that it breaks: rule and subject."""
        found = [[rule, self.epic.key] for rule, is_broken in self._rules() if is_broken]
        return found + self._over_plan() + self._missing_deliverables()

    def _rules(self) -> list[tuple[str, bool]]:
        is_running, is_beyond = self.state in ("active", "waiting"), self.current_phase in PHASES[1:]
        has_plan = any(self.epic.held(f"plan:{phase}") is not None for phase in PHASES[1:])
        window = NOW - LIMITS.bouncing_window_days * 24 * 60
        back = sum(direction == "back" and visit.start > window for visit, direction in self.moves)
        return [
            ("stalled", self.state == "waiting" and self.idle >= LIMITS.stalled_after_days * DAY),
            ("no-plan", is_running and is_beyond and not has_plan),
            ("bouncing", self.state not in ("done", "abandoned") and back >= LIMITS.bouncing_moves),
        ]

    def _over_plan(self) -> list[list[str]]:
        found = []
        for phase in PHASES if self.state in ("active", "waiting") else ():
            counted = self.record.active if phase == PASSIVE else self.record.effort
            weeks = self.epic.held(f"plan:{phase}")
            if weeks is not None and counted[self.epic, phase] > weeks * 5 * DAY:
                found.append(["over-plan", f"{self.epic.key}:{phase}"])
        return found

    def _missing_deliverables(self) -> list[list[str]]:
        pairs = pairwise(self.visits)
        left = {one.phase for one, then in pairs if PHASES.index(then.phase) > PHASES.index(one.phase)}
        own = [one for one in self.record.tasks if one.project is self.epic]
        linked = {one.phase for one in own if one.task.held("deliverable")}
        return [["missing-deliverable", f"{self.epic.key}:{phase}"] for phase in PHASES if phase in left - linked]


def _merged(stretches: list[Stretch]) -> list[Stretch]:
    """Neighbours of one phase as one."""
    runs: list[Stretch] = []
    for one in stretches:
        if runs and runs[-1].phase == one.phase:
            runs[-1] = Stretch(one.phase, runs[-1].start, one.stop, runs[-1].minutes + one.minutes)
        else:
            runs.append(one)
    return runs


def _of_tasks(record: Record) -> list[list[str]]:
    """The rules about Tasks and scientists that are broken: rule and subject."""
    found = []
    for one in record.tasks:
        key, estimate = one.task.key, one.task.held("estimate") or 0
        is_done_project = one.project is not None and one.project.held("status") == DONE
        rules = {
            "task-too-long": not one.is_passive and record.limited[one.task] > LIMITS.max_task_days * DAY,
            "no-phase": one.phase is None,
            "no-project": one.project is None,
            "unassigned": one.scientist is None,
            "active-in-done": is_done_project,
        }
        found += [[rule, key] for rule, is_broken in rules.items() if is_broken and one.is_active]
        if one.status != DONE and not one.is_passive and estimate > LIMITS.max_estimate_days:
            found.append(["estimate-too-long", key])
    return found + _crowded(record)


def _crowded(record: Record) -> list[list[str]]:
    busy = [one.scientist.account_id for one in record.tasks if one.is_active and not one.is_passive and one.scientist]
    return [["too-many-in-progress", who] for who in set(busy) if busy.count(who) > LIMITS.max_in_progress]
