"""What a reader chooses is listed, and no figure changes by it."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.frames import TAGS
from mlpm_analytics.metrics.selection import EVERYTHING, Choice, selected
from mlpm_analytics.metrics.weekly import weekly_review
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, instant, portfolio, seen, task

MODEL = portfolio(
    epic("ML-1"),
    task("ML-2", epic="ML-1", who="ana").active("2026-03-02 09:00"),
    task("ML-3", epic="ML-1", who="bob").active("2026-03-09 09:00", "2026-03-09 17:00", after="done"),
    epic("ML-4"),
    task("ML-5", epic="ML-4", who="bob").active("2026-03-16 09:00"),
    task("ML-6", epic="ML-4", who="bob").active("2026-03-17 09:00"),
)
WITH_TEAMS = Workflow(teams={"ML-4": "Core"})
NOW, BEFORE = seen(MODEL, "2026-03-18 17:00", WITH_TEAMS), seen(MODEL, "2026-03-11 17:00", WITH_TEAMS)
TAGGED = TAGS.of(
    [
        {"issue_id": "ML-4", "kind": "label", "value": "search"},
        {"issue_id": "ML-2", "kind": "component", "value": "ads"},
    ]
)


def choice_of(**chosen):
    sets = {name: frozenset(values) for name, values in chosen.items()}
    tags = {name: sets.pop(name) for name in {*sets} & {"tags", "priorities"}}
    return Choice(**sets, tags=tags)


def listed(**chosen):
    found = selected(NOW, choice_of(**chosen), TAGGED)
    return sorted(found.projects), sorted(found.task_keys), sorted(found.scientists)


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ({"projects": ["ML-1"]}, (["ML-1"], ["ML-2", "ML-3"], ["ana", "bob"])),
        ({"scientists": ["ana"]}, (["ML-1"], ["ML-2"], ["ana"])),
        ({"scientists": ["bob"]}, (["ML-1", "ML-4"], ["ML-3", "ML-5", "ML-6"], ["bob"])),
        ({"teams": ["Core"]}, (["ML-4"], ["ML-5", "ML-6"], ["bob"])),
        ({"teams": ["Core"], "scientists": ["ana"]}, ([], [], [])),
        ({"tags": ["search"]}, (["ML-4"], ["ML-5", "ML-6"], ["bob"])),
        ({"tags": ["ads"]}, (["ML-1"], ["ML-2"], ["ana"])),
        ({"tags": ["ads"], "scientists": ["bob"]}, ([], [], [])),
    ],
)
def test_what_is_listed_fits_everything_that_was_chosen(chosen, wanted):
    assert listed(**chosen) == wanted


def test_of_a_period_is_listed_what_was_worked_on_in_it():
    choice = Choice(since_at=instant("2026-03-09 00:00"), until_at=instant("2026-03-10 00:00"))
    assert sorted(selected(NOW, choice, TAGGED).task_keys) == ["ML-2", "ML-3"]


def test_without_a_choice_everything_is_listed():
    assert selected(NOW, Choice(), TAGGED) is EVERYTHING
    assert_frame_equal(EVERYTHING.of_projects(NOW.projects), NOW.projects)


def test_breaches_are_listed_by_what_they_are_about():
    of_bob = selected(NOW, Choice(scientists=frozenset({"bob"})), TAGGED).of_breaches(NOW.breaches)
    assert set(of_bob["rule"]) == {"too-many-in-progress", "no-plan"}
    of_ana = selected(NOW, Choice(scientists=frozenset({"ana"})), TAGGED).of_breaches(NOW.breaches)
    assert set(of_ana["rule"]) == {"task-too-long", "no-plan"}


@pytest.mark.parametrize("chosen", [{"projects": ["ML-4"]}, {"scientists": ["bob"]}, {"tags": ["search"]}])
def test_a_choice_lists_fewer_rows_and_changes_none(chosen):
    choice = choice_of(**chosen)
    full = weekly_review(BEFORE, NOW, Workflow())
    some = weekly_review(BEFORE, NOW, Workflow(), selected(NOW, choice, TAGGED))
    for name in ("breaches", "settled", "standings", "assignments"):
        every, few = getattr(full, name), getattr(some, name)
        assert len(few) <= len(every)
        assert len(pd.concat([every, few]).drop_duplicates()) == len(every), name


def test_the_figures_of_the_week_count_what_is_listed():
    some = weekly_review(BEFORE, NOW, Workflow(), selected(NOW, Choice(projects=frozenset({"ML-4"})), TAGGED))
    assert some.figure("Projects running") == 1
    assert some.figure("Breaches") == len(some.breaches)
