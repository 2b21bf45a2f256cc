"""How do our projects go?"""

import streamlit as st

from mlpm_analytics.ui import blocks, open_reading, portfolio, views
from mlpm_analytics.ui.guards import guarded, part
from mlpm_analytics.ui.text import plain
from mlpm_analytics.views.portfolio_view import timeline_section

st.title("Portfolio", anchor=False)
reading = open_reading()
seen = reading.figures()
blocks.not_counted(reading)

if seen.projects.empty:
    blocks.no_project(reading)
    st.stop()

view = views.of_portfolio(reading)
with guarded("The summary"):
    st.markdown(plain(view.sentence))
    blocks.tiles(view.tiles)
    blocks.freshness(reading, seen.projects["evidence"])
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))

with guarded("The choice of projects"):
    chosen = portfolio.sheet(portfolio.chosen_projects(reading), seen.visits)
for section in (timeline_section(seen, chosen, reading.timezone), *view.without("breaches").sections):
    with part(section.title):
        blocks.content(section.content, reading, name=f"portfolio-{section.name}")
