"""Instants as Jira writes them, in UTC microseconds."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d.*)?", re.DOTALL)
_NUMBER = re.compile(r"\d{9,16}(?:\.\d+)?")
_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138
FIRST_YEAR, LAST_YEAR = 1970, 2199  # a Jira stamp outside is an error of whoever wrote it


@lru_cache(maxsize=1 << 16)
def instant(stamp: str | float, zone: ZoneInfo) -> tuple[int, bool]:
    """The UTC microseconds of an ISO text or of seconds or milliseconds since 1970, and whether `zone` was used.

    Raises `ValueError` for anything else.

    >>> instant("2026-09-27T10:03:11.123+0200", ZoneInfo("UTC"))
    (1790496191123000, False)
    >>> instant(1790496191123, ZoneInfo("UTC")) == instant("1790496191.123", ZoneInfo("UTC"))
    True
    """
    if not isinstance(stamp, str) or _NUMBER.fullmatch(stamp):
        return micros(_since_epoch(stamp), zone), False
    if not _ISO.fullmatch(stamp):
        raise ValueError("neither ISO nor a number")
    moment = datetime.fromisoformat(stamp)
    return micros(moment, zone), moment.tzinfo is None


def micros(moment: datetime, zone: ZoneInfo) -> int:
    """UTC microseconds of a moment; one without an offset is in `zone`.

    Where clocks are set back the earlier of two readings counts; a time that clocks skip is as much later.
    Raises `ValueError` outside of the years in which Jira can have written anything.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("outside of the years that can be meant")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return (aware - _EPOCH) // _MICRO


def _since_epoch(stamp: str | float) -> datetime:
    number = float(stamp) if isinstance(stamp, str) else stamp
    milliseconds = number if number >= _MILLISECONDS_FROM else number * 1000
    if not 0 <= milliseconds < _MILLISECONDS_FROM * 1000:
        raise ValueError("no number of seconds or milliseconds since 1970")
    return _EPOCH + timedelta(milliseconds=round(milliseconds))


def local_text(instant_micros: int, zone: ZoneInfo) -> str:
    """ISO text, in `zone` and with its offset.

    >>> local_text(1790496191000000, ZoneInfo("Europe/Berlin"))
    '2026-09-27T10:03:11+02:00'
    """
    return (_EPOCH + instant_micros * _MICRO).astimezone(zone).isoformat()
