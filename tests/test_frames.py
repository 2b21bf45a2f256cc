"""Every column says what it is, once."""

import importlib
import pkgutil
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

import mlpm_analytics
from mlpm_analytics import metrics
from mlpm_analytics.errors import FrameError
from mlpm_analytics.frames import (
    COLUMNS,
    FIGURE_FRAMES,
    MODEL_FRAMES,
    NUMBER,
    TASKS,
    TEXT,
    Column,
    Figures,
    Frame,
    Kind,
    Model,
    column,
)
from mlpm_analytics.metrics.reconciling import BY_LOAD

PACKAGE = Path(mlpm_analytics.__file__).parent


def test_a_text_column_without_a_kind_cannot_be_declared():
    with pytest.raises(TypeError, match="kind"):
        Column("reviewer", "who looked at it", dtype=TEXT)
    with pytest.raises(FrameError, match=r"reviewer.*no kind of a column of str"):
        Column("reviewer", "who looked at it", dtype=TEXT, kind=Kind.FIGURE)


def test_a_column_without_a_meaning_cannot_be_declared():
    with pytest.raises(FrameError, match="waiting_days: its meaning is missing"):
        Column("waiting_days", "", dtype=NUMBER, kind=Kind.FIGURE)


def test_a_frame_has_no_column_that_is_not_in_the_dictionary():
    with pytest.raises(FrameError, match="column reviewer is not in"):
        Frame("reviews", ["key", "reviewer"])


def test_every_figure_has_a_meaning_of_its_own():
    """`active_days` of a project and of a Task differ; two figures of one frame never mean the same."""
    for frame in FIGURE_FRAMES:
        meanings = [known.meaning for known in frame if known.kind is Kind.FIGURE]
        assert len(set(meanings)) == len(meanings), frame.name


def test_every_figure_is_defined():
    """Whatever the metrics give, and whoever adds a figure to them: its name stands in the definitions."""
    text = (PACKAGE.parent / "docs" / "definitions.md").read_text("utf-8")
    rooms = pkgutil.walk_packages(metrics.__path__, f"{metrics.__name__}.")
    owned = [vars(importlib.import_module(room.name)).values() for room in rooms]
    frames = {value.name: value for values in owned for value in values if isinstance(value, Frame)}
    columns = [known for frame in (*FIGURE_FRAMES, *frames.values()) for known in frame]
    figures = {known.name for known in columns if known.kind is Kind.FIGURE}
    assert "cost_days" in figures
    assert sorted(name for name in figures if f"`{name}`" not in text) == []


def test_every_column_of_the_dictionary_is_used():
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py") if path.name != "dictionary.py")
    made = {*BY_LOAD.columns}  # their names are put together
    assert [name for name in COLUMNS if f'"{name}"' not in code and name not in made] == []


def test_the_model_and_the_figures_hold_frames_of_a_contract_alone():
    held = {one.name for one in (*fields(Model), *fields(Figures))} - {"as_of", "dropped_runs"}
    assert held == {frame.name for frame in (*MODEL_FRAMES, *FIGURE_FRAMES)}


def test_a_frame_may_mean_something_else_by_a_column():
    own = Frame("own", [*TASKS, column("key", label="Which"), "url"])
    assert own["key"].header == "Which"
    assert list(own.columns) == [*TASKS.columns, "url"]
    assert [known.header for known in TASKS.pick("key", "active_days", "url").values()] == [
        *("Task", "Active (days)", "Jira")
    ]


def test_the_help_of_a_column_is_a_sentence_about_cells_that_may_be_empty():
    assert TASKS["estimate_days"].help == "Estimate, empty without one."


def test_a_frame_without_rows_has_its_columns():
    assert TASKS.check(pd.DataFrame(columns=list(TASKS.columns))).dtypes.astype(str).to_dict() == TASKS.columns
