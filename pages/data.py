"""Can I believe this?"""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.metrics import quality as measured
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import blocks, data_page, open_reading, quality, reconciliation
from mlpm_analytics.ui.loads import loads_and_notes
from mlpm_analytics.ui.permission import is_read_only
from mlpm_analytics.ui.reading import open_store
from mlpm_analytics.ui.syncing import syncs
from mlpm_analytics.ui.text import plain
from mlpm_analytics.ui.uploads import uploader

st.title("Data", anchor=False)
store, settings = open_store(), load_settings()
try:
    reading = open_reading()
except EmptyStoreError as error:
    blocks.nothing_here(str(error) if is_read_only() else f"{error} Or upload exports here.")
    syncs(store, settings)
    st.header("Upload exports", anchor=False)
    uploader(store, settings)
    st.header("Settings in force", anchor=False)
    data_page.settings_in_force(settings, None)
    st.stop()

seen, model, published = reading.figures(), reading.mapped.model, reading.snapshot.frame
loads, received = published("loads"), published("reconciliation")
shares, findings = measured.evidence_shares(seen, model), measured.findings(seen, model)
kinds = quality.overview(findings, seen.tasks)

st.markdown(plain(data_page.sentence(shares, kinds)))
blocks.metric_row(data_page.metrics(loads, len(published("issues")), shares, kinds))
blocks.freshness(reading, seen.tasks["evidence"])
blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))

syncs(store, settings)

st.header("Upload exports", anchor=False)
uploader(store, settings)

st.header("Loads", anchor=False)
if loads.empty:
    blocks.nothing_here("Every load was taken back. Upload exports above, or load them with `mlpm import PATH`.")
else:
    loads_and_notes(reading, store, settings)

    st.header("Received and kept", anchor=False)
    st.markdown(plain(reconciliation.sentence(received)))
    st.markdown("\n".join(f"- Not kept: {plain(reason)}." for reason in reconciliation.reasons(received)))
    blocks.figures_table(reconciliation.load_table(received, loads), name="received-by-load")
    with st.expander("By project"):
        blocks.figures_table(
            reconciliation.project_table(reading.selection.of_projects(received)), name="received-by-project"
        )

st.header("How it is known", anchor=False)
if shares.empty:
    blocks.nothing_here("No Task counts by this date: there is no project yet.")
else:
    blocks.figures_table(data_page.evidence_table(shares, ["evidence"]), name="evidence")
    with st.expander("By project"):
        listed = reading.selection.of_projects(shares)
        blocks.figures_table(data_page.evidence_table(listed, ["project", "evidence"]), name="evidence-by-project")

st.header("Behind each figure", anchor=False)
behind = quality.figures_behind(measured.standing(seen, model))
st.markdown("\n".join(quality.figures_lines(behind)))
with st.expander("The same as a table"):
    blocks.figures_table(behind, name="behind-each-figure")

st.header("What casts doubt", anchor=False)
if findings.empty:
    blocks.nothing_here("Nothing: no history is cut, and no Task lacks its phase, its Epic or its estimate.")
elif (doubtful := reading.selection.of_tasks(findings)).empty:
    blocks.nothing_here("Nothing of what is listed.")
else:
    quality.findings_list(doubtful, seen.tasks, reading)

st.header("Settings in force", anchor=False)
data_page.settings_in_force(settings, published("misfits"))
