"""What stands in an issue's way: links of the type Blocks, and flags where they count as waiting."""

import pytest

from tests.jira import NAMES, Issue, issue, item, raw, status
from tests.mapping.exports import active, exported, mapped

FLAG = "customfield_10021"
FLAG_WAITS = {"workflow": {"flag_waits": True}}
WITH_FLAG = {"names": NAMES | {FLAG: "Flagged"}}
SET = item("Flagged", ("", ""), ("[10019]", "Impediment"), fieldId=FLAG)
TAKEN = item("Flagged", ("[10019]", "Impediment"), ("", ""), fieldId=FLAG)


def link(direction: str, key: str, name: str = "Blocks") -> dict[str, object]:
    return {"type": {"name": name, "inward": "is blocked by", "outward": "blocks"}, direction: {"id": "1", "key": key}}


def flagged() -> Issue:
    made = issue("ML-2", parent="ML-1", phase="Modeling", now="In Progress")
    made.history("2026-03-02T09:00:00Z", status("To Do", "In Progress"))
    return made.history("2026-03-03T09:00:00Z", SET).history("2026-03-05T09:00:00Z", TAKEN)


def test_an_issue_is_blocked_by_the_jira_projects_at_the_other_end_of_its_inward_links():
    links = [link("inwardIssue", "OPS-7"), link("inwardIssue", "DATA-1"), link("inwardIssue", "OPS-8")]
    others = [link("outwardIssue", "OUT-1"), link("inwardIssue", "REL-1", "Relates")]
    found = raw(issue("ML-1", "Epic"), issue("ML-2", issuelinks=[*links, *others]))
    items = mapped(found).model.work_items.set_index("key")["blocked_by"]
    assert items["ML-2"] == "DATA, OPS"
    assert items.isna()["ML-1"]
    named = mapped(found, workflow={"blocking_links": ["relates"]}).model.work_items.set_index("key")["blocked_by"]
    assert named["ML-2"] == "REL"


def test_a_flag_waits_where_the_settings_say_so_and_not_otherwise():
    found = raw(issue("ML-1", "Epic"), flagged(), **WITH_FLAG)
    assert active(found, "ML-2") == [("03-02 09:00", "")]
    assert active(found, "ML-2", **FLAG_WAITS) == [("03-02 09:00", "03-03 09:00"), ("03-05 09:00", "")]
    model = mapped(found, **FLAG_WAITS).model
    roles = model.status_roles.set_index("name")
    assert roles.loc["In Progress, flagged", ["is_active", "is_waiting", "is_done"]].tolist() == [False, True, False]
    assert "flag" not in set(model.histories["field"])


@pytest.mark.parametrize("now", ["Blocked", "Done"])
def test_what_is_done_or_waits_anyway_keeps_its_status_while_it_is_flagged(now):
    made = issue("ML-2", parent="ML-1", phase="Modeling", now=now)
    made.history("2026-03-02T09:00:00Z", status("To Do", now)).history("2026-03-03T09:00:00Z", SET)
    rows = mapped(raw(issue("ML-1", "Epic"), made, **WITH_FLAG), **FLAG_WAITS).model.histories
    of_status = rows[(rows["issue_id"] == "10002") & (rows["field"] == "status")]
    assert of_status["changed_at"].dt.strftime("%m-%d").tolist() == ["02-27", "03-02"]


def test_a_flag_that_an_export_shows_without_a_history_does_not_count():
    shown = issue("ML-2", parent="ML-1", phase="Modeling", now="In Progress", **{FLAG: [{"value": "Impediment"}]})
    found = exported(shown, **{FLAG: "Flagged"})
    assert active(found, "ML-2", **FLAG_WAITS) == active(found, "ML-2")
