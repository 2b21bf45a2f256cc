"""The search index, which runs behind: a search sees an edit only some searches, or some time, later."""

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.fakejira.model import Issue


@dataclass
class Pending:
    """An issue whose index entry is stale."""

    issue: Issue
    due_at: datetime
    searches: int


@dataclass
class Index:
    """What searches read.

    An edit is seen once `lag_searches` searches have been answered since, or `lag_seconds` have passed; `scatter`
    (seeded) draws each edit's lag between nothing and these, so that edits are indexed out of order.
    """

    lag_searches: int = 1
    lag_seconds: float = 120
    scatter: random.Random | None = None
    entries: dict[int, Issue] = field(default_factory=dict)  # copies, as they were when they were indexed
    pending: dict[int, Pending] = field(default_factory=dict)
    generation: int = 0  # grows with every entry that changes

    def note(self, issue: Issue, now: datetime) -> None:
        """Something about the issue changed."""
        share = self.scatter.random() if self.scatter else 1.0
        searches = round(self.lag_searches * share)
        self.pending[issue.id] = Pending(issue, now + timedelta(seconds=self.lag_seconds * share), searches)

    def search(self, now: datetime, issues: dict[int, Issue]) -> dict[int, Issue]:
        """The entries as one more search sees them."""
        due = [one for one in self.pending.values() if one.searches <= 0 or one.due_at <= now]
        for one in due:
            del self.pending[one.issue.id]
            self._index(one.issue, issues)
        for one in self.pending.values():
            one.searches -= 1
        return self.entries

    def catch_up(self, issues: dict[int, Issue]) -> None:
        """Index everything now."""
        for one in self.pending.values():
            self._index(one.issue, issues)
        self.pending.clear()

    def _index(self, issue: Issue, issues: dict[int, Issue]) -> None:
        self.generation += 1
        if issue.id in issues:
            self.entries[issue.id] = replace(issue, values=dict(issue.values), histories=list(issue.histories))
        else:
            self.entries.pop(issue.id, None)
