"""The fields whose history counts: what each issue holds today, and the changes of them, in comparable values."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mlpm_analytics.frames import FINDINGS, Raw
from mlpm_analytics.frames.membership import is_in
from mlpm_analytics.mapping.dates import day_of
from mlpm_analytics.mapping.fields import FieldIds, days_per_unit, field_ids, holds_number, number_of
from mlpm_analytics.mapping.items import absent_parents
from mlpm_analytics.mapping.keys import Keys
from mlpm_analytics.mapping.phases import PhaseNames, phase_changes, phase_names, phases_today
from mlpm_analytics.mapping.status_names import BY_NAME
from mlpm_analytics.mapping.statuses import Statuses, statuses
from mlpm_analytics.settings import Settings

# From when on issues held their values that say nothing of when they began. It orders rows and enters no figure.
ALWAYS = pd.Timestamp("1970-01-01", tz="UTC").as_unit("us")
SIDES = ("from", "to")
TEXTS = ("deliverable", "flag")  # fields of which the text counts
ONE_SAVE = pd.Timedelta(seconds=1)  # within which Jira logs one save of one issue


@dataclass(frozen=True)
class Tracked:
    """What is held today and how it changed, with ids resolved.

    `today`: issue_id, field, value, number; one row for each issue and field. `changes`: issue_id, field,
    changed_at, from_value, from_number, to_value, to_number, in the order in which they happened. `starts`:
    the instant from which each issue's histories hold, by issue id.
    """

    today: pd.DataFrame
    changes: pd.DataFrame
    starts: pd.Series
    ids: FieldIds
    statuses: Statuses
    phases: PhaseNames
    resolutions: dict[str, str]  # id → name
    findings: pd.DataFrame


def tracked(raw: Raw, settings: Settings) -> Tracked:
    """The tracked fields of all issues, by the settings."""
    ids = field_ids(raw, settings)
    known, keys = statuses(raw, settings), Keys.of(raw)
    ordered = _in_order(raw, ids)
    names = phase_names(raw, ids, settings)
    logged = pd.concat([_decoded(ordered, known, keys, settings), phase_changes(ordered, raw, ids, names, settings)])
    logged = logged.sort_values("rank", kind="stable").drop_duplicates(
        ["issue_id", "field", "changed_at", "from_value", "to_value"]
    )
    logged = logged[~_is_told_twice(logged)]
    now = _today(raw, ids, known, keys, settings)
    now = pd.concat([now, phases_today(raw, ids, names, settings)], ignore_index=True)
    return Tracked(
        today=_complete(now, logged),
        changes=logged.drop(columns="rank").reset_index(drop=True),
        starts=_starts(raw, logged),
        ids=ids,
        statuses=known,
        phases=names,
        resolutions=_resolutions(raw),
        findings=_findings(raw, known, keys, names, settings),
    )


def _in_order(raw: Raw, ids: FieldIds) -> pd.DataFrame:
    """The changes of tracked fields by time, then history id as a number, else place in the file; `rank` says so."""
    changes = raw.changes[is_in(raw.changes["issue_id"], raw.issues["issue_id"]) & raw.changes["changed_at"].notna()]
    numbers = pd.to_numeric(changes["history_id"], errors="coerce")
    ordered = changes.assign(number=numbers, tracked=ids.tracked(changes)).sort_values(
        ["changed_at", "number", "position", "item_no"], kind="stable", na_position="last"
    )
    return ordered.assign(rank=np.arange(len(ordered)))


def _decoded(ordered: pd.DataFrame, known: Statuses, keys: Keys, settings: Settings) -> pd.DataFrame:
    """Changes of all tracked fields but the phase, with comparable values on both sides."""
    rows = ordered[ordered["tracked"].notna() & (ordered["tracked"] != "phase")]
    decoded = rows[["issue_id", "changed_at", "rank"]].assign(field=rows["tracked"])
    for side in SIDES:
        values = _values(rows["tracked"], rows[f"{side}_id"], rows[f"{side}_text"], known, keys)
        numbers = _numbers(rows["tracked"], rows[f"{side}_id"], rows[f"{side}_text"], settings)
        decoded[f"{side}_value"], decoded[f"{side}_number"] = values.fillna(_comparable(numbers)), numbers
    return decoded


def _is_told_twice(logged: pd.DataFrame) -> pd.Series:
    """Moves to an Epic that Jira logs as a change of the parent and, at almost the same time, of the Epic Link."""
    sides = ["from_value", "to_value"]
    before = logged.groupby(["issue_id", "field"])[[*sides, "changed_at"]].shift()
    same = logged[sides].fillna("").eq(before[sides].fillna("")).all(axis=1)
    return same & logged["field"].eq("epic") & (logged["changed_at"] - before["changed_at"] <= ONE_SAVE)


def _values(field: pd.Series, ids: pd.Series, texts: pd.Series, known: Statuses, keys: Keys) -> pd.Series:
    """What a field held, as something that can be compared: an id, a key's issue, a text; NaN for nothing."""
    by_name = (BY_NAME + texts).where(texts.notna() & (texts != ""))
    held = ids.where(ids.notna() & (ids != ""))
    found = pd.Series(np.nan, index=field.index, dtype="str")
    found = found.where(field != "status", known.resolve(held.fillna(by_name)))
    found = found.where(field != "assignee", held.fillna(texts.where(texts != "")))
    found = found.where(field != "resolution", held.fillna(by_name))
    found = found.where(~field.isin(TEXTS), texts.fillna(ids).where(lambda text: text != ""))
    days = [day_of(side.where(field == "test_ends")) for side in (ids, texts)]
    found = found.where(field != "test_ends", days[0].fillna(days[1]))
    return found.where(field != "epic", keys.issue_ids(held, texts))


def _numbers(field: pd.Series, ids: pd.Series, texts: pd.Series, settings: Settings) -> pd.Series:
    """Estimates and lengths of tests in days, plans in weeks; NaN for the others, and for what is no number."""
    is_number = holds_number(field)
    numbers = number_of(texts.where(is_number)).fillna(number_of(ids.where(is_number)))
    return numbers.where(field != "estimate", numbers * days_per_unit(settings))


def _comparable(numbers: pd.Series) -> pd.Series:
    return numbers.map("{:.9g}".format, na_action="ignore").astype("str")


def _today(raw: Raw, ids: FieldIds, known: Statuses, keys: Keys, settings: Settings) -> pd.DataFrame:
    """What every issue holds today, but for its phase."""
    issues = raw.issues
    nothing = pd.Series(np.nan, index=issues.index)
    estimates = issues["estimate_seconds"] * days_per_unit(settings)
    held = {
        "status": known.resolve(issues["status_id"]),
        "epic": keys.parents(raw),
        "assignee": issues["assignee_id"],
        "resolution": issues["resolution_id"].fillna(BY_NAME + issues["resolution"]),
    }
    rows = [
        pd.DataFrame({"issue_id": issues["issue_id"], "field": name, "value": value, "number": nothing})
        for name, value in held.items()
    ]
    if settings.fields.is_original_estimate:
        rows.append(
            pd.DataFrame({"issue_id": issues["issue_id"], "field": "estimate", "value": nothing, "number": estimates})
        )
    found = pd.concat([*rows, _custom(raw, ids, settings)], ignore_index=True)
    return found.assign(value=found["value"].astype("str").fillna(_comparable(found["number"])))


def _custom(raw: Raw, ids: FieldIds, settings: Settings) -> pd.DataFrame:
    """Plans, deliverables, lengths of tests and an estimate of one's own, as custom fields hold them."""
    values = raw.field_values.sort_values(["issue_id", "position"], kind="stable")
    field = values["field_id"].map(ids.custom).astype("str")
    values = values.assign(field=field)[field.notna() & (field != "phase")].drop_duplicates(["issue_id", "field"])
    number = _numbers(values["field"], values["value_id"], values["value"], settings)
    held = values["value"].where(values["field"].isin(TEXTS))
    held = held.fillna(day_of(values["value"].where(values["field"] == "test_ends")))
    return values[["issue_id", "field"]].assign(value=held, number=number)


def _complete(today: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """`today` with a row of nothing for every field that changed and holds nothing today."""
    pairs = changes[["issue_id", "field"]].drop_duplicates()
    missing = pairs.merge(today[["issue_id", "field"]], how="left", indicator=True, on=["issue_id", "field"])
    empty = missing.loc[missing["_merge"] == "left_only", ["issue_id", "field"]].assign(value=np.nan, number=np.nan)
    found = pd.concat([today, empty.astype({"value": "str"})], ignore_index=True)
    return found.astype({"issue_id": "str", "field": "str", "value": "str", "number": "float64"})


def _starts(raw: Raw, changes: pd.DataFrame) -> pd.Series:
    """Creation, or the first change where that was earlier (as in imported issues)."""
    created = raw.issues.set_index("issue_id")["created_at"]
    first = changes.groupby("issue_id")["changed_at"].min().reindex(created.index)
    starts = created.where(~(first < created), first).fillna(first)
    return starts.fillna(ALWAYS).astype("datetime64[us, UTC]")


def _resolutions(raw: Raw) -> dict[str, str]:
    issues = raw.issues.sort_values("updated_at", na_position="first", kind="stable").dropna(subset=["resolution"])
    changes = raw.changes[raw.changes["field"].str.casefold() == "resolution"].sort_values("changed_at", kind="stable")
    logged = changes.dropna(subset=["to_id", "to_text"])
    ids = issues["resolution_id"].fillna(BY_NAME + issues["resolution"])
    return dict(zip(logged["to_id"], logged["to_text"], strict=True)) | dict(
        zip(ids, issues["resolution"], strict=True)
    )


_WHY_GONE = {
    "not found": "It was deleted in Jira, or hidden from the account that syncs",
    "moved": "It was moved to a project that is not synced",
    "not listed": "It was archived in Jira, or the query does not find it any more",
}


def _gone(raw: Raw) -> pd.DataFrame:
    """Issues that a sync does not find in Jira any more."""
    rows = raw.gone.merge(raw.issues[["issue_id", "key"]], on="issue_id")
    seen = rows["gone_at"].dt.strftime("%Y-%m-%d")
    message = rows["reason"].map(_WHY_GONE) + " (noticed " + seen + "); it is kept as last seen."
    return rows[["issue_id", "key"]].assign(rule="no-longer-in-jira", message=message)


def _findings(raw: Raw, known: Statuses, keys: Keys, names: PhaseNames, settings: Settings) -> pd.DataFrame:
    nameless = known.unknown["name"].fillna(known.unknown["status_id"])
    unmapped = pd.DataFrame(
        {
            "rule": "status-unknown",
            "message": "Nobody says whether the status “"
            + nameless
            + "” is active, waiting or done; it counts as none.",
        }
    )
    undated = raw.issues[raw.issues["created_at"].isna()]
    unborn = undated[["issue_id", "key"]].assign(
        rule="created-missing", message="The export does not say when the issue was created."
    )
    apart = absent_parents(raw, keys.parents(raw), settings)
    rows = pd.concat([unmapped, unborn, _gone(raw), keys.disagreements(raw), names.unmatched, apart], ignore_index=True)
    return FINDINGS.check(rows.reindex(columns=list(FINDINGS.columns)))
