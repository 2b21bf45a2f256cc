"""What is told about the data: whether they can be believed, what was received and kept, what casts doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import FIGURE_CHANGES, FINDINGS, LOADS, Figures
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics.lookups import looked_up
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.metrics.quality import COUNTED, SHARES, counted_tasks, evidence_shares, findings, standing
from mlpm_analytics.metrics.reconciling import BY_PROJECT, by_load, by_project
from mlpm_analytics.metrics.selection import Selection
from mlpm_analytics.views.cells import browse_url
from mlpm_analytics.views.figure_changes_section import figure_changes_sections
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Column, Content, Section, Table, Tile, View, section
from mlpm_analytics.views.shared_sections import Row
from mlpm_analytics.wording import count
from mlpm_analytics.workflow import EVIDENCE


class Doubt(NamedTuple):
    """A kind of finding: its name, and what it does to the figures."""

    name: str
    effect: str


DOUBTS: Final = {  # what spoils most figures comes first
    "history-cut": Doubt(
        "History cut short",
        "Time, visits and moves of the Task rest on the part of its history that arrived, and are shown as inferred.",
    ),
    "history-begins-late": Doubt(
        "History begins late",
        "Time before the first entry of the export is missing, and the Task is shown as inferred.",
    ),
    "beginning-unusual": Doubt(
        "History that begins elsewhere",
        "Its first entries may be missing: then time before its first change is too long or too short.",
    ),
    "booked-late": Doubt(
        "Work booked late",
        "The Task was put in progress when it was done: its days are next to nothing, whatever it really took.",
    ),
    "nothing-done": Doubt(
        "Closed as nothing done", "No working time is inferred for the Task, and it is no finished Task of a week."
    ),
    "status-unknown": Doubt(
        "Status not mapped",
        "A Task in it is neither active, waiting nor done: its time there is missing from every figure.",
    ),
    "phase-unknown": Doubt(
        "Phase that the settings do not know",
        "Time in it counts for the project, but for no phase; it makes no visit and no move.",
    ),
    "phase-missing": Doubt(
        "Task without a phase",
        "Its time counts for the project, but for no phase; it makes no visit and no move.",
    ),
    "parent-absent": Doubt(
        "Parent that no file holds",
        "The Task's time counts for its scientist, but for no project: export the Epics, too.",
    ),
    "epic-missing": Doubt("Task without an Epic", "Its time counts for its scientist, but for no project."),
    "parents-differ": Doubt(
        "Parent and Epic Link differ",
        "The parent decides which project the Task's time belongs to; with the Epic Link it would be another.",
    ),
    "start-unknown": Doubt(
        "Time not known",
        "No file states a date from which the time of these Tasks could be told: none is counted.",
    ),
    "status-two-categories": Doubt(
        "One name, two statuses",
        "Each issue counts by the category that stands in its own row.",
    ),
    "epic-by-structure": Doubt(
        "Epic told by what it holds",
        "The type of issue that holds the others is taken for the Epic.",
    ),
    "time-in-status-unused": Doubt(
        "Times in statuses not used",
        "The times of these Tasks are inferred, though a column says how long they were in each status.",
    ),
    "created-missing": Doubt(
        "No date of creation", "Its history begins with its first change; how early work can have begun is not known."
    ),
    "export-old": Doubt(
        "Export older than the others",
        "Tasks of that Jira project stand as of then; work since is missing from their time.",
    ),
    "no-longer-in-jira": Doubt(
        "No longer in Jira", "It counts as it was last seen; nothing that happened since is known."
    ),
    "estimate-missing": Doubt(
        "Task without an estimate", "Estimate against actual leaves it out; no other figure is touched."
    ),
}
_COUNTS: Final = tuple(BY_PROJECT.columns)[1:]
_WHY: Final = {  # why a row does not count
    ("issues", "older"): "that another file shows later",
    ("issues", "repeated"): "that another file shows in the same state",
    ("issues", "without history"): "that another file shows with its history",
    ("issues", "sighting"): "that a newer file shows again: what differs says when it changed",
    ("issues", "no date"): "from a file that does not say when it was made",
    ("changes", "repeated"): "that another file brought, too",
    ("changes", "older"): "without an id, of an issue that another file shows later",
    ("changes", "no issue"): "of an issue that no file holds",
    ("changes", "no date"): "without a date",
}
_ONE: Final = {"issues": "issue", "changes": "change"}


_FIGURES: Final = {
    "time": "Active, effort and elapsed days of projects",
    "phases": "Time per phase, visits and moves",
    "plan": "Actual against plan",
    "estimates": "Estimate against actual",
}


_KEPT: Final = (
    *columns(BY_PROJECT, *_COUNTS),
    Column("why", "Not kept"),
)
_SHARES: Final = (
    Column("known", "Known"),
    *columns(SHARES, "task_count"),
    Column("task_share", "Share of Tasks"),
    Column("active_days", "Days active, each Task by itself", "days"),
    Column("day_share", "Share of active days"),
)
_BEHIND: Final = (
    Column("name", "Figure"),
    Column("task_count", "Tasks behind it", "count"),
    Column("exact_count", "From Jira's history", "count"),
    Column("left_out_count", "Tasks left out", "count"),
    Column("why", "Why"),
)
_FINDINGS: Final = (
    Column("key", "Issue", url="url"),
    *columns(FINDINGS, "summary", "message"),
)


@dataclass(frozen=True)
class Received:
    """What the files brought, as published (`frames.LOADS`, `frames.RECONCILIATION`), and the issues in all.

    `figure_changes` is what the last upgrade of the program made of the figures.
    """

    loads: pd.DataFrame
    rows: pd.DataFrame
    issue_count: int
    figure_changes: pd.DataFrame = field(default_factory=FIGURE_CHANGES.empty)


def data_view(figures: Figures, mapped: Mapped, received: Received, listed: Selection) -> View:
    """The data behind the figures; `listed` chooses projects and Tasks that are listed one by one."""
    shares, doubtful = evidence_shares(figures, mapped.model), findings(figures, mapped.model)
    kinds = overview(doubtful, figures.tasks)
    return View(
        title="Data",
        sentence=_sentence(
            shares,
            kinds,
            figures.not_counted,
            cut_off=int(counted_tasks(figures, mapped.model)["is_cut_off"].sum()),
        ),
        tiles=_tiles(received, shares, kinds),
        sections=(
            *figure_changes_sections(listed.of_projects(received.figure_changes)),
            *([] if received.loads.empty else _received(received, listed)),
            *_evidence(shares, listed),
            section("behind-each-figure", "Behind each figure", lambda: _behind(standing(figures, mapped.model))),
            *_doubts(doubtful, figures, mapped, listed),
        ),
        timezone=mapped.calendars.team.timezone,
        browse_url=mapped.workflow.browse_url,
    )


def _sentence(shares: pd.DataFrame, kinds: pd.DataFrame, not_counted: pd.DataFrame, *, cut_off: int) -> str:
    """Whether the figures can be believed, in a sentence or two."""
    counts = shares.groupby("evidence")["task_count"].sum()
    known = [name for name in EVIDENCE if name in counts.index]
    if not known:
        return "No Task counts yet: the data hold no project."
    tasks = count(int(counts.sum()), "Task")
    parts = [f"{counts[name]} {wording.evidence(name)}" for name in known]
    how = wording.listing(parts) if len(known) > 1 else f"known {wording.evidence(known[0])}"
    counted = f"{tasks} {'counts' if counts.sum() == 1 else 'count'}, {how}."
    cut = [wording.cut_off(cut_off, int(counts["inferred"]))] if cut_off and "inferred" in counts else []
    return " ".join([counted, *cut, _doubt_sentence(kinds, not_counted)])


def _doubt_sentence(kinds: pd.DataFrame, not_counted: pd.DataFrame) -> str:
    if kinds.empty:
        return all_clear(not_counted, "Nothing in the data casts doubt on a figure.", "Nothing casts doubt on a figure")
    first = f"“{kinds['name'].iloc[0]}”"
    if len(kinds) == 1:
        return f"One kind of finding casts doubt on some figures: {first}."
    return f"{len(kinds)} kinds of findings cast doubt on some figures, first of all {first}."


def _tiles(received: Received, shares: pd.DataFrame, kinds: pd.DataFrame) -> tuple[Tile, ...]:
    """The data in figures."""
    tasks = int(shares["task_count"].sum())
    exact = int(shares.loc[shares["evidence"] == "changelog", "task_count"].sum())
    return (
        Tile("Loads", str(len(received.loads))),
        Tile("Issues", str(received.issue_count), "All that the loads hold together, each once."),
        Tile("Tasks that count", str(tasks), "Those of projects, and those without an Epic beside a project."),
        Tile("Exact Tasks", f"{exact} of {tasks}", "Tasks that are known from Jira's history."),
        Tile("Findings", str(int(kinds["finding_count"].sum()))),
    )


def _received(received: Received, listed: Selection) -> list[Section]:
    """By load and by project; what does not count is explained."""
    return [
        section("received-by-load", "Received and kept", lambda: _by_load(received)),
        section(
            "received-by-project", "By project", lambda: _by_project(listed.of_projects(received.rows)), is_detail=True
        ),
    ]


def _by_load(received: Received) -> Content:
    rows = received.loads[["load_id", "path"]].merge(by_load(received.rows), on="load_id", how="left")
    rows = rows.fillna(dict.fromkeys(_COUNTS, 0)).astype(dict.fromkeys(_COUNTS, "int64"))
    why = [_listing(reasons(received.rows[received.rows["load_id"] == load_id])) for load_id in rows["load_id"]]
    points = tuple(f"Not kept: {reason}." for reason in reasons(received.rows))
    table = Table(rows.assign(why=why), (*columns(LOADS, "load_id", "path"), *_KEPT))
    return Content(_received_sentence(received.rows), points, table=table)


def _by_project(received: pd.DataFrame) -> Content:
    rows = by_project(received)
    of_project = received["project"].fillna("")
    why = [_listing(reasons(received[of_project == project])) for project in rows["project"].fillna("")]
    named = rows.assign(project=rows["project"].fillna("in no project"), why=why)
    return Content(table=Table(named, (Column("project", "Project"), *_KEPT)))


def _received_sentence(reconciliation: pd.DataFrame) -> str:
    """What all files brought and what of it counts."""
    sums = by_load(reconciliation).sum()
    return (
        f"The files brought {count(sums['issues_received'], 'issue')} and {count(sums['changes_received'], 'change')}. "
        f"Kept, each once: {count(sums['issues_kept'], 'issue')} ({count(sums['tasks_kept'], 'Task')}) and "
        f"{count(sums['changes_kept'], 'change')}."
    )


def reasons(reconciliation: pd.DataFrame) -> list[str]:
    """Why rows do not count, each with how many; nothing where all do."""
    sums = reconciliation.groupby(["what", "outcome"])["row_count"].sum()
    return [
        f"{count(int(sums[what, outcome]), _ONE[what])} {reason}"
        for (what, outcome), reason in _WHY.items()
        if (what, outcome) in sums.index
    ]


def _evidence(shares: pd.DataFrame, listed: Selection) -> list[Section]:
    if shares.empty:
        empty = Content(empty="No Task counts by this date: there is no project yet.")
        return [section("evidence", "How it is known", empty)]
    of_projects = listed.of_projects(shares)
    by = (Column("project", "Project"), *_SHARES)
    return [
        section("evidence", "How it is known", Content(table=Table(_shared(shares, ["evidence"]), _SHARES))),
        section(
            "evidence-by-project",
            "By project",
            Content(table=Table(_shared(of_projects, ["project", "evidence"]), by)),
            is_detail=True,
        ),
    ]


def _shared(shares: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Tasks and active days by evidence, and by project where `by` says so, with their shares."""
    sums = shares.assign(project=shares["project"].fillna("in no project")).groupby(by, sort=False)
    rows = sums[["task_count", "active_days"]].sum().reset_index()
    if by == ["evidence"]:
        rows = rows.sort_values("evidence", key=lambda names: names.map(EVIDENCE.index), ignore_index=True)
    whole = rows.groupby("project") if "project" in by else rows.groupby(lambda _: 0)
    parts = {name: rows[name] / whole[name].transform("sum") for name in ("task_count", "active_days")}
    return rows.assign(
        known=rows["evidence"].map(wording.evidence),
        task_share=parts["task_count"].map(_percent),
        day_share=parts["active_days"].map(_percent),
    )


def _percent(share: float) -> str:
    """A share that does not round to a whole what is none."""
    return wording.NOTHING if pd.isna(share) else f"{share * 100:.1f}%"


def _behind(outcomes: pd.DataFrame) -> Content:
    """How many Tasks stand behind each figure, and why the others do not."""
    rows = pd.DataFrame([_figure(outcomes[outcomes["figure"] == figure], name) for figure, name in _FIGURES.items()])
    return Content(points=tuple(map(_figure_sentence, rows.to_dict("records"))), table=Table(rows, _BEHIND))


def _figure(outcomes: pd.DataFrame, name: str) -> dict[str, str | int]:
    counted = outcomes[outcomes["outcome"] == COUNTED]
    others = outcomes[outcomes["outcome"] != COUNTED]
    why = [f"{number} {why}" for number, why in others[["task_count", "outcome"]].itertuples(index=False)]
    return {
        "name": name,
        "task_count": int(counted["task_count"].sum()),
        "exact_count": int(counted["exact_count"].sum()),
        "left_out_count": int(others["task_count"].sum()),
        "why": _listing(why),
    }


def _figure_sentence(row: Row) -> str:
    exact = f", {row['exact_count']} of them from Jira's history" if row["task_count"] else ""
    left_out = f" Left out: {row['why']}." if row["left_out_count"] else ""
    return f"{row['name']}: {count(row['task_count'], 'Task')}{exact}.{left_out}"


def _doubts(doubtful: pd.DataFrame, figures: Figures, mapped: Mapped, listed: Selection) -> list[Section]:
    """What was found, what each kind does to which figure, and the issues."""
    title = "What casts doubt"
    if doubtful.empty:
        clear = "Nothing: no history is cut, and no Task lacks its phase, its Epic or its estimate."
        return [section("doubts", title, Content(empty=all_clear(figures.not_counted, clear, "Nothing")))]
    shown = listed.of_tasks(doubtful)
    if shown.empty:
        return [section("doubts", title, Content(empty="Nothing of what is listed."))]
    titles, jira = mapped.model.work_items.set_index("issue_id")["summary"], mapped.workflow.browse_url
    keys = shown["key"].where(shown["issue_id"].notna())
    rows = shown.assign(
        summary=looked_up(titles, shown["issue_id"]),
        url=keys.map(lambda key: browse_url(key, jira), na_action="ignore"),
    )
    kinds = overview(shown, figures.tasks).to_dict("records")
    tables = [(kind, Content(table=Table(rows[rows["rule"] == kind["rule"]], _FINDINGS))) for kind in kinds]
    return [
        section("doubts", title, Content(points=tuple(map(_doubt, kinds)))),
        *(section(f"findings-{kind['rule']}", f"{kind['name']}: which", c, is_detail=True) for kind, c in tables),
    ]


def _doubt(kind: Row) -> str:
    concerned = f", {count(kind['task_count'], 'Task')} concerned" if kind["task_count"] else ""
    return f"{kind['name']}: {count(kind['finding_count'], 'finding')}{concerned}. {kind['effect']}".rstrip()


def overview(findings: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of finding, the gravest first: rule, name, finding_count, task_count, effect."""
    order = [*DOUBTS, *sorted(set(findings["rule"]) - set(DOUBTS))]
    rows = []
    for rule in order:
        alike = findings[findings["rule"] == rule]
        if not alike.empty:
            known = DOUBTS.get(rule, Doubt(wording.rule(rule), ""))
            concerned = tasks["issue_id"].isin(alike["issue_id"]).sum()
            rows.append((rule, known.name, len(alike), int(concerned), known.effect))
    return pd.DataFrame(rows, columns=["rule", "name", "finding_count", "task_count", "effect"])


def _listing(parts: Sequence[str]) -> str:
    """Several things in a sentence; a dash for none."""
    return wording.listing(parts) if parts else wording.NOTHING
