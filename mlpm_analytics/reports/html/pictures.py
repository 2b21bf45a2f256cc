"""Charts inside a file: what Plotly draws in light, and which of its colours are others in dark."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mlpm_analytics.charts import Figure
from mlpm_analytics.charts.theme import Look

_log = logging.getLogger(__name__)
_GRID_LIGHT, _GRID_DARK = "#dcdfe3", "#3a3d42"
_CLEAR = "rgba(0,0,0,0)"
_BENEATH = 24  # pixels for the labels of the axis, which the app's own theme finds room for


@dataclass(frozen=True)
class Picture:
    """A chart as Plotly reads it, the dark colour for each light one, and what it shows in words."""

    name: str
    spec: dict[str, Any] | None  # None where drawing it failed: its words stand alone
    alt: str

    @property
    def height(self) -> int:
        """Pixels that the page keeps free for it."""
        return int(self.spec["layout"]["height"]) if self.spec else 0


def picture(name: str, draw: Callable[[Look], Figure], alt: str, look: Look) -> Picture:
    """A figure on the page's own background; it is drawn on light and on dark to see which colours differ.

    Where drawing it fails, the file is made without it, and the log has the trace.
    """
    try:
        light, dark = (_drawn(draw, replace(look, is_dark=is_dark)) for is_dark in (False, True))
    except Exception:
        _log.exception("The chart %s failed", name)
        return Picture(name, None, alt)
    return Picture(name, {**light, "dark": dict(_changed(light, dark))}, alt)


def _drawn(draw: Callable[[Look], Figure], look: Look) -> dict[str, Any]:
    spec = json.loads(draw(look).to_json())
    layout = spec["layout"]
    layout.pop("template", None)
    axes = {name: _axis(axis, look) for name, axis in layout.items() if name.startswith(("xaxis", "yaxis"))}
    own = {
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": look.ink},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "hoverlabel": {"bgcolor": look.background, "bordercolor": look.ink, "font": {"color": look.ink}},
        "dragmode": False,
        "height": layout["height"] + _BENEATH,
    }
    return {"data": spec["data"], "layout": {**layout, **axes, **own}}


def _axis(axis: dict[str, Any], look: Look) -> dict[str, Any]:
    grid = _GRID_DARK if look.is_dark else _GRID_LIGHT
    lines = dict.fromkeys(("gridcolor", "zerolinecolor", "linecolor"), grid)
    title = {**axis.get("title", {}), "standoff": 10}
    return {**axis, **lines, "title": title, "fixedrange": True, "automargin": True}


def _changed(light: object, dark: object) -> Iterator[tuple[str, str]]:
    """The texts of one that are others in the other: colours, since nothing else depends on the look."""
    match light, dark:
        case dict(), dict():
            for name, value in light.items():
                yield from _changed(value, dark[name])
        case list(), list():
            for one, other in zip(light, dark, strict=True):
                yield from _changed(one, other)
        case str(), str() if light != dark:
            yield light, dark
