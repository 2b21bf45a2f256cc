"""Boards whose columns are the phases: a Task passes through them."""

import pandas as pd

from mlpm_analytics.mapping import map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import Settings
from tests.jira import issue, item, raw

STATUSES = {
    "Backlog": ("101", "new"),
    "EDA": ("102", "indeterminate"),
    "Modeling": ("103", "indeterminate"),
    "Blocked": ("104", "indeterminate"),
    "Deployment": ("105", "indeterminate"),
    "Review": ("107", "indeterminate"),
    "Done": ("106", "done"),
}
SETTINGS = Settings.model_validate(
    {
        "fields": {"phase_from": "status"},
        "workflow": {
            "phases": [
                "Research",
                {"name": "Data Exploration", "aliases": ["eda"]},
                "Modeling",
                {"name": "Productization", "aliases": ["Deployment"]},
            ]
        },
    }
)


def board(*steps: tuple[str, str], key: str = "ML-2"):
    """A Task that entered statuses at instants, the first of them when it was created."""
    held = [name for _, name in steps]
    number, category = STATUSES[held[-1]]
    now = {"id": number, "name": held[-1], "statusCategory": {"key": category}}
    made = issue(key, parent="ML-1", created=f"{steps[0][0]}:00Z", status=now)
    for before, (when, name) in zip(held, steps[1:], strict=False):
        change = item("status", (STATUSES[before][0], before), (STATUSES[name][0], name), fieldId="status")
        made.history(f"{when}:00Z", change)
    return made


def seen(*issues, as_of: str):
    later = [board(("2027-01-01T09:00", name), key=f"ML-{n}") for n, name in enumerate(STATUSES, 90)]
    mapped = map_raw(raw(issue("ML-1", "Epic", created="2026-03-01T09:00:00Z"), *issues, *later), SETTINGS)
    return figures(mapped.model, mapped.workflow, mapped.calendars, as_of=pd.Timestamp(as_of).as_unit("us"))


ROUND = (
    ("2026-03-02T09:00", "Backlog"),
    ("2026-03-02T13:00", "EDA"),
    ("2026-03-03T09:00", "Modeling"),
    ("2026-03-05T09:00", "EDA"),
    ("2026-03-06T09:00", "Modeling"),
    ("2026-03-09T09:00", "Deployment"),
    ("2026-03-10T09:00", "Done"),
)


def test_a_task_passes_through_the_phases_that_its_statuses_stand_for_and_may_come_back():
    found = seen(board(*ROUND), as_of="2026-03-12 12:00Z")
    assert found.visits["phase"].tolist() == ["Data Exploration", "Modeling"] * 2 + ["Productization"]
    assert found.visits["active_days"].tolist() == [0.5, 2.0, 1.0, 1.0, 1.0]
    assert found.moves["direction"].tolist() == ["forward", "back", "forward", "forward"]
    days = found.phases.set_index("phase")["effort_days"]
    assert days.to_dict() == {"Research": 0, "Data Exploration": 1.5, "Modeling": 3.0, "Productization": 1.0}
    assert not (found.breaches["rule"] == "no-phase").any()


def test_five_days_are_those_of_the_stay_in_a_phase_whatever_the_waits_in_it():
    stayed = board(
        ("2026-03-02T09:00", "Modeling"),  # four days, a day blocked, two days, and on
        ("2026-03-06T09:00", "Blocked"),
        ("2026-03-09T09:00", "Modeling"),
        ("2026-03-11T09:00", "Deployment"),
    )
    before = seen(stayed, as_of="2026-03-11 09:00Z")
    assert before.tasks["limited_days"].tolist() == [0.0]  # it has just come to another phase
    at_the_end = seen(stayed, as_of="2026-03-11 08:59Z")
    assert at_the_end.tasks["limited_days"].round(6).tolist() == [6.0]
    (breach,) = at_the_end.breaches[at_the_end.breaches["rule"] == "task-too-long"].to_dict("records")
    assert breach["since_at"] == pd.Timestamp("2026-03-10 09:00Z")  # five days were full the evening before
    later = seen(stayed, as_of="2026-03-16 12:00Z")
    assert later.tasks["limited_days"].tolist() == [3.375]
    assert "task-too-long" not in set(later.breaches["rule"])


def test_a_status_that_stands_for_no_phase_is_work_without_one():

    found = seen(board(("2026-03-02T09:00", "Modeling"), ("2026-03-03T09:00", "Review")), as_of="2026-03-04 17:00Z")
    assert found.breaches.loc[found.breaches["rule"] == "no-phase", "subject"].tolist() == ["ML-2"]
    assert found.visits["phase"].tolist() == ["Modeling"]
