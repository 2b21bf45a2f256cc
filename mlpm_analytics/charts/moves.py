"""The moves of a project between its visits: an arc for each move back, straight arrows for the others."""

from html import escape
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mlpm_analytics.charts.theme import MUTED, Look

LINES: Final = {
    "forward": ("Move forward", "dot", 1.5),
    "resumed": ("Resumed", "dash", 2.0),
    "back": ("Move back", "solid", 2.5),
}
_EDGE: Final = 0.33  # of a bar, from the middle of its row
_RISE: Final = 0.85  # how far above the row that it leads to an arc is drawn
_STEPS: Final = np.linspace(0, 1, 25)


def local(instants: pd.Series, timezone: str) -> pd.Series:
    """The time on the wall: Plotly knows no time zones."""
    return instants.dt.tz_convert(timezone).dt.tz_localize(None)


def move_traces(visits: pd.DataFrame, moves: pd.DataFrame, look: Look, *, timezone: str) -> list[go.Scatter]:
    """A trace for each kind of move that there was, on rows numbered by `look.phases`, from above.

    `visits`: columns visit_no, started_at, stopped_at; `moves`: columns visit_no (of the visit that each leads to),
    moved_at, from_phase, to_phase, direction, cost_days.
    """
    if moves.empty:
        return []
    spans = visits.set_index("visit_no")
    middle = spans["started_at"] + (spans["stopped_at"] - spans["started_at"]) / 2
    placed = moves.assign(
        left_at=local((moves["visit_no"] - 1).map(middle), timezone),
        at=local(moves["moved_at"], timezone),
        left=moves["from_phase"].map(look.phases.index),
        entered=moves["to_phase"].map(look.phases.index),
    )
    found = ((direction, placed[placed["direction"] == direction]) for direction in LINES)
    return [_trace(direction, rows, look) for direction, rows in found if not rows.empty]


def _trace(direction: str, rows: pd.DataFrame, look: Look) -> go.Scatter:
    name, dash, width = LINES[direction]
    color = MUTED if direction == "forward" else look.ink
    lines = [_line(direction, row) for row in rows.to_dict("records")]
    told = _told(name, rows, look)
    return go.Scatter(
        name=f"{name} ({len(rows)})",
        mode="lines+markers",
        x=[x for line in lines for x in (*line["x"], None)],
        y=[y for line in lines for y in (*line["y"], None)],
        line={"dash": dash, "width": width, "color": color},
        marker={
            "symbol": [symbol for line in lines for symbol in (*_unmarked(line), line["arrow"], "circle")],
            "size": [size for line in lines for size in (*[0] * (len(line["x"]) - 1), 11, 0)],
            "color": color,
            "opacity": 1,
        },
        hovertext=[text for text, line in zip(told, lines, strict=True) for _ in (*line["x"], None)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _unmarked(line: dict[str, Any]) -> list[str]:
    return ["circle"] * (len(line["x"]) - 1)


def _line(direction: str, row: dict[Any, Any]) -> dict[str, Any]:
    """From the phase that is left to the one that is entered: points, and the arrow at its end."""
    if direction == "back":
        return _arc(row)
    is_up = row["entered"] < row["left"]
    end = row["entered"] + (_EDGE if is_up else -_EDGE)
    return {"x": [row["at"]] * 2, "y": [row["left"], end], "arrow": "triangle-up" if is_up else "triangle-down"}


def _arc(row: dict[Any, Any]) -> dict[str, Any]:
    """An arc from above the middle of the visit that was left, down onto the beginning of the one gone back to."""
    ends = row["left"] - _EDGE, row["entered"] - _RISE, row["entered"] - _RISE, row["entered"] - _EDGE - 0.06
    weights = [(1 - _STEPS) ** 3, 3 * (1 - _STEPS) ** 2 * _STEPS, 3 * (1 - _STEPS) * _STEPS**2, _STEPS**3]
    y = sum(weight * end for weight, end in zip(weights, ends, strict=True))
    passed = row["at"] - row["left_at"]
    return {
        "x": [row["left_at"] + passed * float(share) for share in weights[2] + weights[3]],
        "y": list(y),
        "arrow": "triangle-down",
    }


def _told(name: str, rows: pd.DataFrame, look: Look) -> list[str]:
    costs = [
        f"<br>It cost {cost}" if known else ""
        for cost, known in zip(look.exact(rows["cost_days"]), rows["cost_days"].notna(), strict=True)
    ]
    columns = rows[["from_phase", "to_phase", "at"]].itertuples(index=False)
    return [
        f"<b>{name}</b> from {escape(left)} to {escape(entered)}<br>{at:%a %d %b %Y %H:%M}{cost}"
        for (left, entered, at), cost in zip(columns, costs, strict=True)
    ]
