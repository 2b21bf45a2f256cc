import re

from mlpm_analytics.ui.definitions import DOCUMENT
from tests.pages.reading_pages import texts


def test_the_whole_document_is_shown_with_nothing_loaded(opened):
    app = opened("definitions")
    assert not app.exception
    written = DOCUMENT.read_text(encoding="utf-8")
    assert [header.value for header in app.header] == re.findall(r"^## (.+)$", written, re.MULTILINE)
    shown = texts(app)
    lines = [line.replace("\\", "") for line in written.splitlines() if line and not line.startswith("#")]
    assert not [line for line in lines if line.strip() not in shown]


def test_the_document_speaks_of_nothing_that_its_readers_do_not_have():
    assert not re.findall(r"golden|benchmarks|tests/|\.py\b|\bAEA\b", DOCUMENT.read_text(encoding="utf-8"))


def test_every_chapter_is_linked_from_the_top(opened):
    app = opened("definitions")
    contents = next(block.value for block in app.markdown if "](#" in block.value)
    linked = dict(re.findall(r"\[(.+)\]\(#(.+)\)", contents))
    assert linked == {header.value: header.proto.anchor for header in app.header}
