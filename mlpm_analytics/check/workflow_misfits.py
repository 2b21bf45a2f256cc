"""Statuses and phases that nobody mapped, and configured statuses that nothing has."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from mlpm_analytics.check.context import CheckContext
from mlpm_analytics.check.result import Misfit, with_nearest
from mlpm_analytics.mapping.phases import IN_SUMMARY, phase_names, phases_by_name
from mlpm_analytics.settings import Phase
from mlpm_analytics.settings.words import nearest, toml
from mlpm_analytics.wording import count, listing

_SECTION = "[workflow]"


def unmapped_statuses(context: CheckContext) -> Iterator[Misfit]:
    """Statuses without a category that the settings do not name either."""
    unknown = context.statuses.unknown
    if unknown.empty:
        return
    names = unknown["name"].fillna(unknown["status_id"])
    counts = context.statuses.resolve(context.raw.issues["status_id"]).value_counts()
    named = [
        f"“{name}” ({count(int(counts.get(status_id, 0)), 'issue')} in it now)"
        for status_id, name in zip(unknown["status_id"], names, strict=True)
    ]
    yield Misfit(
        "workflow.active_statuses",
        f"Nobody says whether {listing(named)} means active, waiting or done: it counts as none. Add each to the list "
        "of `[workflow]` that it belongs in, and leave out what is merely to do: "
        f"{_line(context, 'active_statuses', 'is_active')} for statuses in which somebody works, "
        f"{_line(context, 'waiting_statuses', 'is_waiting')} for those that wait, "
        f"{_line(context, 'done_statuses', 'is_done')} for done. `mlpm import` of an export with the column Status "
        "Category, or of a REST answer, answers it, too.",
        _SECTION,
    )


def _line(context: CheckContext, key: str, role: str) -> str:
    """The list as it is, to which a person adds what only they know."""
    names = context.known_statuses.loc[context.known_statuses[role], "name"]
    return f"`{key} = {toml(list(dict.fromkeys(names)))}`"


def absent_statuses(context: CheckContext) -> Iterator[Misfit]:
    """Statuses that the settings name and no issue ever had."""
    known = context.known_statuses
    folded = set(known["name"].dropna().str.strip().str.casefold())
    for key in ("active_statuses", "done_statuses", "waiting_statuses"):
        listed = getattr(context.settings.workflow, key)
        if listed is None or not context.settings.is_stated("workflow", key):
            continue
        absent = [name for name in listed if name.casefold() not in folded and name not in set(known["status_id"])]
        others = known["name"].dropna()[~known["name"].isin(listed)]
        meant = {name: nearest(name, others) for name in absent}
        mended = list(dict.fromkeys(near for name in listed if (near := meant.get(name, name))))
        if absent:
            otherwise = "" if mended else " Leave the key out, and its default holds."
            yield Misfit(
                f"workflow.{key}",
                f"No issue ever had a status that {key} names: {with_nearest(meant)}.{otherwise}",
                _SECTION,
                (f"{key} = {toml(mended)}",) if mended else (),
            )


def unknown_phases(context: CheckContext) -> Iterator[Misfit]:
    """Values of the phase that are no configured phase and no alias of one."""
    texts = _texts_without_phase(context)
    words = phases_by_name(context.settings)
    near = {text: words[word] for text in texts if (word := nearest(text, words))}
    far = [text for text in texts if text not in near] if _is_meant_as_phase(context) else []
    problems = [f"{_count(text, texts)} looks like “{phase}”" for text, phase in near.items()]
    problems += [f"{_count(text, texts)} looks like none" for text in far]
    if problems:
        known = _with_aliases(context.settings.workflow.phases, near)
        as_phases = " Those like none become phases at the end: move them to their place." if far else ""
        yield Misfit(
            "workflow.phases",
            f"Not a phase, nor an alias of one: {listing(problems)}. Such issues have no phase.{as_phases}",
            _SECTION,
            ("phases = [", *(f"    {toml(phase)}," for phase in [*known, *(Phase(name=text) for text in far)]), "]"),
        )


def _is_meant_as_phase(context: CheckContext) -> bool:
    """Whether everything that stands where the phase does was meant as one: not so for just any component."""
    return context.settings.fields.phase_from == "field" or bool(context.settings.fields.phase_prefix)


def _count(text: str, texts: Mapping[str, int]) -> str:
    return f"“{text}” ({count(texts[text], 'issue')})"


def _with_aliases(phases: Iterable[Phase], near: Mapping[str, str]) -> list[Phase]:
    """The phases with the texts that are near each among its aliases."""
    extended = []
    for phase in phases:
        more = tuple(text for text, meant in near.items() if meant == phase.name)
        extended.append(phase.model_copy(update={"aliases": (*phase.aliases, *more)}) if more else phase)
    return extended


def _texts_without_phase(context: CheckContext) -> dict[str, int]:
    """What stands where a phase should, and in how many issues; the most frequent first."""
    if context.settings.fields.phase_from == "field":
        rows = phase_names(context.raw, context.ids, context.settings).unmatched
        counts = rows.groupby("text")["issue_count"].sum()
    else:
        counts = _unknown_tags(context).value_counts()
    ordered = counts.sort_index().sort_values(ascending=False, kind="stable")
    return {str(text): int(issues) for text, issues in ordered.items()}


def unknown_phase_texts(context: CheckContext) -> pd.DataFrame:
    """What issues hold or held where a phase is meant, and no setting knows: issue_id, text."""
    if context.settings.fields.phase_from == "field":
        return phase_names(context.raw, context.ids, context.settings).unknown
    texts = _unknown_tags(context) if _is_meant_as_phase(context) else _unknown_tags(context).iloc[:0]
    return texts.rename_axis("issue_id").rename("text").reset_index().astype("str")


def _unknown_tags(context: CheckContext) -> pd.Series:
    texts, words = _tagged_texts(context), phases_by_name(context.settings)
    plain = texts.str.casefold()
    is_known = plain.isin(list(words)) | plain.str.replace(r"[-_]", " ", regex=True).isin(list(words))
    return texts[~is_known]


def _tagged_texts(context: CheckContext) -> pd.Series:
    """What follows the prefix in labels or components, or stands in brackets at the head of summaries, by issue id."""
    fields = context.settings.fields
    if fields.phase_from == "summary":
        summaries = context.raw.issues.set_index("issue_id")["summary"]
        return summaries.str.extract(IN_SUMMARY, expand=False).dropna().str.strip()
    values = context.raw.field_values
    tags = values[values["field_id"] == f"{fields.phase_from}s"].set_index("issue_id")["value"].dropna()
    has_prefix = tags.str.casefold().str.startswith(fields.phase_prefix.casefold())
    return tags[has_prefix].str.slice(len(fields.phase_prefix)).str.strip()
