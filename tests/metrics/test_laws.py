"""What holds of every portfolio: the figures against a second, slow computation of them, and laws among themselves."""

import math
from dataclasses import fields, replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.times import Clock, effort_days
from tests import oracle_people
from tests.builder import Issue, portfolio
from tests.metrics.portfolio_checks import assert_portfolio_figures
from tests.metrics.portfolios import cases
from tests.oracle_time import micros, shown, worked
from tests.oracle_world import World

IS_QUICK = settings.get_current_profile_name() == "quick"  # figures take long, and there are many laws
LAW = settings(max_examples=4, derandomize=True) if IS_QUICK else settings()
FRAMES = [field.name for field in fields(Figures) if field.name not in ("as_of", "dropped_runs")]


def plain_rows(frame: pd.DataFrame, keys: list[str]) -> dict:
    """A frame as key → row, with instants in microseconds and None for what is missing."""
    rows = {}
    for row in frame.to_dict("records"):
        values = {name: _plain(value) for name, value in row.items()}
        rows[tuple(values[key] for key in keys)] = values
    assert len(rows) == len(frame)
    return rows


def _plain(value):
    if isinstance(value, pd.Timestamp):
        return micros(value)
    return None if pd.isna(value) else value


def same(found, wanted) -> bool:
    if isinstance(found, float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=0, abs_tol=1e-6)
    return found == wanted


def assert_same_figures(found: Figures, wanted: Figures) -> None:
    assert (found.as_of, found.dropped_runs) == (wanted.as_of, wanted.dropped_runs)
    for name in FRAMES:
        assert_frame_equal(getattr(found, name), getattr(wanted, name), obj=name)


def assert_rows(found: dict, wanted: dict, what: str) -> None:
    assert sorted(found, key=str) == sorted(wanted, key=str), what
    for key, row in wanted.items():
        wrong = {name: (found[key][name], value) for name, value in row.items() if not same(found[key][name], value)}
        assert not wrong, f"{what} {key}: found, wanted: {wrong}"


def assert_as_the_oracle_says(found: Figures, world: World) -> None:
    oracle = world.oracle
    projects = {(epic,): world.project(epic) for epic in world.projects}
    phases = {(epic, one): world.phase(epic, one) for epic in world.projects for one in oracle.workflow.phases}
    day = oracle.calendars.day_micros
    visits = {
        (epic, number): {
            "phase": one.phase,
            "started_at": one.start,
            "stopped_at": one.stop,
            "active_days": one.worked / day,
        }
        for epic in world.projects
        for number, one in enumerate(world.visits(epic))
    }
    where = {(epic,): world.where(epic) for epic in world.projects}
    blocked = {
        (epic, *reason): {"blocked_days": days}
        for epic in world.projects
        for reason, days in oracle_people.blocked(world, epic).items()
    }
    moves = {(epic, move["visit_no"]): move for epic in world.projects for move in world.moves(epic)}
    tasks = {(task,): world.task(task) for task in oracle.tasks if oracle.steps[task, "status"][0][0] <= world.now}
    breaches = {key: {"value": value, "limit": limit} for key, (value, limit) in oracle.breaches(world.now).items()}
    assert_rows(plain_rows(found.projects, ["project_id"]), projects, "project")
    assert_rows(plain_rows(found.phases, ["project_id", "phase"]), phases, "phase")
    assert_rows(plain_rows(found.visits, ["project_id", "visit_no"]), visits, "visit")
    assert_rows(plain_rows(found.moves, ["project_id", "visit_no"]), moves, "move")
    assert_rows(plain_rows(found.where_time_went, ["project_id"]), where, "where time went")
    assert_rows(plain_rows(found.blocked, ["project_id", "status", "blocked_by"]), blocked, "blocked")
    assert_rows(plain_rows(found.tasks, ["issue_id"]), tasks, "task")
    assert_rows(plain_rows(found.breaches, ["rule", "subject"]), breaches, "breach")
    assert found.dropped_runs == world.mis_clicks


@LAW
@given(cases())
def test_the_figures_are_what_a_second_slow_computation_finds(case):
    found, world = case.figures(), case.oracle.at(case.now)
    assert_as_the_oracle_says(found, world)
    assert_portfolio_figures(found, world)


@LAW
@given(cases(max_tasks=4, max_runs=2))
def test_a_breach_has_lasted_without_a_break_since_figures_first_showed_it(case):
    oracle = case.oracle
    for (rule, subject), row in plain_rows(case.figures().breaches, ["rule", "subject"]).items():
        wanted = oracle.since(rule, subject, case.now)
        assert abs(row["since_at"] - wanted) <= 1_000, (rule, subject, shown(row["since_at"]), shown(wanted))


@LAW
@given(cases(), st.data())
def test_figures_as_of_an_instant_are_those_of_the_data_cut_at_it(case, data):
    earlier = data.draw(st.sampled_from(case.instants), label="as of")
    cut = [known_by(issue, earlier) for issue in case.issues if issue.created <= earlier]
    assert_same_figures(case.figures(as_of=earlier), case.figures(portfolio(*cut), as_of=earlier))


def known_by(issue: Issue, instant: pd.Timestamp) -> Issue:
    """An issue as an export at that instant would have it; an Epic without changes is done from a later date on."""
    is_known = issue.kind == "epic" or (issue.resolved is not None and issue.resolved <= instant)
    resolved = issue.resolved if is_known else None
    changes = [change for change in issue.changes if change[1] <= instant]
    return replace(issue, resolved=resolved, changes=changes)


@LAW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(case, random):
    def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[random.sample(range(len(frame)), len(frame))].reset_index(drop=True)

    mixed = Model(**{name: shuffled(getattr(case.model, name)) for name in case.model.__dataclass_fields__})
    assert_same_figures(case.figures(mixed), case.figures())


@LAW
@given(cases(), st.data())
def test_a_change_to_what_was_held_anyway_changes_nothing(case, data):
    oracle = case.oracle
    issue = data.draw(st.sampled_from(case.issues))
    field = data.draw(st.sampled_from([field for key, field in oracle.steps if key == issue.key]))
    when = data.draw(st.sampled_from([at for at in case.instants if at >= issue.created]))
    if (field, when) in [(what, at) for what, at, _ in issue.changes]:
        return
    repeated = replace(issue, changes=[*issue.changes, (field, when, oracle.held(issue.key, field, micros(when)))])
    issues = [repeated if one is issue else one for one in case.issues]
    assert_same_figures(case.figures(portfolio(*issues)), case.figures())


@LAW
@given(cases())
def test_names_are_labels_and_ids_decide(case):
    model = case.model
    renamed = replace(
        model,
        work_items=model.work_items.assign(key="NEW-" + model.work_items["key"], summary="Another title"),
        status_roles=model.status_roles.assign(name="Another status"),
        scientists=model.scientists.assign(name="Somebody else"),
    )
    labels = ["key", "project", "name", "summary", "status", "scientist", "owner", "team", "message", "subject"]
    found, wanted = case.figures(renamed), case.figures()
    for name in FRAMES:
        ids = [column for column in getattr(wanted, name).columns if column not in labels]
        assert_frame_equal(getattr(found, name)[ids], getattr(wanted, name)[ids])


@LAW
@given(cases())
def test_work_intervals_tile_the_time_in_which_a_task_is_active(case):
    intervals, world = case.figures().work_intervals, case.oracle.at(case.now)
    for task in case.oracle.tasks:
        own = intervals[intervals["issue_id"] == task].reset_index(drop=True)
        runs = world.runs(task)
        touching = own["started_at"] == own["stopped_at"].shift()
        facts = own[["project_id", "phase", "scientist_id"]].fillna("")
        assert (own["stopped_at"] >= own["started_at"]).all()
        assert own.loc[~touching, "started_at"].map(micros).tolist() == [start for start, _ in runs]
        assert own.loc[~touching.shift(-1, fill_value=False), "stopped_at"].map(micros).tolist() == [
            stop for _, stop in runs
        ]
        assert (facts[touching] != facts.shift()[touching]).any(axis=1).all(), "an interval could be longer"


@LAW
@given(cases())
def test_the_effort_of_a_scientist_is_their_own_working_time_in_which_a_task_was_active(case):
    intervals = case.figures().work_intervals
    clock = Clock.over(case.calendars, pd.concat([intervals["started_at"], intervals["stopped_at"]]))
    efforts = effort_days(intervals, case.workflow, clock).groupby(intervals["scientist_id"]).sum()
    hours = dict(case.calendars.scientists)
    for who, effort in efforts.items():
        busy = [
            worked(hours.get(who, case.calendars.team), one.start, one.stop)
            for one in case.oracle.at(case.now).slices
            if any(task.who == who and task.phase not in case.workflow.passive_phases for task in one.active)
        ]
        assert math.isclose(effort, sum(busy) / case.calendars.day_micros, abs_tol=1e-9)


@LAW
@given(cases())
def test_nothing_is_negative_and_parts_do_not_exceed_the_whole(case):
    found = case.figures()
    for name in FRAMES:
        numbers = getattr(found, name).select_dtypes("number")
        assert not (numbers < 0).any(axis=None), name
    phases, projects = found.phases, found.projects.set_index("project_id")
    assert (phases["active_days"] <= phases["elapsed_days"] + 1e-9).all()
    assert (phases["done_count"] <= phases["task_count"]).all()
    assert projects["rework_share"].between(0, 1 + 1e-9).all()
    assert (projects["rework_days"] <= projects["active_days"] + 1e-9).all()
    parts = phases.groupby("project_id").agg(effort_days=("effort_days", "sum"), active_days=("active_days", "max"))
    assert (parts <= projects.loc[parts.index, parts.columns] + 1e-9).all(axis=None)


@LAW
@given(cases())
def test_the_five_places_where_time_went_add_up_to_the_elapsed_days_and_reasons_to_the_blocked_ones(case):
    found = case.figures()
    blocked = found.where_time_went.set_index("project_id")["blocked_days"]
    reasons = found.blocked.groupby("project_id")["blocked_days"].sum().reindex(blocked.index, fill_value=0.0)
    assert_series_equal(reasons, blocked, check_names=False, atol=1e-9, rtol=0)
    parts = found.where_time_went.set_index("project_id")[
        ["active_days", "blocked_days", "elsewhere_days", "away_days", "idle_days"]
    ].sum(axis=1)
    elapsed = found.projects.set_index("project_id")["elapsed_days"]
    assert_series_equal(parts, elapsed, check_names=False, atol=1e-12, rtol=0)


@LAW
@given(cases())
def test_a_project_is_always_in_one_phase_from_its_first_visit_to_its_end(case):
    world, phases = case.oracle.at(case.now), case.figures().phases
    stays = phases.groupby("project_id")["stay_days"].sum()
    for epic, path in world.all_visits.items():
        end = max(path[0].start, world.end(epic)) if path else 0
        assert math.isclose(stays[epic], world.days(path[0].start, end) if path else 0.0, abs_tol=1e-9)


@LAW
@given(cases())
def test_the_costs_of_moves_back_are_parts_of_the_active_time_of_all_visits(case):
    found = case.figures()
    costs = found.moves.groupby("project_id")["cost_days"].sum()
    visited = found.visits.groupby("project_id")["active_days"].sum()
    assert (costs <= visited.loc[costs.index] + 1e-9).all()
