"""Which histories of a parent fit themselves."""

import pytest

from mlpm_analytics.sync.continuity import is_whole

E1, E2, E3 = ("10101", "ML-1"), ("10102", "ML-2"), ("10103", "ML-3")
NOTHING = (None, None)


def issue(*moves, parent=None, field="IssueParentAssociation", **fields):
    """An issue that was moved from parent to parent; `parent` is today's."""
    histories = [
        {"id": str(number), "created": f"2026-03-02T0{number}:00:00.000+0000", "items": [item(field, *sides)]}
        for number, sides in enumerate(moves)
    ]
    today = {"parent": dict(zip(("id", "key"), parent, strict=True))} if parent else {}
    return {"fields": today | fields, "changelog": {"histories": histories}}


def item(field, old, new):
    named = {"fieldId": "customfield_10014"} if field == "Epic Link" else {}
    return {"field": field, "from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]} | named


FITTING = {
    "moves that follow": issue((NOTHING, E1), (E1, E2), parent=E2),
    "a parent that the account does not see": issue((NOTHING, E1)),
    "a parent whose key changed": issue((NOTHING, E1), (("10101", "OPS-9"), E2), parent=("10102", "NEW-2")),
    "an Epic Link that holds a key": issue((E1, E2), field="Epic Link", customfield_10014="ML-2"),
    "an Epic whose project was renamed since": issue((E1, E2), field="Epic Link", customfield_10014="NEW-2"),
    "a move that is logged twice": issue((E1, E2), (E1, E2), parent=E2),
    "keys alone": issue(((None, "ML-1"), (None, "ML-2")), parent=E2),
}
CUT = {
    "a move that is missing": issue((NOTHING, E1), (E2, E3), parent=E3),
    "a last move that is missing": issue((NOTHING, E1), parent=E2),
    "a removal that is missing": issue((NOTHING, E1), (NOTHING, E1), (NOTHING, E2), parent=E2),
    "an Epic Link that leads elsewhere": issue((E1, E2), field="Epic Link", customfield_10014="ML-3"),
    "an Epic Link that was emptied": issue((E1, E2), field="Epic Link", customfield_10014=None),
}


@pytest.mark.parametrize("found", FITTING.values(), ids=FITTING.keys())
def test_a_history_of_the_parent_that_fits(found):
    assert is_whole(found, (), ["customfield_10014"])


@pytest.mark.parametrize("found", CUT.values(), ids=CUT.keys())
def test_a_history_of_the_parent_that_is_cut(found):
    assert not is_whole(found, (), ["customfield_10014"])
