"""What is loaded and in no figure: Epics that are no projects, Tasks of none, values that mean nothing."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from mlpm_analytics.check.context import CheckContext
from mlpm_analytics.check.workflow_misfits import unknown_phase_texts
from mlpm_analytics.frames import NOT_COUNTED
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.mapping.keys import BY_KEY
from mlpm_analytics.mapping.statuses import UNDATED
from mlpm_analytics.metrics.histories import latest
from mlpm_analytics.metrics.intervals import counted_items
from mlpm_analytics.metrics.known import project_beginnings
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.not_counted import MOST_NAMED
from mlpm_analytics.wording import cited, listing


def not_counted(context: CheckContext) -> pd.DataFrame:
    """One row for each thing that is loaded and not counted; columns as in `frames.NOT_COUNTED`."""
    tasks = _tasks(context)
    found = [part(context, tasks) for part in _PARTS]
    return NOT_COUNTED.check(pd.concat([NOT_COUNTED.empty(), *found], ignore_index=True))


def _tasks(context: CheckContext) -> pd.DataFrame:
    """The issues that carry time, with what they belong to today: issue_id, project_key, parent, kind_of_parent."""
    items = counted_items(context.model, context.workflow)[["issue_id", "project_key"]]
    parent = looked_up(latest(context.model.histories, "epic")["value"], items["issue_id"])
    kinds = context.model.work_items.set_index("issue_id")["kind"]
    return items.assign(parent=parent, kind_of_parent=looked_up(kinds, parent))


def _counted(kind: str, subjects: pd.Series) -> pd.DataFrame:
    """How often each subject occurs, as rows of one kind."""
    counts = subjects.dropna().value_counts()
    return pd.DataFrame({"kind": kind, "subject": counts.index, "item_count": counts.array, "held": float("nan")})


def _absent_parents(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    absent = tasks[tasks["parent"].notna() & tasks["kind_of_parent"].isna()]
    return _counted("parent-absent", absent["parent"].map(_keys_of_absent(context)))


def _keys_of_absent(context: CheckContext) -> Callable[[str], str]:
    """What a parent is called that is not loaded: by the key that its Tasks state, else by its id."""
    issues = context.raw.issues
    stated = issues.dropna(subset=["parent_id"]).set_index("parent_id")["parent_key"].dropna()
    known = stated[~stated.index.duplicated()].to_dict()
    return lambda parent: str(known.get(parent, parent.removeprefix(BY_KEY)))


def _below_no_epic(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    below = tasks.loc[tasks["kind_of_parent"].notna() & (tasks["kind_of_parent"] != "epic"), "parent"]
    return _counted("below-no-epic", looked_up(context.model.work_items.set_index("issue_id")["key"], below))


def _apart(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    """Tasks without an Epic that stand beside no project, either."""
    holding = looked_up(context.model.work_items.set_index("issue_id")["project_key"], _projects(context))
    own = tasks.loc[tasks["parent"].isna(), "project_key"]
    return _counted("task-apart", own[~own.isin(holding)].fillna("?"))


def _projects(context: CheckContext) -> pd.Series:
    """The ids of the Epics that are projects."""
    return project_beginnings(context.model, context.workflow).index.to_series()


def _epics(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    """Epics that are no projects though nobody left them out, with the phases that their Tasks name."""
    items = context.model.work_items
    epics = items[(items["kind"] == "epic") & ~items["is_excluded"] & ~items["issue_id"].isin(_projects(context))]
    named = unknown_phase_texts(context).merge(tasks[["issue_id", "parent"]], on="issue_id")
    held = named.groupby("parent")["text"].agg(_told)
    found = pd.DataFrame(
        {
            "subject": epics["key"],
            "item_count": epics["issue_id"].map(tasks["parent"].value_counts()).fillna(0),
            "held": looked_up(held, epics["issue_id"]),
        }
    )
    kind = found["held"].notna().map({True: "epic-phases-unknown", False: "epic-phaseless"})
    return found.assign(kind=kind.where(found["item_count"] > 0, "epic-empty"))


def _told(texts: pd.Series) -> str:
    """The most frequent texts, each with how often it occurs."""
    counts = texts.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    more = [f"{len(counts) - MOST_NAMED} more"] if len(counts) > MOST_NAMED else []
    return listing([f"{cited(str(text))} {number}" for text, number in counts.head(MOST_NAMED).items()] + more)


def _phases(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    named = unknown_phase_texts(context)
    return _counted("phase-unknown", named.loc[is_in(named["issue_id"], tasks["issue_id"]), "text"])


def _statuses(context: CheckContext, tasks: pd.DataFrame) -> pd.DataFrame:
    """Statuses without a role that a Task is or was in."""
    unknown = context.statuses.unknown
    names = unknown["name"].fillna(unknown["status_id"]).set_axis(unknown["status_id"])
    rows = context.model.histories[context.model.histories["field"] == "status"]
    held = rows[is_in(rows["issue_id"], tasks["issue_id"])][["issue_id", "value"]]
    held = held.assign(value=held["value"].str.removeprefix(UNDATED)).drop_duplicates()
    return _counted("status-unknown", looked_up(names, held["value"]))


def _changes(context: CheckContext, _: pd.DataFrame) -> pd.DataFrame:
    """Changes of issues that no file holds."""
    ids = context.raw.changes["issue_id"]
    return _counted("changes-apart", ids[~is_in(ids, context.raw.issues["issue_id"])])


_PARTS: Final = (_absent_parents, _epics, _below_no_epic, _apart, _phases, _statuses, _changes)
