"""Blocks that several reports show: as of when, breaches, Tasks, links to Jira."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.metrics.not_counted import all_clear, lines
from mlpm_analytics.reports.document import Block, Heading, Link, Paragraph, Table
from mlpm_analytics.workflow import Workflow

EFFORT_NOTE = Paragraph(
    "Days are working days. Effort is time in progress, shared between a scientist's Tasks; not hours at the desk."
)


def as_of_text(as_of: pd.Timestamp, timezone: str) -> str:
    """The instant of all figures, in the team's time zone."""
    return f"As of {wording.moment(as_of, timezone, with_year=True)} ({timezone})."


def browse_url(key: object, workflow: Workflow) -> str | None:
    """Jira's page of an issue; none where the address of Jira or the key is not known."""
    return f"{workflow.browse_url}/browse/{key}" if workflow.browse_url and isinstance(key, str) else None


def key_link(key: object, workflow: Workflow) -> Link:
    """The key of an issue, leading to Jira; a dash without one."""
    return Link(text(key), browse_url(key, workflow))


def text(value: object) -> str:
    """A text of a frame; a dash where it is not stated."""
    return value if isinstance(value, str) else wording.NOTHING


def not_counted_blocks(not_counted: pd.DataFrame) -> list[Block]:
    """What is loaded and in no figure, a sentence each; nothing where all is counted."""
    return [Paragraph(f"Not counted: {line}") for line in lines(not_counted)]


def no_breach(not_counted: pd.DataFrame) -> Paragraph:
    """That nothing is in breach, as far as things are counted."""
    return Paragraph(all_clear(not_counted, "Nothing is in breach of the way of working.", "No breach"))


def breaches_blocks(breaches: pd.DataFrame, not_counted: pd.DataFrame, timezone: str) -> list[Block]:
    """Breaches under a heading, or a sentence that there are none."""
    if breaches.empty:
        return [Heading("Breaches"), no_breach(not_counted)]
    rows = [breach_cells(breach, timezone) for breach in breaches.to_dict("records")]
    return [Heading("Breaches"), Table.of(BREACH_HEADERS, rows)]


BREACH_HEADERS = ("Rule", "What is the matter", "Since", "Evidence")


def breach_cells(breach: dict[Hashable, Any], timezone: str) -> list[str | Link]:
    """One breach under `BREACH_HEADERS`; its sentence leads to Jira."""
    return [
        wording.rule(breach["rule"]),
        Link(breach["message"], breach["url"] if isinstance(breach["url"], str) else None),
        wording.date(breach["since_at"], timezone),
        wording.evidence(breach["evidence"]),
    ]
