"""A load that is kept up to date issue by issue, and what it takes to go on after a stop."""

import pytest

from mlpm_analytics.frames import STATUSES
from mlpm_analytics.store.sync_load import SyncLoad, SyncState, sent_by_jira

from .exports import at, change, export, issue, value

NOON = at("2026-03-02 12:00")


def begun(raw, *ids, query="ML"):
    syncing = SyncLoad(raw, "https://jira.example.com", query)
    run = syncing.begin("full", asked_at=NOON, now=NOON, program="1")
    return syncing, syncing.queue(run, list(ids), listed=len(ids))


def finished(syncing, run):
    syncing.finish(run, SyncState(account_id="ada", watermark_at=NOON, full_at=NOON), message="", now=NOON)


def test_nothing_is_written_before_the_first_run_begins(store):
    with store.loading() as raw:
        syncing = SyncLoad(raw, "https://jira.example.com", "ML")
        assert (syncing.state(), syncing.last_run(), syncing.waiting()) == (SyncState(), None, [])
    assert not store.has_loads


def test_a_first_sync_counts_when_it_is_finished(raw):
    syncing, run = begun(raw, "1", "2")
    syncing.keep(run, export(issue("1"), changes=(change("1", "10", "Done"),)))
    assert raw.current().issues.empty
    assert raw.current().changes.empty
    syncing.keep(run, export(issue("2")))
    finished(syncing, run)
    assert raw.current().issues["issue_id"].tolist() == ["1", "2"]
    assert raw.loads()[["kind", "issues", "changes", "as_of"]].values.tolist() == [["Jira sync", 2, 1, NOON]]


def test_an_issue_takes_the_place_of_what_was_known_of_it(raw):
    syncing, run = begun(raw, "1")
    first = export(issue("1", summary="old"), changes=(change("1", "10", "Done"),), values=(value("1", "Research"),))
    syncing.keep(run, first)
    syncing.keep(run, export(issue("1", summary="new"), changes=(change("1", "11", "Done"),)))
    finished(syncing, run)
    now = raw.current()
    assert now.issues["summary"].tolist() == ["new"]
    assert now.changes["history_id"].tolist() == ["11"]
    assert now.field_values.empty


def test_what_is_kept_is_off_the_queue_and_the_rest_waits_for_the_next_process(store):
    with store.loading() as raw:
        syncing, run = begun(raw, "1", "2", "10")
        syncing.keep(run, export(issue("2")))
    with store.loading() as raw:
        again = SyncLoad(raw, "https://jira.example.com", "ML")
        assert again.waiting() == ["1", "10"]
        assert again.last_run().has_queue
        assert again.stored().keys() == {"2"}


def test_rows_and_queue_change_together_or_not_at_all(raw):
    syncing, run = begun(raw, "1")

    def interrupted():
        with raw.transaction():
            syncing.keep(run, export(issue("1")))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert syncing.waiting() == ["1"]
    assert SyncLoad(raw, "https://jira.example.com", "ML").stored() == {}


def test_another_query_is_another_load(raw):
    finished(*begun(raw))
    syncing, run = begun(raw, query="DS")
    assert syncing.other_loads()["path"].tolist() == ["https://jira.example.com (ML)"]
    finished(syncing, run)
    assert raw.loads()["load_id"].tolist() == [1, 2]


def test_a_load_that_is_taken_back_leaves_nothing_of_its_sync(raw):
    syncing, run = begun(raw, "1")
    syncing.keep(run, export(issue("1")))
    finished(syncing, run)
    raw.remove(1)
    again = SyncLoad(raw, "https://jira.example.com", "ML")
    assert (again.state(), again.last_run(), again.stored()) == (SyncState(), None, {})
    for table in ("syncs", "sync_runs", "sync_work", "sync_absent"):
        assert raw.database.read(f"SELECT * FROM {table}").empty


def test_definitions_that_are_no_more_keep_their_names_and_nothing_new_grows_nothing(raw):
    syncing, _ = begun(raw)
    statuses = STATUSES.of([{"status_id": "1", "name": "Open", "category": "new"}])
    syncing.define({"a": "Phase", "b": "Plan"}, statuses)
    grown = raw.generation
    syncing.define({"a": "Phase", "b": "Plan"}, statuses)
    assert raw.generation == grown
    syncing.define({"a": "Stage"}, statuses)
    assert syncing.named("fields") == {"a": "Stage", "b": "Plan"}
    assert syncing.named("statuses") == {"1": "Open"}


def test_what_jira_sent_comes_back_as_it_was(raw):
    syncing, run = begun(raw, "1")
    syncing.keep(run, export(issue("1", payload='{"id":"1"}')))
    syncing.define({"a": "Phase"}, STATUSES.empty())
    payloads, names, _ = sent_by_jira(raw)
    assert (payloads, names) == (['{"id":"1"}'], {"a": "Phase"})
    assert syncing.payloads(["1", "2"]) == {"1": '{"id":"1"}'}
