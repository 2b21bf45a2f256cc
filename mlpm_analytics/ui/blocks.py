"""What pages are made of: a line on freshness, a row of figures, a chart with its table, a list of breaches."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from mlpm_analytics import wording
from mlpm_analytics.charts import FIGURES
from mlpm_analytics.metrics.not_counted import lines
from mlpm_analytics.reports.excel import excel_bytes
from mlpm_analytics.reports.formats import Records, csv_text
from mlpm_analytics.store.sync_load import KIND
from mlpm_analytics.ui import filters, pages
from mlpm_analytics.ui.guards import is_drawn
from mlpm_analytics.ui.reading import Reading
from mlpm_analytics.ui.text import link, plain, with_code
from mlpm_analytics.views.cells import address_of, cells
from mlpm_analytics.views.model import Chart, Column, Content, Table, Tile, View
from mlpm_analytics.workflow import EVIDENCE

JIRA: Final = "Jira"  # the header over the addresses of the first column that leads there
EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHECK: Final = "the Settings page"
_QUIET = {"displaylogo": False, "displayModeBar": False, "showSendToCloud": False}


def nothing_here(sentence: str) -> None:
    """In the place of something that is empty: why it is, and the next step."""
    st.info(with_code(sentence), icon=":material/info:")


def no_project(reading: Reading) -> None:
    """In the place of all figures: that there is no project yet, and where to say what makes one."""
    if reading.as_of < reading.latest_at:
        nothing_here("No project has begun by this date. Choose a later one.")
        return
    nothing_here("What was loaded holds no project: no Epic with a Task in one of the phases.")
    pages.settings_link()


def not_counted(reading: Reading) -> None:
    """What is loaded and in no figure, with what to do; nothing where all is counted."""
    sentences = [line.replace("`mlpm check`", _CHECK) for line in lines(reading.mapped.model.not_counted)]
    if sentences:
        st.warning(
            "\n".join(["**Not counted:**", "", *(f"- {with_code(line)}" for line in sentences)]), icon=":material/rule:"
        )


def freshness(reading: Reading, evidence: pd.Series) -> None:
    """As of when, from where, and how the figures on the page are known: inference looks different."""
    zone = reading.timezone
    parts = [f"data as of {_weekday(reading.latest_at, zone)} ({zone})", _from_where(reading.snapshot.frame("loads"))]
    if reading.as_of != reading.latest_at:
        parts.insert(0, f"shown as of {_weekday(reading.as_of, zone)}")
    line = " · ".join(parts)
    known = [known_how(name) for name in EVIDENCE if (evidence == name).any()]
    st.markdown(f":small[{' · '.join([plain(line[0].upper() + line[1:]), *known])}]")  # a caption would pale the marks


def _from_where(loads: pd.DataFrame) -> str:
    """Whether the data were synced with Jira, and from how many files they are."""
    is_synced = loads["kind"] == KIND
    files = loads.loc[~is_synced, "path"].nunique()
    parts = (["Jira itself"] if is_synced.any() else []) + ([wording.count(files, "file")] if files else [])
    return f"from {wording.listing(parts) or 'no file'}"


def known_how(evidence: str) -> str:
    """How a figure is known, as Markdown; a mark on what does not rest on Jira's history."""
    words = plain(wording.evidence(evidence))
    return words if evidence == "changelog" else f":violet-badge[{words}]"


def filtered(reading: Reading, listed: int) -> None:
    """That not everything is listed, and a way back to everything."""
    if reading.selection.is_everything:
        return
    total = len(reading.figures().projects)
    with st.container(horizontal=True, vertical_alignment="center"):
        sentence = (
            f"Filtered: {listed} of {wording.count(total, 'project')} listed. No figure of a project changes by it."
        )
        st.caption(plain(sentence), width="content")
        st.button("Show everything", type="tertiary", icon=":material/filter_alt_off:", on_click=filters.clear)


def _weekday(instant: pd.Timestamp, timezone: str) -> str:
    day = instant.tz_convert(timezone).day_name()
    return f"{day} {wording.moment(instant, timezone, with_year=True)}"


_COLORS: Final[dict[str, Literal["green", "red", "gray"]]] = {"good": "green", "bad": "red", "neutral": "gray"}


def tiles(shown: Sequence[Tile]) -> None:
    """Figures side by side, in more rows where the screen is narrow."""
    grid = st.grid("auto", min_column_width=150)
    for tile in shown:
        if tile.label == "Owner":  # a name is text from Jira, and a metric would read it as Markdown
            st.markdown(f"Owner: {plain(tile.value)}")
            continue
        exact = "" if tile.exact_days is None else f"Exactly: {wording.number(tile.exact_days, digits=4)} days."
        grid.metric(
            tile.label,
            tile.value,
            f"{tile.change} since last week" if tile.change else None,
            delta_color=_COLORS[tile.trend],
            delta_arrow="off",
            help=f"{tile.help} {exact}".strip() or None,
            border=True,
        )


def content(content: Content, reading: Reading, *, name: str) -> None:
    """Sentences, the chart with the figures behind it, the table; why there is none where it is empty."""
    if content.text:
        st.markdown(plain(content.text))
    if content.empty:
        nothing_here(content.empty)
    if content.points:
        st.markdown("\n".join(f"- {reading.linked(point)}" for point in content.points))
    if content.chart is not None:
        chart(content.chart, content.table, reading, name=name)
    elif content.table is not None:
        table(content.table, reading, name=name)
    if content.note:
        st.caption(plain(content.note))


def chart(chart: Chart, behind: Table | None, reading: Reading, *, name: str) -> None:
    """A picture, described for those who cannot see it, and the figures behind it; these alone where it fails."""
    look = reading.look
    is_there = is_drawn(
        lambda: FIGURES[chart.name](**chart.shows, look=look),
        lambda figure: st.plotly_chart(figure, config=_QUIET, alt=chart.alt, key=f"chart-{name}"),
        name=name,
    )
    if not is_there:
        st.markdown(plain(chart.alt))
    if chart.caption:
        st.caption(plain(chart.caption))
    if behind is not None:
        with st.expander("The figures behind this chart", expanded=not is_there):
            table(behind, reading, name=name)


def table(table: Table, reading: Reading, *, name: str) -> None:
    """A table of a view, with links to Jira."""
    rows = shown(table, timezone=reading.timezone, browse_url=reading.mapped.workflow.browse_url)
    figures_table(rows, name=name, links=[JIRA])


def shown(table: Table, *, timezone: str, browse_url: str = "") -> pd.DataFrame:
    """A table as a page shows and saves it: figures unrounded, instants as the clock in `timezone` shows them.

    What a column means is in `attrs["help"]`, by its header.
    """
    table = table.shown("wide", "data")
    values = {_header(column): _values(table.rows[column.name], column, timezone) for column in table.columns}
    leading = next((column for column in table.columns if column.kind == "key" or column.url in table.rows), None)
    if leading is not None:
        rows = table.rows.to_dict("records")
        addresses = [address_of(row, leading, browse_url) for row in rows]
        values[JIRA] = pd.Series(addresses, index=table.rows.index, dtype="str")
    labelled = pd.DataFrame(values)
    labelled.attrs["help"] = {_header(column): column.help for column in table.columns if column.help}
    return labelled


def _header(column: Column) -> str:
    """The header with the unit of the figures under it."""
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _values(values: pd.Series, column: Column, timezone: str) -> pd.Series:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return values.dt.tz_convert(timezone).dt.tz_localize(None)
    if column.kind in ("evidence", "rule"):
        return values.map(wording.evidence if column.kind == "evidence" else wording.rule, na_action="ignore")
    return values


def listed(table: Table, view: View) -> None:
    """A table as a list, a line a row, in which every value leads to where it comes from."""
    rows = (" · ".join(link(cell.text, cell.url) for cell in row if cell.text) for row in cells(table, view))
    st.markdown("\n".join(f"- {row}" for row in rows))


def figures_table(table: pd.DataFrame, *, name: str, links: Sequence[str] = ()) -> None:
    """A table with the headers that are shown, and buttons that save it; `links` are columns of addresses."""
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            str(name): _column(values, is_link=name in links, meaning=table.attrs.get("help", {}).get(name))
            for name, values in table.items()
        },
        placeholder="–",
        alt=f"Table: {name}",
        key=f"table-{name}",
    )
    with st.container(horizontal=True):
        saved("Save as CSV", lambda: csv_bytes(table), file_name=f"{name}.csv", mime="text/csv")
        saved("Save as Excel", lambda: excel_bytes(table, name=name), file_name=f"{name}.xlsx", mime=EXCEL)


def saved(label: str, made: Callable[[], bytes], *, file_name: str, mime: str) -> None:
    """A button that saves a file, which is made when somebody presses it."""
    st.download_button(
        label,
        made,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        icon=":material/download:",
        key=f"{label}-{file_name}",
    )


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as a CSV file that spreadsheets read rightly, and that holds no formula."""
    texts = {
        name: values.dt.strftime("%Y-%m-%d %H:%M:%S") if pd.api.types.is_datetime64_any_dtype(values) else values
        for name, values in table.items()
    }
    cells = pd.DataFrame(texts).astype(object).where(table.notna(), "")
    rows = tuple({str(name): cell for name, cell in row.items()} for row in cells.to_dict("records"))
    return csv_text(Records(tuple(map(str, table.columns)), rows)).encode("utf-8-sig")


def _column(values: pd.Series, *, is_link: bool, meaning: str | None) -> ColumnConfig:
    if is_link:
        return st.column_config.LinkColumn(display_text=r"/browse/(.+)$", help=meaning)
    if pd.api.types.is_datetime64_any_dtype(values):
        return st.column_config.DatetimeColumn(format="ddd D MMM YYYY, HH:mm", help=meaning)
    if pd.api.types.is_float_dtype(values):
        return st.column_config.NumberColumn(format="%.2f", help=meaning)
    return st.column_config.Column(help=meaning)
