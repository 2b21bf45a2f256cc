"""Changelogs of REST answers: one row for each item of each history, every history once."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from mlpm_analytics.sources.record_frames import BY_NAME
from mlpm_analytics.sources.rest_issues import Reading, issue_id
from mlpm_analytics.sources.rest_pages import Answers
from mlpm_analytics.sources.rest_values import count, elements, members, person, text

NAMED = ("status", "resolution")  # items whose sides are known by name where Jira sends no ids


@dataclass
class Tally:
    """What became of the histories of one issue, by history id."""

    kept: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)  # without a single item: there is nothing to keep
    stated: int | None = None  # how many Jira says there are

    @property
    def history_count(self) -> int | None:
        """How many histories with items there are, also of those that could not be read; None where unknown."""
        unreadable, empty = len(self.unreadable - self.kept), len(self.empty)
        if self.stated is None and not unreadable:
            return None
        return max(self.stated or 0, len(self.kept) + unreadable + empty) - empty


class Changelogs:
    """Reads all changelogs of a file, and remembers which histories of which issue it has seen."""

    def __init__(self, answers: Answers, reading: Reading) -> None:
        self.records: list[dict[str, object]] = []
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self._reading = reading
        self._position = 0
        ids = {text(issue.get("key")): issue_id(issue) for issue in answers.issues}
        for issue in answers.issues:
            log = members(issue.get("changelog"))
            if isinstance(log.get("histories"), list):
                self._add(
                    issue_id(issue), text(issue.get("key")) or issue_id(issue), log["histories"], log.get("total")
                )
        for changelog in answers.changelogs:
            owner = ids.get(changelog.issue, changelog.issue)
            self._add(owner, changelog.issue, changelog.histories, changelog.total)

    def _add(self, owner: str, called: str, histories: list[Any], total: object) -> None:
        tally = self.tallies[owner]
        if (stated := count(total)) is not None:
            tally.stated = max(tally.stated or 0, stated)
        at_instants: dict[int | None, int] = defaultdict(int)
        for history in histories:
            self._position += 1
            changed_at = self._changed_at(history, called)
            at_instants[changed_at] += 1
            history_id = text(members(history).get("id")) or f"at:{changed_at}.{at_instants[changed_at]}"
            self._add_history(owner, history_id, changed_at, members(history))

    def _changed_at(self, history: object, called: str) -> int | None:
        stamp, of = (
            members(history).get("created"),
            f"created of history {text(members(history).get('id')) or ''}".strip(),
        )
        if stamp is None or stamp == "":
            self._reading.notebook.add(f"{called}: {of} is missing; the history is left out.", column="created")
            return None
        return self._reading.instant(stamp, called, of)

    def _add_history(self, owner: str, history_id: str, changed_at: int | None, history: dict[str, Any]) -> None:
        tally = self.tallies[owner]
        if history_id in tally.kept:
            return
        items = [item for item in elements(history.get("items")) if isinstance(item, dict)]
        (tally.unreadable if changed_at is None else tally.kept if items else tally.empty).add(history_id)
        if changed_at is None:
            return
        author_id, author = person(history.get("author"))
        shared = {
            "issue_id": owner,
            "history_id": history_id,
            "position": self._position,
            "changed_at": changed_at,
            "author_id": author_id,
            "author": author,
        }
        self.records += [{**shared, "item_no": number, **sides} for number, sides in enumerate(map(_item, items))]


def _item(item: dict[str, Any]) -> dict[str, object]:
    """What an item changed, from what to what."""
    field_id, name = text(item.get("fieldId")), text(item.get("field"))
    sides = {
        "from_id": text(item.get("from")),
        "from_text": text(item.get("fromString")),
        "to_id": text(item.get("to")),
        "to_text": text(item.get("toString")),
    }
    if (field_id or name or "").casefold() in NAMED:
        for side in ("from", "to"):
            by_name = sides[f"{side}_text"]
            sides[f"{side}_id"] = sides[f"{side}_id"] or (BY_NAME + by_name if by_name else None)
    return {"field": name or field_id, "field_id": field_id, **sides}
