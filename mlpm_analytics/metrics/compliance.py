"""How well the way of working is kept: what was in breach as of past instants."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Calendars, micros
from mlpm_analytics.frames import Frame, Model
from mlpm_analytics.metrics.breaches import stretches
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.rules import Facts, in_force
from mlpm_analytics.metrics.slices import expanded
from mlpm_analytics.workflow import Workflow

SHOWN_WEEKS = 12  # of breaches at the end of each

STOOD = Frame("stood", ["as_of", "rule", "subject", "project"])
WEEKLY_BREACHES = Frame("weekly_breaches", ["as_of", "rule", "breach_count"])


def breaches_at(
    model: Model,
    workflow: Workflow,
    calendars: Calendars,
    instants: Sequence[pd.Timestamp],
    *,
    project_id: str | None = None,
) -> pd.DataFrame:
    """The breaches that the figures as of each instant have: as_of, rule, subject, project; columns as in `STOOD`.

    Of a single project where one is asked for; those of scientists are then left out.
    """
    if not instants:
        return STOOD.empty()
    facts = Facts(Known.by(model, workflow, calendars, as_of=max(instants)))
    rules = [rule for rule in in_force(workflow) if project_id is None or rule.subject != "scientist"]
    rows = stretches(rules, facts)
    rows = rows if project_id is None else rows[rows["project_id"] == project_id]
    stood, keys = _standing(rows, instants), facts.known.items["key"]
    is_project = stood["project_id"].isin(facts.known.beginnings.index)
    return STOOD.check(stood.assign(project=looked_up(keys, stood["project_id"].where(is_project))))


def _standing(rows: pd.DataFrame, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """The stretches at each instant (`as_of`): from their start on and before their stop, open ones always."""
    at = pd.Series(sorted(instants)).dt.as_unit("us")
    first = np.searchsorted(micros(at), micros(rows["started_at"]))
    last = np.where(rows["is_open"], len(at), np.searchsorted(micros(at), micros(rows["stopped_at"])))
    row, place = expanded(first, np.maximum(first, last))
    return rows.iloc[row].assign(as_of=at.iloc[place].array).reset_index(drop=True)


def weekly_breaches(stood: pd.DataFrame, instants: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """How many breaches of each rule stood at each instant, of `breaches_at`; columns as in `WEEKLY_BREACHES`.

    Rules that were never in breach have no rows; the others one for every instant, zeros included.
    """
    every = pd.MultiIndex.from_product([instants, sorted(stood["rule"].unique())], names=["as_of", "rule"])
    counts = stood.groupby(["as_of", "rule"]).size().reindex(every, fill_value=0)
    return WEEKLY_BREACHES.check(counts.rename("breach_count").reset_index())
