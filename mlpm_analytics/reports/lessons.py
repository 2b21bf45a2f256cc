"""What the projects teach together, in sentences and in tables to read."""

import math

import pandas as pd

from mlpm_analytics import wording
from mlpm_analytics.calendars import Calendars
from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.flow import age_percentiles, aged_tasks
from mlpm_analytics.metrics.portfolio import ENOUGH, moves_back, phase_spread, plan_bias
from mlpm_analytics.reports.document import Block, Heading, Paragraph, Table
from mlpm_analytics.workflow import Workflow


def spread_sentence(spread: pd.DataFrame) -> str:
    """The median of each phase; in words where there are too few projects for one."""
    known = spread[spread["median_days"].notna()]
    if known.empty:
        return f"Fewer than {wording.in_words(ENOUGH)} finished projects were in any phase: too few for a median."
    parts = [
        f"{phase} {wording.days(days)} ({count} projects)"
        for phase, days, count in known[["phase", "median_days", "project_count"]].itertuples(index=False)
    ]
    return f"Half of the finished projects took at most: {wording.listing(parts)}."


def bias_sentence(bias: pd.DataFrame) -> str:
    """How each phase compares with its plan, the most underestimated first."""
    known = bias[bias["bias"].notna()].sort_values("bias", ascending=False, kind="stable")
    if known.empty:
        return f"Fewer than {wording.in_words(ENOUGH)} finished projects had a plan for any phase: too few to compare."
    parts = [
        f"{phase} takes {times_its_plan(ratio)}, {count} projects"
        for phase, ratio, count in known[["phase", "bias", "project_count"]].itertuples(index=False)
    ]
    return f"{'; '.join(parts)}."


def times_its_plan(ratio: float) -> str:
    """A bias in words.

    >>> times_its_plan(1.6), times_its_plan(0.85), times_its_plan(1.0)
    ('1.6 × its plan', '0.85 × its plan', '1 × its plan')
    """
    return f"{wording.number(ratio, digits=2)} × its plan"


def back_sentence(ways: pd.DataFrame) -> str:
    """How often projects went back in all, what it cost, and where most of it went."""
    if ways.empty:
        return "No project has gone back to an earlier phase."
    count, cost = int(ways["move_count"].sum()), float(ways["cost_days"].sum())
    first = ways.iloc[0]
    most = (
        f"; most of it from {first['from_phase']} to {first['to_phase']}: "
        f"{wording.times(int(first['move_count']))}, {wording.days(first['cost_days'])}"
    )
    told = f"{wording.count(count, 'move')} back cost {wording.days(cost)} until the projects were as far as before"
    return wording.sentence(told + (most if len(ways) > 1 else ""))


def age_sentence(percentiles: dict[int, float]) -> str:
    """What finished Tasks took."""
    if any(math.isnan(days) for days in percentiles.values()):
        return f"Fewer than {wording.in_words(ENOUGH)} Tasks are finished: too few to say what one takes."
    parts = [f"{_part(share)} within {wording.days(days)}" for share, days in percentiles.items()]
    return f"Of the finished Tasks {wording.listing(parts)} of their first active moment."


def _part(share: int) -> str:
    return {50: "half were done"}.get(share, f"{share} in a hundred")


def lessons_blocks(figures: Figures, workflow: Workflow, calendars: Calendars) -> list[Block]:
    """What finished projects took, how they kept to their plan, how often and from where projects went back."""
    spread, bias, ways = phase_spread(figures, workflow), plan_bias(figures, workflow), moves_back(figures)
    return [
        Heading("Time per phase"),
        Paragraph(spread_sentence(spread)),
        _spread_table(spread),
        Heading("Plan against actual"),
        Paragraph(bias_sentence(bias)),
        _bias_table(bias),
        Heading("Going back"),
        Paragraph(back_sentence(ways)),
        *([] if ways.empty else [_back_table(ways)]),
        Heading("How long Tasks take"),
        Paragraph(age_sentence(age_percentiles(aged_tasks(figures, calendars)))),
    ]


def _spread_table(spread: pd.DataFrame) -> Table:
    columns = {"Least": "least_days", "Lower quarter": "lower_days", "Median": "median_days"}
    columns |= {"Upper quarter": "upper_days", "Most": "most_days"}
    rows = [
        [row["phase"], str(row["project_count"]), *(wording.decimal(row[column]) for column in columns.values())]
        for row in spread.to_dict("records")
    ]
    numbers = ["Finished projects", *columns]
    return Table.of(["Phase", *numbers], rows, numbers)


def _bias_table(bias: pd.DataFrame) -> Table:
    rows = [
        [
            row["phase"],
            str(row["project_count"]),
            wording.decimal(row["baseline_days"]),
            wording.decimal(row["actual_days"]),
            wording.decimal(row["bias"], digits=2),
        ]
        for row in bias.to_dict("records")
    ]
    numbers = ["Finished projects with a plan", "First plans", "Actual", "Bias"]
    return Table.of(["Phase", *numbers], rows, numbers)


def _back_table(ways: pd.DataFrame) -> Table:
    rows = [
        [
            row["from_phase"],
            row["to_phase"],
            str(row["move_count"]),
            str(row["project_count"]),
            wording.decimal(row["cost_days"]),
            wording.decimal(row["median_cost_days"]),
        ]
        for row in ways.to_dict("records")
    ]
    numbers = ["Moves back", "Projects", "Cost", "Median cost"]
    return Table.of(["From", "To", *numbers], rows, numbers)
