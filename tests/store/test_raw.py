"""What a load keeps, replaces and takes back."""

from contextlib import suppress

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.errors import FrameError, NotFoundError
from mlpm_analytics.frames import CHANGES, LOADS, Export, Raw
from mlpm_analytics.store import RawStore, Store

from .exports import add, at, change, export, issue, value

TABLES = ("issues", "field_values", "changes", "fields", "statuses")


def assert_same(left: Raw, right: Raw) -> None:
    for name in TABLES:
        assert_frame_equal(getattr(left, name), getattr(right, name))
    assert left.site_url == right.site_url


def test_a_load_says_what_was_loaded_when_and_how(raw):
    brought = export(issue("1"), issue("2"), changes=(change("1", "100", "Done"),), site_url="https://jira.example")
    raw.add(brought, sha256="abc", options='{"timezone": "UTC"}', as_of=at("2026-04-01"), loaded_at=at("2026-04-02"))
    expected = {
        "load_id": 1,
        "path": "export.json",
        "kind": "REST JSON",
        "sha256": "abc",
        "options": '{"timezone": "UTC"}',
        "loaded_at": at("2026-04-02"),
        "as_of": at("2026-04-01"),
        "rows": 2,
        "issues": 2,
        "changes": 1,
        "site_url": "https://jira.example",
    }
    assert_frame_equal(raw.loads(), LOADS.of([expected]))


def test_nothing_loaded_is_frames_without_rows(raw):
    assert_same(raw.current(), Raw())
    assert_frame_equal(raw.loads(), LOADS.empty())


def test_of_what_is_loaded_a_file_is_held_against_its_own_issues_alone(raw):
    """What a file costs must not grow with the store: a folder can hold one file for each issue."""
    add(raw, export(*(issue(str(number), created_at=at("2026-01-05")) for number in range(500))), sha256="other")
    add(raw, export(issue("7", created_at=at("2026-01-08"))), sha256="more")
    add(raw, export(issue("7", created_at=at("2025-01-08"))), sha256="same")
    assert raw.jiras(but="same")["id_prefix"].tolist() == [""]
    found = raw.created(pd.Series(["7", "7", "999"]), but="same")
    assert found.to_numpy().tolist() == [["7", at("2026-01-05"), at("2026-01-08")]]
    assert raw.created(pd.Series(["999"]), but="same").empty


def test_every_row_comes_back_as_it_was_stated(raw):
    brought = export(
        issue(
            "1",
            summary='A "quoted"\nline, ü 😀 \x00',
            estimate_seconds=28800.0,
            created_at=at("2026-01-05 09:00:00.000001"),
        ),
        changes=(change("1", "100", "Done"), change("1", "100", "", item_no=1)),
        values=(value("1", "Modeling"),),
        fields={"customfield_1": "Phase"},
        statuses={"3": "In Progress"},
    )
    add(raw, brought)
    found = raw.current()
    assert_frame_equal(found.issues, brought.issues.assign(has_changelog=True))
    for name in ("field_values", "changes", "fields", "statuses"):
        assert_frame_equal(getattr(found, name), getattr(brought, name))


def test_rows_outlive_the_loader(store):
    with store.loading() as raw:
        add(raw, export(issue("1")))
        before = raw.current()
    with store.loading() as raw:
        assert_same(raw.current(), before)


def test_the_same_content_with_the_same_options_changes_nothing(raw):
    first = add(raw, export(issue("1")), sha256="abc")
    generation, loads = raw.generation, raw.loads()
    assert add(raw, export(issue("1"), path="renamed.json"), sha256="abc") == first
    assert raw.generation == generation
    assert_frame_equal(raw.loads(), loads)


def test_the_same_content_with_other_options_replaces_what_it_brought(raw):
    first = add(raw, export(issue("1", created_at=at("2026-01-05 09:00"))), sha256="abc", options="UTC")
    add(raw, export(issue("2")), sha256="other")
    generation = raw.generation
    again = add(raw, export(issue("1", created_at=at("2026-01-05 08:00"))), sha256="abc", options="Berlin")
    assert again == first
    assert raw.generation > generation
    assert raw.loads()["options"].tolist() == ["Berlin", "{}"]
    assert raw.current().issues["created_at"].tolist() == [at("2026-01-05 08:00"), pd.NaT]


def test_removing_a_load_leaves_what_the_others_brought(raw):
    add(raw, export(issue("1", summary="old", updated_at=at("2026-01-01"))))
    before = raw.current()
    second = add(raw, export(issue("1", summary="new", updated_at=at("2026-02-01")), issue("2")))
    raw.remove(second)
    assert_same(raw.current(), before)
    assert raw.loads()["load_id"].tolist() == [1]


def test_the_number_of_a_removed_load_is_not_given_again(raw):
    raw.remove(add(raw, export(issue("1"))))
    assert add(raw, export(issue("2"))) == 2


def test_removing_what_is_not_there_says_what_is(raw):
    add(raw, export(issue("1")))
    with pytest.raises(NotFoundError, match=r"There is no load 7\. Loads: 1 "):
        raw.remove(7)


def test_every_change_of_the_rows_has_its_own_generation(raw):
    seen = [raw.generation]
    load_id = add(raw, export(issue("1")), sha256="abc", options="UTC")
    seen.append(raw.generation)
    add(raw, export(issue("1")), sha256="abc", options="Berlin")
    seen.append(raw.generation)
    raw.remove(load_id)
    seen.append(raw.generation)
    assert seen == sorted(set(seen))


def test_a_transaction_that_fails_leaves_everything_as_it_was(raw):
    add(raw, export(issue("1")))
    before, generation = raw.current(), raw.generation

    def half_an_import():
        with raw.transaction():
            add(raw, export(issue("2")))
            raw.remove(1)
            raise RuntimeError("the second file cannot be read")

    with pytest.raises(RuntimeError):
        half_an_import()
    assert_same(raw.current(), before)
    assert raw.generation == generation
    assert add(raw, export(issue("2"))) == 2


def test_a_transaction_keeps_all_that_was_added_in_it(raw):
    with raw.transaction():
        add(raw, export(issue("1")))
        add(raw, export(issue("2")))
    assert raw.current().issues["issue_id"].tolist() == ["1", "2"]


def test_a_frame_that_breaks_its_contract_is_refused_before_a_row_is_written(raw):
    broken = Export(
        "x", "REST JSON", 1, issues=export(issue("1")).issues, changes=CHANGES.empty().drop(columns="field")
    )
    with raw.transaction(), pytest.raises(FrameError, match="changes: columns"):
        add(raw, broken, sha256="abc")
    assert_same(raw.current(), Raw())
    assert raw.generation == 0


def test_each_content_is_there_once_and_each_load_has_one_number(raw: RawStore):
    for options in ("UTC", "Berlin", "UTC"):
        for number in range(3):
            add(raw, export(issue(str(number))), options=options)
    loads = raw.loads()
    assert loads["sha256"].is_unique
    assert loads["load_id"].is_unique
    assert raw.current().issues["issue_id"].tolist() == ["0", "1", "2"]


def test_a_store_has_loads_once_something_was_loaded(store: Store):
    assert not store.has_loads
    with store.loading():
        pass
    assert not store.has_loads
    with store.loading() as raw:
        add(raw, export(issue("1")))
    assert store.has_loads


def test_a_load_that_fails_before_it_begins_leaves_no_database(store: Store):
    with pytest.raises(RuntimeError), store.loading():
        raise RuntimeError("there is no such file")
    assert not store.has_loads


def test_the_jiras_of_loads_are_told_alike_while_they_come_and_by_a_store_that_is_opened_anew(store):
    exports = [export(issue("1", project_key="ML"), site_url="https://one.example.com"), export(issue("jira2:1"))]
    with store.loading() as raw:
        assert raw.jiras(but="").empty
        for number, brought in enumerate([*exports, export(issue("2", project_key="OPS"))]):
            add(raw, brought, sha256=str(number))
        add(raw, export(issue("3", project_key="NEW")), sha256="2", options='{"timezone": "UTC"}')
        with suppress(NotFoundError), raw.transaction():
            add(raw, export(issue("4", project_key="NOT KEPT")), sha256="4")
            raw.remove(99)
        told = raw.jiras(but="1")
    with store.loading() as raw:
        anew = raw.jiras(but="1")
    assert_frame_equal(*(rows.sort_values("project_key", ignore_index=True) for rows in (told, anew)))
    assert sorted(anew["project_key"]) == ["ML", "NEW"]
