"""Settings written into `mlpm.toml`, with all else in it left as a person wrote it and the earlier version kept."""

import os
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Final

import tomlkit
from filelock import FileLock
from tomlkit.items import Item, Table

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.settings.reading import FILE_NAME, VARIABLE, load_settings
from mlpm_analytics.settings.values import Section
from mlpm_analytics.settings.whole import Settings
from mlpm_analytics.settings.words import toml

Value = str | float | bool | list[str] | tuple[Section, ...] | None  # None: the key goes, and its default holds
Setting = tuple[str, str, Value]
KEPT: Final = 20  # earlier versions
_STAMP: Final = "%Y-%m-%dT%H%M%S.%fZ"


def settings_path() -> Path:
    """The file that `load_settings` reads, or would read if it were there."""
    return Path(os.environ.get(VARIABLE) or FILE_NAME)


def text_of(path: Path) -> str:
    """What stands in the file, to be compared and gone back from also where it is not UTF-8; nothing without one."""
    content = path.read_bytes() if path.exists() else b""
    return content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def edited(text: str, settings: Iterable[Setting]) -> str:
    """The text of a file with these settings (section, key, value)."""
    for section, key, value in settings:
        text = with_setting(text, section, key, value)
    return text


def checked(text: str) -> Settings:
    """The settings that a text states. Raises `SettingsError` where they are not valid."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / FILE_NAME
        draft.write_text(text, encoding="utf-8")
        try:
            return load_settings(draft)
        except SettingsError as error:
            raise SettingsError(str(error).replace(str(draft), FILE_NAME)) from None


def differences(before: str, after: str) -> str:
    """What a change takes out of a file (-) and puts into it (+), with three lines around it."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return "\n".join(line for line in lines if not line.startswith(("---", "+++")))


def save(text: str, path: Path, *, instead_of: str) -> None:
    """Write a file anew, and keep what it was as a version.

    `instead_of` is the text that somebody saw and changed. Raises `SettingsError`, and changes nothing, where the text
    is not valid, where the file is another one by now, or where it cannot be written.
    """
    checked(text)
    try:
        with FileLock(path.with_name(f".{path.name}.lock")):
            if text_of(path) != instead_of:
                raise SettingsError(
                    f"{path} was changed by somebody else meanwhile. Nothing was saved: look at what it says now, and "
                    "make your change again."
                )
            _keep(path)
            _replace(path, text)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def write_settings(settings: Iterable[Setting], path: Path) -> None:
    """Write settings into the file; nothing is changed where the result would not be valid."""
    before = text_of(path)
    save(edited(before, settings), path, instead_of=before)


def versions(path: Path) -> list[Path]:
    """The earlier versions that are kept of a file, the newest first."""
    return sorted(_folder(path).glob("*.toml"), reverse=True)


def saved_at(version: Path) -> datetime:
    """Until when a version held."""
    return datetime.strptime(version.stem, _STAMP).replace(tzinfo=UTC)


def _folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.versions")


def _keep(path: Path) -> None:
    if not path.exists():
        return
    _folder(path).mkdir(exist_ok=True)
    (_folder(path) / f"{datetime.now(UTC).strftime(_STAMP)}.toml").write_bytes(path.read_bytes())
    for old in versions(path)[KEPT:]:
        old.unlink()


def _replace(path: Path, text: str) -> None:
    """The file is the old one or the new one, whenever somebody reads it or the machine stops."""
    ends = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, encoding="utf-8", newline=ends)
    draft.replace(path)


def with_setting(text: str, section: str, key: str, value: Value) -> str:
    r"""The text of a file with one setting, in whatever form its section is written.

    >>> with_setting('fields.phase = "Phase" # ours\n', "fields", "phase", "customfield_1")
    'fields.phase = "customfield_1" # ours\n'
    >>> with_setting("", "fields", "estimate_hours_per_day", 8.0)
    '[fields]\nestimate_hours_per_day = 8\n'
    """
    document = tomlkit.parse(text)
    if value is None:
        if key in document.get(section, {}):
            del document[section][key]
        return tomlkit.dumps(document)
    if section not in document:
        if text:
            document.add(tomlkit.nl())
        document[section] = tomlkit.table()
    table = document[section]
    if key in table or not isinstance(table, Table):
        table[key] = _item(value)
    else:
        _append(table, key, _item(value))
    return tomlkit.dumps(document)


def _item(value: Value) -> Item:
    """The value as it is written: a list of tables with one on each line, a whole number without its .0."""
    if isinstance(value, tuple):
        rows = "".join(f"    {toml(row)},\n" for row in value)
        return tomlkit.value(f"[\n{rows}]")
    return tomlkit.item(int(value) if isinstance(value, float) and value.is_integer() else value)


def _append(table: Table, key: str, value: Item) -> None:
    """Below the last setting of a table: a comment beneath that most often belongs to the table after it."""
    body, beneath = table.value.body, []
    while body and body[-1][0] is None:
        beneath.append(body.pop())
    table.append(key, value)
    body.extend(reversed(beneath))
