"""Settings that the doctor suggests, written into `mlpm.toml` with all else in it left as a person wrote it."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.settings import load_settings

Setting = tuple[str, str, str | float]


def write_settings(settings: Iterable[Setting], path: Path) -> None:
    """Write settings (section, key, value) into the file; nothing is changed where the result would not be valid."""
    content = path.read_bytes() if path.exists() else b""
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    for section, key, value in settings:
        text = with_setting(text, section, key, value)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        draft.write_text(text, encoding="utf-8")
        load_settings(draft)
    try:
        path.write_text(text, encoding="utf-8", newline="\r\n" if b"\r\n" in content else "\n")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def with_setting(text: str, section: str, key: str, value: str | float) -> str:
    r"""The text of a file with one setting, in whatever form its section is written.

    >>> with_setting('fields.phase = "Phase" # ours\n', "fields", "phase", "customfield_1")
    'fields.phase = "customfield_1" # ours\n'
    >>> with_setting("", "fields", "estimate_hours_per_day", 8.0)
    '[fields]\nestimate_hours_per_day = 8\n'
    """
    document = tomlkit.parse(text)
    if section not in document:
        document[section] = tomlkit.table()
    table = document[section]
    stated = int(value) if isinstance(value, float) and value.is_integer() else value
    if key in table or not isinstance(table, Table):
        table[key] = stated
    else:
        _append(table, key, stated)
    return tomlkit.dumps(document)


def _append(table: Table, key: str, value: str | float) -> None:
    """Below the last setting of a table: a comment beneath that most often belongs to the table after it."""
    body, beneath = table.value.body, []
    while body and body[-1][0] is None:
        beneath.append(body.pop())
    table.append(key, value)
    body.extend(reversed(beneath))
