"""Saved Jira answers and the figures that follow from the definitions, through the whole chain.

Each folder of `tests/golden` holds `jira.json`, `mlpm.toml` and `expected.json`; every key that is there must be in
the report with that value, days to within 1e-6. Breaches are all but those of `NOT_EXPECTED`.
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mlpm_analytics.load import current, import_paths
from mlpm_analytics.metrics import figures
from mlpm_analytics.publication import read_mapped
from mlpm_analytics.reports import portfolio_json
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store

NOT_EXPECTED = ("bouncing", "missing-deliverable", "blocked-too-long")
CASES = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())


def agree(found: Any, expected: Any, where: str) -> None:
    """Every key of `expected` is in `found` with that value."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert key in found, f"{where}: no {key}"
            agree(found[key], value, f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), f"{where}: {found} is not {expected}"
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            agree(one, other, f"{where}[{place}]")
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, abs=1e-6), where
    else:
        assert found == expected, where


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_figures_are_the_expected_ones(case: Path, tmp_path: Path):
    settings, store = load_settings(case / "mlpm.toml"), Store(tmp_path)
    report = import_paths([case / "jira.json"], store, settings, ReadingOptions(settings.calendar.timezone))
    assert [one.outcome for one in report.files] == ["loaded"]
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    known = read_mapped(current(store, settings))
    seen = figures(known.model, known.workflow, known.calendars, as_of=pd.Timestamp(expected["as_of"]))
    found = portfolio_json(seen, known.workflow)
    by_key = {project["project"]: project for project in found["projects"]}
    assert by_key.keys() == expected["projects"].keys()
    agree(by_key, expected["projects"], case.name)
    breaches = [
        [breach["rule"], breach["subject"]] for breach in found["breaches"] if breach["rule"] not in NOT_EXPECTED
    ]
    assert sorted(breaches) == sorted(expected["breaches"])
    assert not known.model.findings["rule"].eq("history-cut").any()
