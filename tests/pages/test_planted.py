"""Text of any kind in Jira is text on every page, and harmless in every file that is saved."""

import re

import pytest

from mlpm_analytics.ui.blocks import csv_bytes
from mlpm_analytics.ui.pages import PAGES
from tests.pages.planting import TEXTS, planted
from tests.ui.publishing import publish

AS_OF = "2026-03-18 16:00"
ALIVE = re.compile(
    r"(?<!\\)<(script|b|img)|(?<!\\)!\[|(?<!\\)\]\(http://127|(?<![\\\w]):(rainbow\[|smile|material/home)|(?<!\\)\$x"
)


def shown(app) -> str:
    """All Markdown of a page, labels of its links included."""
    elements = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info, *app.warning]
    links = [one.proto.label for one in app.get("page_link")]
    expanders = [one.label for one in app.expander]
    return "\n".join([element.value for element in elements] + links + expanders)


@pytest.mark.parametrize("kind", TEXTS)
def test_planted_text_is_text_on_every_page(opened, store, kind):
    model, more = planted(TEXTS[kind])
    publish(store, model, AS_OF, **more)
    for name in PAGES:
        query = {"why": "Visit 2: Modeling"} if name == "project" else {}
        app = opened(name, **query)
        assert not app.exception, name
        assert not ALIVE.search(shown(app)), name
        assert not any(element.allow_html for element in app.markdown), name
        for frame in app.dataframe:
            cells = csv_bytes(frame.value).decode("utf-8-sig")
            assert not re.search(r'(?:^|,)"?[=@]', cells, re.MULTILINE), name
