"""What the oracle's issues held and when their Tasks were active, without mis-clicks; see `tests/oracle.py`."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from mlpm_analytics.frames import Model
from tests.oracle_time import micros

FIELDS = ("status", "phase", "epic", "assignee")
Steps = dict[tuple[str, str], list[tuple[int, Any]]]  # (issue, field) → what it held from each instant on
Run = tuple[str, int, int]  # issue, start and stop of an active run


@dataclass(frozen=True)
class Active:
    """A Task that is active in a slice of time."""

    task: str
    epic: str | None
    phase: str | None
    who: str | None
    became: int  # when it became active: the start of its run, or the last change of phase within it


def plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def read_steps(model: Model) -> Steps:
    steps: Steps = {}
    for row in model.histories.sort_values("changed_at").to_dict("records"):
        is_number = row["field"] in {"estimate", "test_days"} or row["field"].startswith("plan:")
        step = (micros(row["changed_at"]), plain(row["number" if is_number else "value"]))
        steps.setdefault((row["issue_id"], row["field"]), []).append(step)
    return steps


def mis_clicks(steps: Steps, active_ids: set[str], least: int, known: int) -> Iterator[Run]:
    """Active runs that were too short and led back to the status they came from, as far as known at an instant."""
    for (issue, field), values in steps.items():
        start = origin = None
        for (_, before), (at, status) in pairwise([(0, None), *values]) if field == "status" else ():
            if status in active_ids and before not in active_ids:
                start, origin = at, before
            is_over = before in active_ids and status not in active_ids and at <= known
            if is_over and at - start < least and status == origin:
                yield (issue, start, at)


class History:
    """What every issue held, as if mis-clicks had not happened."""

    def __init__(self, steps: Steps, dropped: frozenset[Run], tasks: list[str], active_ids: set[str]) -> None:
        self.steps = dict(steps)
        for issue in {issue for issue, _, _ in dropped}:
            runs = [(start, stop) for other, start, stop in dropped if other == issue]
            self.steps[issue, "status"] = [
                (at, status)
                for at, status in steps[issue, "status"]
                if not any(start <= at <= stop for start, stop in runs)
            ]
        self.dropped, self.tasks, self.active_ids = dropped, tasks, active_ids
        self.instants = sorted({at for values in steps.values() for at, _ in values})
        self.tasks_at = list(self._tasks())
        self.active_at = list(self._active())

    def held(self, issue: str, field: str, at: int) -> Any:
        """What a field held at an instant."""
        values = self.steps.get((issue, field), [])
        place = bisect_right(values, at, key=lambda step: step[0])
        return values[place - 1][1] if place else None

    def _tasks(self) -> Iterator[dict[str, tuple[Any, ...]]]:
        """Status, phase, Epic and assignee of every Task from each instant on."""
        changed = {(at, issue) for (issue, _), values in self.steps.items() for at, _ in values}
        tasks: dict[str, tuple[Any, ...]] = dict.fromkeys(self.tasks, (None,) * len(FIELDS))
        for at in self.instants:
            now = [task for task in self.tasks if (at, task) in changed]
            tasks = tasks | {task: tuple(self.held(task, field, at) for field in FIELDS) for task in now}
            yield tasks

    def _active(self) -> Iterator[tuple[Active, ...]]:
        """The active Tasks from each instant on."""
        became: dict[str, tuple[int, str | None]] = {}
        before: dict[str, tuple[Any, ...]] = {}
        for at, tasks in zip(self.instants, self.tasks_at, strict=True):
            for task, (status, phase, _, _) in tasks.items():
                if before.get(task) is tasks[task]:
                    continue
                if status not in self.active_ids:
                    became.pop(task, None)
                elif task not in became or became[task][1] != phase:
                    became[task] = (at, phase)
            yield tuple(
                Active(task, tasks[task][2], tasks[task][1], tasks[task][3], became[task][0]) for task in became
            )
