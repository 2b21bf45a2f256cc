"""Fields that the settings name and the data lack, and estimates and Epics that are not there."""

import re
from collections.abc import Iterator

from mlpm_analytics import wording
from mlpm_analytics.check.context import CheckContext
from mlpm_analytics.check.result import Misfit, with_nearest
from mlpm_analytics.mapping.dates import day_of
from mlpm_analytics.mapping.fields import matching, number_of
from mlpm_analytics.mapping.phases import phases_by_name
from mlpm_analytics.settings.words import dotted, nearest, toml
from mlpm_analytics.setup.phase_words import NAMES_PHASES

_SECTION = "[fields]"
_SHOWN_FIELDS = 12


def absent_phase_field(context: CheckContext) -> Iterator[Misfit]:
    """The phase field is not in the data: fields that hold phases, or whose name says so, may be meant."""
    name = context.settings.fields.phase
    if context.settings.fields.phase_from != "field" or context.ids.of("phase"):
        return
    candidates = _phase_fields(context)
    meant = candidates[0] if candidates else nearest(name, context.field_names)
    also = f" So may {with_nearest(dict.fromkeys(candidates[1:]))}." if candidates[1:] else ""
    there = with_nearest(dict.fromkeys(context.field_names[:_SHOWN_FIELDS]))
    others = "" if meant else f" The data have {there or 'no custom fields'}.{_NO_PHASE_FIELD}"
    yield Misfit(
        "fields.phase",
        f"No field is called {with_nearest({name: meant})}, so no Task has a phase.{also}{others}",
        _SECTION,
        (f"phase = {toml(meant)}",) if meant else (),
    )


_NO_PHASE_FIELD = (
    " No field of the data holds phases or is named for them. If phases stand in labels, components or at the head "
    'of summaries, say so with `phase_from = "label"`, `"component"` or `"summary"`; if there are none yet, '
    '`choose = "all"` under `[projects]` shows every Epic without them.'
)


def _phase_fields(context: CheckContext) -> list[str]:
    """Fields that may hold the phase: those with most values that are phases, then those whose name says so."""
    values = context.raw.field_values
    is_phase = values["value"].str.strip().str.casefold().isin(list(phases_by_name(context.settings)))
    is_tag = values["field_id"].isin(["labels", "components"])
    holding = [str(name) for name in values.loc[is_phase & ~is_tag, "field_name"].value_counts().index]
    named = [name for name in context.field_names if NAMES_PHASES.search(name)]
    filled = values["field_name"].value_counts()
    named.sort(key=lambda name: -int(filled.get(name, 0)))  # what is filled most is in use
    return list(dict.fromkeys([*holding, *named]))


def absent_fields(context: CheckContext) -> Iterator[Misfit]:
    """Other fields that `[fields]` names and the data lack."""
    fields = context.settings.fields
    named = [("estimate", fields.estimate)] if not fields.is_original_estimate else []
    named += [(key, name) for key in ("deliverable", "test_days", "test_ends") if (name := getattr(fields, key))]
    named += [("flag", fields.flag)] if context.settings.workflow.flag_waits else []
    for key in ("start_dates", "end_dates"):
        named += [(key, name) for name in getattr(fields, key)] if context.settings.is_stated("fields", key) else []
    for key, name in named:
        if not matching(context.fields, name):
            meant = nearest(name, context.field_names)
            line = f"{key} = {toml([meant] if key.endswith('_dates') else meant)}"
            yield Misfit(
                f"fields.{key}",
                f"No field is called {with_nearest({name: meant})}.",
                _SECTION,
                (line,) if meant else (),
            )


def unreadable_test_lengths(context: CheckContext) -> Iterator[Misfit]:
    """Lengths of A/B tests that are no numbers, and last days that are no dates."""
    values = context.raw.field_values.dropna(subset=["value"])
    for key, read, kind in (("test_days", number_of, "number"), ("test_ends", day_of, "date")):
        texts = values.loc[values["field_id"].isin(context.ids.of(key)), "value"]
        wrong = texts[read(texts).isna()]
        if not wrong.empty:
            yield Misfit(
                f"fields.{key}",
                f"{len(wrong)} of {wording.count(len(texts), 'value')} cannot be read as a {kind}, such as "
                f"{wording.cited(wrong.iloc[0])}: tests with such a value have no planned length.",
                _SECTION,
                (),
            )


def absent_plans(context: CheckContext) -> Iterator[Misfit]:
    """Phases without a field for their plan; a field is suggested for the one phase that it is nearest to."""
    fields = context.settings.plan_fields
    absent = [phase for phase, name in fields.items() if not matching(context.fields, name)]
    near = {phase: nearest(fields[phase], _free_fields(context)) for phase in absent}
    names = [fields[phase] for phase in absent]
    meant = {phase: name if name and nearest(name, names) == fields[phase] else None for phase, name in near.items()}
    if absent:
        missing = with_nearest({fields[phase]: name for phase, name in meant.items()})
        yield Misfit(
            "fields.plan",
            f"No field is called {missing}. A phase without a plan is held against none.",
            "[fields.plan]",
            tuple(f"{dotted([phase])} = {toml(name)}" for phase, name in meant.items() if name),
        )


def _free_fields(context: CheckContext) -> list[str]:
    """Fields that no setting names yet."""
    is_taken = context.fields["field_id"].isin(list(context.ids.custom))
    return sorted(set(context.fields.loc[~is_taken, "name"].dropna()))


def absent_estimates(context: CheckContext) -> Iterator[Misfit]:
    """No Task has an estimate, though the field for it is there."""
    fields = context.settings.fields
    if not fields.is_original_estimate and not matching(context.fields, fields.estimate):
        return
    items, histories = context.model.work_items, context.model.histories
    tasks = items.loc[items["kind"] == "task", "issue_id"]
    estimated = histories[(histories["field"] == "estimate") & histories["number"].notna()]
    if tasks.empty or estimated["issue_id"].isin(tasks).any():
        return
    meant = next((name for name in context.field_names if _MEANS_TIME.search(name) and name != fields.estimate), None)
    unit = next((unit for unit, word in _UNITS.items() if meant and word.search(meant)), None)
    asked = "" if unit or not meant else ' Its unit only you know: add `estimate_unit = "days"`, or "hours".'
    yield Misfit(
        "fields.estimate",
        f"No Task has an estimate in {with_nearest({fields.estimate: meant})}, so none is held against the time it "
        f"took.{asked}",
        _SECTION,
        (f"estimate = {toml(meant)}", f"estimate_unit = {toml(unit)}") if meant and unit else (),
    )


# An estimate of time: points are none, whatever a field of them is called.
_MEANS_TIME = re.compile(r"^(?!.*\b(?:points?|size|t-shirt)\b).*\bestimate", re.IGNORECASE)
_UNITS = {
    "days": re.compile(r"\bdays?\b", re.IGNORECASE),
    "hours": re.compile(r"\bhours?\b", re.IGNORECASE),
    "weeks": re.compile(r"\bweeks?\b", re.IGNORECASE),
}


def absent_epics(context: CheckContext) -> Iterator[Misfit]:
    """No issue is an Epic, and so there is no project."""
    if not (context.model.work_items["kind"] == "epic").any():
        types = with_nearest(dict.fromkeys(sorted(set(context.raw.issues["issue_type"].dropna()))))
        yield Misfit(
            "projects",
            f"No issue is an Epic, so there is no project: the types are {types}. Load an export with the Epics, too.",
        )
