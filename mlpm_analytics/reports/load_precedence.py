"""Which file counts for which projects, and why, where several were loaded: in the terminal and on the Data page."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.wording import count

Row = tuple[int, str, str, int]  # load_id, what, outcome, row_count
MOST_LINES: Final = 12
MOST_KEYS: Final = 5
NOWHERE: Final = ""  # instead of the key of a project, for issues in none
_KEPT, _KEPT_CHANGES = ("issues", "kept"), ("changes", "kept")
_BEATEN = ("issues", "without history")
_NOT_COUNTED: Final = {
    "without history": "does not count, it has no history and another file has",
    "older": "does not count, another file shows a later state",
    "repeated": "does not count, it brings the same again",
    "no date": "does not count, it has no dates",
}


def load_precedence_lines(reconciliation: pd.DataFrame, loads: pd.DataFrame) -> Iterator[str]:
    """One line for all projects that the same files hold for the same reasons; nothing where there is one load.

    `reconciliation` and `loads` as published (`frames.RECONCILIATION`, `frames.LOADS`).
    """
    if len(loads) < 2:  # noqa: PLR2004 - nobody to win against
        return
    names = _names(loads)
    rows = reconciliation.assign(project=reconciliation["project"].fillna(NOWHERE))
    rows = rows[rows["what"].isin(["issues", "changes"]) & (rows["outcome"] != "no issue")]
    by_project: defaultdict[str, list[Row]] = defaultdict(list)
    for project, *row in rows[["project", "load_id", "what", "outcome", "row_count"]].itertuples(index=False):
        by_project[project].append(tuple(row))
    alike: dict[str, list[str]] = {}
    for project, own in sorted(by_project.items()):
        alike.setdefault(_verdict(own, names), []).append(project)
    lines = [f"{_called(keys)}: {verdict}." for verdict, keys in sorted(alike.items(), key=lambda one: one[1])]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"… and {len(lines) - MOST_LINES} more groups of projects; the Data page lists what counts by project."


def _names(loads: pd.DataFrame) -> dict[int, str]:
    """What each file is called: its name, or its path where several have that name."""
    short = loads["path"].map(lambda path: PurePath(path).name)
    shown = short.where(~short.duplicated(keep=False), loads["path"])
    return dict(zip(loads["load_id"], shown, strict=True))


def _called(keys: list[str]) -> str:
    projects = [key for key in keys if key != NOWHERE]
    named = ", ".join(projects[:MOST_KEYS]) + (", …" if len(projects) > MOST_KEYS else "")
    told = [named if len(projects) == 1 else f"{count(len(projects), 'project')} ({named})"] if projects else []
    return wording.listing([*told, *(["issues of no project"] if NOWHERE in keys else [])])


def _verdict(own: list[Row], names: dict[int, str]) -> str:
    """What each file is for the issues of a project, the one that counts first."""
    brought: dict[int, dict[tuple[str, str], int]] = {}
    for load_id, what, outcome, number in own:
        brought.setdefault(load_id, {})[what, outcome] = number
    if len(brought) == 1:
        return f"only {names[next(iter(brought))]} holds it"
    ranked = sorted(brought, key=lambda load: (_KEPT_CHANGES not in brought[load], _KEPT not in brought[load], -load))
    beaten = any(_BEATEN in sums for sums in brought.values())
    has_log = any(_KEPT_CHANGES in sums and not _issues(sums) for sums in brought.values())
    return "; ".join(
        f"{names[load]} {_reason(brought[load], has_log=has_log, is_history=beaten and load == ranked[0])}"
        for load in ranked
    )


def _issues(sums: dict[tuple[str, str], int]) -> dict[str, int]:
    """What became of the issues that a file brought."""
    return {outcome: number for (what, outcome), number in sums.items() if what == "issues"}


def _reason(sums: dict[tuple[str, str], int], *, has_log: bool, is_history: bool) -> str:
    """Why a file counts for a project, or does not.

    `has_log` says whether the history came in a file of its own, `is_history` whether it came with these issues
    although nothing ever changed.
    """
    issues = _issues(sums)
    if not issues:
        return "brings the history" if _KEPT_CHANGES in sums else "does not count, its changes came with another file"
    counting = next((outcome for outcome in ("kept", "sighting") if outcome in issues), None)
    if counting is None:
        return _NOT_COUNTED[max(issues, key=lambda outcome: issues[outcome])]
    whole = sum(issues.values())
    part = f" for {issues[counting]} of {whole} issues" if issues[counting] < whole else ""
    if counting == "kept":
        is_logged = _KEPT_CHANGES in sums or is_history
        return f"wins{part}, {'it brings the history' if is_logged else 'it is the newest that shows them'}"
    return f"fills what newer ones leave out{part}" if has_log else f"dates what differs from newer ones{part}"
