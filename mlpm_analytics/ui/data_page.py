"""What the Data page says of data, evidence and settings."""

from typing import Final

import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.check import check
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.settings import Settings
from mlpm_analytics.ui import blocks
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.model import Tile
from mlpm_analytics.wording import count
from mlpm_analytics.workflow import EVIDENCE

_SETTINGS: Final = {"section": "Section", "key": "Key", "value": "Value", "origin": "Where from"}


def sentence(shares: pd.DataFrame, kinds: pd.DataFrame, not_counted: pd.DataFrame) -> str:
    """Whether the figures can be believed, in a sentence or two."""
    counts = shares.groupby("evidence")["task_count"].sum()
    known = [name for name in EVIDENCE if name in counts.index]
    if not known:
        return "No Task counts yet: the data hold no project."
    tasks = count(int(counts.sum()), "Task")
    told = [f"{counts[name]} {wording.evidence(name)}" for name in known]
    how = wording.listing(told) if len(known) > 1 else f"known {wording.evidence(known[0])}"
    return f"{tasks} {'counts' if counts.sum() == 1 else 'count'}, {how}. {_doubts(kinds, not_counted)}"


def _doubts(kinds: pd.DataFrame, not_counted: pd.DataFrame) -> str:
    if kinds.empty:
        return all_clear(not_counted, "Nothing in the data casts doubt on a figure.", "Nothing casts doubt on a figure")
    first = f"“{kinds['name'].iloc[0]}”"
    if len(kinds) == 1:
        return f"One kind of finding casts doubt on some figures: {first}."
    return f"{len(kinds)} kinds of findings cast doubt on some figures, first of all {first}."


def tiles(loads: pd.DataFrame, issues: int, shares: pd.DataFrame, kinds: pd.DataFrame) -> list[Tile]:
    """The data in figures."""
    tasks = int(shares["task_count"].sum())
    exact = int(shares.loc[shares["evidence"] == "changelog", "task_count"].sum())
    return [
        Tile("Loads", str(len(loads))),
        Tile("Issues", str(issues), "All that the loads hold together, each once."),
        Tile("Tasks that count", str(tasks), "Those of projects, and those without an Epic beside a project."),
        Tile("Exact Tasks", f"{exact} of {tasks}", "Tasks that are known from Jira's history."),
        Tile("Findings", str(int(kinds["finding_count"].sum()))),
    ]


def evidence_table(shares: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Tasks and active days by evidence, and by project where `by` says so, with their shares."""
    sums = shares.assign(project=shares["project"].fillna("in no project")).groupby(by, sort=False)
    rows = sums[["task_count", "active_days"]].sum().reset_index()
    if by == ["evidence"]:
        rows = rows.sort_values("evidence", key=lambda names: names.map(EVIDENCE.index), ignore_index=True)
    whole = rows.groupby("project") if "project" in by else rows.groupby(lambda _: 0)
    parts = {name: rows[name] / whole[name].transform("sum") for name in ("task_count", "active_days")}
    return pd.DataFrame(
        ({"Project": rows["project"]} if "project" in by else {})
        | {
            "Known": rows["evidence"].map(wording.evidence),
            "Tasks": rows["task_count"],
            "Share of Tasks": parts["task_count"].map(_percent),
            "Days active, each Task by itself": rows["active_days"],
            "Share of active days": parts["active_days"].map(_percent),
        }
    )


def _percent(share: float) -> str:
    """A share that does not round to a whole what is none."""
    return wording.NOTHING if pd.isna(share) else f"{share * 100:.1f}%"


def settings_in_force(settings: Settings, misfits: pd.DataFrame | None, not_counted: pd.DataFrame) -> None:
    """Every setting with where its value comes from, and what in the data does not fit it."""
    checked = check(settings)
    where = f"Settings from {checked.source}." if checked.source else "No mlpm.toml: every setting is the default."
    st.markdown(plain(where))
    if misfits is not None:
        _misfits(misfits, not_counted)
    rows = pd.DataFrame([vars(one) for one in checked.in_force])
    with st.expander(f"All {len(rows)} settings"):
        blocks.figures_table(rows[list(_SETTINGS)].rename(columns=_SETTINGS), name="settings")


def _misfits(misfits: pd.DataFrame, not_counted: pd.DataFrame) -> None:
    if misfits.empty and not not_counted.empty:
        st.info("No setting is known that would fit the data better; see what is not counted.", icon=":material/info:")
        return
    if misfits.empty:
        st.success("Everything in the data fits the settings.", icon=":material/check:")
        return
    things = count(len(misfits), "thing")
    st.markdown(f"{things} in the data {'does' if len(misfits) == 1 else 'do'} not fit the settings:")
    for one in misfits.to_dict("records"):
        with st.container(border=True):
            st.markdown(f"`{one['key']}`: {plain(one['message'])}")
            if pd.notna(one["remedy"]):
                below = f"{one['section']}\n" if pd.notna(one["section"]) else ""
                st.caption("For mlpm.toml:")
                st.code(f"{below}{one['remedy']}", language="toml")
