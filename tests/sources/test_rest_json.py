import json

import pandas as pd
import pytest

from mlpm_analytics.errors import ExportError
from mlpm_analytics.frames import FIELD_VALUES, FIELDS, STATUSES
from mlpm_analytics.sources import ExportFile, ReadingOptions, read
from tests.sources.saved import BERLIN, UTC, history, instant, issue, item, lines, messages, only, saved


def keys(export) -> list[str]:
    return export.issues["key"].tolist()


# What an answer may look like -----------------------------------------------------------------------


def test_a_search_answer_of_the_old_paging_is_read():
    page = {"startAt": 0, "maxResults": 50, "total": 2, "issues": [issue("ML-1", "1"), issue("ML-2", "2")]}
    export = saved(page)
    assert keys(export) == ["ML-1", "ML-2"]
    assert (export.kind, export.rows, export.notes) == ("REST JSON", 2, ())


def test_a_search_answer_of_the_new_paging_is_read():
    assert keys(saved({"issues": [issue()], "isLast": True})) == ["ML-7"]


def test_a_page_that_others_follow_says_so():
    assert "import the other pages" in messages(saved({"startAt": 0, "total": 9, "issues": [issue()]}))
    assert "import the pages after it" in messages(saved({"issues": [issue()], "nextPageToken": "abc"}))
    assert "import the pages after it" in messages(saved({"issues": [issue()], "isLast": False}))


def test_pages_in_one_file_are_complete_when_the_last_of_them_is():
    first = {"startAt": 0, "total": 2, "issues": [issue("ML-1", "1")]}
    last = {"startAt": 1, "total": 2, "issues": [issue("ML-2", "2")]}
    for export in (lines(first, last), saved([first, last])):
        assert keys(export) == ["ML-1", "ML-2"]
        assert export.notes == ()


def test_a_bare_list_one_issue_and_json_lines_are_read():
    assert keys(saved([issue("ML-1", "1"), issue("ML-2", "2")])) == ["ML-1", "ML-2"]
    assert keys(saved(issue())) == ["ML-7"]
    assert keys(lines(issue("ML-1", "1"), issue("ML-2", "2"))) == ["ML-1", "ML-2"]


def test_values_that_are_printed_over_several_lines_one_after_the_other_are_read():
    text = json.dumps(issue("ML-1", "1"), indent=2) + "\n" + json.dumps(issue("ML-2", "2"), indent=2)
    assert keys(read(ExportFile("a.json", text.encode()), UTC)) == ["ML-1", "ML-2"]


def test_an_answer_inside_an_object_of_somebodys_own_is_read():
    assert keys(saved({"fetched": "2026-03-02", "data": {"issues": [issue()]}})) == ["ML-7"]
    assert keys(saved({"result": [issue()]})) == ["ML-7"]


def test_a_table_with_whole_issues_in_a_column_is_read():
    cell = json.dumps(issue()).replace('"', '""')
    assert keys(read(ExportFile("raw.csv", f'id,data\n1,"{cell}"\n'.encode()), UTC)) == ["ML-7"]


def test_an_issue_that_pages_overlap_in_counts_once_as_it_was_updated_last():
    old = issue(summary="old", updated="2026-03-03T09:00:00.000+0000")
    new = issue(summary="new", updated="2026-03-04T09:00:00.000+0000")
    for export in (saved([old, new]), saved([new, old])):
        assert only(export.issues)["summary"] == "new"
        assert "more than once" in messages(export)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"errorMessages": ["The value 'X' does not exist."]}, "an error from Jira.*The value 'X' does not exist"),
        ({"as_of": 1, "projects": []}, "no answer of Jira's: it holds an object with 'as_of', 'projects'"),
        ([], "an empty list"),
        ({}, "an empty object"),
        ({"issues": [{"id": "1"}, {"id": "2"}]}, "2 of 2 issues hold no fields"),
        ({"issues": [{"id": "1", "fields": {"updated": None}}]}, "no issue in it states its status"),
    ],
)
def test_what_is_no_answer_with_issues_is_refused_by_what_it_is(answer, why):
    with pytest.raises(ExportError, match=f"answer.json: .*{why}"):
        saved(answer)


def test_a_search_that_found_nothing_brings_nothing_and_says_so():
    export = saved({"issues": []})
    assert export.issues.empty
    assert "found no issue" in messages(export)


def test_elements_that_are_no_answers_are_ignored_and_noted():
    export = saved([issue(), None, {"strange": 1}])
    assert keys(export) == ["ML-7"]
    assert "1 elements that are no answer" in messages(export)


# Issues ---------------------------------------------------------------------------------------------


def test_an_issue_keeps_what_jira_says_of_it():
    told = issue(
        summary="Größe 🎈",
        project={"key": "ML"},
        assignee={"accountId": "5f0a", "displayName": "Ana"},
        parent={"id": "10001", "key": "ML-1"},
        updated="2026-03-03T10:00:00.500+0000",
        resolutiondate="2026-03-03T10:00:00.000Z",
        resolution={"id": "10000", "name": "Done"},
        timeoriginalestimate=28800,
        statuscategorychangedate="2026-03-02T09:30:00.000-0500",
        histories=[],
    )
    assert only(saved(told).issues) == {
        "issue_id": "10007",
        "key": "ML-7",
        "project_key": "ML",
        "issue_type": "Task",
        "hierarchy_level": 0.0,
        "is_subtask": False,
        "summary": "Größe 🎈",
        "status_id": "3",
        "status": "In Progress",
        "status_category": "indeterminate",
        "assignee_id": "5f0a",
        "assignee": "Ana",
        "parent_id": "10001",
        "parent_key": "ML-1",
        "created_at": instant("2026-03-02 08:00Z"),
        "updated_at": instant("2026-03-03 10:00:00.5Z"),
        "resolved_at": instant("2026-03-03 10:00Z"),
        "resolution_id": "10000",
        "resolution": "Done",
        "estimate_seconds": 28800.0,
        "category_changed_at": instant("2026-03-02 14:30Z"),
        "has_changelog": True,
        "history_count": 0.0,
        "line": 1,
        "payload": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
    }


def test_an_issue_of_which_everything_is_null_is_read():
    fields = dict.fromkeys(issue()["fields"]) | dict.fromkeys(
        ["assignee", "parent", "resolution", "labels", "components", "project", "timetracking", "customfield_1"]
    )
    nothing = {"id": "1", "key": None, "self": None, "fields": fields, "changelog": None}
    export = saved([nothing, issue()])
    row = export.issues.iloc[0].dropna().drop("payload").to_dict()
    assert row == {"issue_id": "1", "key": "1", "is_subtask": False, "has_changelog": False, "line": 1}
    assert "1 of 2 issues come without status" in messages(export)


def test_the_project_is_in_the_key_where_it_is_not_stated():
    assert only(saved(issue("MY_ML-7")).issues)["project_key"] == "MY_ML"


def test_an_id_that_is_left_out_is_the_key_and_one_that_is_a_number_a_text():
    assert only(saved({"key": "ML-7", "fields": issue()["fields"]}).issues)["issue_id"] == "ML-7"
    assert only(saved(issue(issue_id=10007)).issues)["issue_id"] == "10007"


@pytest.mark.parametrize(
    ("user", "known"),
    [
        ({"accountId": "5f0a", "key": "k", "name": "n", "displayName": "Ana"}, ("5f0a", "Ana")),
        ({"key": "JIRAUSER1", "name": "ana", "displayName": "Ana"}, ("JIRAUSER1", "Ana")),
        ({"name": "ana", "displayName": "Ana"}, ("ana", "Ana")),
        ({"displayName": "Ana"}, ("Ana", "Ana")),
        ({"accountId": "5f0a", "displayName": None}, ("5f0a", "5f0a")),
        ({"accountId": None, "name": ""}, ()),
        (None, ()),
    ],
)
def test_somebody_is_known_by_the_first_id_that_is_there(user, known):
    row = only(saved(issue(assignee=user)).issues)
    assert tuple(row[name] for name in ("assignee_id", "assignee") if name in row) == known


def test_a_status_without_an_id_is_known_by_its_name_and_never_mistaken_for_an_id():
    row = only(saved(issue(status={"name": "3"}, resolution={"name": "Done"}, histories=[])).issues)
    assert (row["status_id"], row["status"], row["resolution_id"]) == ("name:3", "3", "name:Done")
    assert "status_category" not in row


@pytest.mark.parametrize(
    ("category", "kept"),
    [
        ({"key": "new", "name": "Zu erledigen"}, "new"),
        ({"id": 3, "name": "Fertig"}, "done"),
        ({"key": "undefined", "id": 1}, None),
        (None, None),
    ],
)
def test_the_category_of_a_status_is_known_by_its_key_or_id_in_every_language(category, kept):
    row = only(saved(issue(status={"id": "1", "name": "x", "statusCategory": category})).issues)
    assert row.get("status_category") == kept


def test_levels_of_hierarchy_are_kept_and_sub_tasks_known_by_them():
    epic = only(saved(issue(issuetype={"name": "Epic", "hierarchyLevel": 1})).issues)
    subtask = only(saved(issue(issuetype={"name": "Step", "hierarchyLevel": -1})).issues)
    server = only(saved(issue(issuetype={"name": "Epic", "subtask": False})).issues)
    assert (epic["hierarchy_level"], epic["is_subtask"]) == (1.0, False)
    assert (subtask["hierarchy_level"], subtask["is_subtask"]) == (-1.0, True)
    assert "hierarchy_level" not in server


def test_the_estimate_may_stand_in_time_tracking():
    row = only(saved(issue(timeoriginalestimate=None, timetracking={"originalEstimateSeconds": 3600})).issues)
    assert row["estimate_seconds"] == 3600.0


def test_an_estimate_that_is_no_number_is_noted_and_left_out():
    export = saved(issue(timeoriginalestimate="2d"))
    assert "estimate_seconds" not in only(export.issues)
    assert "ML-7: the original estimate is '2d'" in messages(export)


def test_the_epic_link_is_found_by_the_name_of_its_field():
    page = {"names": {"customfield_10014": "Epic Link"}, "issues": [issue(customfield_10014="ML-1")]}
    assert only(saved(page).issues)["epic_link"] == "ML-1"


def test_the_epic_link_is_found_by_its_type_in_whatever_language_and_wherever_the_fields_stand():
    custom = {"custom": "com.pyxis.greenhopper.jira:gh-epic-link"}
    fields = [{"id": "customfield_10014", "name": "Epos-Verknüpfung", "schema": custom}]
    assert only(lines(issue(customfield_10014="ML-1"), fields).issues)["epic_link"] == "ML-1"
    page = {"schema": {"customfield_10014": custom}, "issues": [issue(customfield_10014="ML-1")]}
    assert only(saved(page).issues)["epic_link"] == "ML-1"


def test_a_stamp_that_cannot_be_read_is_noted_with_issue_field_and_value():
    export = saved(issue(created="yesterday", updated={"at": 1}, resolutiondate=True))
    assert not {"created_at", "updated_at", "resolved_at"} & set(only(export.issues))
    assert "ML-7: created is 'yesterday'" in messages(export)
    assert "ML-7: updated is '{\"at\":1}'" in messages(export)
    assert "ML-7: resolutiondate is 'true'" in messages(export)


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00:00.000+0000", "9999-12-31T23:59:59.999-1200", -5, 1e30, 10**400])
def test_a_stamp_of_no_believable_year_cannot_be_read(stamp):
    export = saved(issue(created=stamp))
    assert "created_at" not in only(export.issues)
    assert "created is" in messages(export)


def test_stamps_without_an_offset_are_in_the_zone_of_the_options():
    told = issue(created="2026-07-01 09:00:00")
    assert only(saved(told, options=BERLIN).issues)["created_at"] == instant("2026-07-01 07:00Z")
    assert "--timezone" in messages(saved(told, options=ReadingOptions()))
    assert saved(told, options=BERLIN).notes == ()


def test_the_site_is_in_the_addresses_of_what_is_read_with_its_path_but_is_never_the_gateway():
    def site(address: str) -> str | None:
        return saved(issue() | {"self": address}).site_url

    assert site("https://example.atlassian.net/rest/api/2/issue/10007") == "https://example.atlassian.net"
    assert site("http://jira.example.org:8080/jira/rest/api/2/issue/1") == "http://jira.example.org:8080/jira"
    assert site("https://api.atlassian.com/ex/jira/0000/rest/api/3/issue/1") is None
    assert site("/rest/api/3/issue/1") is None


# Values of fields -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "rows"),
    [
        ({"id": "10202", "value": "Modeling"}, [("10202", "Modeling")]),
        ({"id": "1", "name": "Sprint 1"}, [("1", "Sprint 1")]),
        ({"id": "1", "key": "ML"}, [("1", "ML")]),
        ("free text", [(None, "free text")]),
        (0.5, [(None, "0.5")]),
        (2, [(None, "2")]),
        (2.0, [(None, "2.0")]),
        ([{"id": "2", "value": "b"}, {"id": "1", "value": "a"}], [("2", "b"), ("1", "a")]),
        ({"id": "1", "value": "EU", "child": {"id": "2", "value": "Berlin"}}, [("1", "EU"), ("2", "Berlin")]),
        ({"accountId": "5f0a", "displayName": "Ana"}, [("5f0a", "Ana")]),
        ({"type": "doc", "content": []}, [(None, '{"type":"doc","content":[]}')]),
        (None, []),
        ([], []),
    ],
)
def test_a_custom_field_gives_one_row_for_each_value(held, rows):
    page = {"names": {"customfield_10031": "Phase"}, "issues": [issue(customfield_10031=held)]}
    expected = FIELD_VALUES.of(
        [
            {
                "issue_id": "10007",
                "field_id": "customfield_10031",
                "field_name": "Phase",
                "position": position,
                "value_id": value_id,
                "value": value,
            }
            for position, (value_id, value) in enumerate(rows)
        ]
    )
    pd.testing.assert_frame_equal(saved(page).field_values, expected)


def test_labels_and_components_are_values_too_and_other_fields_are_not():
    told = issue(labels=["phase-modeling", "x"], components=[{"id": "5", "name": "Search"}], priority={"name": "High"})
    values = saved(told).field_values
    assert values[["field_id", "value"]].to_numpy().tolist() == [
        ["labels", "phase-modeling"],
        ["labels", "x"],
        ["components", "Search"],
    ]


def test_names_of_fields_come_from_names_or_from_the_list_of_fields():
    definition = {"id": "customfield_10031", "name": "Phase", "custom": True, "schema": {"type": "option"}}
    expected = FIELDS.of([{"field_id": "customfield_10031", "name": "Phase"}])
    for answer in ([definition], {"values": [definition]}, {"names": {"customfield_10031": "Phase"}}):
        pd.testing.assert_frame_equal(saved(answer).fields, expected)


def test_statuses_come_with_their_categories():
    listed = [
        {"id": "1", "name": "Open", "statusCategory": {"key": "new"}},
        {"id": "2", "name": "Wait", "statusCategory": {"key": "undefined"}},
    ]
    expected = [
        {"status_id": "1", "name": "Open", "category": "new"},
        {"status_id": "2", "name": "Wait", "category": None},
    ]
    pd.testing.assert_frame_equal(saved(listed).statuses, STATUSES.of(expected))
    by_type = [{"id": "7", "name": "Task", "subtask": False, "statuses": listed}]
    pd.testing.assert_frame_equal(saved(by_type).statuses, STATUSES.of(expected))


# Changelogs -----------------------------------------------------------------------------------------


def test_every_item_of_a_history_is_kept_as_it_is():
    log = [
        history(
            "501",
            "2026-03-02T10:00:00.123+0100",
            item("status", "To Do", "In Progress", fieldId="status"),
            item("Epic Link", None, "ML-1"),
            author={"accountId": "5f0a", "displayName": "Ana"},
        )
    ]
    changes = saved(issue(histories=log)).changes
    first, second = (row.dropna().to_dict() for _, row in changes.iterrows())
    assert first == {
        "issue_id": "10007",
        "history_id": "501",
        "item_no": 0,
        "position": 1,
        "changed_at": instant("2026-03-02 09:00:00.123Z"),
        "author_id": "5f0a",
        "author": "Ana",
        "field": "status",
        "field_id": "status",
        "from_id": "to do",
        "from_text": "To Do",
        "to_id": "in progress",
        "to_text": "In Progress",
    }
    assert (second["item_no"], second["field"], second["to_text"]) == (1, "Epic Link", "ML-1")
    assert not {"field_id", "from_id", "from_text"} & set(second)


def test_a_status_change_without_ids_is_known_by_names_and_other_fields_are_not():
    nameless = {"from": None, "fromString": "A", "to": None, "toString": "B"}
    log = [history("1", "2026-03-02T10:00:00.000Z", {"field": "status"} | nameless, {"field": "Phase"} | nameless)]
    status, phase = (row.dropna() for _, row in saved(issue(histories=log)).changes.iterrows())
    assert (status["from_id"], status["to_id"], status["to_text"]) == ("name:A", "name:B", "B")
    assert not {"from_id", "to_id"} & set(phase.index)


def test_a_history_without_an_id_gets_one_that_is_the_same_in_every_export():
    logged = [history(None, f"2026-03-0{day}T10:00:00.000Z", item("status", "A", "B")) for day in (3, 2)]
    same_time = history(None, "2026-03-02T10:00:00.000Z", item("status", "B", "C"))
    one = saved(issue(histories=[*logged, same_time])).changes
    other = saved([issue("ML-1", "1", histories=logged[:1]), issue(histories=logged[1:])]).changes
    assert one["history_id"].nunique() == 3
    assert one["history_id"].tolist()[1] == other["history_id"].tolist()[1]


def test_whether_and_how_much_of_a_changelog_came_is_said():
    bare = only(saved(issue()).issues)
    cut = issue(histories=[history("1", "2026-03-02T10:00:00.000Z", item("status", "A", "B"))])
    cut["changelog"]["total"] = 57
    untold = issue(histories=[])
    del untold["changelog"]["total"]
    assert (bare["has_changelog"], bare.get("history_count")) == (False, None)
    assert only(saved(cut).issues)["history_count"] == 57.0
    untold_row = only(saved(untold).issues)
    assert (untold_row["has_changelog"], untold_row.get("history_count")) == (True, None)


@pytest.mark.parametrize("created", ["soon", None, [], True])
def test_a_history_that_cannot_be_dated_is_noted_and_makes_the_changelog_one_that_is_cut(created):
    log = [
        history("1", created, item("status", "A", "B")),
        history("2", "2026-03-02T10:00:00.000Z", item("x", "A", "B")),
    ]
    told = issue(histories=log)
    del told["changelog"]["total"]
    export = saved(told)
    assert export.changes["history_id"].tolist() == ["2"]
    assert only(export.issues)["history_count"] == 2.0
    assert "ML-7: created of history 1 is" in messages(export)


def test_a_history_without_items_is_not_taken_for_one_that_is_missing():
    log = [history("1", "2026-03-02T10:00:00.000Z"), history("2", "2026-03-02T10:00:00.000Z", item("x", "A", "B"))]
    assert only(saved(issue(histories=log)).issues)["history_count"] == 1.0


def test_a_history_that_comes_twice_counts_once():
    log = [history("1", "2026-03-02T10:00:00.000Z", item("status", "A", "B"))]
    assert len(saved([issue(histories=log), issue(histories=log)]).changes) == 1


@pytest.mark.parametrize("created", [1772442000123, 1772442000.123, "1772442000123", "2026-03-02T09:00:00.123Z"])
def test_a_bulk_answer_brings_changes_whatever_its_stamps_are_written_in(created):
    answer = {
        "issueChangeLogs": [
            {"issueId": "10007", "changeHistories": [history("1", created, item("status", "A", "B"))]},
            {"issueId": "10008", "changeHistories": []},
        ],
        "nextPageToken": None,
    }
    export = saved(answer)
    change = only(export.changes)
    assert (change["issue_id"], change["changed_at"]) == ("10007", instant("2026-03-02 09:00:00.123Z"))
    assert export.rows == 1


def test_changelogs_beside_issues_are_theirs_by_id_or_by_key():
    log = [history("1", "2026-03-02T10:00:00.000Z", item("status", "A", "B"))]
    bulk = {"issueChangeLogs": [{"issueId": "10007", "changeHistories": log}]}
    page = {"self": "https://x.org/rest/api/3/issue/ML-7/changelog?startAt=0", "total": 9, "values": log}
    for answer, stated in ((bulk, None), (page, 9.0)):
        export = saved([answer, {"issues": [issue()]}])
        row = only(export.issues)
        assert only(export.changes)["issue_id"] == "10007"
        assert (row["has_changelog"], row.get("history_count")) == (True, stated)


def page_of_a_changelog(**members):
    return {"total": 1, "values": [history("1", "2026-03-02T10:00:00.000Z", item("status", "A", "B"))]} | members


def test_the_issue_of_a_changelog_page_is_in_its_address():
    export = saved(page_of_a_changelog(self="https://x.org/jira/rest/api/3/issue/10007/changelog?maxResults=1"))
    assert only(export.changes)["issue_id"] == "10007"
    assert export.site_url == "https://x.org/jira"
    assert export.notes == ()


@pytest.mark.parametrize(
    ("name", "issue_id"),
    [("logs/ML-7-changelog-2.json", "ML-7"), ("changelog_10007.json", "10007"), ("ML-7.json", "ML-7")],
)
def test_or_else_it_is_in_the_name_of_the_file_and_this_is_noted(name, issue_id):
    export = saved(page_of_a_changelog(), path=name)
    assert only(export.changes)["issue_id"] == issue_id
    assert f"{issue_id} is in the file's name" in messages(export)


@pytest.mark.parametrize("name", ["changelog.json", "page-1.json", "ML-7-and-ML-8.json"])
def test_or_else_the_page_is_refused(name):
    with pytest.raises(ExportError, match="does not say of which issue"):
        saved(page_of_a_changelog(), path=name)


# Hostile texts --------------------------------------------------------------------------------------


def test_half_a_surrogate_pair_is_replaced_and_whole_ones_and_backslashes_stay():
    text = json.dumps(issue(summary="SUMMARY")).replace("SUMMARY", r"\ud83d\ude00 \ud800 \\ud800 \u0000")
    assert only(read(ExportFile("a.json", text.encode()), UTC).issues)["summary"] == "😀 � \\ud800 \0"


def test_numbers_that_json_does_not_have_are_not_stated():
    text = json.dumps(issue(customfield_1=float("nan"), timeoriginalestimate=float("inf")))
    export = read(ExportFile("a.json", text.encode()), UTC)
    assert export.field_values.empty
    assert "estimate_seconds" not in only(export.issues)
