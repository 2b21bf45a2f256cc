"""What is told about blocked days: what a project, and all of them, waited for."""

from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import BLOCKED
from mlpm_analytics.metrics.blocked import BLOCKED_BY_REASON, by_reason
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Column, Content, Section, Table, section
from mlpm_analytics.views.shared_sections import Row

_OF_PROJECT: Final = columns(BLOCKED, "status", "blocked_by", "blocked_days", "evidence")
_OF_ALL: Final = columns(BLOCKED_BY_REASON, *BLOCKED_BY_REASON.columns)
_TITLE: Final = "What it waited for"
_MOST: Final = 3  # reasons in a sentence; the table has all of them


def blocked_of_project(rows: pd.DataFrame) -> list[Section]:
    """The blocked days of a project (`frames.BLOCKED`) by reason; nothing where it never was."""
    return _section(rows.sort_values("blocked_days", ascending=False, kind="stable"), _OF_PROJECT, "Blocked for")


def blocked_of_all(blocked: pd.DataFrame) -> list[Section]:
    """The blocked days of all projects by reason; nothing where none ever was."""
    return _section(by_reason(blocked), _OF_ALL, "Projects were blocked for")


def _section(rows: pd.DataFrame, shown: tuple[Column, ...], beginning: str) -> list[Section]:
    if rows.empty:
        return []
    reasons = [_reason(row) for row in rows.head(_MOST).to_dict("records")]
    more = "; most of it" if len(rows) > _MOST else ":"
    total = wording.days(rows["blocked_days"].sum())
    sentence = f"{beginning} {total}{more} {wording.listing(reasons)}."
    return [section("blocked", _TITLE, Content(sentence, table=Table(rows, shown)))]


def _reason(row: Row) -> str:
    blocker: str = f", by {row['blocked_by']}" if pd.notna(row["blocked_by"]) else ""
    return f"{wording.number(row['blocked_days'])} in {row['status']}{blocker}"
