"""How far off figures are that rest on exports without history: hides changelogs, infers, compares.

    python benchmarks/inference.py [jira.json …]

Without arguments it takes the sample, `tests/golden`, and, where MLPM_SHARED names a folder, its golden portfolios and
real changelogs. For each it prints the error in active days (with the changelog hidden less with it) per Task and per
project and phase, and whether the bounds held: from one CSV, and from one CSV a week.
"""

import dataclasses
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from mlpm_analytics.frames import INSTANT, ISSUES, SIGHTED_VALUES, SIGHTINGS, Figures, Raw
from mlpm_analytics.load import latest_instant
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import Settings, load_settings
from mlpm_analytics.sources import ReadingOptions, find, read

HERE = Path(__file__).resolve().parent.parent
WEEK = pd.Timedelta(days=7)


def main(paths: list[Path]) -> None:
    """Print one block for each file."""
    for path in paths or list(usual()):
        folder = path.parent
        settings = load_settings(folder / "mlpm.toml") if (folder / "mlpm.toml").exists() else Settings()
        raw = read_raw(path, settings)
        known = map_raw(raw, settings)
        as_of = latest_instant(raw)
        exact = figures_of(known, as_of)
        print(f"\n{path}")
        for name, instants in (("one CSV", [as_of]), ("weekly CSVs", weekly(raw, as_of))):
            found = figures_of(map_raw(as_exports(raw, known, instants), settings), as_of)
            print_errors(name, exact, found)


def usual() -> Iterator[Path]:
    """The sample, golden cases and, where there are any, shared files."""
    yield HERE / "data" / "sample" / "jira.json"
    folders = [HERE / "tests" / "golden"]
    shared = os.environ.get("MLPM_SHARED")
    if shared:
        folders.append(Path(shared) / "golden")
    seen = set()
    for path in (path for folder in folders for path in sorted(folder.glob("*/jira.json"))):
        if path.parent.name not in seen:
            seen.add(path.parent.name)
            yield path
    if shared:
        yield from sorted((Path(shared) / "real" / "json").glob("aea-*.json"))


def read_raw(path: Path, settings: Settings) -> Raw:
    """What the store would give back of this file alone."""
    export = read(next(find([path])), ReadingOptions(settings.calendar.timezone))
    return Raw(export.issues, export.field_values, export.changes, export.fields, export.statuses, export.site_url)


def figures_of(mapped: Mapped, as_of: pd.Timestamp) -> Figures:
    """All figures as of one instant."""
    return figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of)


def weekly(raw: Raw, as_of: pd.Timestamp) -> list[pd.Timestamp]:
    """The same weekday and time, back from the last instant to the first issue."""
    count = int((as_of - raw.issues["created_at"].min()) / WEEK)
    return [as_of - WEEK * back for back in range(count, -1, -1)]


def as_exports(raw: Raw, known: Mapped, instants: list[pd.Timestamp]) -> Raw:
    """What exports without history, made at these instants, hold together."""
    seen = [
        (one.assign(load_id=number, seen_at=at), values.assign(load_id=number, seen_at=at))
        for number, at in enumerate(instants, 1)
        for one, values in [export_at(raw, known, at)]
    ]
    sightings = pd.concat([one for one, _ in seen]).sort_values(["issue_id", "seen_at"], kind="stable")
    values = pd.concat([one for _, one in seen], ignore_index=True)
    last = sightings.drop_duplicates("issue_id", keep="last")
    return dataclasses.replace(
        raw,
        issues=ISSUES.check(last.assign(has_changelog=False)).reset_index(drop=True),
        field_values=values[values["load_id"] == len(instants)].drop(columns=["load_id", "seen_at"]),
        changes=raw.changes.iloc[:0],
        sightings=SIGHTINGS.check(sightings.reset_index(drop=True)),
        sighted_values=SIGHTED_VALUES.check(values),
    )


def export_at(raw: Raw, known: Mapped, at: pd.Timestamp) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Issues and values of their fields as an export made at an instant shows them."""
    issues = raw.issues[raw.issues["created_at"] <= at]
    rows = known.model.histories[known.model.histories["changed_at"] <= at].sort_values("changed_at", kind="stable")
    held = rows.drop_duplicates(["issue_id", "field"], keep="last").set_index(["field", "issue_id"])
    ids = issues["issue_id"]

    def value(field: str) -> pd.Series:
        own = held.loc[field, "value"] if field in held.index.get_level_values(0) else pd.Series(dtype="str")
        return of(own).astype("str")

    def of(by_issue: pd.Series) -> pd.Series:
        return by_issue.reindex(ids).set_axis(ids.index)

    roles = known.model.status_roles.set_index("status_id")
    category = pd.Series("new", roles.index).mask(roles["is_active"] | roles["is_waiting"], "indeterminate")
    category = category.mask(roles["is_done"], "done")
    status = rows[rows["field"] == "status"].assign(category=lambda row: row["value"].map(category))
    moved = status[status["category"] != status.groupby("issue_id")["category"].shift()]
    moved_at = of(moved.drop_duplicates("issue_id", keep="last").set_index("issue_id")["changed_at"])
    updated = raw.changes[raw.changes["changed_at"] <= at].groupby("issue_id")["changed_at"].max()
    now, parents = value("status"), value("epic")
    is_subtask = issues["is_subtask"]
    shown = issues.assign(
        status_id=now,
        status=now.map(roles["name"]).astype("str"),
        status_category=now.map(category).astype("str"),
        assignee_id=value("assignee"),
        assignee=value("assignee"),
        parent_id=parents.where(~is_subtask, issues["parent_id"]),
        parent_key=issues["parent_key"].where(is_subtask),
        epic_link=float("nan"),
        category_changed_at=moved_at.astype(INSTANT),
        resolved_at=moved_at.where(now.map(category) == "done").astype(INSTANT),
        updated_at=of(updated).fillna(issues["created_at"]).astype(INSTANT),
    )
    shown = shown.assign(own_updated_at=shown["updated_at"], own_category_changed_at=shown["category_changed_at"])
    phases = (
        held.loc["phase", "value"].dropna() if "phase" in held.index.get_level_values(0) else pd.Series(dtype="str")
    )
    phases = phases[phases.index.isin(ids)]
    told = {"field_id": "Phase", "field_name": "Phase", "position": 0, "value_id": None}
    values = pd.DataFrame({"issue_id": phases.index, "value": phases.array}).assign(**told)
    return shown.drop(columns=["has_changelog"]).assign(has_changelog=False), values


def print_errors(name: str, exact: Figures, found: Figures) -> None:
    """Median and 90th percentile of the error without its sign, and its mean, in working days."""
    print(f"  {name}: {share_by_evidence(found)}")
    print(f"    {'':24}{'number':>8}{'actual':>8}{'median':>8}{'90 %':>8}{'bias':>8}")
    tasks = errors(exact.tasks.set_index("issue_id"), found.tasks.set_index("issue_id"))
    print_row("Tasks", tasks)
    print_bounds(exact.tasks.set_index("issue_id"), found.tasks.set_index("issue_id"))
    for evidence, rows in tasks.groupby("evidence"):
        print_row(f"  {evidence}", rows)
    for phase, rows in tasks.groupby("phase"):
        print_row(f"  {phase}", rows)
    keys = ["project", "phase"]
    phases = errors(exact.phases.set_index(keys), found.phases.set_index(keys))
    if len(phases):
        print_row("projects' phases", phases)
    for phase, rows in phases.groupby(level="phase"):
        print_row(f"  {phase}", rows)


def print_bounds(exact: pd.DataFrame, found: pd.DataFrame) -> None:
    """How many Tasks have bounds, how many were active for longer or shorter than these, and how wide they are."""
    true = exact["active_days"].reindex(found.index)
    known = found[found["least_active_days"].notna()].assign(true=true)
    is_outside = (known["true"] < known["least_active_days"] - 1e-6) | (
        known["true"] > known["most_active_days"] + 1e-6
    )
    width = known["most_active_days"] - known["least_active_days"]
    print(
        f"    bounds of {len(known)} Tasks, {is_outside.sum()} outside of them; from the least to the most "
        f"{width.median():.2f} days in the middle, {width.quantile(0.9):.2f} at the 90th percentile"
    )


def share_by_evidence(found: Figures) -> str:
    """How the Tasks are known."""
    return ", ".join(f"{count} {name}" for name, count in found.tasks["evidence"].value_counts().items())


def errors(exact: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """What was active in either, with the difference."""
    both = exact[["active_days"]].assign(found=found["active_days"], evidence=found["evidence"])
    both = both.assign(phase=found["phase"]) if "phase" in found else both
    both = both[(both["active_days"] > 0) | (both["found"] > 0)].fillna({"found": 0.0})
    return both.assign(error=both["found"] - both["active_days"])


def print_row(name: str, rows: pd.DataFrame) -> None:
    """One line of the table."""
    size = rows["error"].abs()
    cells = (rows["active_days"].mean(), size.median(), size.quantile(0.9), rows["error"].mean())
    print(f"    {name:24}{len(rows):>8}" + "".join(f"{cell:8.2f}" for cell in cells))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
