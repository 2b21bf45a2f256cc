"""Which issues there are, held against how many Jira counts: a list that ends early is found out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pandas as pd

from mlpm_analytics.errors import RefusedError, UnavailableError
from mlpm_analytics.sources.api import JiraClient, Listed

FIRST_DAY: Final = pd.Timestamp("2000-01-01", tz="UTC").as_unit("us")  # before the first Jira
SHORTEST: Final = timedelta(days=1)
MOST_LACKING: Final = 2  # Jira's count is approximate: so many, or so large a share, may be lacking
SHARE_LACKING: Final = 0.005


@dataclass
class Listing:
    """Issues that Jira lists, by id, with when they were last changed (NaT where it does not say)."""

    issues: dict[str, pd.Timestamp] = field(default_factory=dict)
    counted: int = 0  # how many there are by Jira's count
    is_whole: bool = True

    def add(self, listed: Iterable[Listed]) -> None:
        """More issues."""
        self.issues.update((one.issue_id, one.updated_at) for one in listed)


def all_issues(jira: JiraClient, clauses: Iterable[str], until: pd.Timestamp) -> Listing:
    """Every issue, in slices of the time of creation where Jira's list falls short of its count."""
    listing = Listing()
    for clause in clauses:
        listed = jira.listed(clause)
        listing.add(listed)
        counted = jira.count(clause)
        listing.counted += counted or 0
        if _falls_short(len(listed), counted):
            listing.is_whole &= _in_slices(jira, clause, listing, FIRST_DAY, until + SHORTEST)
    return listing


def changed_since(jira: JiraClient, clauses: Iterable[str], since: pd.Timestamp, date_form: str) -> Listing:
    """Issues that were changed at or after an instant."""
    listing = Listing()
    for clause in clauses:
        listing.add(jira.listed(f"({clause}) AND updated >= {_instant(since, date_form)}"))
    listing.counted = len(listing.issues)
    return listing


def date_form(jira: JiraClient, clauses: Iterable[str], now: pd.Timestamp) -> str:
    """How this Jira is told instants: as milliseconds since 1970, or, where it takes them otherwise, as minutes ago.

    Both mean the same everywhere; days and hours written out would be read in the zone of the account's profile.
    """
    day_ago = now - timedelta(days=1)
    try:
        by_epoch = changed_since(jira, clauses, day_ago, "epoch")
    except (RefusedError, UnavailableError):  # there are some that stumble over such a number
        return "relative"
    by_minutes = changed_since(jira, clauses, day_ago, f"relative to {now.isoformat()}")
    return "epoch" if by_minutes.issues.keys() <= by_epoch.issues.keys() else "relative"


def _instant(moment: pd.Timestamp, form: str) -> str:
    if form.startswith("relative"):
        now = pd.Timestamp(form.removeprefix("relative to "))
        return f'"-{int((now - moment).total_seconds() / 60) + 1}m"'
    return str(int(moment.timestamp() * 1000))


def _falls_short(got: int, counted: int | None) -> bool:
    return counted is not None and counted - got > max(MOST_LACKING, SHARE_LACKING * counted)


def _in_slices(jira: JiraClient, clause: str, listing: Listing, first: pd.Timestamp, last: pd.Timestamp) -> bool:
    """Add the issues created in [first, last), halved until they are all there; whether they are."""
    begin, stop = (_instant(moment, "epoch") for moment in (first, last))
    within = f"({clause}) AND created >= {begin} AND created < {stop}"
    listed = jira.listed(within)
    listing.add(listed)
    if not _falls_short(len(listed), jira.count(within)):
        return True
    if last - first <= SHORTEST:
        return False
    middle = first + (last - first) / 2
    halves = [_in_slices(jira, clause, listing, first, middle), _in_slices(jira, clause, listing, middle, last)]
    return all(halves)
