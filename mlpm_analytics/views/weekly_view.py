"""What is told about a week: what changed, what needs attention, who is on what, where every project stands."""

from typing import Final, Literal

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.assignments import ASSIGNMENTS
from mlpm_analytics.metrics.leave import back_on
from mlpm_analytics.metrics.not_counted import lines
from mlpm_analytics.metrics.standings import STANDINGS
from mlpm_analytics.metrics.weekly import RANKED_BREACHES, WeeklyReview
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Content, Section, Table, Tile, View, section
from mlpm_analytics.views.shared_sections import BREACHES, Row, breaches_section
from mlpm_analytics.views.summaries import happened_in_words, weekly_sentence

_BETTER: Final = {"Tasks finished": 1}  # the sign of a change for the better
_NEW: Final = columns(RANKED_BREACHES, "is_new")
_ASSIGNMENTS: Final = columns(
    ASSIGNMENTS,
    *("scientist", "load", "free_since_at", "key", "summary", "project", "phase", "since_at", "limited_days"),
    *("finished_count", "other_keys", "blocked_keys", "test_progress", "next_key", "next_summary", "back_on"),
    "evidence",
    data=("since_at", "next_key", "next_summary"),
)
_MOVE: Final = ("moved_at", "from_phase", "to_phase", "direction")  # are told in `last_move`
_STATED: Final = [name for name in STANDINGS.columns if name not in _MOVE]
_PLACE: Final = _STATED.index("idle_days")
_STANDINGS: Final = columns(STANDINGS, *_STATED[:_PLACE], "last_move", "this_week", *_STATED[_PLACE:])


def weekly_view(review: WeeklyReview, mapped: Mapped) -> View:
    """The week between two sets of figures."""
    zone = mapped.calendars.team.timezone
    began, ended = (wording.moment(instant, zone, with_year=True) for instant in (review.began_at, review.as_of))
    return View(
        title="Weekly review",
        period=f"From {began} to {ended} ({zone}).",
        sentence=weekly_sentence(review, zone),
        not_counted=tuple(lines(review.not_counted)),
        tiles=tuple(_tile(row) for row in review.figures.to_dict("records")),
        sections=(
            _breaches(review),
            *_settled(review.settled),
            section("who-is-on-what", "Who is on what", lambda: _assignments(review, mapped)),
            section("projects", "Projects", lambda: _projects(review, zone)),
        ),
        timezone=zone,
        browse_url=mapped.workflow.browse_url,
    )


def _tile(row: Row) -> Tile:
    """A figure of the week, with the change since the week before where it can be known."""
    change = row["value"] - row["before"]
    is_known = pd.notna(change)
    return Tile(
        row["figure"],
        wording.number(row["value"]),
        before=wording.number(row["before"]) if is_known else "",
        change=wording.change(change) if is_known else "",
        trend=_trend(_BETTER.get(row["figure"], 0) * change),
    )


def _trend(better: float) -> Literal["good", "bad", "neutral"]:
    return "good" if better > 0 else "bad" if better < 0 else "neutral"


def _breaches(review: WeeklyReview) -> Section:
    if review.breaches.empty:
        return breaches_section(review.breaches, review.not_counted, "Needs attention")
    return section("breaches", "Needs attention", Content(table=Table(review.breaches, _NEW + BREACHES)))


def _settled(settled: pd.DataFrame) -> list[Section]:
    content = Content(table=Table(settled, BREACHES))
    return [] if settled.empty else [section("settled", "Settled this week", content)]


def _assignments(review: WeeklyReview, mapped: Mapped) -> Content:
    rows = review.assignments
    if rows.empty:
        return Content(empty="Nobody who is listed worked on a project in the last 90 days.")
    away = back_on(rows["scientist_id"], mapped.calendars, as_of=review.as_of)
    return Content(table=Table(rows.assign(back_on=away), _ASSIGNMENTS))


def _projects(review: WeeklyReview, timezone: str) -> Content:
    rows = review.standings.merge(review.happenings, on="project")
    if rows.empty:
        return Content(empty="No project that is listed is open.")
    records = rows.to_dict("records")
    return Content(
        table=Table(
            rows.assign(
                last_move=[last_move(row, timezone) for row in records],
                this_week=[happened_in_words(row) for row in records],
            ),
            _STANDINGS,
        )
    )


def last_move(row: Row, timezone: str) -> str:
    """The last move of a project, and on which day of the team it was."""
    if pd.isna(row["moved_at"]):
        return "no move yet"
    return f"{row['direction']} to {row['to_phase']} on {wording.date(row['moved_at'], timezone)}"
