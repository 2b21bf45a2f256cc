"""What answers would change, the file as it would be, and saving it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import streamlit as st

from mlpm_analytics.errors import MlpmError, SettingsError
from mlpm_analytics.settings import Settings, load_settings
from mlpm_analytics.settings.editing import (
    Setting,
    checked,
    differences,
    edited,
    save,
    saved_at,
    settings_path,
    text_of,
    versions,
)
from mlpm_analytics.setup.effect import Effect, compared, effect, effect_of
from mlpm_analytics.setup.found import Found
from mlpm_analytics.ui.guards import failed
from mlpm_analytics.ui.permission import are_settings_kept, check_may_set
from mlpm_analytics.ui.setup_questions import BY_VERSION
from mlpm_analytics.ui.text import plain, with_code

_SAVED: Final = "setup_saved"
_LOOKED_AT: Final = "setup_looked_at"  # the text of the file that the answers were given on


def begin_anew_where_changed() -> None:
    """Forget all answers where the file is another one than they were given on, and say so: they may undo a change."""
    text = text_of(settings_path())
    if st.session_state.get(_LOOKED_AT, text) != text:
        _forget_answers()
        st.warning(
            plain(
                f"{settings_path().name} was changed by somebody else meanwhile. Nothing was saved: what you see are "
                "the settings of now. Please make your change again."
            ),
            icon=":material/group:",
        )
    st.session_state[_LOOKED_AT] = text


def proposed(answers: Sequence[Setting], found: Found) -> None:
    """The change as a difference of the file, what it would show, and a button that saves it."""
    if message := st.session_state.pop(_SAVED, None):
        st.success(plain(message), icon=":material/check:")
    path = settings_path()
    before = text_of(path)
    try:
        after = edited(before, answers)
        checked(after)
    except SettingsError as error:
        failed(error)
        return
    if after == before:
        st.markdown("Nothing is changed yet.")
        return
    then = _effect(found, after)
    st.markdown(plain(compared(_now(found), then)))
    with st.expander(f"What changes in {path.name}", expanded=False):
        st.code(differences(before, after), language="diff")
    if are_settings_kept() or not _is_writable(path):
        st.info(
            plain(f"This server may not write {path}. Download the file, and put it there."), icon=":material/info:"
        )
        st.download_button("Download mlpm.toml", after, file_name=path.name, mime="application/toml")
    elif st.button("Save", type="primary", icon=":material/save:", key="setup_save"):
        _save(after, path, before, then)


def _save(after: str, path: Path, before: str, then: Effect) -> None:
    try:
        check_may_set()
        save(after, path, instead_of=before)
    except MlpmError as error:
        failed(error)
        return
    _begin_again(f"Saved. The pages show {then.sentence}.")


def _begin_again(message: str) -> None:
    """Ask anew: every answer is prefilled from what is in force now."""
    _forget_answers()
    st.session_state[_SAVED] = message
    st.rerun()


def _forget_answers() -> None:
    for key in [key for key in st.session_state if str(key).startswith("setup_")]:
        del st.session_state[key]


def _is_writable(path: Path) -> bool:
    return os.access(path if path.exists() else path.resolve().parent, os.W_OK)


def earlier_versions() -> None:
    """The versions that were saved before, and a way back to each."""
    path = settings_path()
    kept = versions(path)
    if not kept:
        st.markdown("There is none yet.")
        return
    chosen = st.selectbox(
        "Version",
        kept,
        format_func=lambda version: f"until {saved_at(version):%-d %B %Y, %H:%M:%S} (UTC)",
        key="setup_version",
    )
    before, after = text_of(path), text_of(chosen)
    st.code(differences(before, after) or "It is the same as what is in force.", language="diff")
    if st.button("Back to this", key="setup_back", disabled=before == after or are_settings_kept(_in_force(after))):
        try:
            check_may_set(_in_force(after))
            save(after, path, instead_of=before)
        except MlpmError as error:
            failed(error)
            return
        _begin_again(f"The version of {saved_at(chosen):%-d %B %Y, %H:%M:%S} holds again.")


def _in_force(otherwise: str) -> Settings:
    """The settings in force; of a file with a fault, those to go back to."""
    try:
        return load_settings()
    except SettingsError:
        return checked(otherwise)


def fault_in_the_file(error: SettingsError) -> None:
    """The file cannot be read: what is wrong, and the way back."""
    failed(error)
    st.markdown(with_code("Mend the file, or go back to an earlier version; until then no page shows figures."))


@st.cache_data(max_entries=8, show_spinner="Computing what it would show …", hash_funcs=BY_VERSION)
def _effect(found: Found, text: str) -> Effect:
    return effect(found.raw, checked(text), as_of=found.as_of)


@st.cache_data(max_entries=4, show_spinner=False, hash_funcs=BY_VERSION)
def _now(found: Found) -> Effect:
    return effect_of(found.mapped, as_of=found.as_of)
