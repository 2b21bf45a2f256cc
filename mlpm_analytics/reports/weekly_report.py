"""The week in review: what changed, what to look into, who is on what, where every project stands."""

from typing import Any

from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.standings import STANDINGS
from mlpm_analytics.metrics.weekly import WeeklyReview, weekly_review
from mlpm_analytics.reports.as_json import breaches_json, not_counted_json, picked, plain, worded
from mlpm_analytics.reports.formats import Records, Report
from mlpm_analytics.views.summaries import weekly_sentence
from mlpm_analytics.views.weekly_view import weekly_view

_RECORD = (
    *("as_of", "is_new", "rule", "subject", "project", "phase", "since", "value", "limit", "evidence", "message"),
    "url",
)
_ASSIGNMENT = {
    "task": "key",
    "since": "since_at",
    "other_tasks": "other_keys",
    "free_since": "free_since_at",
    "finished": "finished_count",
} | {
    name: name
    for name in (
        *("scientist", "scientist_id", "load", "summary", "project", "phase", "active_days", "limited_days"),
        *("blocked_keys", "test_progress", "evidence"),
    )
}
_STANDING = tuple(STANDINGS.columns)
_HAPPENED = {
    "begun": "begun_count",
    "finished": "finished_count",
    "reopened": "reopened_count",
    "moved_to": "moved_to",
    "new_breaches": "new_count",
    "settled_breaches": "settled_count",
}


def weekly_report(before: Figures, now: Figures, mapped: Mapped) -> Report:
    """The report on the week between two sets of figures (`metrics.weeks.week_span`); one CSV row per breach."""
    review = weekly_review(before, now, mapped.workflow, timezone=mapped.calendars.team.timezone)
    return Report(_content(review, mapped.calendars.team.timezone), _records(review), weekly_view(review, mapped))


def _content(review: WeeklyReview, timezone: str) -> dict[str, Any]:
    are_new = review.breaches["is_new"].tolist()
    return {
        "as_of": plain(review.as_of),
        "began_at": plain(review.began_at),
        "sentence": weekly_sentence(review, timezone),
        "figures": [picked(row, ("figure", "value", "before")) for row in review.figures.to_dict("records")],
        "breaches": [
            breach | {"is_new": is_new} for breach, is_new in zip(breaches_json(review.breaches), are_new, strict=True)
        ],
        "settled": breaches_json(review.settled),
        "scientists": [picked(row, _ASSIGNMENT) for row in review.assignments.to_dict("records")],
        "projects": [
            picked(row, _STANDING) | {"this_week": picked(row, _HAPPENED)}
            for row in review.standings.merge(review.happenings, on="project").to_dict("records")
        ],
        **not_counted_json(review.not_counted),
    }


def _records(review: WeeklyReview) -> Records:
    named = review.breaches.rename(columns={"since_at": "since"}).assign(as_of=review.as_of)
    rows = [worded(picked(row, _RECORD)) for row in named.to_dict("records")]
    return Records(_RECORD, tuple(rows))
