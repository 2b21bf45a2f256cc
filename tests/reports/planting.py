"""A small portfolio whose texts are put into its figures: what is computed does not depend on them."""

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache

import pandas as pd

from mlpm_analytics.frames import FINDINGS, Figures, Model
from mlpm_analytics.mapping import Mapped
from tests.builder import epic, portfolio, seen, task
from tests.reports.case import CALENDARS, WORKFLOW

SUMMARY, NAME, ACCOUNT, DELIVERABLE = "PLANTED-SUMMARY", "PLANTED-NAME", "planted-account", "PLANTED-DELIVERABLE"


@cache
def _computed() -> tuple[Model, Figures, Figures]:
    model = portfolio(
        epic("P", plan={"Modeling": 1}).changed("deliverable", "2026-03-02 12:00", DELIVERABLE),
        task("ML-1", epic="P", who=ACCOUNT, estimate=8).active("2026-03-02 08:00"),
        task("ML-2", epic="P", phase="Research", who=ACCOUNT).active("2026-03-04 08:00", "2026-03-05 12:00"),
        task("ML-3", epic="P", who=ACCOUNT).active("2026-03-06 08:00"),
    )
    model.work_items["summary"] = SUMMARY
    model.scientists["name"] = NAME
    findings = FINDINGS.of([{"rule": "history-cut", "issue_id": "ML-1", "key": "ML-1", "message": SUMMARY}])
    model = replace(model, findings=findings)
    before, now = (seen(model, day, WORKFLOW, CALENDARS) for day in ("2026-03-05 17:00", "2026-03-12 17:00"))
    assert {"too-many-in-progress", "over-plan", "estimate-too-long"} <= set(now.breaches["rule"])
    return model, before, now


def planted(texts: Mapping[str, str]) -> tuple[Mapped, Figures, Figures]:
    """The model, and the figures a week ago and now, with the texts in place of `SUMMARY`, `NAME`, …"""
    model, before, now = (_with(one, texts) for one in _computed())
    return Mapped(model, WORKFLOW, CALENDARS), before, now


def _with(holder, texts: Mapping[str, str]):
    frames = {field.name: getattr(holder, field.name) for field in fields(holder)}
    return replace(
        holder, **{name: _in_frame(rows, texts) for name, rows in frames.items() if isinstance(rows, pd.DataFrame)}
    )


def _in_frame(rows: pd.DataFrame, texts: Mapping[str, str]) -> pd.DataFrame:
    rows = rows.copy()
    for name in rows.columns[rows.dtypes == "str"]:
        for placeholder, text in texts.items():
            rows[name] = rows[name].str.replace(placeholder, text, regex=False)
    return rows
