"""What is told about all projects together: where they stand, and what they teach."""

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.frames import BREACHES, MOVES, PROJECTS, Figures, Frame
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import flow
from mlpm_analytics.metrics.compliance import SHOWN_WEEKS, breaches_at, weekly_breaches
from mlpm_analytics.metrics.not_counted import all_clear, among, lines
from mlpm_analytics.metrics.portfolio import (
    ENOUGH,
    MOVES_BACK,
    PLAN_BIAS,
    moves_back,
    plan_bias,
    summary,
    visited_phases,
)
from mlpm_analytics.metrics.selection import EVERYTHING, Selection
from mlpm_analytics.metrics.standings import STANDINGS, with_plans
from mlpm_analytics.metrics.statistics import LEAST
from mlpm_analytics.metrics.trends import PHASE_TRENDS, phase_trends
from mlpm_analytics.metrics.weeks import week_span
from mlpm_analytics.views.blocked_section import blocked_of_all
from mlpm_analytics.views.flow_sections import flow_sections, trend_in_words
from mlpm_analytics.views.headers import columns
from mlpm_analytics.views.model import Chart, Column, Content, Section, Table, Tile, View, section
from mlpm_analytics.views.parallel_section import parallel_of_all
from mlpm_analytics.views.project_view import move_counts
from mlpm_analytics.views.shared_sections import (
    COUNTED_VISITS,
    EFFORT_NOTE,
    VISIT_NAMES,
    Row,
    as_of_text,
    breaches_section,
    with_test_progress,
)
from mlpm_analytics.views.summaries import portfolio_sentence

_PROJECTS: Final = columns(
    Frame("projects with their plans", [*PROJECTS, STANDINGS["actual_days"], STANDINGS["planned_days"]]),
    *("project", "name", "owner", "is_owner_derived", "team", "state", "current_phase", "began_at", "finished_at"),
    *("elapsed_days", "active_days", "effort_days", "idle_days", "handed_over_days", "back_count", "rework_share"),
    *("reopened_count", "actual_days", "planned_days", "evidence"),
    wide=("handed_over_days", "reopened_count"),
)
_VISITS: Final = columns(COUNTED_VISITS, "project", "name", *VISIT_NAMES)
_SPREAD: Final = columns(PHASE_TRENDS, *PHASE_TRENDS.columns)
_MARKS: Final = "Each mark is a project; an open triangle goes on or was abandoned: it has taken at least so long."
_BIAS: Final = columns(PLAN_BIAS, *PLAN_BIAS.columns)
_MOVES: Final = columns(MOVES, "from_phase", "to_phase", "count")
_BACK: Final = columns(MOVES_BACK, *MOVES_BACK.columns)
_AGES: Final = columns(
    flow.AGED_TASKS,
    *("key", "summary", "project", "phase", "scientist", "status", "age_days", "active_days", "test_progress"),
    "evidence",
)
_FLOW: Final = columns(flow.FLOW, *flow.FLOW.columns)
_FINISHED: Final = columns(flow.THROUGHPUT, *flow.THROUGHPUT.columns)


@dataclass(frozen=True)
class _Portfolio:
    """What the sections are composed from."""

    figures: Figures
    mapped: Mapped
    listed: Selection

    @property
    def timezone(self) -> str:
        return self.mapped.calendars.team.timezone


def portfolio_view(figures: Figures, mapped: Mapped, *, listed: Selection = EVERYTHING) -> View:
    """All projects; `listed` chooses the projects and Tasks in progress that are listed, and changes no figure."""
    of = _Portfolio(figures, mapped, listed)
    if figures.projects.empty:
        sections: tuple[Section, ...] = ()
    else:
        sections = (
            section("projects", "Projects", lambda: _projects(of)),
            section("spread", "Time per phase", lambda: _spread(of)),
            section("bias", "Plan against actual", lambda: _bias(of)),
            *flow_sections(figures, mapped),
            section("moves", "Back and forth", lambda: _moves(of)),
            section("back", "Cost of going back", lambda: _back(of)),
            *blocked_of_all(figures.blocked),
            parallel_of_all(figures, mapped),
            section("ages", "How long Tasks take", lambda: _ages(of)),
            section("flow", "Cumulative flow", lambda: _flow(of)),
            section("throughput", "Finished per week", lambda: _throughput(of)),
            section("kept", "Is the way of working kept?", lambda: _kept(of)),
        )
    return View(
        title="Portfolio",
        period=as_of_text(figures.as_of, of.timezone),
        sentence=portfolio_sentence(figures, of.timezone),
        not_counted=tuple(lines(figures.not_counted)),
        tiles=_tiles(figures) if sections else (),
        sections=(*sections, breaches_section(figures.breaches, figures.not_counted)),
        timezone=of.timezone,
        browse_url=mapped.workflow.browse_url,
    )


def _tiles(figures: Figures) -> tuple[Tile, ...]:
    sums = summary(figures)
    rework = (
        f"{wording.days(sums['rework_days'])} in phases revisited. A neutral word: going back is how research goes on."
    )
    return (
        Tile("Projects", str(sums["project_count"])),
        Tile("Finished", str(sums["finished_count"]), "Done, not abandoned: what medians and biases count."),
        Tile("Open", str(sums["open_count"])),
        Tile("Moves back", str(sums["back_count"]), "How often somebody went back."),
        Tile("Rework", wording.share(sums["rework_share"]), rework),
        Tile("Tasks reopened", str(sums["reopened_count"]), "How often a Task of a project left a done status."),
    )


def _projects(of: _Portfolio) -> Content:
    projects = of.listed.of_projects(with_plans(of.figures, of.mapped.workflow))
    return Content(table=Table(projects.assign(began_at=projects["started_at"]), _PROJECTS), note=EFFORT_NOTE)


def timeline_section(figures: Figures, projects: pd.DataFrame, timezone: str) -> Section:
    """The visits of some projects, one line each."""
    visits = figures.visits.merge(projects[["project", "name"]], on="project")
    return section("visits", "Projects over time", lambda: _timeline(projects, visits, timezone))


def _timeline(projects: pd.DataFrame, visits: pd.DataFrame, timezone: str) -> Content:
    if visits.empty:
        return Content(empty="None of these projects has visited a phase yet.")
    parts = [
        f"{row['project']} from {wording.date(row['started_at'], timezone)}, {row['state']}"
        for row in projects.to_dict("records")
    ]
    alt = f"Timeline of {wording.count(len(parts), 'project')}: {'; '.join(parts)}."
    shows = {"projects": projects, "visits": visits, "timezone": timezone}
    table = Table(visits.assign(visit_no=visits["visit_no"] + 1), _VISITS)
    return Content(chart=Chart("portfolio_timeline", shows, alt), table=table)


def _spread(of: _Portfolio) -> Content:
    marks, spread = visited_phases(of.figures), phase_trends(of.figures, of.mapped.workflow, of.timezone)
    if marks.empty:
        return Content(empty="No project has visited a phase yet: there is nothing to compare.")
    sentence = spread_sentence(spread)
    return Content(
        f"{sentence}{trend_sentence(spread)}",
        chart=Chart("phase_spread", {"marks": marks, "spread": spread}, sentence, _MARKS),
        table=Table(spread, _SPREAD),
    )


def spread_sentence(spread: pd.DataFrame) -> str:
    """The median of each phase, and where open projects are past the longest finished one."""
    known = spread[spread["median_days"].notna()]
    beyond = spread[(spread["beyond_count"] > 0) & (spread["finished_count"] > 0)]
    past = [_past(row) for row in beyond.to_dict("records")]
    if known.empty:
        few = f"Fewer than {wording.in_words(LEAST[0.5])} finished projects were in any phase: too few for a median."
        return " ".join([few, *past])
    parts = [
        f"{row['phase']} {'more than ' if row['is_more'] else ''}{wording.days(row['median_days'])} "
        f"({row['finished_count']} finished, {row['open_count']} open)"
        for row in known.to_dict("records")
    ]
    return " ".join([f"Half of the projects took at most: {wording.listing(parts)}.", *past])


def trend_sentence(spread: pd.DataFrame) -> str:
    """The trend of each phase that has one, behind another sentence."""
    trends = [
        f"{row['phase']} {trend}"
        for row in spread.to_dict("records")
        if (trend := trend_in_words(*(row[name] for name in _TREND)))
    ]
    return f" Medians over time: {'; '.join(trends)}." if trends else ""


_TREND: Final = ("recent_count", "recent_median_days", "earlier_count", "earlier_median_days")


def _past(row: Row) -> str:
    count = wording.count(row["open_count"], "open project")
    are = "is" if row["beyond_count"] == 1 else "are"
    longest = wording.days(row["most_days"])
    return f"In {row['phase']} {row['beyond_count']} of {count} {are} past the longest finished one: {longest}."


def _bias(of: _Portfolio) -> Content:
    bias = plan_bias(of.figures, of.mapped.workflow)
    sentence, is_known = bias_sentence(bias), bool(bias["bias"].notna().any())
    chart = Chart("plan_bias", {"bias": bias}, sentence) if is_known else None
    return Content(sentence, chart=chart, table=Table(bias, _BIAS))


def bias_sentence(bias: pd.DataFrame) -> str:
    """How each phase compares with its plan, the most underestimated first."""
    known = bias[bias["bias"].notna()].sort_values("bias", ascending=False, kind="stable")
    if known.empty:
        return f"Fewer than {wording.in_words(ENOUGH)} finished projects had a plan for any phase: too few to compare."
    parts = [
        f"{phase} takes {wording.number(ratio, digits=2)} × its plan, {count} projects"
        for phase, ratio, count in known[["phase", "bias", "project_count"]].itertuples(index=False)
    ]
    return f"{'; '.join(parts)}."


def _moves(of: _Portfolio) -> Content:
    if of.figures.moves.empty:
        return Content(empty="No project has moved from one phase to another yet.")
    counts = move_counts(of.figures.moves)
    chart = Chart("move_matrix", {"counts": counts}, "How often projects went from each phase to each.")
    return Content("Every move counts, also those that merely resumed.", chart=chart, table=Table(counts, _MOVES))


def _back(of: _Portfolio) -> Content:
    back = moves_back(of.figures)
    if back.empty:
        return Content(empty=back_sentence(back))
    sentence = back_sentence(back)
    return Content(sentence, chart=Chart("back_and_forth", {"ways": back}, sentence), table=Table(back, _BACK))


def back_sentence(back: pd.DataFrame) -> str:
    """How often projects went back in all, what it cost, and where most of it went."""
    if back.empty:
        return "No project has gone back to an earlier phase."
    count, cost, first = int(back["move_count"].sum()), float(back["cost_days"].sum()), back.iloc[0]
    most = (
        f"; most of it from {first['from_phase']} to {first['to_phase']}: "
        f"{wording.times(int(first['move_count']))}, {wording.days(first['cost_days'])}"
    )
    total = f"{wording.count(count, 'move')} back cost {wording.days(cost)} until the projects were as far as before"
    return wording.sentence(total + (most if len(back) > 1 else ""))


def _ages(of: _Portfolio) -> Content:
    aged = flow.aged_tasks(of.figures, of.mapped.calendars)
    percentiles, begun = (
        flow.age_percentiles(aged, of.mapped.workflow, as_of=of.figures.as_of),
        of.listed.of_tasks(flow.begun_tasks(aged)),
    )
    sentence = age_sentence(percentiles)
    if begun.empty:
        return Content(sentence, empty="No Task that is listed is begun and not done.")
    shows = {"begun": begun, "percentiles": percentiles}
    return Content(
        sentence,
        chart=Chart("ageing", shows, f"Ages of Tasks in progress. {sentence}"),
        table=Table(with_test_progress(begun), _AGES),
    )


def age_sentence(percentiles: dict[int, float]) -> str:
    """What Tasks that were finished lately took."""
    known = {share: days for share, days in percentiles.items() if not math.isnan(days)}
    if not known:
        return (
            f"Fewer than {wording.in_words(LEAST[0.5])} Tasks outside passive phases were finished in the last 26 "
            "weeks: too few to say what one takes."
        )
    parts = [
        f"{'half were done' if share == 50 else f'{share} in a hundred'} within {wording.days(days)}"  # noqa: PLR2004
        for share, days in known.items()
    ]
    return f"Of the Tasks finished in the last 26 weeks {wording.listing(parts)} of their first active moment."


def _flow(of: _Portfolio) -> Content:
    weeks = flow.shown_weeks(of.figures, of.timezone)
    if not weeks:
        return Content(empty="No Task has been in progress yet.")
    counts = flow.cumulative_flow(of.figures, of.mapped.model, weeks, of.timezone)
    first, last = counts.iloc[0], counts.iloc[-1]
    sentence = (
        f"From the week of {first['week_starting']} to the week of {last['week_starting']}: "
        f"Tasks done from {first['done_count']} to {last['done_count']}, "
        f"in progress from {first['in_progress_count']} to {last['in_progress_count']}, "
        f"to do from {first['to_do_count']} to {last['to_do_count']}."
    )
    return Content(sentence, chart=Chart("cumulative_flow", {"flow": counts}, sentence), table=Table(counts, _FLOW))


def _throughput(of: _Portfolio) -> Content:
    weeks = flow.shown_weeks(of.figures, of.timezone)
    if not weeks:
        return Content(empty="No Task has been finished yet.")
    finished = flow.throughput(of.figures, weeks, of.timezone)
    counts = finished["finished_count"]
    idle = int((counts == 0).sum())
    none = f", none in {wording.count(idle, 'week')}" if idle else ""
    total = f"{wording.count(int(counts.sum()), 'Task')} finished in {wording.count(len(counts), 'week')}"
    sentence = wording.sentence(f"{total}: {wording.number(counts.mean())} a week{none}")
    chart = Chart("throughput", {"finished": finished}, sentence)
    return Content(sentence, chart=chart, table=Table(finished, _FINISHED))


def _kept(of: _Portfolio) -> Content:
    stood, not_counted = breach_counts(of.figures, of.mapped), of.figures.not_counted
    if stood.empty:
        clear = "Nothing was in breach of the way of working at the end of any of the last weeks."
        return Content(empty=all_clear(not_counted, clear, "No breach at the end of any of the last weeks"))
    sums = stood.groupby("as_of")["breach_count"].sum()
    first, last = (wording.date(sums.index[place], of.timezone) for place in (0, -1))
    limits = "" if sums.iloc[-1] else among(not_counted)
    standing = wording.count(int(sums.iloc[-1]), "breach", "breaches")
    sentence = f"{standing}{limits} stand as of {last}, {sums.iloc[0]} stood on {first}."
    return Content(
        f"{sentence} Shown is what stood at the end of each week, and in the last column now.",
        chart=Chart("breaches_by_week", {"counts": stood, "timezone": of.timezone}, sentence),
        table=_kept_table(stood, of.timezone),
    )


def breach_counts(figures: Figures, mapped: Mapped) -> pd.DataFrame:
    """How many breaches of each rule stood at the end of the last weeks: as_of, rule, breach_count."""
    zone = mapped.calendars.team.timezone
    weeks = flow.shown_weeks(figures, zone)[-SHOWN_WEEKS:]
    ends = [week_span(week, zone, as_of=figures.as_of)[1] for week in weeks]
    return weekly_breaches(breaches_at(mapped.model, mapped.workflow, mapped.calendars, ends), ends)


def _kept_table(stood: pd.DataFrame, timezone: str) -> Table:
    """One row per rule, one column per week's end."""
    grid = stood.pivot(index="rule", columns="as_of", values="breach_count")
    days = pd.DatetimeIndex(grid.columns).tz_convert(timezone).strftime("%Y-%m-%d").tolist()
    named = grid.set_axis(days, axis=1).reset_index()
    return Table(named, (*columns(BREACHES, "rule"), *(Column(day, day, "count") for day in days)))
