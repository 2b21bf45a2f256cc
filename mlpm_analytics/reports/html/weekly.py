"""The weekly review as a file: what its report says, with each project's way so far."""

import pandas as pd

from mlpm_analytics.frames import Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.reports.blocks import browse_url
from mlpm_analytics.reports.html.pages import page
from mlpm_analytics.reports.html.sections import sections
from mlpm_analytics.reports.html.strips import strips
from mlpm_analytics.reports.weekly import weekly_report


def weekly_html(before: Figures, now: Figures, mapped: Mapped, *, data_at: pd.Timestamp) -> str:
    """The file on the week between two sets of figures; `data_at` is the instant of the last load."""
    workflow, calendars = mapped.workflow, mapped.calendars
    review = weekly_review(before, now, workflow)
    standing = now.projects.set_index("project").loc[review.standings["project"]].reset_index()
    lead, *others = sections(weekly_report(before, now, workflow, calendars))
    return page(
        "weekly.html",
        phases=workflow.phases,
        timezone=calendars.team.timezone,
        not_counted=now.not_counted,
        lead=lead,
        sections=others,
        ways=strips(standing, now.visits),
        browse_url=lambda key: browse_url(key, workflow),
        as_of=now.as_of,
        data_at=data_at,
    )
