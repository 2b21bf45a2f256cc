"""`docs/store.md` says what there is."""

from pathlib import Path

from mlpm_analytics.store.documentation import documented
from mlpm_analytics.store.schema import PUBLISHED, RAW

DOCUMENT = Path(__file__).parents[2] / "docs" / "store.md"


def test_the_document_is_up_to_date():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == documented(text), "Write it anew with `make docs`."


def test_every_table_says_what_a_row_of_it_is():
    assert [frame.name for frame in (*PUBLISHED, *RAW) if not frame.meaning] == []
