"""When an export was made, by the date that somebody or Jira put in the file's name."""

import re
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

import pandas as pd

_STAMP = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]*([01]\d|2[0-3])[-_.:h]?([0-5]\d)(?:[-_.:]?([0-5]\d))?)?(?!\d)"
)


def instant_in_name(path: str, zone: ZoneInfo) -> pd.Timestamp | None:
    """The last date, with or without a time, in a file's name, in `zone`; of a day alone its beginning.

    An export of that day was made at that time or later: nothing is claimed that nobody saw.

    >>> instant_in_name("exports/Jira 2026-03-02T15-30.csv", ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-02T14:30:00+00:00'
    >>> instant_in_name("jira-20260302.csv", ZoneInfo("UTC")).isoformat()
    '2026-03-02T00:00:00+00:00'
    >>> instant_in_name("ML-2026.csv", ZoneInfo("UTC"))
    """
    found = [stamp for stamp in map(_moment, _STAMP.finditer(PurePath(path).name)) if stamp is not None]
    return pd.Timestamp(found[-1].replace(tzinfo=zone)).tz_convert("UTC").as_unit("us") if found else None


def _moment(found: re.Match[str]) -> datetime | None:
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type] # noqa: DTZ001 - no zone in it
    except ValueError:
        return None  # 30 February
