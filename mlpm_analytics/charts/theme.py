"""The one owner of the colours and patterns of phases, in light and dark.

Colours keep three to one against their background and stay apart for readers with protanopia, deuteranopia and
tritanopia (`tests/charts/test_theme.py` measures both). Every phase has a pattern as well: colour is never alone.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from mlpm_analytics.wording import exact

LIGHT = ("#2A6FDB", "#B0851F", "#0AA287", "#BF3FA0", "#14405F", "#80301F")
DARK = ("#A9C7FF", "#FFC83D", "#25E0A4", "#B24AE6", "#2A7D90", "#E0653F")
PATTERNS = ("", "/", ".", "x", "-", "\\", "+", "|")

LIGHT_BACKGROUND = "#ffffff"
DARK_BACKGROUND = "#171614"
BESIDE_PHASES = (("#440088", "#8822EE", "|"), ("#6600EE", "#EEEE88", "+"), ("#000000", "#CC0044", "\\"))
MUTED = "#7d8590"  # lines that guide the eye, time without a phase; seen on either background
NO_PHASE = "No phase"

_REST = ("#5F6B7A", "#D55E00", "#56B4E9", "#8C8C00")
CATEGORIES_LIGHT = LIGHT + _REST  # Streamlit drops the whole list when it has fewer than ten
CATEGORIES_DARK = DARK + _REST


@dataclass(frozen=True)
class Look:
    """How phases look on one background, and how long a working day is: `phases` in the order of the workflow."""

    phases: tuple[str, ...]
    is_dark: bool = False
    hours_per_day: float = 8.0

    def exact(self, days: pd.Series) -> list[str]:
        """Working days as a pointer on a mark tells them."""
        return [exact(value, hours_per_day=self.hours_per_day) for value in days]

    def color(self, phase: str) -> str:
        """The colour of a phase; from the seventh phase on colours repeat, with another pattern."""
        colors = DARK if self.is_dark else LIGHT
        return colors[self.phases.index(phase) % len(colors)]

    def pattern(self, phase: str) -> str:
        """Plotly's name of the pattern of a phase; none for the first."""
        return PATTERNS[self.phases.index(phase) % len(PATTERNS)]

    def marker(self, phase: str) -> dict[str, Any]:
        """The marker of a bar that stands for a phase, or for `NO_PHASE`."""
        if phase == NO_PHASE:
            return {"color": MUTED}
        pattern = {"shape": self.pattern(phase), "fillmode": "overlay", "solidity": 0.2, "size": 7}
        return {"color": self.color(phase), "pattern": pattern}

    def beside_phases(self, place: int) -> dict[str, Any]:
        """The marker of a bar that stands for something else than a phase, in one stack with phases."""
        light, dark, shape = BESIDE_PHASES[place % len(BESIDE_PHASES)]
        pattern = {"shape": shape, "fillmode": "overlay", "solidity": 0.2, "size": 7}
        return {"color": dark if self.is_dark else light, "pattern": pattern}

    @property
    def ink(self) -> str:
        """For marks that must be read on top of bars and background: plan ticks, moves back."""
        return "#f5f5f5" if self.is_dark else "#1a1a1a"

    @property
    def background(self) -> str:
        """What charts stand on."""
        return DARK_BACKGROUND if self.is_dark else LIGHT_BACKGROUND
