"""Where the phase of an issue comes from: a field, or, for teams who may not add one, a label, component or summary."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping.fields import FieldIds
from mlpm_analytics.mapping.snapshots import DIFFERENCE, LINE
from mlpm_analytics.mapping.status_names import BY_NAME
from mlpm_analytics.settings import Settings

IN_SUMMARY = re.compile(r"^\s*\[([^\]]+)\]")
SIDES = ("from", "to")


@dataclass(frozen=True)
class PhaseNames:
    """The phase that each value of the phase field means."""

    phases: dict[str, str]  # comparable value (option id, or name) → configured phase
    unmatched: pd.DataFrame  # findings: values that are no phase, each with its text and issue_count
    unknown: pd.DataFrame  # issue_id, text: every issue that holds or held such a value


def phases_by_name(settings: Settings) -> dict[str, str]:
    """Every name and alias, case-folded → the phase."""
    phases = settings.workflow.phases
    return {word.strip().casefold(): phase.name for phase in phases for word in phase.words}


def phase_names(raw: Raw, ids: FieldIds, settings: Settings) -> PhaseNames:
    """What options are called decides: what an issue carries today, else what the latest change says.

    An option that was renamed to something no setting knows is still the phase that it was called before.
    """
    named = phases_by_name(settings)
    today, changes = _field_values(raw, ids), _field_changes(raw, ids)
    sides = [changes[["issue_id", f"{side}_id", f"{side}_text"]] for side in ("to", "from")]
    rows = pd.concat([rows.set_axis(["issue_id", "id", "text"], axis=1) for rows in (today, *sides)], ignore_index=True)
    rows = rows.assign(value=_comparable(rows["id"], rows["text"])).dropna(subset=["value", "text"])
    rows = rows.assign(phase=rows["text"].str.strip().str.casefold().map(named))
    meant = rows.dropna(subset=["phase"]).drop_duplicates("value")
    known = dict(zip(meant["value"], meant["phase"], strict=True))
    unknown = rows[~rows["value"].isin(list(known))].drop_duplicates(["value", "issue_id"])
    texts = unknown.assign(text=unknown.groupby("value")["text"].transform("first"))[["issue_id", "text"]]
    by_name = {BY_NAME + name: phase for name, phase in named.items()}
    return PhaseNames(by_name | known, _unmatched(unknown, raw), texts)


def _unmatched(unknown: pd.DataFrame, raw: Raw) -> pd.DataFrame:
    firsts = unknown.drop_duplicates("value")
    counts = unknown.groupby("value").size().reindex(firsts["value"])
    message = [
        f"“{text}” ({count} issue{'s' if count > 1 else ''}) is none of the configured phases; it counts as none."
        for text, count in zip(firsts["text"], counts, strict=True)
    ]
    keys = raw.issues.set_index("issue_id")["key"]
    rows = firsts[["issue_id", "text"]].assign(rule="phase-unknown", key=firsts["issue_id"].map(keys), message=message)
    return rows.astype("str").assign(issue_count=counts.to_numpy())


def _comparable(ids: pd.Series, texts: pd.Series) -> pd.Series:
    """The option's id, or the name where there is none."""
    held = ids.str.strip("[]").where(lambda text: text != "")
    return held.fillna(BY_NAME + texts.str.strip().str.casefold().where(lambda text: text != ""))


def _field_values(raw: Raw, ids: FieldIds) -> pd.DataFrame:
    """Today's value of the phase field, of the issues that were updated last first: issue_id, value_id, value.

    Team-managed projects have fields of one name each; an issue carries at most one of them.
    """
    rows = raw.field_values[raw.field_values["field_id"].isin(ids.of("phase"))]
    updated = raw.issues.set_index("issue_id")["updated_at"].reindex(rows["issue_id"])
    ordered = rows.assign(updated=updated.array).sort_values("position", kind="stable")
    ordered = ordered.drop_duplicates("issue_id").sort_values("updated", ascending=False, kind="stable")
    return ordered[["issue_id", "value_id", "value"]]


def _field_changes(raw: Raw, ids: FieldIds) -> pd.DataFrame:
    rows = raw.changes[ids.tracked(raw.changes) == "phase"]
    return rows.sort_values("changed_at", ascending=False, kind="stable")


def phases_today(raw: Raw, ids: FieldIds, names: PhaseNames, settings: Settings) -> pd.DataFrame:
    """The value of the phase that each issue holds today: issue_id, field, value, number."""
    issues = raw.issues["issue_id"]
    source = settings.fields.phase_from
    if source == "status":  # `phases_of_statuses` makes them of the finished histories
        issues = issues.iloc[:0]
        held = pd.Series(dtype="str")
    elif source == "field":
        rows = _field_values(raw, ids)
        held = _comparable(rows["value_id"], rows["value"]).set_axis(rows["issue_id"])
    elif source == "summary":
        held = pd.Series([_meant(_bracketed(text), names) for text in raw.issues["summary"]], index=issues)
    else:
        held = _tags(raw, source).map(lambda tags: _meant(_tagged(tags, settings), names))
    return pd.DataFrame(
        {"issue_id": issues, "field": "phase", "value": issues.map(held).astype("str"), "number": np.nan}
    )


_ITEMS = {"summary": ("summary",), "label": ("labels",), "component": ("component", "components"), "status": ()}


def phase_changes(
    ordered: pd.DataFrame, raw: Raw, ids: FieldIds, names: PhaseNames, settings: Settings
) -> pd.DataFrame:
    """Changes of the phase: issue_id, field, changed_at, rank, and value and number on both sides.

    `ordered` are all changes in order, with the field that each is about in `tracked`.
    """
    source = settings.fields.phase_from
    if source == "field":
        rows = ordered[ordered["tracked"] == "phase"]
        rows = rows[_is_of_the_issues_own_field(rows, raw, ids)]
        sides = [_comparable(rows[f"{side}_id"], rows[f"{side}_text"]).to_list() for side in SIDES]
    else:
        wanted = _ITEMS[source]
        rows = ordered[ordered["field"].str.casefold().isin(wanted)]
        if source == "component":
            pairs = _components_then(rows, _tags(raw, source))
            sides = [[_meant(_tagged(tags, settings), names) for tags in side] for side in pairs]
        else:
            texts = [rows[f"{side}_text"].fillna("") for side in SIDES]
            read = _bracketed if source == "summary" else (lambda text: _tagged(text.split(), settings))
            sides = [[_meant(read(text), names) for text in side] for side in texts]
    found = rows[["issue_id", "changed_at", "rank"]].assign(field="phase")
    for side, values in zip(SIDES, sides, strict=True):
        found[f"{side}_value"] = pd.Series(values, index=rows.index, dtype="str")
        found[f"{side}_number"] = np.nan
    if source == "field":
        return found
    changed = found["from_value"].fillna("") != found["to_value"].fillna("")
    return found[changed]


def phases_of_statuses(rows: pd.DataFrame, roles: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Histories in which the phase of an issue is what its status stands for, by name or alias, and else none.

    `roles` are `frames.STATUS_ROLES`. Nobody knows in which status an issue was that only dates say was in progress:
    such time has no phase.
    """
    meant = roles["name"].str.strip().str.casefold().map(phases_by_name(settings))
    ordered = rows[rows["field"] == "status"].sort_values(["issue_id", "changed_at"], kind="stable")
    phases = ordered.assign(field="phase", number=np.nan)
    phases = phases.assign(value=phases["value"].map(dict(zip(roles["status_id"], meant, strict=True))).astype("str"))
    before = phases.groupby("issue_id")["value"].shift()
    is_first = ~phases["issue_id"].duplicated()
    is_change = is_first | (phases["value"].fillna("") != before.fillna(""))
    return pd.concat([rows[rows["field"] != "phase"], phases[is_change]], ignore_index=True)


def _is_of_the_issues_own_field(rows: pd.DataFrame, raw: Raw, ids: FieldIds) -> pd.Series:
    """Where several fields are called the same: the one with a value today, else the one that changed last."""
    values = raw.field_values[raw.field_values["field_id"].isin(ids.of("phase"))]
    carried = values.drop_duplicates("issue_id").set_index("issue_id")["field_id"]
    last = rows.dropna(subset=["field_id"]).drop_duplicates("issue_id", keep="last").set_index("issue_id")["field_id"]
    own = rows["issue_id"].map(carried).astype("str").fillna(rows["issue_id"].map(last).astype("str"))
    return rows["field_id"].isna() | own.isna() | (rows["field_id"] == own)


def _tags(raw: Raw, source: str) -> pd.Series:
    """Labels or components of each issue that has any, as lists by issue id."""
    rows = raw.field_values[raw.field_values["field_id"] == f"{source}s"].sort_values("position", kind="stable")
    return rows.dropna(subset=["value"]).groupby("issue_id")["value"].agg(list)


def _tagged(tags: Iterable[str], settings: Settings) -> list[str]:
    """What follows the prefix, in the tags that carry it; spaces may be written as - or _ there."""
    prefix = settings.fields.phase_prefix.casefold()
    found = [tag.casefold().removeprefix(prefix).strip() for tag in tags if tag.casefold().startswith(prefix)]
    return [form for tag in found for form in (tag, re.sub(r"[-_]", " ", tag))]


def _bracketed(text: object) -> list[str]:
    found = IN_SUMMARY.match(text) if isinstance(text, str) else None
    return [found[1].strip().casefold()] if found else []


def _meant(texts: list[str], names: PhaseNames) -> str | float:
    """The first of some texts that is a phase, as a comparable value."""
    return next((BY_NAME + text for text in texts if BY_NAME + text in names.phases), np.nan)


def _components_then(rows: pd.DataFrame, today: pd.Series) -> tuple[list[list[str]], list[list[str]]]:
    """Which components an issue had before and after each change; Jira logs one at a time, exports show them all."""
    before: list[list[str]] = [[] for _ in range(len(rows))]
    after: list[list[str]] = [[] for _ in range(len(rows))]
    held = {issue_id: list(tags) for issue_id, tags in today.items()}
    records = rows[["issue_id", "history_id", "from_text", "to_text"]].fillna("").to_dict("records")
    for place in reversed(range(len(records))):
        change = records[place]
        if change["history_id"].startswith(DIFFERENCE):
            before[place], after[place] = (change[f"{side}_text"].split(LINE) for side in SIDES)
            continue
        tags = held.get(change["issue_id"], [])
        after[place] = tags
        removed = [change["from_text"]] if change["from_text"] else []
        tags = [tag for tag in tags if tag != change["to_text"]] + removed
        held[change["issue_id"]] = before[place] = tags
    return before, after
