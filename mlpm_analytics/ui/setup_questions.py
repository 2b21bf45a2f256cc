"""The questions that data leave open, with what was found and the likeliest answer; answers are settings."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

import holidays
import pandas as pd
import streamlit as st

from mlpm_analytics import wording
from mlpm_analytics.mapping.statuses import ACTIVE_BY_DATE, UNDATED
from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.editing import Setting, Value
from mlpm_analytics.setup.found import NO_SOURCES, Found
from mlpm_analytics.setup.phase_sources import PhaseSource
from mlpm_analytics.setup.phase_words import MONITORING
from mlpm_analytics.setup.proposal import NO_PHASE, meaning_of, settings_of
from mlpm_analytics.ui.text import plain

NONE_YET: Final = "We have none yet: show every Epic without phases"
AS_IT_IS: Final = "As it is now"
MOST_VALUES: Final = 40  # that are asked about one by one
_OWN: Final = "+"  # a phase that is called what the value is called
_ROLES: Final = {
    "": "to do",
    "is_active": "being worked on",
    "is_waiting": "waiting",
    "is_done": "done",
}
_LISTS: Final = {"is_active": "active_statuses", "is_waiting": "waiting_statuses", "is_done": "done_statuses"}
_LIMITS: Final = {
    "max_task_days": "Working days that a Task may be active",
    "max_in_progress": "Tasks that a scientist may have in progress",
    "stalled_after_days": "Working days after which a waiting project has stalled",
    "blocked_after_days": "Working days that a Task may be blocked",
}


BY_VERSION: Final[dict[str | type[Any], Callable[[Any], Any]]] = {Found: lambda found: found.version}


@st.cache_data(max_entries=4, show_spinner="Looking for phases …", hash_funcs=BY_VERSION)
def _sources(found: Found) -> list[PhaseSource]:
    return found.sources


def where_phases_are(found: Found) -> list[Setting]:
    """Ask where the phase is, and which value is which."""
    sources = _sources(found)
    names = [source.sentence for source in sources]
    first = [AS_IT_IS] if found.has_phases else []
    answer = st.radio(
        "Where is the phase of a Task?",
        [*first, *names, NONE_YET],
        index=0 if first or (sources and sources[0].is_likely) else len(names) + len(first),
        format_func=plain,
        key="setup_phase",
        label_visibility="collapsed",
    )
    if not names and not first:
        st.caption(NO_SOURCES)
    if answer == AS_IT_IS:
        return []
    if answer == NONE_YET:
        st.markdown(
            "Epics are shown with their time, effort, state and who is on what. To see phases and going back and "
            "forth, ask your Jira administrator for a field *Phase* on Tasks, a single-choice select of these values, "
            "or set a label `phase:Modeling` on each Task:"
        )
        st.code("\n".join(phase.name for phase in found.settings.workflow.phases), language=None)
        return settings_of(None, {}, found.settings)
    source = sources[names.index(answer)]
    return settings_of(source, _meanings(source, found.settings), found.settings)


def _meanings(source: PhaseSource, settings: Settings) -> dict[str, str]:
    """Which value is which phase: prefilled, and open to change."""
    meant = meaning_of(source)
    phases = [*dict.fromkeys([*(phase.name for phase in settings.workflow.phases), *filter(None, meant.values())])]
    more = [MONITORING] if MONITORING not in phases else []
    counts = dict(zip(source.rows["value"], source.rows["task_count"], strict=True))
    unknown = sum(phase == NO_PHASE for phase in meant.values())
    st.markdown(
        f"**Which value is which phase?** {len(meant) - unknown} of {wording.count(len(meant), 'value')} are called "
        "like a phase; please look at the others."
    )
    answers: dict[str, str] = {}
    columns = st.columns(2)
    for place, value in enumerate(list(meant)[:MOST_VALUES]):
        options = [*phases, *more, NO_PHASE, _OWN]
        with columns[place % 2]:
            answer = st.selectbox(
                plain(f"{value} ({wording.count(counts[value], 'Task')})"),
                options,
                index=options.index(meant[value]),
                format_func=_meaning_called(value),
                key=f"setup_value_{source.where}_{source.name}_{value}",
            )
        answers[value] = value if answer == _OWN else answer
    if len(meant) > MOST_VALUES:
        st.caption(f"{len(meant) - MOST_VALUES} rarer values are no phase; name them in mlpm.toml if they are.")
    return answers


def _meaning_called(value: str) -> Callable[[str], str]:
    named = {NO_PHASE: "not a phase", _OWN: f"a phase of its own, “{value}”"}
    return lambda phase: named.get(phase, phase)


def what_statuses_mean(found: Found) -> list[Setting]:
    """Ask what means being worked on."""
    rows = _statuses(found)
    if rows.empty:
        st.markdown("No status was seen.")
        return []
    columns, answers = st.columns(2), {}
    for place, row in enumerate(rows.to_dict("records")):
        with columns[place % 2]:
            answers[row["status_id"]] = st.selectbox(
                plain(f"{row['name']} ({wording.count(row['task_count'], 'Task')} now; {row['reason']})"),
                list(_ROLES),
                index=list(_ROLES).index(row["role"]),
                format_func=lambda role: _ROLES[role],
                key=f"setup_status_{row['status_id']}",
            )
    was = dict(zip(rows["status_id"], rows["role"], strict=True))
    if answers == was:
        return []
    return list(_listed(rows.assign(role=rows["status_id"].map(answers))))


def _statuses(found: Found) -> pd.DataFrame:
    """The statuses that Tasks have or had: status_id, name, reason, role, task_count."""
    model = found.mapped.model
    held = model.histories[(model.histories["field"] == "status") & model.histories["issue_id"].isin(found.task_ids)]
    now = held.sort_values("changed_at", kind="stable").drop_duplicates("issue_id", keep="last")["value"].value_counts()
    is_held = model.status_roles["status_id"].isin(held["value"].str.removeprefix(UNDATED))
    roles = model.status_roles[is_held & (model.status_roles["status_id"] != ACTIVE_BY_DATE)]
    role = pd.Series("", roles.index).mask(roles["is_active"], "is_active").mask(roles["is_waiting"], "is_waiting")
    counts = [int(now.get(one, 0) + now.get(UNDATED + one, 0)) for one in roles["status_id"]]
    known = roles.assign(role=role.mask(roles["is_done"], "is_done"), task_count=counts)
    return known.sort_values(["task_count", "name"], ascending=[False, True], ignore_index=True)


def _listed(rows: pd.DataFrame) -> Iterator[Setting]:
    """The lists of statuses; one is named by its id where its name is that of another."""
    is_double = rows["name"].str.casefold().duplicated(keep=False)
    called = rows["name"].where(~is_double, rows["status_id"])
    for role, key in _LISTS.items():
        names = called[rows["role"] == role].tolist()
        yield "workflow", key, names if names or role == "is_waiting" else None


def which_epics_are_projects(found: Found) -> list[Setting]:
    """Ask which Epics are projects."""
    epics = int((found.items["kind"] == "epic").sum())
    called = {"with phases": "Those with Tasks that have a phase", "all": f"All {wording.count(epics, 'Epic')}"}
    chosen = found.settings.projects.choose
    answer = st.radio(
        "Which Epics are projects?",
        list(called),
        index=list(called).index(chosen),
        format_func=lambda name: called[name],
        key="setup_projects",
        label_visibility="collapsed",
    )
    labels = st.text_input(
        "And those with one of these labels",
        ", ".join(found.settings.projects.labels),
        key="setup_labels",
        help="Labels of Epics, with commas between them.",
    )
    stated = [label.strip() for label in labels.split(",") if label.strip()]
    return [
        *_if_new("projects", "choose", answer, chosen),
        *_if_new("projects", "labels", stated, list(found.settings.projects.labels)),
    ]


def who_works_when(found: Found) -> list[Setting]:
    """Ask who works when: time zone, hours, holidays."""
    calendar = found.settings.calendar
    zones = sorted(available_timezones())
    zone = st.selectbox("The team's time zone", zones, index=zones.index(calendar.timezone), key="setup_zone")
    hours = st.text_input("Hours of a working day", calendar.working_hours, key="setup_hours")
    countries = ["", *sorted(holidays.list_supported_countries())]
    country = st.selectbox(
        "Country whose public holidays are days off",
        countries,
        index=countries.index(calendar.country or ""),
        format_func=lambda code: code or "none",
        key="setup_country",
    )
    st.caption("Several names of one person, other hours and leave: `[[scientists]]` in mlpm.toml.")
    return [
        *_if_new("calendar", "timezone", zone, calendar.timezone),
        *_if_new("calendar", "working_hours", hours.strip(), calendar.working_hours),
        *_if_new("calendar", "country", country or None, calendar.country),
    ]


def which_limits(found: Found) -> list[Setting]:
    """Ask for the limits of the way of working."""
    rules = found.settings.rules
    answers = {
        key: st.number_input(
            label, min_value=0.0, value=float(getattr(rules, key)), step=1.0, format="%g", key=f"setup_{key}"
        )
        for key, label in _LIMITS.items()
    }
    return [
        setting
        for key, value in answers.items()
        for setting in _if_new("rules", key, value, float(getattr(rules, key)))
    ]


def _if_new(section: str, key: str, value: Value, before: Value) -> Sequence[Setting]:
    return [] if value == before else [(section, key, value)]
