"""The first run on the command line: places of phases with numbers, and what one of them would bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.settings.editing import checked, differences, edited, save, text_of
from mlpm_analytics.setup.effect import Effect, compared, effect, effect_of
from mlpm_analytics.setup.found import NO_SOURCES, Found
from mlpm_analytics.setup.proposal import meaning_of, settings_of
from mlpm_analytics.wording import count


def places(found: Found) -> Iterator[str]:
    """A line for each place with its number, and how to take it."""
    if not found.sources:
        yield NO_SOURCES
    for number, source in enumerate(found.sources, start=1):
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
        yield compared(self.now, self.then)
        yield ""
        yield differences(self.before, self.after) or "mlpm.toml says so already."


def answered(found: Found, number: int, path: Path) -> Answer:
    """What the place of that number would bring; 0 is none. Raises `NotFoundError` where there is no such place."""
    if not 0 <= number <= len(found.sources):
        raise NotFoundError(f"There is no place {number}: there are {count(len(found.sources), 'place')}.")
    source = found.sources[number - 1] if number else None
    meaning = meaning_of(source) if source else {}
    before = text_of(path)
    after = edited(before, settings_of(source, meaning, found.settings))
    now = effect_of(found.mapped, as_of=found.as_of)
    return Answer(before, after, now, effect(found.raw, checked(after), as_of=found.as_of))


def wrote(answer: Answer, path: Path) -> str:
    """Write the file; what was done."""
    if answer.after == answer.before:
        return "There is nothing to write."
    save(answer.after, path, instead_of=answer.before)
    return f"Written: {path}"
