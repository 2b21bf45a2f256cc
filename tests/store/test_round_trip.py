"""What is written comes back: values, dtypes and order, for every contract."""

import string

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from mlpm_analytics.frames import COUNT, FLAG, INSTANT, NUMBER, TEXT
from mlpm_analytics.store.schema import CONTRACTS, EXPORTED, PUBLISHED_VERSION

from .exports import Export, add

VALUES = {
    TEXT: st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    INSTANT: st.none()
    | st.datetimes(timezones=st.just(None)).map(lambda stamp: pd.Timestamp(stamp, tz="UTC").as_unit("us")),
    NUMBER: st.floats(),
    COUNT: st.integers(-(2**63), 2**63 - 1),
    FLAG: st.booleans(),
}
IN_ONE_STORE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@st.composite
def contents(draw, contract):
    """A frame of a contract, of few rows; whole columns without a value among them."""
    count = draw(st.integers(0, 4))
    columns = {}
    for name, dtype in contract.columns.items():
        values = draw(st.lists(VALUES[dtype], min_size=count, max_size=count))
        columns[name] = pd.Series(values, dtype=object if dtype == INSTANT else dtype)
    return contract.check(pd.DataFrame(columns))


@given(data=st.data(), name=st.sampled_from(sorted(CONTRACTS)))
@IN_ONE_STORE
def test_a_published_frame_comes_back_exactly(raw, data, name):
    rows = data.draw(contents(CONTRACTS[name]))
    assert_frame_equal(raw.publish({name: rows}, {}).frame(name), rows, check_exact=True)


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_an_empty_frame_comes_back_with_its_dtypes(raw, name):
    rows = CONTRACTS[name].empty()
    assert_frame_equal(raw.publish({name: rows}, {}).frame(name), rows)


def test_many_rows_come_back_in_the_order_in_which_they_were_published(raw):
    order = np.random.default_rng(1).permutation(300_000)
    rows = CONTRACTS["scientists"].check(pd.DataFrame({"scientist_id": order, "name": order}).astype("str"))
    assert_frame_equal(raw.publish({"scientists": rows}, {}).frame("scientists"), rows)


def test_a_frame_without_a_contract_comes_back_as_it_is(raw):
    rows = pd.DataFrame(
        {
            "order": pd.Series(["b", None, "a"], dtype="str"),
            "Share %": [0.5, np.nan, 1.0],
            "nothing": pd.Series([np.nan] * 3, dtype="str"),
            "seen_at": pd.to_datetime(
                ["2026-03-02 09:00", None, "1969-12-31 23:59:59.999999"], format="ISO8601", utc=True
            ).as_unit("us"),
            "count": [3, 1, 2],
            "is_open": [True, False, True],
        }
    )
    assert_frame_equal(raw.publish({'a "strange" name': rows}, {}).frame('a "strange" name'), rows)


@given(meta=st.dictionaries(st.text(string.printable), st.text(st.characters(exclude_categories=["Cs"]))))
@IN_ONE_STORE
def test_what_a_snapshot_says_about_itself_comes_back(raw, meta):
    meta.pop("schema_version", None)
    assert raw.publish({}, meta).meta == {**meta, "schema_version": str(PUBLISHED_VERSION)}


@given(data=st.data())
@IN_ONE_STORE
def test_the_rows_of_a_load_come_back_exactly(raw, data):
    frames = {contract.name: data.draw(contents(contract)) for contract in EXPORTED}
    generation = raw.generation
    load_id = add(raw, Export("a.json", "REST JSON", 1, **frames), sha256="abc", options=str(generation))
    for name, rows in frames.items():
        found = raw._database.read(f'SELECT * EXCLUDE (load_id) FROM "{name}" WHERE load_id = {load_id}')
        contract = CONTRACTS[name] if name != "issues" else EXPORTED[0]
        assert_frame_equal(contract.check(found), rows, check_exact=True)
