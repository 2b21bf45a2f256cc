"""Breaches as lists: one line each, what, who, by how much, since when, with links to Jira."""

from typing import Any

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.metrics.questions import breach_label
from mlpm_analytics.ui import pages
from mlpm_analytics.ui.blocks import known_how
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import plain


def breach_list(breaches: pd.DataFrame, reading: Reading) -> None:
    """Breaches, one line each, in the order they come in; `is_new` marks those of this week."""
    _list(with_people(breaches, reading), reading)


def _list(rows: pd.DataFrame, reading: Reading) -> None:
    st.markdown("\n".join(f"- {breach_line(row, reading)}" for row in rows.to_dict("records")))


def breaches_by_project(breaches: pd.DataFrame, reading: Reading) -> None:
    """Breaches under the name of their project, in the order of the first of each; those of none come last."""
    names, told = reading.figures().projects.set_index("project")["name"], with_people(breaches, reading)
    for key in [*told["project"].dropna().unique(), None]:
        rows = told[told["project"].isna() if key is None else told["project"] == key]
        if rows.empty:
            continue
        if key is None:
            st.markdown("**Of no project**")
        else:
            pages.project_link(key, label=f"**{plain(names.get(key, key))}**")
        _list(rows, reading)


def with_people(breaches: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """The breaches with `who`: the Task's scientist, else the project's owner; missing where the message names them.

    And with `keys`: the Tasks in progress of a scientist who has too many.
    """
    seen, workflow = reading.figures(), reading.mapped.workflow
    scientists = seen.tasks.set_index("key")["scientist"]
    owners = seen.projects.set_index("project")["owner"]
    in_hand = seen.work_intervals[seen.work_intervals["is_open"]]
    in_hand = in_hand[~in_hand["phase"].isin(workflow.passive_phases)].sort_values(["started_at", "key"])
    in_hand = in_hand.groupby("scientist_id")["key"].agg(["size", ", ".join])
    is_of_task, is_of_scientist = breaches["subject"].isin(scientists.index), breaches["project"].isna()
    of_project = breaches["project"].map(owners).where(~is_of_task & ~is_of_scientist)
    is_too_many = breaches["subject"].map(in_hand["size"]) > breaches["limit"]  # not any more once it is settled
    return breaches.assign(
        who=breaches["subject"].map(scientists).where(is_of_task, of_project),
        keys=breaches["subject"].map(in_hand["join"]).where(is_too_many),
    )


def breach_line(breach: dict[Any, Any], reading: Reading) -> str:
    """A breach on one line, as Markdown."""
    parts = [breach["message"].removesuffix(".")]
    if pd.notna(breach["keys"]):
        parts.append(breach["keys"])
    elif pd.notna(breach["url"]) and (key := str(breach["url"]).rsplit("/", 1)[-1]) not in breach["message"]:
        parts.append(key)
    told = " · ".join(reading.linked(part) for part in parts)
    mark = ":red-badge[new] " if breach.get("is_new") else ""
    who = "" if pd.isna(breach["who"]) else f" · {plain(breach['who'])}"
    since = plain(f"since {wording.date(breach['since_at'], reading.timezone)}")
    known = "" if breach["evidence"] == "changelog" else f" · {known_how(breach['evidence'])}"
    return f"{mark}{told}{who} · *{since}*{known}{_why(breach, reading)}"


def _why(breach: dict[Any, Any], reading: Reading) -> str:
    """A link to what the breach was added up from: on the page of its project, else of its scientist."""
    if pd.notna(breach["project"]):
        asked = breach_label(breach["rule"], breach["subject"])
        return f" · [why?](<{pages.address('project', project=breach['project'], why=asked)}#why>)"
    if breach["rule"] == "too-many-in-progress" and pages.has_page("scientist"):
        names = reading.mapped.model.scientists.set_index("scientist_id")["name"]
        asked = breach_label(breach["rule"], names[breach["subject"]])
        return f" · [why?](<{pages.address('scientist', scientist=breach['subject'], why=asked)}#why>)"
    return ""
