"""`docs/store.md` says what there is."""

from pathlib import Path

from mlpm_analytics.store.descriptions import COLUMNS, TABLES
from mlpm_analytics.store.documentation import documented
from mlpm_analytics.store.schema import PUBLISHED

DOCUMENT = Path(__file__).parents[2] / "docs" / "store.md"


def test_the_document_is_up_to_date():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == documented(text), "Write it anew with `make docs`."


def test_every_table_is_described_and_nothing_else_is():
    assert set(TABLES) == {frame.name for frame in PUBLISHED}


def test_every_described_column_is_there():
    names = {name for frame in PUBLISHED for name in frame.columns}
    places = {f"{frame.name}.{name}" for frame in PUBLISHED for name in frame.columns}
    assert set(COLUMNS) <= names | places
