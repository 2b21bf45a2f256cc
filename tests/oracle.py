"""`docs/definitions.md` a second time: slow, plain, and without a line of `mlpm_analytics.metrics`.

Between two neighbouring instants at which anything changed, nothing changes. The oracle looks at every such slice of
time, asks of every Task what it was in it, and adds up. Working time is found by asking every minute whether it is
one. Instants are microseconds since 1970.
"""

from datetime import timedelta
from itertools import takewhile
from typing import Any

import pandas as pd

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Model
from mlpm_analytics.workflow import Workflow
from tests.oracle_rules import breaches
from tests.oracle_time import DAY, micros
from tests.oracle_world import World

FIELDS = ("status", "phase", "epic", "assignee")


def plain(value: Any) -> Any:
    return None if pd.isna(value) else value


class Oracle:
    """A model, and what it looks like as of any instant."""

    def __init__(self, model: Model, workflow: Workflow, calendars: Calendars) -> None:
        self.workflow, self.calendars = workflow, calendars
        self.worlds: dict[int, World] = {}
        self.found: dict[int, dict[tuple[str, str], tuple[float | None, float | None]]] = {}
        self.items = {row["issue_id"]: row for row in model.work_items.to_dict("records")}
        roles = model.status_roles.to_dict("records")
        self.active_ids, self.waiting_ids, self.done_ids = (
            {row["status_id"] for row in roles if row[role]} for role in ("is_active", "is_waiting", "is_done")
        )
        kinds = ("task", "subtask") if workflow.include_subtasks else ("task",)
        self.tasks = [key for key, row in self.items.items() if row["kind"] in kinds]
        self.epics = [key for key, row in self.items.items() if row["kind"] == "epic"]
        self.steps: dict[tuple[str, str], list[tuple[int, Any]]] = {}
        for row in model.histories.sort_values("changed_at").to_dict("records"):
            is_number = row["field"] == "estimate" or row["field"].startswith("plan:")
            step = (micros(row["changed_at"]), plain(row["number" if is_number else "value"]))
            self.steps.setdefault((row["issue_id"], row["field"]), []).append(step)
        self.instants = sorted({at for steps in self.steps.values() for at, _ in steps})
        self.timeline = self._timeline()

    def _timeline(self) -> list[tuple[int, dict[str, tuple[Any, ...]]]]:
        """What every Task held from each instant on."""
        timeline, held = [], dict.fromkeys(self.tasks, (None, None, None, None))
        changed = {(at, issue) for (issue, _), steps in self.steps.items() for at, _ in steps if issue in held}
        for at in self.instants:
            now = [task for task in self.tasks if (at, task) in changed]
            held = held | {task: tuple(self.held(task, field, at) for field in FIELDS) for task in now}
            timeline.append((at, held))
        return timeline

    def held(self, issue: str, field: str, at: int) -> Any:
        """What a field held at an instant."""
        values = [value for when, value in self.steps.get((issue, field), []) if when <= at]
        return values[-1] if values else None

    def at(self, now: int) -> World:
        if now not in self.worlds:
            self.worlds[now] = World(self, now)
        return self.worlds[now]

    def breaches(self, now: int) -> dict[tuple[str, str], tuple[float | None, float | None]]:
        """(rule, subject) → (value, limit), as of an instant."""
        if now not in self.found:
            self.found[now] = breaches(self.at(now))
        return self.found[now]

    def since(self, rule: str, subject: str, now: int) -> int:
        """Start of the unbroken stretch of a breach, to the millisecond, judged by the figures as of each instant.

        Looked for among all instants at which anything changed, or at which a run is old enough or a move too old
        to count; between two of them a breach begins at most once.
        """

        def holds(at: int) -> bool:
            return (rule, subject) in self.breaches(at)

        window = self.workflow.limits.bouncing_window_days * DAY
        least = self.workflow.min_active // timedelta(microseconds=1)
        after = {at + more for at in self.instants for more in (0, least, window)}
        candidates = [min(self.instants) - 1, *sorted(at for at in after if at < now), now]
        breached = list(takewhile(holds, reversed(candidates)))
        high, low = breached[-1], candidates[-1 - len(breached)]
        while holds(high - 1) and high - low > 500:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return high
