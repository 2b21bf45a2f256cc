"""What a reader chooses in the sidebar; every choice stands in the address, so that a link shows exactly this."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from textwrap import shorten
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import TAG_FIELDS, TAG_FILTERS, Figures
from mlpm_analytics.metrics.selection import Choice, Selection
from mlpm_analytics.metrics.standings import STATES
from mlpm_analytics.ui.text import with_code
from mlpm_analytics.views.lookup import project_row

LONGEST_NAME: Final = 60  # of a project where one is chosen: what is chosen stands in the address
_HELD: Final = "held_filters"


def _keys() -> tuple[str, ...]:
    """The keys of the widgets, which are those of the address: the date, then what is chosen to be listed."""
    return ("as_of", "projects", "teams", "scientists", *TAG_FILTERS, "period")


def as_of(latest_at: pd.Timestamp, *, first_at: pd.Timestamp, timezone: str) -> pd.Timestamp:
    """The instant to look at: the end of the chosen day in the team's time zone, else the last load's."""
    _restore()
    zone = ZoneInfo(timezone)
    day = st.sidebar.date_input(
        "As of",
        value=None,
        min_value=first_at.tz_convert(zone).date(),
        max_value=latest_at.tz_convert(zone).date(),
        format="YYYY-MM-DD",
        key="as_of",
        bind="query-params",
        help="Shows every page as of the end of that day. Empty: as of the last load.",
    )
    return min(end_of_day(day, timezone), latest_at) if isinstance(day, date) else latest_at


def _restore() -> None:
    """Choose again what was chosen before a link to another page was followed at once.

    The browser drops what an address has chosen on the way, unless it has told the server once that it shows it.
    """
    for key, value in st.session_state.get(_HELD, {}).items():
        if key not in st.query_params and st.session_state.get(key, value) == value:
            st.query_params[key] = _told(value)
            st.session_state[key] = value


def end_of_day(day: date, timezone: str) -> pd.Timestamp:
    """The midnight at which a day ends, as an instant; the first moment after it where a clock change skips it.

    >>> end_of_day(date(2026, 3, 2), "Europe/Berlin")
    Timestamp('2026-03-02 23:00:00+0000', tz='UTC')
    """
    midnight = pd.Timestamp(day) + pd.Timedelta(days=1)
    zoned = midnight.tz_localize(ZoneInfo(timezone), ambiguous=True, nonexistent="shift_forward")
    return zoned.tz_convert("UTC").as_unit("us")


def choice(projects: pd.DataFrame, scientists: pd.DataFrame, tags: pd.DataFrame, *, timezone: str) -> Choice:
    """What to list, of all that there is as of the last load."""
    by_label = {labelled(key, name): key for key, name in projects[["project", "name"]].itertuples(index=False)}
    ids = _ids_by_name(scientists)
    with st.sidebar:
        keys = _several("Projects", sorted(by_label), "projects")
        teams = _teams(projects)
        people = _several("Scientists", sorted(ids, key=str.casefold), "scientists")
        marks = {name: frozenset(_several(label, _values(tags, name), name)) for name, label in TAG_FILTERS.items()}
        period = st.date_input(
            "Worked on between",
            value=[],
            key="period",
            bind="query-params",
            format="YYYY-MM-DD",
            help="Lists what somebody worked on in these days. Filters choose what is listed and change no figure.",
        )
    days = list(period)
    st.session_state[_HELD] = {key: st.session_state[key] for key in _keys() if st.session_state.get(key)}
    return Choice(
        projects=frozenset(by_label[label] for label in keys),
        teams=frozenset(teams),
        scientists=frozenset(one for name in people for one in ids[name]),
        tags={name: values for name, values in marks.items() if values},
        since_at=end_of_day(days[0] - pd.Timedelta(days=1), timezone) if days else None,
        until_at=end_of_day(days[-1], timezone) if days else None,
    )


def _teams(projects: pd.DataFrame) -> list[str]:
    """The chosen teams; where the settings have none, there is nothing to choose."""
    names = sorted(projects["team"].dropna().unique(), key=str.casefold)
    return _several("Teams", names, "teams") if names else []


def _values(tags: pd.DataFrame, filter_key: str) -> list[str]:
    """The tags that a filter offers."""
    kinds = [tag.kind for tag in TAG_FIELDS.values() if tag.filter_key == filter_key]
    return sorted(tags.loc[tags["kind"].isin(kinds), "value"].unique(), key=str.casefold)


def clear() -> None:
    """List everything again."""
    for key in _keys()[1:]:
        st.session_state[key] = []


def _several(label: str, options: Sequence[str], key: str) -> list[str]:
    return st.multiselect(label, options, key=key, bind="query-params", placeholder="All", disabled=not options)


def labelled(key: str, name: str | float) -> str:
    """A project as it stands in lists: its key and name, cut where it is long."""
    return f"{key} · {shorten(str(name), LONGEST_NAME, placeholder='…')}" if isinstance(name, str) else key


def _ids_by_name(scientists: pd.DataFrame) -> dict[str, list[str]]:
    """The ids behind each name; people of one name are chosen together."""
    grouped = scientists.groupby("name")["scientist_id"]
    return {str(name): ids.tolist() for name, ids in grouped}


def in_address() -> dict[str, str | list[str]]:
    """What was chosen, as a link to another page carries it along."""
    held = {key: st.session_state.get(key) for key in _keys()}
    return {key: _told(value) for key, value in held.items() if value}


def _told(value: object) -> str | list[str]:
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return str(value)


def chosen(label: str, names: Mapping[str, str], asked: str | None, *, parameter: str, key: str) -> str:
    """What to look at, of `names`: what was asked for in the address, else the first.

    The parameter is kept by hand: a bound widget would write the names that the list shows.
    """
    if asked is not None and asked != st.session_state.get(f"shown_{key}"):
        st.session_state[f"chosen_{key}"] = asked
    choice = str(st.selectbox(label, list(names), format_func=lambda one: names[one], key=f"chosen_{key}"))
    st.session_state[f"shown_{key}"] = choice
    if st.query_params.get(parameter) != choice:  # writing it anew would take back what a bound widget just wrote
        st.query_params[parameter] = choice
    return choice


def asked_for(parameter: str, look_up: Callable[[str], str]) -> str | None:
    """What the address asks for, as `look_up` knows it; what is not there is said to be missing."""
    asked = st.query_params.get(parameter)
    try:
        return None if asked is None else look_up(asked)
    except NotFoundError as error:
        st.warning(with_code(str(error)))
        return None


def project(seen: Figures, selection: Selection) -> tuple[str, list[str]]:
    """The key of the project to look at, and the keys of all that are listed, by state and key."""
    order = seen.projects["state"].map({state: place for place, state in enumerate(STATES)})
    ordered = seen.projects.assign(order=order).sort_values(["order", "project"])
    asked = asked_for("project", lambda key: str(project_row(seen, key)["project"]))
    kept = selection.of_projects(ordered)["project"].tolist()
    keys = kept if asked is None or asked in kept else [asked, *kept]
    if not keys:
        return "", []
    names = ordered.set_index("project")["name"]
    labels = {key: labelled(key, names[key]) for key in keys}
    return chosen("Project", labels, asked, parameter="project", key="project"), keys


def neighbours(shown: str, keys: list[str]) -> None:
    """Buttons that lead to the project before and after, with a key each on the keyboard."""
    place = keys.index(shown)
    with st.container(horizontal=True):
        for step, label, icon, shortcut in (
            (-1, "Previous project", ":material/arrow_back:", "Alt+P"),
            (1, "Next project", ":material/arrow_forward:", "Alt+N"),
        ):
            is_there = 0 <= place + step < len(keys)
            st.button(
                label,
                key=label,
                icon=icon,
                shortcut=shortcut,
                disabled=not is_there,
                on_click=_choose,
                args=(keys[place + step] if is_there else shown,),
            )


def _choose(key: str) -> None:
    st.session_state["chosen_project"] = key
