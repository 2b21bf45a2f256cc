"""What is loaded and in no figure is said, with its numbers and what to do, wherever figures are."""

import json

import pytest

from mlpm_analytics.check import check
from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.load import current
from mlpm_analytics.mapping import Mapped
from mlpm_analytics.metrics import figures
from mlpm_analytics.metrics.not_counted import KINDS, lines
from mlpm_analytics.publication import read_mapped
from mlpm_analytics.reports import (
    portfolio_report,
    project_report,
    render,
    retro_report,
    scientist_report,
    weekly_report,
)
from mlpm_analytics.reports.html import portfolio_html, project_html, retro_html, weekly_html
from mlpm_analytics.reports.loading import LoadReport, load_lines
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from tests.builder import instant
from tests.stores import imported
from tests.test_check import issue, raw, value

HEAD = (
    "Summary,Issue key,Issue id,Issue Type,Status,Status Category,Project key,Assignee,Created,Updated,Resolved,"
    "Parent,Parent key,Custom field (Phase)"
)
UNKNOWN_PHASES = f"""{HEAD}
Churn,DS-1,1,Epic,In Progress,In Progress,DS,Ana,03/Apr/26 9:12 AM,11/Jun/26 10:00 AM,,,,
Logs,DS-2,2,Task,Done,Done,DS,Ana,03/Apr/26 9:20 AM,10/Apr/26 4:00 PM,10/Apr/26 4:00 PM,1,DS-1,EDA
Booster,DS-4,4,Task,Review,In Progress,DS,Ben,05/Jun/26 9:20 AM,11/Jun/26 10:00 AM,,1,DS-1,Modelling
Search,DS-10,10,Epic,Done,Done,DS,Ben,01/May/26 9:12 AM,10/Jun/26 10:00 AM,10/Jun/26 10:00 AM,,,
Label,DS-11,11,Task,Done,Done,DS,Ben,06/May/26 9:20 AM,08/May/26 4:00 PM,08/May/26 4:00 PM,10,DS-10,Research
"""
PARENTS_ELSEWHERE = f"""{HEAD}
Explore,ML-2,2,Task,In Progress,In Progress,ML,Ana,02/Mar/26 9:00 AM,09/Mar/26 9:00 AM,,1,ML-1,Modeling
Tune,ML-3,3,Task,Done,Done,ML,Ana,02/Mar/26 9:00 AM,06/Mar/26 9:00 AM,06/Mar/26 9:00 AM,1,ML-1,Modeling
Other,ML-9,9,Epic,To Do,To Do,ML,,02/Mar/26 9:00 AM,02/Mar/26 9:00 AM,,,,
Its Task,ML-10,10,Task,Done,Done,ML,Ben,02/Mar/26 9:00 AM,05/Mar/26 9:00 AM,05/Mar/26 9:00 AM,9,ML-9,Research
"""
NO_PHASE = """Summary,Issue key,Issue id,Issue Type,Status,Status Category,Assignee,Created,Updated,Parent key
Churn,ML-1,1,Epic,To Do,To Do,Ana,02/Mar/26 9:00 AM,09/Mar/26 9:00 AM,
Explore,ML-2,2,Task,In Progress,In Progress,Ana,02/Mar/26 9:00 AM,09/Mar/26 9:00 AM,ML-1
"""


def loaded(text: str, store: Store, settings: Settings | None = None) -> LoadReport:
    options = ReadingOptions("UTC", timezone_is_stated=True)
    return imported([ExportFile("export.csv", text.encode())], store, settings or Settings(), options)


@pytest.fixture
def known(tmp_path):
    """Load an export; what its reports are made of."""

    def load(text: str, settings: Settings | None = None) -> Mapped:
        loaded(text, Store(tmp_path), settings)
        return read_mapped(current(Store(tmp_path), settings or Settings()))

    return load


def seen(mapped: Mapped, as_of: str = "2026-06-12 09:00"):
    return figures(mapped.model, mapped.workflow, mapped.calendars, as_of=instant(as_of))


def left_out(*issues: dict, settings: Settings | None = None, **more) -> dict[str, dict[str, int]]:
    """Kind → subject → how many, of an export of one Epic (ML-1), these issues, and more."""
    found: dict[str, dict[str, int]] = {}
    for row in check(settings or Settings(), raw(*issues, **more)).not_counted.to_dict("records"):
        found.setdefault(row["kind"], {})[row["subject"]] = row["item_count"]
    return found


def test_where_everything_counts_there_is_nothing_to_say():
    assert left_out(issue(2, parent_key="ML-1"), values=[value(2, "Modeling")]) == {}


def test_an_epic_is_named_with_the_unknown_phases_of_its_tasks():
    found = left_out(issue(2, parent_key="ML-1"), issue(3, parent_key="ML-1"), values=[value(2, "EDA")])
    assert found == {"epic-phases-unknown": {"ML-1": 2}, "phase-unknown": {"EDA": 1}}


def test_phases_meant_by_a_prefix_are_unknown_phases_other_labels_are_none():
    labels = [value(2, "phase-EDA", "Labels", "labels"), value(3, "urgent", "Labels", "labels")]
    settings = Settings.model_validate({"fields": {"phase_from": "label", "phase_prefix": "phase-"}})
    found = left_out(issue(2, parent_key="ML-1"), issue(3, parent_key="ML-1"), values=labels, settings=settings)
    assert found == {"epic-phases-unknown": {"ML-1": 2}, "phase-unknown": {"EDA": 1}}


def test_an_epic_that_the_settings_leave_out_is_left_out_on_purpose():
    without = Settings.model_validate({"projects": {"exclude_keys": ["ML-1"]}})
    assert left_out(issue(2, parent_key="ML-1"), settings=without) == {}
    everything = Settings.model_validate({"projects": {"choose": "all"}})
    assert left_out(issue(2, parent_key="ML-1"), settings=everything) == {}


def test_an_epic_whose_tasks_are_not_loaded_is_named():
    assert left_out()["epic-empty"] == {"ML-1": 0}


def test_tasks_below_what_is_not_loaded_or_no_epic_or_in_no_project_are_told_apart():
    found = left_out(
        issue(2, parent_key="ML-1"),
        issue(3, parent_key="ML-100"),
        issue(4, parent_id="101", parent_key="ML-101"),
        issue(5, parent_key="ML-2"),
        issue(6, epic_link="ML-101"),
        issue(7),  # counts: without an Epic beside a project
        issue(8, key="OPS-8", project_key="OPS"),
        issue(9, "Sub-task", is_subtask=True, parent_key="ML-999"),  # carries no time
        values=[value(2, "Modeling")],
    )
    assert found == {
        "parent-absent": {"ML-101": 2, "ML-100": 1},
        "below-no-epic": {"ML-2": 1},
        "task-apart": {"OPS": 1},
    }


def test_a_status_without_a_role_is_named_with_the_tasks_that_are_or_were_in_it():
    moved = {"issue_id": "2", "history_id": "1", "item_no": 0, "position": 0, "changed_at": "2026-03-03T09:00Z"}
    moved |= {"field": "status", "from_id": "s-QA", "from_text": "QA", "to_id": "s-Done", "to_text": "Done"}
    found = left_out(
        issue(2, parent_key="ML-1", status="Done"),
        issue(3, parent_key="ML-1", status="QA"),
        values=[value(2, "Modeling")],
        changes=[moved],
    )
    assert found == {"status-unknown": {"QA": 2}}


def test_changes_whose_issue_no_file_holds_are_counted():
    apart = {"issue_id": "77", "history_id": "1", "item_no": 0, "position": 0, "changed_at": "2026-03-03T09:00Z"}
    found = left_out(issue(2, parent_key="ML-1"), values=[value(2, "Modeling")], changes=[apart | {"field": "status"}])
    assert found == {"changes-apart": {"77": 1}}


def test_a_subtask_that_counts_and_has_its_parent_elsewhere_has_an_absent_parent():
    settings = Settings.model_validate({"workflow": {"include_subtasks": True}})
    subtask = issue(3, "Sub-task", is_subtask=True, parent_key="ML-999")
    found = left_out(issue(2, parent_key="ML-1"), subtask, values=[value(2, "Modeling")], settings=settings)
    assert found == {"parent-absent": {"ML-999": 1}}


def test_every_kind_says_how_many_and_what_to_do_in_a_sentence():
    rows = check(Settings(), raw(issue(2, parent_key="ML-7"))).not_counted
    for kind in KINDS:
        several = rows.iloc[[0] * 7].assign(kind=kind, item_count=2, subject=[f"X {n}" for n in range(7)], held="“a” 1")
        for some in (several, several.head(1), several.head(1).assign(item_count=1)):
            (line,) = lines(some)
            assert line.endswith("."), line
            assert "X 0" in line, line
            assert ("2 more" in line) == (len(some) == 7), line


def test_an_import_ends_with_what_is_not_counted_and_without_a_tick(tmp_path):
    told = "\n".join(load_lines(loaded(UNKNOWN_PHASES, Store(tmp_path)), "UTC"))
    assert "✓" not in told
    assert "1 Epic with 2 Tasks is no project" in told
    assert "DS-1: “EDA” 1 and “Modelling” 1" in told
    assert "aliases below [workflow]" in told
    assert 'choose = "all"' in told


def test_tasks_whose_parent_no_file_holds_are_told_as_that_and_not_as_tasks_without_an_epic(tmp_path, known):
    report = loaded(PARENTS_ELSEWHERE, Store(tmp_path))
    told = "\n".join(load_lines(report, "UTC"))
    assert "2 Tasks name 1 parent that no file holds (ML-1), so their time counts for no project" in told
    assert "export the Epics, too" in told
    assert report.findings[["rule", "key"]].to_numpy().tolist() == [
        ["parent-absent", "ML-2"],
        ["parent-absent", "ML-3"],
    ]
    assert "ML-1 is in no file" in report.findings["message"].iloc[0]
    assert "without an Epic" not in told


def every_report(mapped: Mapped, project: str, person: str) -> dict[str, str]:
    """Every report in every format that reads as text; the CSV formats hold rows alone."""
    now, before = seen(mapped), seen(mapped, "2026-06-05 09:00")
    reports = {
        "weekly": weekly_report(before, now, mapped),
        "project": project_report(now, project, mapped),
        "portfolio": portfolio_report(now, mapped),
        "scientist": scientist_report(now, person, mapped),
        "retro": retro_report(now, project, mapped),
    }
    made = {f"{name} {form}": render(reports[name], form) for name in reports for form in ("table", "markdown", "json")}
    sent = {
        "weekly": weekly_html(before, now, mapped, data_at=now.as_of),
        "project": project_html(now, project, mapped, data_at=now.as_of),
        "retro": retro_html(now, project, mapped),
        "index": dict(portfolio_html(now, mapped, data_at=now.as_of))["index.html"],
    }
    return made | {f"{name} html": text for name, text in sent.items()}


def test_every_report_names_what_is_not_counted_and_calls_nothing_well(known):
    for name, text in every_report(known(UNKNOWN_PHASES), "DS-10", "Ben").items():
        assert "DS-1: “EDA” 1 and “Modelling” 1" in text, name
        for clear in ("othing is in breach", "as planned, and forward alone"):
            assert clear not in text, name
        if name.endswith("json"):
            (first, second) = json.loads(text)["not_counted"]
            assert first["items"] == [{"subject": "DS-1", "count": 2, "phases": "“EDA” 1 and “Modelling” 1"}], name
            assert [one["subject"] for one in second["items"]] == ["EDA", "Modelling"], name


def test_with_everything_counted_reports_have_no_such_key(known):
    phases = Settings.model_validate({"workflow": {"phases": ["EDA", "Modelling", "Research"]}})
    for name, text in every_report(known(UNKNOWN_PHASES, phases), "DS-10", "Ben").items():
        assert "not_counted" not in text, name
        assert "Not counted" not in text, name


def test_a_report_on_an_epic_that_is_no_project_says_what_it_is_and_how_to_make_it_one(known):
    mapped = known(NO_PHASE)
    with pytest.raises(NotFoundError) as refused:
        project_report(seen(mapped), "ml-1", mapped)
    for part in ("1 Epic with 1 Task", "none of its Tasks has a phase", "phase_from", 'choose = "all"'):
        assert part in str(refused.value)


def test_a_report_on_a_parent_that_no_file_holds_says_so(known):
    mapped = known(PARENTS_ELSEWHERE)
    with pytest.raises(NotFoundError, match="no file holds"):
        project_report(seen(mapped), "ML-1", mapped)
