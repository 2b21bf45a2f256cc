"""`docs/definitions.md` a second time: slow, plain, and without a line of `mlpm_analytics.metrics`.

Between two neighbouring instants at which anything changed, nothing changes. The oracle looks at every such slice of
time, asks of every Task what it was in it, and adds up. Working time is what the clocks on the wall show of every
date. Instants are microseconds since 1970.
"""

from itertools import takewhile
from typing import Any

from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Model
from mlpm_analytics.workflow import Workflow
from tests import oracle_visits
from tests.oracle_history import History, Run, mis_clicks, read_steps
from tests.oracle_rules import breaches
from tests.oracle_time import DAY, MICROSECOND, micros
from tests.oracle_world import SCIENTIST_FOR, World

Breaches = dict[tuple[str, str], tuple[float | None, float | None]]


class Oracle:
    """A model, and what it looks like as of any instant."""

    def __init__(self, model: Model, workflow: Workflow, calendars: Calendars) -> None:
        self.workflow, self.calendars = workflow, calendars
        self.named = set(workflow.named_scientists)
        self.items = {row["issue_id"]: row for row in model.work_items.to_dict("records")}
        roles = model.status_roles.to_dict("records")
        self.active_ids, self.waiting_ids, self.done_ids = (
            {row["status_id"] for row in roles if row[role]} for role in ("is_active", "is_waiting", "is_done")
        )
        self.status_names = {row["status_id"]: row["name"] for row in roles}
        kinds = ("task", "subtask") if workflow.include_subtasks else ("task",)
        self.tasks = [key for key, row in self.items.items() if row["kind"] in kinds]
        self.epics = [key for key, row in self.items.items() if row["kind"] == "epic"]
        self.steps = read_steps(model)
        self.instants = sorted({at for steps in self.steps.values() for at, _ in steps})
        self.histories: dict[frozenset[Run], History] = {}
        self.worlds: dict[tuple[int, frozenset[Run]], World] = {}
        self.judged: dict[World, Breaches] = {}

    def held(self, issue: str, field: str, at: int) -> Any:
        """What a field held at an instant, mis-clicks included."""
        values = [value for when, value in self.steps.get((issue, field), []) if when <= at]
        return values[-1] if values else None

    def history(self, known: int) -> History:
        """What issues held, without the mis-clicks that are known at an instant."""
        dropped = frozenset(mis_clicks(self.steps, self.active_ids, self.workflow.min_active // MICROSECOND, known))
        if dropped not in self.histories:
            self.histories[dropped] = History(self.steps, dropped, self.tasks, self.active_ids)
        return self.histories[dropped]

    def at(self, now: int, known: int | None = None) -> World:
        """The figures as of `now`, without what is dropped as of `known` (as of now, unless said)."""
        history = self.history(now if known is None else known)
        if (now, history.dropped) not in self.worlds:
            self.worlds[now, history.dropped] = World(self, history, now)
        return self.worlds[now, history.dropped]

    def breaches(self, now: int, known: int | None = None) -> Breaches:
        """(rule, subject) → (value, limit), as of an instant."""
        world = self.at(now, known)
        if world not in self.judged:
            self.judged[world] = breaches(world)
        return self.judged[world]

    def since(self, rule: str, subject: str, now: int) -> int:
        """Start of the unbroken stretch of a breach, to the millisecond, judged by the figures as of each instant.

        Looked for among all instants at which a breach may end; between two of them it begins at most once.
        """

        def holds(at: int) -> bool:
            return (rule, subject) in self.breaches(at, known=now)

        candidates = [min(self.instants) - 1, *self._turning_points(now), now]
        breached = list(takewhile(holds, reversed(candidates)))
        high, low = breached[-1], candidates[-1 - len(breached)]
        while holds(high - 1) and high - low > 500:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return high

    def _turning_points(self, now: int) -> list[int]:
        """When something changed, a visit came to be one, an Epic was done, a move or an interval became too old."""
        world, window = self.at(now), self.workflow.limits.bouncing_window_days * DAY
        points = {at + more for at in self.instants for more in (0, window, SCIENTIST_FOR)}
        points |= {at for epic in world.projects for at in oracle_visits.became_visits(world, epic)}
        points |= {at for epic in self.epics if (at := micros(self.items[epic]["resolved_at"])) is not None}
        return sorted(at for at in points if min(self.instants) <= at < now)
