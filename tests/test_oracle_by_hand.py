"""Examples by hand of what the golden cases do not hold, so that the oracle is not only held against the product."""

from dataclasses import dataclass, replace
from datetime import date, time
from fractions import Fraction

import pytest

from mlpm_analytics.calendars import Calendars, Hours
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, task
from tests.oracle import Oracle
from tests.oracle_people import OWNER_WINDOW, blocked, efforts_since, handed_over_days, owner, reopened_count
from tests.oracle_statistics import (
    delivery_ratio,
    effort_bias,
    phase_marks,
    project_marks,
    quantile,
    recent_tasks,
    spread,
)
from tests.oracle_time import micros, shown
from tests.oracle_visits import cause_tasks
from tests.oracle_weeks import review_week
from tests.oracle_world import World

PHASES = ("Research", "Data Exploration", "Modeling", "A/B Testing")


@dataclass(frozen=True)
class HoursWithHalfDays(Hours):
    half_days_off: frozenset[tuple[date, str]] = frozenset()


def world(*issues, as_of: str, workflow: Workflow | None = None, **own: Hours) -> World:
    """The oracle's figures; the team works 9:00 to 17:00 UTC, Monday to Friday, and those in `own` otherwise."""
    oracle = Oracle(portfolio(*issues), workflow or Workflow(), Calendars(scientists=tuple(own.items())))
    return oracle.at(micros(instant(as_of)))


def since(as_of_world: World, rule: str, subject: str) -> str:
    return shown(as_of_world.oracle.since(rule, subject, as_of_world.now))[:19].replace("T", " ")


def breached(as_of_world: World, rule: str) -> dict[str, tuple[float | None, float | None]]:
    breaches = as_of_world.oracle.breaches(as_of_world.now)
    return {subject: values for (name, subject), values in breaches.items() if name == rule}


# People ----------------------------------------------------------------------------------------


def test_the_owner_is_the_assignee_of_the_epic_else_who_had_most_effort_lately():
    mine = task("T", who="ana").active("2026-02-25 09:00", "2026-02-27 17:00")
    theirs = task("U", who="bob").active("2026-03-02 09:00", "2026-03-06 13:00")
    older = task("V", who="cleo").active("2026-01-05 09:00", "2026-01-30 17:00")
    as_of = world(epic("P"), mine, theirs, older, as_of="2026-03-10 09:00")
    assert efforts_since(as_of, "P", as_of.now - OWNER_WINDOW) == {"ana": 3.0, "bob": 4.5}
    assert owner(as_of, "P") == ("bob", True)
    assigned = epic("P").changed("assignee", "2026-03-09 09:00", "dora")
    assert owner(world(assigned, mine, theirs, as_of="2026-03-10 09:00"), "P") == ("dora", False)
    assert owner(world(assigned, mine, theirs, as_of="2026-03-08 09:00"), "P") == ("bob", True)
    assert owner(world(epic("P"), older, as_of="2026-03-10 09:00"), "P") == (None, False)


def test_time_of_somebody_whom_the_settings_do_not_name_is_handed_over():
    mine = task("T", who="ana", phase="Productization").active("2026-03-02 09:00", "2026-03-04 17:00")
    theirs = task("U", who="eve", phase="Productization").active("2026-03-04 09:00", "2026-03-05 17:00")
    nobodys = task("V", who=None, phase="Productization").active("2026-03-06 09:00", "2026-03-06 17:00")
    named = Workflow(named_scientists=frozenset({"ana"}))
    as_of = world(epic("P"), mine, theirs, nobodys, as_of="2026-03-10 09:00", workflow=named)
    assert (handed_over_days(as_of, "P"), handed_over_days(as_of, "P", "Productization")) == (2.0, 2.0)
    assert handed_over_days(as_of, "P", "Modeling") == 0.0
    assert handed_over_days(world(epic("P"), theirs, as_of="2026-03-10 09:00"), "P") is None


def test_a_blocked_moment_is_that_of_the_task_that_waits_longest():
    mine = task("T").active("2026-03-02 09:00", "2026-03-02 17:00", after="blocked").status("2026-03-05 09:00", "todo")
    theirs = task("U", blocked_by="OPS").status("2026-03-04 09:00", "blocked").status("2026-03-06 17:00", "todo")
    as_of = world(epic("P"), mine, theirs, as_of="2026-03-10 09:00")
    assert blocked(as_of, "P") == {("blocked", None): 2.0, ("blocked", "OPS"): 2.0}
    assert as_of.where("P")["blocked_days"] == 4.0


def test_each_leaving_of_a_done_status_is_a_reopening():
    again = task("T").done("2026-03-02 09:00").status("2026-03-03 09:00", "todo").done("2026-03-04 09:00")
    again.active("2026-03-06 09:00")
    assert reopened_count(world(epic("P"), again, as_of="2026-03-10 09:00"), "P") == 2


# Short runs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "is_counted"),
    [("todo", False), ("done", True), ("blocked", True)],
)
def test_a_short_run_is_a_mis_click_if_it_led_back_to_where_it_came_from(after, is_counted):
    short = task("T").active("2026-03-02 09:00", "2026-03-02 09:03", after=after)
    as_of = world(epic("P"), short, as_of="2026-03-02 12:00")
    assert as_of.task("T")["active_days"] == (pytest.approx(3 / 480) if is_counted else 0)
    assert as_of.mis_clicks == (not is_counted)


def test_a_short_run_counts_while_it_is_open_or_if_the_issue_began_with_it():
    opened = world(epic("P"), task("T").active("2026-03-02 09:00", "2026-03-02 09:03"), as_of="2026-03-02 09:02")
    assert opened.task("T")["is_active"]
    begun = task("T", status="doing", created="2026-03-02 09:00").status("2026-03-02 09:03", "todo")
    assert world(epic("P"), begun, as_of="2026-03-03 09:00").task("T")["active_days"] == pytest.approx(3 / 480)


def test_a_mis_click_interrupts_neither_a_waiting_nor_a_done_stretch():
    blocked = task("T").active("2026-03-02 09:00", "2026-03-03 09:00", after="blocked")
    blocked.active("2026-03-09 09:00", "2026-03-09 09:01", after="blocked")
    as_of = world(epic("P"), blocked, as_of="2026-03-10 09:00")
    assert breached(as_of, "blocked-too-long") == {"T": (5.0, 2.0)}
    assert since(as_of, "blocked-too-long", "T") == "2026-03-05 09:00:00"
    done = epic("P").done("2026-03-03 12:00").active("2026-03-04 10:00", "2026-03-04 10:01", after="done")
    as_of = world(done, task("T").active("2026-03-02 09:00", "2026-03-03 09:00"), as_of="2026-03-10 09:00")
    assert shown(as_of.finished("P")) == "2026-03-03T12:00:00+00:00"


def test_since_knows_nothing_of_what_turned_out_to_be_a_mis_click():
    estimated = task("T", estimate=8).active("2026-03-02 09:00", "2026-03-03 09:00", after="todo")
    clicked = estimated.status("2026-03-04 09:00", "done").active("2026-03-05 09:00", "2026-03-05 09:02", after="done")
    reopened = replace(clicked, changes=[*clicked.changes, ("status", "2026-03-06 09:00", "todo")])
    as_of = world(epic("P"), reopened, as_of="2026-03-10 09:00")
    assert since(as_of, "estimate-too-long", "T") == "2026-03-06 09:00:00"
    still = world(epic("P"), estimated, as_of="2026-03-05 09:01")
    assert since(still, "estimate-too-long", "T") == "2026-03-05 09:00:00"  # an open run counts: it is done no more


# Time --------------------------------------------------------------------------------------------


def test_limited_days_are_those_of_whoever_a_task_was_assigned_to_at_the_time():
    mine = task("T", who="ana").active("2026-03-02 09:00").changed("assignee", "2026-03-04 09:00", "bob")
    as_of = world(epic("P"), mine, as_of="2026-03-05 17:00", ana=Hours(closes=time(13)))
    assert as_of.task("T")["limited_days"] == pytest.approx(2.0 + 2.0)
    away = Hours(days_off=frozenset({date(2026, 3, 2)}))
    assert world(epic("P"), mine, as_of="2026-03-05 17:00", ana=away).task("T")["limited_days"] == pytest.approx(3.0)


def test_the_actual_of_a_task_is_its_effort_and_its_time_in_passive_phases():
    changed = task("T", phase="A/B Testing").active("2026-03-02 09:00").changed("phase", "2026-03-04 09:00", "Modeling")
    as_of = world(epic("P"), changed, task("U").active("2026-03-04 09:00"), as_of="2026-03-05 17:00")
    assert as_of.actual_days("T") == pytest.approx(2 + 2 / 2)


def test_a_project_stays_in_a_phase_until_the_next_visit_and_noise_belongs_to_the_visit_before():
    issues = [
        task("R", phase="Research").active("2026-03-02 09:00", "2026-03-03 17:00"),
        task("N", phase="Data Exploration").active("2026-03-04 09:00", "2026-03-04 10:00"),
        task("M", phase="Modeling").active("2026-03-06 09:00", "2026-03-06 17:00"),
    ]
    as_of = world(epic("P"), *issues, as_of="2026-03-10 17:00")
    assert [as_of.phase("P", phase)["stay_days"] for phase in PHASES] == [4.0, 0.0, 3.0, 0.0]
    done = world(epic("P").done("2026-03-05 12:00"), *issues, as_of="2026-03-10 17:00")
    assert [done.phase("P", phase)["stay_days"] for phase in PHASES] == [3.375, 0.0, 0.0, 0.0]


def test_an_epic_that_is_done_without_a_change_is_so_from_its_resolved_date_on():
    issues = epic("P", status="done", resolved="2026-03-05 09:00"), task("T").active("2026-03-02 09:00")
    assert [world(*issues, as_of=f"2026-03-0{day} 10:00").state("P") for day in (4, 5)] == ["active", "done"]
    as_of = world(*issues, as_of="2026-03-06 10:00")
    assert since(as_of, "active-in-done", "T") == "2026-03-05 09:00:00"


# Where time went ---------------------------------------------------------------------------------


def idle(**own: Hours) -> dict[str, float]:
    """A project of Ana's that ran on Monday, and where the four days since then went."""
    active = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    return world(epic("P"), active, as_of="2026-03-06 17:00", **own).where("P")


def test_time_went_away_while_whoever_was_active_last_was_on_leave_or_does_not_work_that_day():
    assert (idle()["away_days"], idle()["idle_days"]) == (0.0, 4.0)
    on_leave = idle(ana=Hours(days_off=frozenset({date(2026, 3, 3), date(2026, 3, 4)})))
    assert (on_leave["away_days"], on_leave["idle_days"]) == (2.0, 2.0)
    assert idle(ana=Hours(weekdays=frozenset({0, 1, 2})))["away_days"] == 2.0
    assert idle(ana=Hours(opens=time(9), closes=time(13)))["away_days"] == 0.0


def test_half_a_day_of_leave_is_away_for_its_hours():
    halves = frozenset({(date(2026, 3, 3), "afternoon"), (date(2026, 3, 4), "morning")})
    assert idle(ana=HoursWithHalfDays(half_days_off=halves))["away_days"] == 1.0


def test_nobody_is_away_where_a_task_was_unassigned():
    off = Hours(days_off=frozenset({date(2026, 3, 3)}))
    both = [
        task("T", who="ana").active("2026-03-02 09:00", "2026-03-02 17:00"),
        task("U", who=None).active("2026-03-02 10:00", "2026-03-02 17:00"),
    ]
    assert world(epic("P"), *both, as_of="2026-03-06 17:00", ana=off).where("P")["away_days"] == 0.0
    assert world(epic("P"), both[0], as_of="2026-03-06 17:00", ana=off).where("P")["away_days"] == 1.0


def test_a_task_that_was_never_active_blocks_its_project_and_a_waiting_epic_does_not():
    active = task("T").active("2026-03-02 09:00", "2026-03-02 17:00")
    waiting = task("W", phase=None).status("2026-03-03 09:00", "blocked").status("2026-03-04 09:00", "todo")
    as_of = world(epic("P", status="blocked"), active, waiting, as_of="2026-03-06 17:00")
    assert as_of.where("P") == {
        "active_days": 1.0,
        "blocked_days": 1.0,
        "elsewhere_days": 0.0,
        "away_days": 0.0,
        "idle_days": 3.0,
    }


# Moves -------------------------------------------------------------------------------------------


def in_turn(*phases: str, monday: str = "2026-03-02") -> list:
    """Tasks of a day each, one after the other."""
    days = (instant(monday).tz_convert(None) + (n // 5 * 7 + n % 5) * DAY for n in range(len(phases)))
    return [
        task(f"T{n}", phase=phase).active(f"{day:%Y-%m-%d} 09:00", f"{day:%Y-%m-%d} 17:00")
        for n, (phase, day) in enumerate(zip(phases, days, strict=True))
    ]


DAY = instant("2026-03-03") - instant("2026-03-02")


def test_a_day_is_charged_to_the_innermost_move_back():
    path = ("Modeling", "Data Exploration", "Research", "Data Exploration", "Modeling")
    as_of = world(epic("P"), *in_turn(*path), as_of="2026-03-09 09:00")
    costs = {move["visit_no"]: move["cost_days"] for move in as_of.moves("P") if move["direction"] == "back"}
    assert costs == {1: 2.0, 2: 1.0}  # Data Exploration, before and after Research
    assert cause_tasks(as_of, "P", 2) == {"T2"}


def test_moves_out_of_a_passive_phase_do_not_bounce():
    path = ("A/B Testing", "Modeling", "Research", "Data Exploration", "Research")
    as_of = world(epic("P"), *in_turn(*path), as_of="2026-03-09 09:00")
    assert as_of.project("P")["back_count"] == 3
    assert breached(as_of, "bouncing") == {"P": (2, 2)}


# Rules -------------------------------------------------------------------------------------------


def test_a_project_is_late_when_the_weeks_planned_up_to_its_furthest_phase_are_over():
    plan = epic("P", plan={"Data Exploration": 0.2, "Modeling": 0.4})
    as_of = world(plan, *in_turn("Research", "Data Exploration", "Modeling"), as_of="2026-03-06 12:00")
    assert breached(as_of, "late") == {"P": (3.375, 3.0)}
    assert since(as_of, "late", "P") == "2026-03-06 09:00:00"
    unplanned = world(
        epic("P", plan={"Modeling": 0.2}), *in_turn("Data Exploration", "Modeling"), as_of="2026-03-20 12:00"
    )
    assert breached(unplanned, "late") == {}


def test_a_project_is_no_longer_late_once_a_later_phase_was_visited():
    plan = epic("P", plan={"Data Exploration": 0.2, "Modeling": 1})
    path = in_turn("Data Exploration", "Data Exploration", "Modeling")
    assert breached(world(plan, *path, as_of="2026-03-04 10:00"), "late") == {"P": (2.125, 1.0)}
    assert breached(world(plan, *path, as_of="2026-03-04 11:00"), "late") == {}  # a quarter of a day is a visit
    as_of = world(plan, *path, as_of="2026-03-20 12:00")
    assert since(as_of, "late", "P") == "2026-03-10 09:00:00"


def test_a_paused_project_is_over_its_plan():
    paused = epic("P", plan={"Modeling": 0.2}).status("2026-03-05 09:00", "blocked")
    as_of = world(paused, *in_turn("Modeling", "Modeling"), as_of="2026-03-06 12:00")
    assert breached(as_of, "over-plan") == {"P:Modeling": (2.0, 1.0)}
    assert breached(as_of, "no-plan") == {}


def test_a_task_is_blocked_too_long_over_changes_between_waiting_statuses_once_it_was_active():
    blocked = task("T").active("2026-03-02 09:00", "2026-03-03 09:00", after="blocked")
    never = task("U").status("2026-03-03 09:00", "blocked")
    as_of = world(epic("P"), blocked, never, as_of="2026-03-05 12:00")
    assert breached(as_of, "blocked-too-long") == {"T": (2.375, 2.0)}
    done = world(epic("P").done("2026-03-05 11:00"), blocked, never, as_of="2026-03-05 12:00")
    assert breached(done, "blocked-too-long") == {}


def test_too_many_in_progress_are_of_scientists_who_lately_worked_on_a_project():
    outside = [task(f"X-{n}", epic=None).active("2026-06-01 09:00") for n in (1, 2)]
    once = task("T").active("2026-03-02 09:00", "2026-03-04 10:00")
    rule = "too-many-in-progress"
    assert breached(world(epic("P"), *outside, as_of="2026-06-02 09:00"), rule) == {}
    assert breached(world(epic("P"), *outside, once, as_of="2026-06-02 09:59"), rule) == {"ana": (2, 1)}
    assert breached(world(epic("P"), *outside, once, as_of="2026-06-02 10:00"), rule) == {}


# Statistics --------------------------------------------------------------------------------------


def test_open_projects_have_taken_at_least_so_long():
    finished = [(days, True) for days in (1.0, 2.0, 3.0, 4.0)]
    half = Fraction(1, 2)
    assert quantile(finished, half) == (2.5, False)
    assert quantile([*finished, (2.0, False)], half) == (3.0, False)  # 4/5, 3/5 and, of two at risk, 3/10
    assert quantile([*finished, *[(9.0, False)] * 4], half) == (4.0, False)  # 7/8, 6/8, 5/8, 4/8
    assert quantile([*finished, *[(9.0, False)] * 5], half) == (9.0, True)


def test_statistics_need_so_many_finished_ones():
    marks = [(float(n), True) for n in range(1, 8)]
    assert spread(marks)["median"] == (4.0, False)
    assert spread(marks)["upper_quartile"] is None
    assert spread(marks[:4])["median"] is None
    more = spread([*marks, (9.0, False), (7.5, False), (2.0, False)])
    assert (more["n"], more["open_count"], more["past_longest_count"]) == (10, 3, 2)


def test_an_abandoned_project_counts_as_open_and_a_phase_never_visited_not_at_all():
    given = epic("P", status="todo").changed("resolution", "2026-03-04 09:00", "won't do").done("2026-03-04 09:00")
    other = task("U", epic="Q", phase="Research").active("2026-03-02 09:00", "2026-03-03 09:00")
    workflow = Workflow(abandoned_resolutions=frozenset({"won't do"}))
    issues = [given, epic("Q").done("2026-03-06 09:00"), *in_turn("Modeling"), other, epic("N", is_chosen=True)]
    as_of = world(*issues, as_of="2026-03-10 09:00", workflow=workflow)
    assert project_marks(as_of, "elapsed_days") == [(2.0, False), (4.0, True)]
    assert project_marks(as_of, "elapsed_days", without="Q") == [(2.0, False)]
    assert phase_marks(as_of, "Modeling", "stay_days") == [(2.0, False)]


def test_the_effort_bias_is_over_finished_projects_from_three_on():
    def finished(name: str, weeks: float) -> list:
        active = task(f"T{name}", epic=name, who=name).active("2026-03-02 09:00", "2026-03-03 17:00")
        return [epic(name, plan={"Modeling": weeks}).done("2026-03-06 09:00"), active]

    two = [*finished("A", 0.2), *finished("B", 0.8)]
    running = [epic("O", plan={"Modeling": 0.2}), task("TO", epic="O", who="O").active("2026-03-02 09:00")]
    assert effort_bias(world(*two, as_of="2026-03-10 09:00"), "Modeling")["bias"] is None
    assert effort_bias(world(*two, *finished("C", 0), *running, as_of="2026-03-10 09:00"), "Modeling") == {
        "n": 3,
        "bias": 6 / 5,
        "least": 0.5,
        "most": 2.0,
        "over_count": 2,
        "open_over_count": 1,
    }


def test_the_delivery_ratio_holds_the_time_stayed_against_the_baseline():
    plan = epic("P", plan={"Data Exploration": 0.4, "Modeling": 0.4}).done("2026-03-10 17:00")
    as_of = world(plan, *in_turn("Research", "Data Exploration", "Modeling"), as_of="2026-03-20 09:00")
    assert delivery_ratio(as_of, "P", "Modeling") == 5 / 2
    assert delivery_ratio(as_of, "P", "Data Exploration") == 1 / 2
    assert delivery_ratio(as_of, "P", "Research") is None
    assert delivery_ratio(as_of, "P") == 6 / 4
    partly = world(epic("P", plan={"Modeling": 0.4}), *in_turn("Data Exploration"), as_of="2026-03-20 09:00")
    assert delivery_ratio(partly, "P") is None


def test_statistics_over_tasks_are_of_the_last_26_weeks_and_tests_are_apart():
    issues = [
        task("T").active("2026-03-02 09:00", "2026-03-03 09:00", after="done"),
        task("U", phase="A/B Testing").active("2026-03-02 09:00", "2026-03-04 09:00", after="done"),
    ]
    as_of = world(epic("P"), *issues, as_of="2026-09-01 08:00")
    assert (recent_tasks(as_of, is_passive=False), recent_tasks(as_of, is_passive=True)) == (["T"], ["U"])
    as_of = world(epic("P"), *issues, as_of="2026-09-01 09:00")
    assert (recent_tasks(as_of, is_passive=False), recent_tasks(as_of, is_passive=True)) == ([], ["U"])


# Weeks -------------------------------------------------------------------------------------------


def test_a_week_counts_what_became_known_in_it():
    path = [*in_turn("Modeling"), task("D", phase="Data Exploration").active("2026-03-09 15:45")]
    reviews = [world(epic("P"), *path, as_of=f"2026-03-{day} 16:30") for day in ("09", "16", "23")]
    weeks = [review_week(review.oracle, review.now)["moves_back"] for review in reviews]
    assert [len(moves) for moves in weeks] == [0, 1, 0]


def test_a_task_that_is_finished_anew_is_finished_in_both_weeks_and_reopened_in_one():
    again = task("T").active("2026-03-02 09:00", "2026-03-05 09:00", after="done")
    again = again.active("2026-03-11 09:00", "2026-03-12 09:00", after="done")
    reviews = [world(epic("P"), again, as_of=f"2026-03-{day} 09:00") for day in ("09", "16")]
    weeks = [review_week(review.oracle, review.now) for review in reviews]
    assert [len(week["finished_tasks"]) for week in weeks] == [1, 1]
    assert [len(week["reopened"]) for week in weeks] == [0, 1]
