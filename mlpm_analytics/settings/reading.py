"""From `mlpm.toml` to `Settings`."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import ValidationError

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.settings.faults import sentences
from mlpm_analytics.settings.values import Section
from mlpm_analytics.settings.whole import Sections, Settings
from mlpm_analytics.settings.words import Place

FILE_NAME: Final = "mlpm.toml"
VARIABLE: Final = "MLPM_CONFIG"


def load_settings(
    config: Path | None = None, *, environ: Mapping[str, str] = os.environ, folder: Path | None = None
) -> Settings:
    """The settings of `config`, else of the file that MLPM_CONFIG names, else of `mlpm.toml`, else the defaults.

    `mlpm.toml` is looked for in `folder`, or else the working directory. Raises `SettingsError` with every fault.
    """
    path = _found(config, environ, folder or Path())
    if path is None:
        return Settings()
    return _settings(path, _content(path))


@lru_cache(maxsize=8)  # a page asks three times per click: a file is read into settings once for what it holds
def _settings(path: Path, content: bytes) -> Settings:
    table = _table(path, content)
    try:
        sections = Sections.model_validate(table)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {line}" for line in sentences(error, list(_keys(Sections))))) from error
    return Settings(source=path, **{name: getattr(sections, name) for name in sections.model_fields_set})


def _found(config: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    if config is not None:
        return _existing(config, "--config names it")
    if named := environ.get(VARIABLE):
        return _existing(Path(named), f"{VARIABLE} names it")
    usual = folder / FILE_NAME
    return usual if usual.is_file() else None


def _existing(path: Path, why: str) -> Path:
    if not os.path.isfile(path):  # False also for names that no file can have
        raise SettingsError(f"{path}: there is no such file, and {why}. Give the path of an {FILE_NAME}.")
    return path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}.") from error


def _table(path: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}, line {line}: not UTF-8 text. Save the file as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_syntax_fault(path, str(error))) from error


def _syntax_fault(path: Path, message: str) -> str:
    """The message of tomllib with the line in front: "Invalid value (at line 3, column 9)"."""
    place = re.search(r" \(at (line \d+, column \d+|end of document)\)$", message)
    where, what = (f", {place[1]}", message[: place.start()]) if place else ("", message)
    return f'{path}{where}: not TOML: {what}. Values look like key = "text", key = 5 or key = ["one", "two"].'


def _keys(section: type[Section], place: Place = ()) -> Iterator[Place]:
    """Every known key of a section and of the tables in it."""
    for name, field in section.model_fields.items():
        yield (*place, name)
        for nested in _sections(field.annotation):
            yield from _keys(nested, (*place, name))


def _sections(annotation: object) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from _sections(part)
