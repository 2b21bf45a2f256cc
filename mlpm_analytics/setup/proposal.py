"""From what somebody chose to lines of `mlpm.toml`."""

from collections.abc import Mapping
from typing import Final

from mlpm_analytics.settings import Phase, Settings
from mlpm_analytics.settings.editing import Setting
from mlpm_analytics.setup.phase_sources import PhaseSource
from mlpm_analytics.setup.phase_words import MONITORING, plain

NO_PHASE: Final = ""  # what a value means that is no phase
Meaning = Mapping[str, str]  # value in the data → the phase that it stands for, or `NO_PHASE`


def phases_meaning(settings: Settings, meaning: Meaning) -> tuple[Phase, ...]:
    """The phases of the settings with values as further aliases; a phase that they do not have comes last.

    A value that means no phase, or another one, is no alias of it any more.
    """
    words = {value.strip().casefold() for value in meaning}
    wanted = [phase for phase in dict.fromkeys(meaning.values()) if phase]
    known = {phase.name for phase in settings.workflow.phases}
    phases = [*settings.workflow.phases, *(Phase(name=name) for name in wanted if name not in known)]
    return tuple(_with_aliases(phase, meaning, words) for phase in phases)


def _with_aliases(phase: Phase, meaning: Meaning, decided: set[str]) -> Phase:
    kept = [alias for alias in phase.aliases if alias.strip().casefold() not in decided]
    more = [value for value, name in meaning.items() if name == phase.name and value.casefold() != name.casefold()]
    stated = {"name": phase.name, "aliases": tuple(dict.fromkeys([*kept, *more]))}
    deliverable = {"deliverable": phase.deliverable} if "deliverable" in phase.model_fields_set else {}
    return Phase(**{key: value for key, value in (stated | deliverable).items() if value})


def settings_of(source: PhaseSource | None, meaning: Meaning, settings: Settings) -> list[Setting]:
    """What to write so that phases are read from a place; without one, every Epic is a project without phases."""
    if source is None:
        return [("projects", "choose", "all")]
    phases = phases_meaning(settings, meaning)
    passive = [name for name in (*settings.workflow.passive_phases, MONITORING) if name in {one.name for one in phases}]
    found: list[Setting] = [("fields", "phase_from", None if source.where == "field" else source.where)]
    if source.where == "field":
        found.append(("fields", "phase", source.name))
    if source.where in ("label", "component"):
        found.append(("fields", "phase_prefix", source.prefix))
    if phases != settings.workflow.phases:
        found.append(("workflow", "phases", phases))
    if tuple(passive) != settings.workflow.passive_phases:
        found.append(("workflow", "passive_phases", passive))
    return found


def meaning_of(source: PhaseSource) -> dict[str, str]:
    """What each value most likely means; values that are the same but for their writing mean the same."""
    meant = source.rows.dropna(subset=["phase"]).to_dict("records")
    by_word = {plain(row["value"]): str(row["phase"]) for row in meant}
    return {str(value): by_word.get(plain(value), NO_PHASE) for value in source.rows["value"]}
