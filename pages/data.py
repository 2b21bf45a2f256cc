"""Can I believe this?"""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.frames import NOT_COUNTED
from mlpm_analytics.metrics import quality as measured
from mlpm_analytics.metrics.not_counted import all_clear
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import blocks, data_page, open_reading, quality, reconciliation
from mlpm_analytics.ui.guards import guarded, part
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
    data_page.settings_in_force(settings, None, NOT_COUNTED.empty())
    st.stop()

seen, model, published = reading.figures(), reading.mapped.model, reading.snapshot.frame
loads, received = published("loads"), published("reconciliation")
shares, findings = measured.evidence_shares(seen, model), measured.findings(seen, model)
kinds = quality.overview(findings, seen.tasks)
blocks.not_counted(reading)

with guarded("The summary"):
    st.markdown(plain(data_page.sentence(shares, kinds, seen.not_counted)))
    blocks.tiles(data_page.tiles(loads, len(published("issues")), shares, kinds))
    blocks.freshness(reading, seen.tasks["evidence"])
    blocks.filtered(reading, len(reading.selection.of_projects(seen.projects)))

with guarded("“Syncs with Jira”"):
    syncs(store, settings)

with part("Upload exports"):
    uploader(store, settings)

with part("Loads"):
    if loads.empty:
        blocks.nothing_here("Every load was taken back. Upload exports above, or load them with `mlpm import PATH`.")
    else:
        loads_and_notes(reading, store, settings)

if not loads.empty:
    with part("Received and kept"):
        st.markdown(plain(reconciliation.sentence(received)))
        st.markdown("\n".join(f"- Not kept: {plain(reason)}." for reason in reconciliation.reasons(received)))
        blocks.figures_table(reconciliation.load_table(received, loads), name="received-by-load")
        with st.expander("By project"):
            blocks.figures_table(
                reconciliation.project_table(reading.selection.of_projects(received)), name="received-by-project"
            )

with part("How it is known"):
    if shares.empty:
        blocks.nothing_here("No Task counts by this date: there is no project yet.")
    else:
        blocks.figures_table(data_page.evidence_table(shares, ["evidence"]), name="evidence")
        with st.expander("By project"):
            listed = reading.selection.of_projects(shares)
            blocks.figures_table(data_page.evidence_table(listed, ["project", "evidence"]), name="evidence-by-project")

with part("Behind each figure"):
    behind = quality.figures_behind(measured.standing(seen, model))
    st.markdown("\n".join(quality.figures_lines(behind)))
    with st.expander("The same as a table"):
        blocks.figures_table(behind, name="behind-each-figure")

with part("What casts doubt"):
    if findings.empty:
        clear = "Nothing: no history is cut, and no Task lacks its phase, its Epic or its estimate."
        blocks.nothing_here(all_clear(seen.not_counted, clear, "Nothing"))
    elif (doubtful := reading.selection.of_tasks(findings)).empty:
        blocks.nothing_here("Nothing of what is listed.")
    else:
        quality.findings_list(doubtful, seen.tasks, reading)

with part("Settings in force"):
    data_page.settings_in_force(settings, published("misfits"), seen.not_counted)
