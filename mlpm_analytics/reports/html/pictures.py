"""Charts inside a file: what Plotly draws in light, and which of its colours are others in dark."""

import json
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from mlpm_analytics.charts.theme import Look

_GRID_LIGHT, _GRID_DARK = "#dcdfe3", "#3a3d42"
_CLEAR = "rgba(0,0,0,0)"


@dataclass(frozen=True)
class Picture:
    """A chart as Plotly reads it, and what it shows in words."""

    name: str
    spec: dict[str, Any]
    alt: str

    @property
    def height(self) -> int:
        """Pixels that the page keeps free for it."""
        return int(self.spec["layout"]["height"])


def picture(name: str, figure: go.Figure, alt: str, look: Look) -> Picture:
    """A figure drawn with the light `look`, on the page's own background."""
    spec = json.loads(figure.to_json())
    spec["layout"].pop("template", None)
    axes = {name: _axis(axis) for name, axis in spec["layout"].items() if name.startswith(("xaxis", "yaxis"))}
    own = {
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": look.ink},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "hoverlabel": {"bgcolor": look.background, "bordercolor": look.ink, "font": {"color": look.ink}},
        "dragmode": False,
    }
    return Picture(name, {"data": spec["data"], "layout": {**spec["layout"], **axes, **own}}, alt)


def _axis(axis: dict[str, Any]) -> dict[str, Any]:
    lines = dict.fromkeys(("gridcolor", "zerolinecolor", "linecolor"), _GRID_LIGHT)
    return {**axis, **lines, "fixedrange": True, "automargin": True}


def dark_colors(phases: tuple[str, ...]) -> dict[str, str]:
    """Which colour stands in dark for each that a picture has in light."""
    light, dark = Look(phases), Look(phases, is_dark=True)
    return {
        **{light.color(phase): dark.color(phase) for phase in phases},
        light.ink: dark.ink,
        light.background: dark.background,
        _GRID_LIGHT: _GRID_DARK,
    }
