"""How figures read in plain words: durations, dates, counts and evidence, the same on pages and in reports.

Days are working days and a week is five of them. Nothing here rounds a figure that is computed with.
"""

import math
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.workflow import DAYS_PER_WEEK, TOLERANCE_DAYS

NOTHING = "–"
_MONTHS = [  # strftime follows the machine's language
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = ["zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_EVIDENCE = {
    "changelog": "from Jira's history",
    "snapshot": "from differences between exports",
    "field": "from date fields",
    "inferred": "inferred",
}


def number(value: float, digits: int = 1) -> str:
    """A figure without needless zeros.

    >>> number(3.5), number(10.0), number(0.04), number(-1.25, digits=2), number(float("nan"))
    ('3.5', '10', '0', '−1.25', '–')
    """
    if math.isnan(value):
        return NOTHING
    text = f"{abs(value):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text != "0" else text


def decimal(value: float, digits: int = 1) -> str:
    """A figure for a column: always the same number of digits.

    >>> decimal(3.46), decimal(10), decimal(-0.01), decimal(float("nan"))
    ('3.5', '10.0', '0.0', '–')
    """
    if math.isnan(value):
        return NOTHING
    text = f"{abs(value):.{digits}f}"
    return f"−{text}" if value < 0 and float(text) else text


def days(value: float) -> str:
    """Working days.

    >>> days(3.5), days(1), days(0.5), days(0), days(0.02), days(float("nan"))
    ('3.5 days', '1 day', 'half a day', '0 days', 'less than 0.1 days', '–')
    """
    return _amount(value, "day")


def weeks(value: float) -> str:
    """Weeks of five working days.

    >>> weeks(2), weeks(0.5), weeks(1), weeks(2.5)
    ('2 weeks', 'half a week', '1 week', '2.5 weeks')
    """
    return _amount(value, "week")


def duration(value: float) -> str:
    """Working days, in weeks where they make whole ones.

    >>> duration(10), duration(5), duration(3.5), duration(12), duration(0.5)
    ('2 weeks', '1 week', '3.5 days', '12 days', 'half a day')
    """
    in_weeks = value / DAYS_PER_WEEK
    if in_weeks > TOLERANCE_DAYS and math.isclose(in_weeks, round(in_weeks), abs_tol=TOLERANCE_DAYS):
        return weeks(in_weeks)
    return days(value)


def exact(value: float, *, hours_per_day: float) -> str:
    """Working days to two digits, with the working time that they are.

    >>> exact(3.5, hours_per_day=8), exact(-0.25, hours_per_day=7.5)
    ('3.5 days (28 h 0 min of working time)', '−0.25 days (1 h 52 min of working time)')
    >>> exact(float("nan"), hours_per_day=8)
    '–'
    """
    if math.isnan(value):
        return NOTHING
    hours, minutes = divmod(round(abs(value) * hours_per_day * 60), 60)
    text = number(value, digits=2)
    return f"{text} {'day' if text == '1' else 'days'} ({hours} h {minutes} min of working time)"


def _amount(value: float, unit: str) -> str:
    text = number(value)
    if text == NOTHING:
        return text
    if text == "0" and value > 0:
        return f"less than 0.1 {unit}s"
    if text == "0.5":
        return f"half a {unit}"
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def count(how_many: int, one: str, many: str | None = None) -> str:
    """So many of something; `many` is the plural where it is not made with an s.

    >>> count(1, "Task"), count(3, "Task"), count(0, "breach", "breaches")
    ('1 Task', '3 Tasks', 'no breaches')
    """
    plural = many or f"{one}s"
    return f"no {plural}" if how_many == 0 else f"{how_many} {one if how_many == 1 else plural}"


def in_words(how_many: int) -> str:
    """A small number as a word.

    >>> in_words(2), in_words(11)
    ('two', '11')
    """
    return _NUMBERS[how_many] if 0 < how_many < len(_NUMBERS) else str(how_many)


def ordinal(place: int) -> str:
    """A place in an order.

    >>> ordinal(1), ordinal(3), ordinal(11), ordinal(22), ordinal(33)
    ('first', 'third', '11th', '22nd', '33rd')
    """
    if 0 < place < len(_ORDINALS):
        return _ORDINALS[place]
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def times(how_often: int) -> str:
    """How often something happened.

    >>> times(1), times(2), times(5)
    ('once', 'twice', '5 times')
    """
    return {1: "once", 2: "twice"}.get(how_often, f"{how_often} times")


def change(difference: float) -> str:
    """A change since before.

    >>> change(2), change(-1.5), change(0), change(float("nan"))
    ('+2', '−1.5', '±0', '–')
    """
    text = number(difference)
    return f"+{text}" if difference > 0 and text != "0" else "±0" if text == "0" else text


def share(value: float) -> str:
    """A part of a whole, 0 to 1.

    >>> share(0.04), share(1), share(float("nan"))
    ('4%', '100%', '–')
    """
    return NOTHING if math.isnan(value) else f"{value * 100:.0f}%"


def day_of_test(day: float, planned_days: float) -> str:
    """Which day of how many an A/B test is on, by the calendar.

    >>> day_of_test(8.0, 14.0)
    'day 8 of 14'
    """
    return f"day {day:g} of {planned_days:g}"


def date(instant: pd.Timestamp, timezone: str = "UTC") -> str:
    """The day on which an instant lies in a time zone; nothing for a missing one.

    >>> date(pd.Timestamp("2026-03-02 23:30Z")), date(pd.Timestamp("2026-03-02 23:30Z"), "Europe/Berlin")
    ('2 March 2026', '3 March 2026')
    """
    if pd.isna(instant):
        return NOTHING
    local = instant.tz_convert(ZoneInfo(timezone))
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def short_date(instant: pd.Timestamp, timezone: str = "UTC") -> str:
    """The day of an instant where there is little room.

    >>> short_date(pd.Timestamp("2026-09-02 23:30Z"), "Europe/Berlin"), short_date(pd.NaT)
    ('3 Sep 2026', '–')
    """
    if pd.isna(instant):
        return NOTHING
    day_of_month, month, year = date(instant, timezone).split()
    return f"{day_of_month} {month[:3]} {year}"


def day(on: str) -> str:
    """A day as people say it.

    >>> day("2026-10-19")
    '19 October 2026'
    """
    return date(pd.Timestamp(on, tz="UTC"))


def moment(instant: pd.Timestamp, timezone: str = "UTC", *, with_year: bool = False) -> str:
    """Day and minute of an instant in a time zone.

    >>> moment(pd.Timestamp("2026-03-02 13:05Z"), "Europe/Berlin")
    '2 March, 14:05'
    >>> moment(pd.Timestamp("2026-03-02 13:05Z"), with_year=True)
    '2 March 2026, 13:05'
    """
    if pd.isna(instant):
        return NOTHING
    local = instant.tz_convert(ZoneInfo(timezone))
    year = f" {local.year}" if with_year else ""
    return f"{local.day} {_MONTHS[local.month - 1]}{year}, {local:%H:%M}"


def evidence(name: object) -> str:
    """How a figure is known; nothing where there was no activity.

    >>> evidence("changelog"), evidence("inferred"), evidence(float("nan"))
    ("from Jira's history", 'inferred', '–')
    """
    return _EVIDENCE.get(name, NOTHING) if isinstance(name, str) else NOTHING


def within(least: float, most: float) -> str:
    """The bounds of a number of days; nothing where there are none, or where they say no more than the figure.

    >>> within(2, 5), within(0, 3.5), within(2, 2.01), within(float("nan"), float("nan"))
    ('between 2 and 5 days', 'at most 3.5 days', '', '')
    """
    low = number(least)
    if low in (NOTHING, number(most)):
        return ""
    return f"at most {days(most)}" if low == "0" else f"between {low} and {days(most)}"


def listing(parts: Sequence[str]) -> str:
    """Several things in a sentence.

    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end.

    >>> sentence("went back once")
    'Went back once.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def cut_off(cut: int, inferred: int) -> str:
    """How many inferred Tasks the longest time that is inferred has cut off, and what that says.

    >>> cut_off(3, 12)
    '3 of 12 inferred Tasks (25 %) were cut at five working days: from some 14 % on, sums can be off by half.'
    """
    share = f"{cut / inferred:.0%}".replace("%", " %")
    return (
        f"{cut} of {count(inferred, 'inferred Task')} ({share}) {'was' if cut == 1 else 'were'} cut at five working "
        "days: from some 14 % on, sums can be off by half."
    )


def rule(name: str) -> str:
    """The name of a rule.

    >>> rule("task-too-long")
    'Task too long'
    """
    return name.replace("-", " ").capitalize()


def cited(text: str, longest: int = 60) -> str:
    """A text of Jira's within a sentence: on one line, cut where nobody reads on.

    >>> cited("Code   Review"), cited("a" * 99, longest=3)
    ('“Code Review”', '“aaa…”')
    """
    line = " ".join(text.split())
    return f"“{line if len(line) <= longest else line[:longest] + '…'}”"
