"""The first run on the command line: places of phases with numbers, and what one of them would bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from mlpm_analytics.errors import EmptyStoreError, NotFoundError
from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.editing import checked, differences, edited, save, text_of
from mlpm_analytics.setup.effect import Effect, changes, effect, effect_of
from mlpm_analytics.setup.phase_sources import PhaseSource, phase_sources
from mlpm_analytics.setup.proposal import meaning_of, settings_of
from mlpm_analytics.wording import count


@dataclass(frozen=True)
class Places:
    """Where phases may stand in the data, as the settings in force read them."""

    raw: Raw
    mapped: Mapped
    settings: Settings
    sources: list[PhaseSource]

    def lines(self) -> Iterator[str]:
        """Each place with its number, and how to take it."""
        if not self.sources:
            yield "No field, label, component, summary or status holds values that are called like phases."
        for number, source in enumerate(self.sources, start=1):
            yield f"{number:3}. {source.sentence}"
        yield "  0. No phases yet: show every Epic as a project."
        yield ""
        yield "`mlpm setup --use N` shows what a place would bring; `--write` puts it into mlpm.toml."


@dataclass(frozen=True)
class Answer:
    """What a choice makes of the file of settings, and what it would show."""

    before: str
    after: str
    now: Effect
    then: Effect

    def lines(self) -> Iterator[str]:
        """What would be different, and the lines of the file."""
        yield f"{changes(self.now, self.then)} In all: {self.then.sentence}."
        yield ""
        yield differences(self.before, self.after) or "mlpm.toml says so already."


def places(raw: Raw | None, settings: Settings) -> Places:
    """Where phases may stand. Raises `EmptyStoreError` where nothing was loaded."""
    if raw is None or raw.issues.empty:
        raise EmptyStoreError("Nothing is loaded yet: `mlpm import PATH` first.")
    mapped = map_raw(raw, settings)
    items = mapped.model.work_items
    tasks = items.loc[items["kind"] == "task", "issue_id"]
    return Places(raw, mapped, settings, phase_sources(raw, tasks, settings))


def answered(found: Places, number: int, path: Path) -> Answer:
    """What the place of that number would bring; 0 is none. Raises `NotFoundError` where there is no such place."""
    if not 0 <= number <= len(found.sources):
        raise NotFoundError(f"There is no place {number}: there are {count(len(found.sources), 'place')}.")
    source = found.sources[number - 1] if number else None
    meaning = meaning_of(source) if source else {}
    before = text_of(path)
    after = edited(before, settings_of(source, meaning, found.settings))
    as_of = _latest(found.raw)
    now = effect_of(found.mapped, as_of=as_of)
    return Answer(before, after, now, effect(found.raw, checked(after), as_of=as_of))


def wrote(answer: Answer, path: Path) -> str:
    """Write the file; what was done."""
    if answer.after == answer.before:
        return "There is nothing to write."
    save(answer.after, path, instead_of=answer.before)
    return f"Written: {path}"


def _latest(raw: Raw) -> pd.Timestamp:
    instants = pd.concat([raw.issues["created_at"], raw.issues["updated_at"], raw.changes["changed_at"]])
    return instants.max() if instants.notna().any() else pd.Timestamp.now("UTC").as_unit("us")
