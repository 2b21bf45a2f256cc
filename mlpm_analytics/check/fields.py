"""Fields that the settings name and the data lack, and estimates and Epics that are not there."""

from collections.abc import Iterator

from mlpm_analytics.check.checked import Misfit, told
from mlpm_analytics.check.seen import Seen
from mlpm_analytics.mapping.fields import matching
from mlpm_analytics.mapping.phases import phases_by_name
from mlpm_analytics.settings.words import dotted, nearest, toml

_SECTION = "[fields]"
_SHOWN_FIELDS = 12


def absent_phase_field(seen: Seen) -> Iterator[Misfit]:
    """The phase field is not in the data: the field that holds phases, or the nearest by name, may be meant."""
    name = seen.settings.fields.phase
    if seen.settings.fields.phase_from != "field" or seen.ids.of("phase"):
        return
    meant = _field_with_phases(seen) or nearest(name, seen.field_names)
    others = "" if meant else f" The data have {told(dict.fromkeys(seen.field_names[:_SHOWN_FIELDS]))}."
    yield Misfit(
        "fields.phase",
        f"No field is called {told({name: meant})}, so no Task has a phase.{others}",
        _SECTION,
        (f"phase = {toml(meant)}",) if meant else (),
    )


def _field_with_phases(seen: Seen) -> str | None:
    """The name of the field whose values most often are phases."""
    values = seen.raw.field_values
    is_phase = values["value"].str.strip().str.casefold().isin(list(phases_by_name(seen.settings)))
    names = values.loc[is_phase, "field_name"].value_counts()
    return str(names.index[0]) if len(names) else None


def absent_fields(seen: Seen) -> Iterator[Misfit]:
    """Other fields that `[fields]` names and the data lack."""
    fields = seen.settings.fields
    named = [("estimate", fields.estimate)] if not fields.is_original_estimate else []
    named += [("deliverable", fields.deliverable)] if fields.deliverable else []
    for key in ("start_dates", "end_dates"):
        named += [(key, name) for name in getattr(fields, key)] if seen.settings.is_stated("fields", key) else []
    for key, name in named:
        if not matching(seen.fields, name):
            meant = nearest(name, seen.field_names)
            line = f"{key} = {toml([meant] if key.endswith('_dates') else meant)}"
            yield Misfit(
                f"fields.{key}", f"No field is called {told({name: meant})}.", _SECTION, (line,) if meant else ()
            )


def absent_plans(seen: Seen) -> Iterator[Misfit]:
    """Phases without a field for their plan; a field is suggested for the one phase that it is nearest to."""
    fields = seen.settings.plan_fields
    absent = [phase for phase, name in fields.items() if not matching(seen.fields, name)]
    near = {phase: nearest(fields[phase], _free_fields(seen)) for phase in absent}
    names = [fields[phase] for phase in absent]
    meant = {phase: one if one and nearest(one, names) == fields[phase] else None for phase, one in near.items()}
    if absent:
        missing = told({fields[phase]: one for phase, one in meant.items()})
        yield Misfit(
            "fields.plan",
            f"No field is called {missing}. A phase without a plan is held against none.",
            "[fields.plan]",
            tuple(f"{dotted([phase])} = {toml(one)}" for phase, one in meant.items() if one),
        )


def _free_fields(seen: Seen) -> list[str]:
    """Fields that no setting names yet."""
    is_taken = seen.fields["field_id"].isin(list(seen.ids.custom))
    return sorted(set(seen.fields.loc[~is_taken, "name"].dropna()))


def absent_estimates(seen: Seen) -> Iterator[Misfit]:
    """No Task has an estimate, though the field for it is there."""
    fields = seen.settings.fields
    if not fields.is_original_estimate and not matching(seen.fields, fields.estimate):
        return
    items, histories = seen.model.work_items, seen.model.histories
    tasks = items.loc[items["kind"] == "task", "issue_id"]
    estimated = histories[(histories["field"] == "estimate") & histories["number"].notna()]
    if tasks.empty or estimated["issue_id"].isin(tasks).any():
        return
    meant = next((one for one in seen.field_names if "estimate" in one.casefold() and one != fields.estimate), None)
    yield Misfit(
        "fields.estimate",
        f"No Task has an estimate in {told({fields.estimate: meant})}, so none is held against the time it took.",
        _SECTION,
        (f"estimate = {toml(meant)}", 'estimate_unit = "days"') if meant else (),
    )


def absent_epics(seen: Seen) -> Iterator[Misfit]:
    """No issue is an Epic, and so there is no project."""
    if not (seen.model.work_items["kind"] == "epic").any():
        types = told(dict.fromkeys(sorted(set(seen.raw.issues["issue_type"].dropna()))))
        yield Misfit(
            "projects",
            f"No issue is an Epic, so there is no project: the types are {types}. Load an export with the Epics, too.",
        )
