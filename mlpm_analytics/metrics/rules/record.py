"""What a rule of the way of working is: one record says everything of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from mlpm_analytics.frames import Frame, column
from mlpm_analytics.metrics.explain.ledger import Ledger
from mlpm_analytics.metrics.explain.parts import Explanation
from mlpm_analytics.metrics.rules.facts import Facts

Subject = Literal["task", "scientist", "project", "phase"]
STRETCHES: Final = Frame(
    "stretches",
    [
        *("rule", "about", "subject", "issue_id", "project_id", "phase", "scientist_id", column("started_at")),
        column("stopped_at", meaning="as of, where it lasts"),
        column("is_open", meaning="whether it is in breach as of now"),
        *("value", "limit"),
    ],
    "One row per unbroken stretch in which a rule was in breach.",
)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of the way of working.

    `sentence` is a template over the columns of `frames.BREACHES`, `title` and `person`, `window` and `deliverable`.
    `limit` is the setting (a name of `workflow.Limits`), None for rules without one. `stretches` finds when the rule
    was in breach, over all the time that is known: the columns of `STRETCHES` from `issue_id` on, as far as they say
    something (what touches is one stretch). `explain` shows what a breach (a row of `BREACHES`) rests on.
    """

    name: str
    subject: Subject
    sentence: str
    limit: str | None
    stretches: Callable[[Facts], pd.DataFrame]
    explain: Callable[[Ledger, dict[Any, Any]], Explanation]
    needs: Literal["has_deliverable_field", "has_test_field"] | None = None  # of `workflow.Workflow`; off without it
