"""What does each figure mean?"""

import streamlit as st

from mlpm_analytics.ui.definitions import DOCUMENT, chapters

opening, *others = chapters(DOCUMENT.read_text(encoding="utf-8"))

st.title(opening.title, anchor=False)
st.markdown(opening.body)
st.markdown("\n".join(f"- [{chapter.title}](#{chapter.anchor})" for chapter in others))
for chapter in others:
    st.header(chapter.title, anchor=chapter.anchor)
    st.markdown(chapter.body)
