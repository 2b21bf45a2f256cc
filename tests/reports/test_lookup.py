import pytest

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import SCIENTISTS
from mlpm_analytics.reports import project_json
from mlpm_analytics.views.lookup import scientist_id
from mlpm_analytics.workflow import Workflow
from tests.builder import portfolio, seen
from tests.reports.case import WORKFLOW, figures

PEOPLE = SCIENTISTS.of(
    [
        {"scientist_id": "a1", "name": "Ana Silva"},
        {"scientist_id": "b1", "name": "Bob"},
        {"scientist_id": "b2", "name": "Bob"},
    ]
)


def test_a_project_is_found_in_whatever_case():
    assert project_json(figures(), " churn-1 ", WORKFLOW)["project"] == "CHURN-1"


def test_an_unknown_project_names_the_nearest_ones():
    with pytest.raises(NotFoundError, match=r"No project CHURN-22 as of 2026-03-12 12:00 UTC\. Near to it: .*CHURN-20"):
        project_json(figures(), "CHURN-22", WORKFLOW)


def test_the_key_of_a_task_leads_to_its_project():
    with pytest.raises(NotFoundError, match=r"CHURN-3 is a Task of CHURN-1; a project is an Epic\. Ask for CHURN-1\."):
        project_json(figures(), "CHURN-3", WORKFLOW)


def test_a_key_with_nothing_near_tells_what_there_is():
    with pytest.raises(NotFoundError, match="There are 5: CHURN-1, CHURN-20, CHURN-30, CHURN-40, CHURN-50"):
        project_json(figures(), "xyz", WORKFLOW)


def test_without_any_project_the_way_out_is_named():
    with pytest.raises(NotFoundError, match="mlpm loads"):
        project_json(seen(portfolio(), "2026-03-02 09:00"), "P", Workflow())


def test_a_scientist_is_found_by_name_or_account_id():
    assert scientist_id(PEOPLE, "ana silva") == "a1"
    assert scientist_id(PEOPLE, "B2") == "b2"


def test_two_scientists_of_one_name_are_told_apart_by_account_id():
    with pytest.raises(NotFoundError, match=r"2 scientists are called Bob\. Ask by account id: b1, b2"):
        scientist_id(PEOPLE, "Bob")


def test_an_unknown_scientist_names_the_nearest():
    with pytest.raises(NotFoundError, match=r"No scientist Anna Silva\. Near to it: Ana Silva"):
        scientist_id(PEOPLE, "Anna Silva")
