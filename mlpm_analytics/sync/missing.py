"""What Jira does not list any more: deleted, hidden, moved or archived, as far as Jira tells these apart.

Nothing is taken away. An issue counts as gone when two looks, an hour apart at least, agree, or when Jira says where
it went; and never when so many are missing at once that a lost permission is likelier than so many deletions.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from mlpm_analytics.store.schema import SYNC_ABSENT
from mlpm_analytics.wording import count

NOT_FOUND: Final = "not found"  # deleted, or hidden from the account
MOVED: Final = "moved"  # to a project that is not synced
NOT_LISTED: Final = "not listed"  # archived, or not found by the query any more
MOST_AT_ONCE: Final = 20
SHARE_AT_ONCE: Final = 0.02
BETWEEN_LOOKS: Final = timedelta(hours=1)
LOOKS: Final = 2
_WORDS: Final = {
    NOT_FOUND: "deleted in Jira, or hidden from the account that syncs",
    MOVED: "moved to a project that is not synced",
    NOT_LISTED: "archived, or not found by the query any more",
}


@dataclass(frozen=True)
class MissingIssues:
    """What is missing in Jira now (`sync_absent`), and what a person should know of that."""

    rows: pd.DataFrame
    held_count: int
    notes: tuple[str, ...]


def judge_missing(
    missing: Collection[str],
    before: pd.DataFrame,
    reason_of: Callable[[str], str],
    *,
    stored_count: int,
    is_confirmed: bool,
    at: pd.Timestamp,
) -> MissingIssues:
    """The issues that are stored and not listed, each looked up by its id, with how often that was so before."""
    known = {row["issue_id"]: {**row} for row in before.to_dict("records")}
    gone_before = {one for one, row in known.items() if pd.notna(row["gone_at"])}
    new = [one for one in missing if one not in gone_before]
    is_held = not is_confirmed and len(new) > max(MOST_AT_ONCE, SHARE_AT_ONCE * stored_count)
    rows: list[dict[str, object]] = []
    for issue_id in sorted(missing):
        row: dict[Any, Any] = known.get(
            issue_id, {"load_id": 0, "issue_id": issue_id, "misses": 0, "first_missed_at": at}
        )
        if issue_id not in gone_before and is_held:
            row |= {"reason": row.get("reason", NOT_FOUND), "last_missed_at": row.get("last_missed_at", at)}
        elif issue_id not in gone_before:
            row |= _looked_up(row, reason_of(issue_id), at, is_confirmed=is_confirmed)
        rows.append({str(name): value for name, value in row.items()})
    absent = SYNC_ABSENT.of(rows)
    notes = _notes(absent[absent["gone_at"] == at], len(new) if is_held else 0, stored_count)
    return MissingIssues(absent, len(new) if is_held else 0, tuple(notes))


def _looked_up(row: dict[Any, Any], reason: str, at: pd.Timestamp, *, is_confirmed: bool) -> dict[str, object]:
    """What another look makes of an issue that is missing."""
    last = row.get("last_missed_at")
    last = None if last is None else min(last, at)  # it may be later, from when a clock was ahead
    is_another = last is None or at - last >= BETWEEN_LOOKS
    misses = row["misses"] + is_another
    is_gone = is_confirmed or misses >= LOOKS or reason == MOVED
    return {
        "misses": misses,
        "reason": reason,
        "last_missed_at": at if is_another else last,
        "gone_at": at if is_gone else None,
    }


def _notes(gone: pd.DataFrame, held_count: int, stored_count: int) -> Iterator[str]:
    for reason, rows in gone.groupby("reason"):
        are = "is" if len(rows) == 1 else "are"
        yield (f"{count(len(rows), 'issue')} {are} gone: {_WORDS[str(reason)]}. Kept as last seen, and marked.")
    if held_count:
        yield (
            f"{held_count} of {count(stored_count, 'issue')} are no longer visible: too many at once to be believed. "
            "Kept. If they were really deleted or moved, confirm it with `mlpm sync --confirm-missing`; else see to "
            "the permissions of the account."
        )
