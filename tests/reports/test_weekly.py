import json

from mlpm_analytics.reports import render, weekly_report
from tests.reports.case import figures, mapped


def told():
    return json.loads(render(weekly_report(figures("2026-03-05 12:00"), figures(), mapped()), "json"))


def test_the_json_holds_the_week_as_the_page_shows_it():
    found = told()
    assert list(found) == [
        *("as_of", "began_at", "sentence", "figures", "breaches", "settled", "scientists", "projects"),
    ]
    assert (found["began_at"], found["as_of"]) == ("2026-03-05T12:00:00Z", "2026-03-12T12:00:00Z")
    assert found["figures"][0] == {"figure": "Projects running", "value": 2.0, "before": 3.0}
    assert found["figures"][-1] == {"figure": "Settled breaches", "value": 2.0, "before": None}


def test_a_breach_has_the_documented_keys_and_whether_it_is_new():
    keys = ["rule", "subject", "since", "value", "limit", "evidence", "message", "url"]
    found = told()
    assert list(found["breaches"][0]) == [*keys, "is_new"]
    assert [breach["is_new"] for breach in found["breaches"]] == [True] * 3 + [False] * 3
    assert list(found["settled"][0]) == keys


def test_every_scientist_has_one_row():
    found = {row["scientist"]: row for row in told()["scientists"]}
    assert list(found) == ["Ana", "Bob", "Cleo", "Dora"]
    assert found["Ana"]["task"] == "CHURN-4"
    assert found["Ana"]["other_tasks"] == "CHURN-2"
    assert found["Cleo"]["task"] is None
    assert found["Dora"]["free_since"] == "2026-01-28T16:00:00Z"


def test_a_project_has_its_owner_and_what_happened_in_the_week():
    found = {row["project"]: row for row in told()["projects"]}
    assert (found["CHURN-1"]["owner"], found["CHURN-1"]["is_owner_derived"]) == ("Ana", True)
    assert found["CHURN-40"]["owner"] is None
    assert found["CHURN-1"]["this_week"] == {
        "begun": 3,
        "finished": 1,
        "reopened": 0,
        "moved_to": "Research, Modeling",
        "new_breaches": 2,
        "settled_breaches": 0,
    }
