"""Settings that the doctor found, written into `mlpm.toml` with everything else in it left as it is."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mlpm_analytics.errors import SettingsError
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sync.doctor import toml_line

Setting = tuple[str, str, str | float]


def write(settings: Iterable[Setting], path: Path) -> None:
    """Write settings (section, key, value) into the file; nothing is changed where the result would not be valid."""
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    for section, key, value in settings:
        text = with_setting(text, section, toml_line(key, value))
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / path.name
        draft.write_text(text, encoding="utf-8")
        load_settings(draft)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


def with_setting(text: str, section: str, line: str) -> str:
    r"""The text of a file with one setting: in place of the line of its key, else first in its section.

    >>> with_setting('[fields]\nphase = "Phase" # ours\n', "fields", 'phase = "customfield_1"')
    '[fields]\nphase = "customfield_1"\n'
    >>> with_setting("", "fields", "estimate_hours_per_day = 7.5")
    '[fields]\nestimate_hours_per_day = 7.5\n'
    """
    lines = text.splitlines()
    key = line.partition(" =")[0]
    heads = [place for place, one in enumerate(lines) if one.split("#")[0].strip() == f"[{section}]"]
    if not heads:
        return "\n".join([*lines, *([""] if lines else []), f"[{section}]", line, ""])
    start = heads[0] + 1
    stop = next((at for at in range(start, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    for place in range(start, stop):
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[place]):
            return "\n".join([*lines[:place], line, *lines[place + 1 :], ""])
    return "\n".join([*lines[:start], line, *lines[start:], ""])
