"""What the sample promises, counted in the JSON as it is written."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mlpm_analytics.workflow import PHASES
from tests.sample.loaded import sample_figures
from tests.sample.reading import (
    ACTIVE,
    END,
    PLANTED,
    epic,
    issues,
    items,
    moment,
    phase,
    runs,
    status,
    value,
)

MIS_CLICK = timedelta(minutes=5)
OPEN = ("In Progress", "In Review")
RULES = {
    "task-too-long",
    "estimate-too-long",
    "too-many-in-progress",
    "no-phase",
    "no-project",
    "unassigned",
    "active-in-done",
    "stalled",
    "over-plan",
    "late",
    "no-plan",
    "bouncing",
    "missing-deliverable",
}


def tasks_of(project):
    return [one for one in issues("Task") if epic(one) == project["key"]]


def test_ten_projects_are_finished_two_abandoned_and_twelve_open():
    ends = Counter(value(one, "resolution") for one in issues("Epic"))
    assert ends == {"Done": 10, "Won't Do": 2, None: 12}


def test_among_the_open_ones_some_run_some_wait_one_is_paused_and_two_are_not_begun():
    open_ones = [one for one in issues("Epic") if value(one, "resolution") is None]
    states = Counter(_state(one) for one in open_ones)
    assert states["running"] >= 6
    assert states["waiting"] >= 2
    assert (states["paused"], states["not started"]) == (1, 2)


def _state(project):
    found = [run for task in tasks_of(project) for run in runs(task)]
    if any(run.is_open for run in found):
        return "running"
    if status(project) == "On Hold":
        return "paused"
    return "waiting" if found else "not started"


def test_seven_scientists_work_in_two_countries():
    people = {one["fields"]["assignee"]["accountId"]: one["fields"]["assignee"] for one in issues("Task") if _who(one)}
    assert Counter(person["timeZone"] for person in people.values()) == {"Europe/Berlin": 4, "America/New_York": 3}


def _who(issue):
    return value(issue, "assignee")


def test_the_story_takes_eighteen_months_and_ends_on_a_wednesday_afternoon():
    first = min(run.start for task in issues("Task") for run in runs(task))
    last = max(moment(one["fields"]["updated"]) for one in issues())
    assert (last, last.strftime("%A")) == (END, "Wednesday")
    assert 540 <= (last - first).days <= 560


def test_there_are_some_six_hundred_issues():
    assert 550 <= len(issues()) <= 620


def test_every_project_that_was_finished_took_weeks_of_work_in_every_phase():
    sample = sample_figures()
    finished = sample.projects[sample.projects["state"] == "done"]
    assert len(finished) == 10
    assert finished["effort_days"].between(30, 100).all()
    assert sample.phases.loc[sample.phases["project"].isin(finished["project"]), "active_days"].gt(1).all()


def test_projects_go_back_and_forth():
    projects = sample_figures().projects
    assert projects.loc[projects["active_days"] > 0, "back_count"].ge(1).all()
    assert projects["resumed_count"].any()


def test_scientists_mostly_have_one_task_in_progress():
    alone, crowded = timedelta(), timedelta()
    for who in {_who(task) for task in issues("Task")} - {None}:
        events = sorted(
            (at, change)
            for task in issues("Task")
            if _who(task) == who and phase(task) != "A/B Testing"
            for run in runs(task)
            for at, change in ((run.start, 1), (run.stop, -1))
        )
        count = 0
        for (at, change), (until, _) in pairwise(events):
            count += change
            alone += (until - at) * (count == 1)
            crowded += (until - at) * (count > 1)
    assert crowded < 0.05 * alone


def test_a_task_takes_one_to_five_days_and_modeling_takes_longer_than_estimated():
    ratios = {name: [] for name in PHASES}
    for task in issues("Task"):
        found, estimate = runs(task), task["fields"]["timeoriginalestimate"]
        if phase(task) and estimate and found and status(task) == "Done":
            spent = _rough_days(found)
            assert spent <= 9
            ratios[phase(task)].append(spent / (estimate / 28_800))
    means = {name: sum(found) / len(found) for name, found in ratios.items()}
    assert means["Modeling"] > 1.2
    assert means["Modeling"] == max(means.values())


def _rough_days(found):
    """Rough working days of runs: five of seven days, weekends by share."""
    return sum(run.length.total_seconds() for run in found) / 86_400 * 5 / 7


def test_every_scientist_has_something_in_progress_at_the_end():
    now = {_who(task) for task in issues("Task") if status(task) in OPEN}
    assert now - {None} == {_who(task) for task in issues("Task")} - {None}


def test_changes_are_made_in_the_working_hours_of_who_makes_them():
    late = [
        item
        for one in issues()
        for item in items(one)
        if not 9 <= (local := item.at.astimezone(ZoneInfo(item.author["timeZone"]))).hour <= 17 or local.weekday() > 4
    ]
    assert late == []


def test_histories_come_newest_first_and_their_ids_grow_with_time():
    known = [(moment(one["created"]), int(one["id"])) for issue in issues() for one in issue["changelog"]["histories"]]
    assert len({number for _, number in known}) == len(known)
    assert sorted(known) == sorted(known, key=lambda one: one[1])
    for issue in issues():
        numbers = [int(one["id"]) for one in issue["changelog"]["histories"]]
        assert numbers == sorted(numbers, reverse=True)


def test_a_short_run_is_a_mis_click_and_there_are_some():
    short = [run for task in issues("Task") for run in runs(task) if run.length < MIS_CLICK]
    assert len(short) == sample_figures().dropped_runs == 8


def test_plans_are_made_when_research_ends_and_some_are_revised():
    changes = {
        one["key"]: [item for item in items(one) if item.field.endswith("plan (weeks)")] for one in issues("Epic")
    }
    for project in issues("Epic"):
        research = [run.start for task in tasks_of(project) if phase(task) == "Research" for run in runs(task)]
        assert all(item.at > min(research) for item in changes[project["key"]])
    revised = [key for key, found in changes.items() if any(item.values["fromString"] for item in found)]
    assert len(revised) >= 5


def test_an_ab_test_runs_beside_other_work_of_its_owner():
    tests = [task for task in issues("Task") if task["fields"]["summary"].startswith("Run the A/B test")]
    assert len(tests) >= 10
    for test in tests:
        (own,) = runs(test)
        beside = [task for task in issues("Task") if _who(task) == _who(test) and task is not test]
        assert any(run.start < own.stop and run.stop > own.start for task in beside for run in runs(task))


def test_a_status_and_an_option_were_renamed_and_keep_their_ids():
    sides = [
        (item.field, item.values[side], item.values[text])
        for one in issues()
        for item in items(one)
        for side, text in (("from", "fromString"), ("to", "toString"))
    ]
    assert {name for field, number, name in sides if (field, number) == ("status", "10004")} == {
        "Code Review",
        "In Review",
    }
    options = {name for field, number, name in sides if (field, number) == ("Phase", "10202")}
    assert options == {"Exploration", "Data Exploration"}


def test_a_task_changed_its_epic_while_in_progress():
    assert _changed_while_active("IssueParentAssociation")


def test_a_task_changed_its_assignee_while_in_progress():
    assert _changed_while_active("assignee")


def test_a_task_changed_its_phase_while_in_progress():
    assert _changed_while_active("Phase")


def _changed_while_active(field):
    return [
        task["key"]
        for task in issues("Task")
        for item in items(task, field)
        if any(run.start < item.at < run.stop for run in runs(task))
    ]


def test_an_issue_was_moved_from_another_jira_project():
    moved = [item for one in issues() for item in items(one, "Key")]
    assert [item.values["fromString"] for item in moved] == ["OPS-212"]


def test_some_tasks_were_reopened():
    reopened = [task for task in issues("Task") if any(i.values["from"] == "10002" for i in items(task, "status"))]
    assert len(reopened) >= 10
    assert all(item.values["to"] in ACTIVE for task in reopened for item in items(task, "status")[-2:-1])


def test_some_tasks_waited_for_somebody():
    assert sum(any(i.values["toString"] == "Blocked" for i in items(task, "status")) for task in issues("Task")) >= 5


def test_the_history_of_one_task_is_cut():
    cut = [one for one in issues() if one["changelog"]["total"] > len(one["changelog"]["histories"])]
    assert len(cut) == 1
    changes = items(cut[0], "assignee")
    assert any(then.values["from"] != item.values["to"] for item, then in pairwise(changes))


def test_one_task_of_a_project_has_no_phase_and_is_in_progress():
    assert len([one for one in issues("Task") if epic(one) and not phase(one) and status(one) in OPEN]) == 1


def test_there_are_sub_tasks_and_tasks_without_an_epic():
    assert len(issues("Sub-task")) >= 10
    assert 20 <= len([one for one in issues("Task") if not epic(one)]) <= 80


def test_every_rule_is_broken_at_least_once_and_most_of_the_portfolio_is_healthy():
    rules = Counter(rule for rule, _ in PLANTED)
    assert rules.keys() == RULES
    assert max(rules.values()) <= 7


def test_the_titles_of_a_project_are_not_told_twice():
    for project in issues("Epic"):
        titles = Counter(task["fields"]["summary"] for task in tasks_of(project))
        twice = {title for title, count in titles.items() if count > 1}
        assert all(title.startswith(("Design the", "Run the")) for title in twice)
