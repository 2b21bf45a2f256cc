"""What Jira does not list any more: deleted, hidden, moved or archived, as far as Jira tells these apart.

Nothing is taken away. An issue counts as gone when two looks, an hour apart at least, agree, or when Jira says where
it went; and never when so many are missing at once that a lost permission is likelier than so many deletions.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pandas as pd

from mlpm_analytics.sources.api import Jira
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
class Judgement:
    """What is missing in Jira now (`sync_absent`), and what a person should know of that."""

    rows: pd.DataFrame
    held_count: int
    notes: tuple[str, ...]


def judge(
    missing: Collection[str],
    before: pd.DataFrame,
    jira: Jira,
    *,
    projects: Collection[str],
    stored_count: int,
    is_confirmed: bool,
    now: pd.Timestamp,
) -> Judgement:
    """The issues that are stored and not listed, each looked up by its id, with how often that was so before."""
    known = {row["issue_id"]: row for row in before.to_dict("records")}
    new = [one for one in missing if one not in known or pd.isna(known[one]["gone_at"])]
    is_held = not is_confirmed and len(new) > max(MOST_AT_ONCE, SHARE_AT_ONCE * stored_count)
    rows: list[dict[str, object]] = []
    for issue_id in sorted(missing):
        row = known.get(issue_id) or {"issue_id": issue_id, "misses": 0, "first_missed_at": now, "gone_at": pd.NaT}
        if pd.isna(row["gone_at"]):
            reason = NOT_FOUND if is_held else _reason(jira, issue_id, projects)
            row = _missed_again(row, reason, now, is_held=is_held, is_confirmed=is_confirmed)
        rows.append(row)
    found = SYNC_ABSENT.of([{"load_id": 0, **row} for row in rows])
    gone_now = found[found["gone_at"] == now]
    notes = [
        f"{count(len(rows), 'issue')} {'is' if len(rows) == 1 else 'are'} no longer there: {_WORDS[str(reason)]}. "
        "Kept as last seen, and marked."
        for reason, rows in gone_now.groupby("reason")
    ]
    if is_held:
        notes.append(
            f"{count(len(new), 'issue')} of {stored_count} are no longer visible: too many at once to be believed. Kept. "
            "If they were really deleted or moved, confirm it with `mlpm sync --confirm-missing`; else see to the "
            "permissions of the account."
        )
    return Judgement(found, len(new) if is_held else 0, tuple(notes))


def _missed_again(
    row: dict[str, object], reason: str, now: pd.Timestamp, *, is_held: bool, is_confirmed: bool
) -> dict[str, object]:
    last = row.get("last_missed_at")
    is_another_look = last is None or pd.isna(last) or now - last >= BETWEEN_LOOKS
    misses = int(str(row["misses"])) + (1 if is_another_look and not is_held else 0)
    is_gone = is_confirmed or (not is_held and (misses >= LOOKS or reason == MOVED))
    return {
        **row,
        "misses": misses,
        "reason": reason,
        "last_missed_at": now if is_another_look else last,
        "gone_at": now if is_gone else pd.NaT,
    }


def _reason(jira: Jira, issue_id: str, projects: Collection[str]) -> str:
    place = jira.place_of(issue_id)
    if place is None:
        return NOT_FOUND
    return MOVED if projects and place[1] not in projects else NOT_LISTED
