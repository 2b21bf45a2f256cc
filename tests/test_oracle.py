"""The oracle itself against figures that others computed, and against examples by hand."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.metrics.saved import mapped_in
from tests.oracle import Oracle
from tests.oracle_report import report
from tests.oracle_time import micros

CASES = sorted(path.parent for path in (Path(__file__).parent / "golden").glob("*/expected.json"))
NOT_EXPECTED = ("bouncing", "missing-deliverable", "blocked-too-long")  # rules that `expected.json` leaves out


def differences(expected: Any, actual: Any, where: str) -> list[str]:
    """Every key of `expected` that is not in `actual` with that value, days to within 1e-6."""
    if isinstance(expected, dict):
        return [
            wrong
            for key, value in expected.items()
            for wrong in differences(value, actual.get(key, "absent"), f"{where}.{key}")
        ]
    if isinstance(expected, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [wrong for n, (value, other) in pairs for wrong in differences(value, other, f"{where}[{n}]")]
    if isinstance(expected, float) and isinstance(actual, int | float):
        return [] if abs(expected - actual) < 1e-6 else [f"{where}: {expected} is not {actual}"]
    return [] if expected == actual else [f"{where}: {expected} is not {actual}"]


def oracle_of(folder: Path) -> Oracle:
    mapped = mapped_in(folder)
    return Oracle(mapped.model, mapped.workflow, mapped.calendars)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_oracle_finds_the_expected_figures(case: Path):
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    oracle = oracle_of(case)
    actual = report(oracle.at(micros(pd.Timestamp(expected["as_of"]))))
    assert differences(expected["projects"], actual["projects"], case.name) == []
    assert actual["projects"].keys() == expected["projects"].keys()
    assert {rule for rule in actual["breaches"] if rule[0] not in NOT_EXPECTED} == set(map(tuple, expected["breaches"]))
