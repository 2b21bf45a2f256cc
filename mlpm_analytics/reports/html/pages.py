"""From what a page shows to its text: templates in which every value is escaped and none may be missing."""

import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Final

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mlpm_analytics import wording
from mlpm_analytics.charts.theme import Look
from mlpm_analytics.metrics.not_counted import lines
from mlpm_analytics.views.cells import NUMBERS

_ROOM: Final = Path(__file__).parents[1]
LONGEST_TEXT: Final = 300  # signs of a text from Jira, whose summaries have at most 255
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_LINEAR_UP_TO: Final = 0.04045
_WHITE, _INK = "#ffffff", "#111111"


def page(template: str, *, phases: tuple[str, ...], timezone: str, not_counted: pd.DataFrame, **shown: object) -> str:
    """A template with what it shows; instants read in `timezone`. Every one says what is `not_counted`."""
    rendered = (
        _environment()
        .get_template(template)
        .render(
            colors=[_colors(n, phases) for n in range(len(phases))],
            phase_numbers={phase: n for n, phase in enumerate(phases, start=1)},
            zone=timezone,
            not_counted=[_on_one_line(line) for line in lines(not_counted)],
            on=partial(wording.date, timezone=timezone),
            moment=partial(wording.moment, timezone=timezone, with_year=True),
            **shown,
        )
    )
    return rendered.rstrip() + "\n"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= _FILTERS
    made.globals |= {"plotly": _plotly, "numbers": NUMBERS}
    return made


@cache
def _plotly() -> str:
    """The drawing library, which a template marks as safe: it is ours and holds no end of a script."""
    return (_ROOM / "assets" / "plotly-basic.min.js").read_text(encoding="utf-8")


def told(value: object) -> str:
    """A text from Jira on one line, without signs that steer, cut where nobody reads on; a dash where there is none."""
    if not isinstance(value, str):
        return wording.NOTHING
    line = _on_one_line(value)
    return line if len(line) <= LONGEST_TEXT else f"{line[:LONGEST_TEXT]}…"


def _on_one_line(text: str) -> str:
    return " ".join(_STEERING.sub(" ", text).split())


def web_address(value: object) -> str | None:
    """An address that a link may lead to: http or https, and nothing that a browser would run."""
    is_one = isinstance(value, str) and value.startswith(("http://", "https://")) and not any(map(str.isspace, value))
    return str(value) if is_one else None


_FILTERS: dict[str, Callable[..., object]] = {
    "told": told,
    "web_address": web_address,
    "is_known": pd.notna,
    "number": wording.number,
    "days": wording.days,
}


def _colors(number: int, phases: tuple[str, ...]) -> dict[str, str]:
    """The colour of a phase on light and dark, each with the ink that is read best on it."""
    light, dark = (Look(phases, is_dark=is_dark).color(phases[number]) for is_dark in (False, True))
    return {"light": light, "on_light": _readable_on(light), "dark": dark, "on_dark": _readable_on(dark)}


def _readable_on(color: str) -> str:
    return max((_WHITE, _INK), key=lambda ink: _contrast(ink, color))


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """How light a colour is, as WCAG has it."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
