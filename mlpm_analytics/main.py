"""The script of the app, run for every visit: the frame around all pages, then the page that was asked for."""

import streamlit as st

from mlpm_analytics.errors import EmptyStoreError
from mlpm_analytics.ui import blocks, pages
from mlpm_analytics.ui.guards import guarded


def run() -> None:
    """Show the navigation and the page; what a person can mend is said in a sentence."""
    st.set_page_config(page_icon="🧭", layout="wide")  # an icon of Streamlit's set would be asked of another host
    page = st.navigation(pages.all_pages())
    with guarded("This page"):
        try:
            page.run()
        except EmptyStoreError as error:
            blocks.nothing_here(str(error))
            pages.upload_link()


if __name__ == "__main__":
    run()
