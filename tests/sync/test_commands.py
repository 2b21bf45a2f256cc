"""`mlpm sync`, `mlpm jira doctor`, `mlpm export-raw` as a person runs them."""

import json

from tests.fakejira import EVERY, FakeJira, World, faults
from tests.fakejira.worlds import random_world

from .desk import Desk
from .jiras import indexed


def test_a_sync_says_what_it_did_and_what_the_store_holds(desk):
    said = desk.mlpm("sync")
    assert "(ML), as Ada Keller" in said
    assert "loaded, " in said
    assert "The store now holds" in said
    assert "0 loaded" in desk.mlpm("sync")
    assert "Jira sync" in desk.mlpm("loads")


def test_a_dry_run_and_a_full_sync_can_be_asked_for(desk):
    assert "would be loaded (full). Nothing was written." in desk.mlpm("sync", "--dry-run")
    desk.mlpm("sync")
    assert "(full)" in desk.mlpm("sync", "--full")
    assert "(reconcile)" in desk.mlpm("sync", "--reconcile")
    assert "is no interval. Write 15m" in desk.mlpm("sync", "--every", "often", code=2)


def test_exit_codes_tell_what_to_do(desk):
    assert "There is no token for Jira. Set JIRA_TOKEN" in desk.mlpm("sync", JIRA_TOKEN="", code=2)
    assert "rejected the token (401)" in desk.mlpm("sync", JIRA_TOKEN="wrong", code=2)
    desk.jira.faults.add("search", EVERY, faults.too_many("1847"))
    assert "asks to wait until" in desk.mlpm("sync", code=4)
    desk.jira.faults.clear()
    desk.jira.faults.add("search", EVERY, faults.too_many("Fri, 31 Dec 9999 23:59:59 GMT"))
    assert "asks to wait until" in desk.mlpm("sync", code=4)
    (desk.folder / "mlpm.toml").write_text("")
    assert "Where Jira is, the settings do not say" in desk.mlpm("sync", code=2)


def test_a_first_sync_that_is_not_finished_shows_no_figures(desk):
    desk.jira.faults.add("bulkfetch", EVERY, faults.too_many("1847"))
    desk.mlpm("sync", code=4)
    assert "is not finished. Go on with `mlpm sync`" in desk.mlpm("report", "portfolio", code=2)
    desk.jira.faults.clear()
    assert "An interrupted sync was finished first" in desk.mlpm("sync")


def test_the_token_may_stand_in_streamlits_secrets(desk):
    (desk.folder / ".streamlit").mkdir()
    secrets = desk.folder / ".streamlit" / "secrets.toml"
    secrets.write_text(f'[jira]\ntoken = "{desk.jira.token}"\nemail = "{desk.jira.email}"\n')
    desk.mlpm("sync", JIRA_TOKEN="", JIRA_EMAIL="")
    secrets.write_text(f'[jira]\ntoken = "{desk.jira.token}\n')
    assert "is not TOML" in desk.mlpm("sync", JIRA_TOKEN="", JIRA_EMAIL="", code=2)
    secrets.unlink()
    assert desk.jira.token not in desk.said


def test_what_jira_sent_can_be_written_and_imported(desk):
    desk.mlpm("sync")
    desk.mlpm("export-raw", "-o", "raw.json")
    said = desk.mlpm("--store", "other", "import", "raw.json")
    assert "REST JSON" in said
    reports = [
        desk.mlpm("--store", store, "report", "portfolio", "--format", "json", "--as-of", "2026-02-20")
        for store in ("other", "data/store")
    ]
    assert json.loads(reports[0]) == json.loads(reports[1])


# Doctor --------------------------------------------------------------------------------------------


def test_the_doctor_says_what_is_there(desk):
    said = desk.mlpm("jira", "doctor", code=1)
    assert "Jira Cloud" in said
    assert "as Ada Keller" in said
    assert "Phase: the field “Phase” (customfield_10031)" in said
    assert "Hours per day: 8" in said
    assert "done: Done" in said


def test_the_doctor_asks_which_of_two_phase_fields_counts_and_writes_it_down(tmp_path):
    world = random_world(3)
    other = world.add_field("Phase")
    world.hours_per_day = 7.5
    with FakeJira(indexed(world)) as jira:
        desk = Desk(tmp_path, jira, '# ours\n[fields]\nphase = "Phase"  # which?\n')
        said = desk.mlpm("jira", "doctor", code=1)
        assert f"{other.id} (in 0 of" in said
        assert "Choose one with --phase-field ID" in said
        desk.mlpm("jira", "doctor", "--phase-field", "customfield_10031", "--write", code=1)
        written = (tmp_path / "mlpm.toml").read_text()
        assert 'phase = "customfield_10031"' in written
        assert "estimate_hours_per_day = 7.5" in written
        assert "# ours" in written
        assert "Phase: the field “Phase” (customfield_10031)" in desk.mlpm("jira", "doctor", code=1)


def test_the_doctor_says_what_is_lacking(tmp_path):
    world = World()
    world.delete_field("customfield_10031")
    world.create("Task")
    with FakeJira(indexed(world)) as jira:
        said = Desk(tmp_path, jira).mlpm("jira", "doctor", code=1)
        assert "There is no field “Phase”" in said
        assert "No issue belongs to an Epic" in said
