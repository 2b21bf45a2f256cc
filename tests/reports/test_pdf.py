import os
import shutil
import sys
from pathlib import Path

import pytest

from mlpm_analytics.errors import MlpmError
from mlpm_analytics.reports.pdf import find_chromium, printed


def test_without_a_chromium_it_says_how_to_name_one(tmp_path: Path):
    with pytest.raises(MlpmError, match=r"no Chromium or Chrome is on the path.*CHROMIUM=.*--format html"):
        printed("<p>", environ={"PATH": str(tmp_path)})


def test_a_chromium_that_is_named_wrongly_is_not_replaced_by_another():
    with pytest.raises(MlpmError, match="CHROMIUM names /nowhere/chromium, which is no program"):
        find_chromium({"CHROMIUM": "/nowhere/chromium", "PATH": os.environ["PATH"]})


def test_the_named_one_comes_before_those_on_the_path():
    assert find_chromium({"CHROMIUM": sys.executable}) == sys.executable


def test_a_program_that_prints_nothing_is_reported_with_what_it_said():
    with pytest.raises(MlpmError, match=r"printed nothing. It said: .*CHROMIUM="):
        printed("<p>", environ={"CHROMIUM": sys.executable})


@pytest.mark.browser
def test_a_chromium_prints_the_file():
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        pytest.skip("No Chromium was found: install one, or name it with CHROMIUM=/path/to/chromium.")
    pdf = printed("<!DOCTYPE html><title>A</title><p>One page", environ={**os.environ, "CHROMIUM": chromium})
    assert pdf.startswith(b"%PDF-")
