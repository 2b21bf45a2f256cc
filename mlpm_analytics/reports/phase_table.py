"""The table of a project's phases: which columns it shows, taken from the contract, and how their cells read."""

from mlpm_analytics import wording
from mlpm_analytics.frames import COUNT, PHASES, Column, Kind, column
from mlpm_analytics.reports.as_json import Row

AGAINST_PLAN = ("variance_days", "to_come_days")  # computed from a row; they follow the actual days


def phase_figures(*, without: tuple[str, ...] = ()) -> list[Column]:
    """The figures in the order of `frames.PHASES`; Tasks done are shown with their number, `cell` says how."""
    figures = [known for known in PHASES if known.kind is Kind.FIGURE]
    place = [known.name for known in figures].index("actual_days") + 1
    figures[place:place] = [column(name) for name in AGAINST_PLAN]
    return [known for known in figures if known.name not in without]


def cell(known: Column, phase: Row) -> str:
    """A figure of a phase as a table for people shows it."""
    value = phase[known.name]
    if known.name == "variance_days":
        return wording.change(value)
    if known.name == "done_count":
        return f"{value} of {phase['task_count']}"
    return str(value) if known.dtype == COUNT else wording.decimal(value)
