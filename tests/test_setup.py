"""Where phases stand in somebody's Jira is found by what stands there, and never by chance."""

import pytest

from mlpm_analytics.mapping import map_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.setup.phase_sources import phase_sources
from mlpm_analytics.setup.phase_words import phase_called
from mlpm_analytics.setup.proposal import meaning_of, settings_of
from tests.jira import NAMES, issue, raw

DECOYS = {
    "Priority": ("High", "Medium", "Low"),
    "Sprint": ("ML Sprint 1", "ML Sprint 2", "Research sprint"),
    "Team": ("Research", "Platform", "Data Science"),
    "Story type": ("Spike", "Bug", "Research"),
    "Severity": ("1", "2", "3"),
    "Component owner": ("Ana", "Ben", "Cleo"),
    "Environment": ("Staging", "Production", "Local"),
    "Risk": ("none", "some", "much"),
    "Quarter": ("Q1", "Q2", "Q3"),
    "Customer": ("Internal", "Bank", "Shop"),
    "Cost centre": ("4711", "4712", "4713"),
    "Story Points": ("1", "3", "5"),
}


def found(values: dict[str, tuple[str, ...]], **fields):
    """The places in an export of Tasks whose custom fields have these values in turn."""
    ids = {name: f"customfield_{number}" for number, name in enumerate(values, 20001)}
    tasks = [
        issue(
            f"ML-{n}",
            parent="ML-1",
            **{
                ids[name]: {"value": own[n % len(own)], "id": f"{ids[name]}-{n % len(own)}"}
                for name, own in values.items()
            },
            **{name: make(n) for name, make in fields.items()},
        )
        for n in range(2, 14)
    ]
    rows = raw(issue("ML-1", "Epic"), *tasks, names=NAMES | {field_id: name for name, field_id in ids.items()})
    items = map_raw(rows, Settings()).model.work_items
    return phase_sources(rows, items.loc[items["kind"] == "task", "issue_id"], Settings())


def test_of_a_dozen_decoys_none_is_proposed():
    assert [source.name for source in found(DECOYS) if source.is_likely] == []


@pytest.mark.parametrize("name", ["Stage", "Was es ist", "Category"])
def test_the_field_that_holds_phases_is_first_whatever_it_is_called(name):
    places = found(DECOYS | {name: ("EDA", "Model training", "Deployment", "A/B test")})
    assert [(source.where, source.name) for source in places if source.is_likely] == [("field", name)]
    assert places[0].coverage == 1.0
    assert meaning_of(places[0]) == {
        "A/B test": "A/B Testing",
        "Deployment": "Productization",
        "EDA": "Data Exploration",
        "Model training": "Modeling",
    }


def test_a_field_that_is_named_for_phases_is_offered_and_not_proposed():
    (place,) = found({"Project Phase": ("Alpha", "Beta")})
    assert (place.name, place.is_named, place.is_likely) == ("Project Phase", True, False)


def test_labels_with_a_prefix_and_heads_of_summaries_are_found():
    labels = ("stage:eda", "stage:modeling", "stage:deployment")
    (place,) = found({}, labels=lambda n: ["quick", labels[n % 3]])[:1]
    assert (place.where, place.prefix, len(place.phases)) == ("label", "stage:", 3)
    (place,) = found({}, summary=lambda n: f"[{('Research', 'EDA', 'Modelling')[n % 3]}] Task {n}")
    assert (place.where, place.coverage) == ("summary", 1.0)


def test_what_is_chosen_is_written_as_aliases_and_a_new_phase_comes_last_and_passive_where_it_is_monitoring():
    (place,) = found({"Stage": ("EDA", "Training", "Monitoring")})
    written = {(section, key): value for section, key, value in settings_of(place, meaning_of(place), Settings())}
    assert written["fields", "phase"] == "Stage"
    phases = written["workflow", "phases"]
    assert [phase.name for phase in phases][-1] == "Monitoring"
    assert next(phase for phase in phases if phase.name == "Modeling").aliases == ("Training",)
    assert written["workflow", "passive_phases"] == ["A/B Testing", "Monitoring"]


@pytest.mark.parametrize(
    ("value", "phase"),
    [
        ("1. Recherche", "Research"),
        ("Análisis exploratorio", "Data Exploration"),
        ("Modelisation", "Modeling"),
        ("déploiement", "Productization"),
        ("AB-Test", "A/B Testing"),
        ("模型", None),
        ("Done", None),
        ("In Review", None),
    ],
)
def test_phases_are_known_by_the_words_that_people_use(value, phase):
    assert phase_called(value, Settings()) == phase
