"""The figures of all projects together, held against the oracle's."""

import math
from typing import Any

import pandas as pd

from mlpm_analytics.frames import Figures
from mlpm_analytics.metrics.effort import effort_parts, effort_weeks
from mlpm_analytics.metrics.lead_times import UNITS, finished_quarters, flow_efficiency, lead_times
from mlpm_analytics.metrics.trends import phase_trends
from tests import oracle_portfolio
from tests.oracle_statistics import spread
from tests.oracle_world import World


def assert_portfolio_figures(found: Figures, world: World) -> None:
    assert_lead_times(found, world)
    assert_trends(found, world)
    assert_effort(found, world)


def assert_lead_times(found: Figures, world: World) -> None:
    zone = world.team.timezone
    rows = lead_times(found, zone).set_index("unit").to_dict("index")
    figures = {"working days": oracle_portfolio.lead_days(world), "calendar weeks": oracle_portfolio.lead_weeks(world)}
    for unit in UNITS:
        wanted = spread(oracle_portfolio.lead_marks(world, unit))
        median, p85 = (wanted[name] or (None, False) for name in ("median", "p85"))
        trend = oracle_portfolio.trend(world, figures[unit])
        assert_same(
            rows[unit],
            {
                **{name: wanted[name] for name in ("finished_count", "open_count")},
                "least": wanted["shortest"],
                "most": wanted["longest"],
                "beyond_count": wanted["past_longest_count"] or 0,
                "median": median[0],
                "is_more": median[1],
                "p85": p85[0],
                "is_p85_more": p85[1],
                **{name: trend[name] for name in ("recent_count", "earlier_count")},
                **{f"{name}_median": trend[name] for name in ("recent", "earlier")},
            },
        )
    quarters = finished_quarters(found, zone).set_index("quarter_starting")["finished_count"].to_dict()
    assert quarters == {day: len(epics) for day, epics in oracle_portfolio.quarters(world).items()}
    for row in flow_efficiency(found).to_dict("records"):
        count, share = oracle_portfolio.flow_efficiency(world, is_finished=row["state"] == "finished")
        assert_same(row, {"project_count": count, "active_share": share})


def assert_trends(found: Figures, world: World) -> None:
    for row in phase_trends(found, world.workflow, world.team.timezone).to_dict("records"):
        wanted = oracle_portfolio.phase_trend(world, row["phase"])
        assert_same(
            row,
            {
                **{name: wanted[name] for name in ("recent_count", "earlier_count")},
                **{f"{name}_median_days": wanted[name] for name in ("recent", "earlier")},
            },
        )


def assert_effort(found: Figures, world: World) -> None:
    calendars, wanted = world.oracle.calendars, oracle_portfolio.effort_weeks(world)
    weeks = effort_weeks(found, world.workflow, calendars).pivot(
        index="week_starting", columns="part", values="effort_days"
    )
    assert list(weeks.index) == list(wanted)
    for week, parts in wanted.items():
        assert_parts(weeks.loc[week], parts)
    parts = effort_parts(found, world.workflow, calendars).set_index("part")["effort_days"]
    assert_parts(parts, oracle_portfolio.effort_parts(world, 0, world.now))
    assert math.isclose(parts.sum(), found.tasks["effort_days"].sum(), abs_tol=1e-6)


def assert_parts(found: pd.Series, wanted: dict[str, float]) -> None:
    assert wanted.keys() <= set(found.index)
    assert_same(found.to_dict(), dict.fromkeys(map(str, found.index), 0.0) | wanted)


def assert_same(found: dict[Any, Any], wanted: dict[str, Any]) -> None:
    wrong = {name: (found[name], value) for name, value in wanted.items() if not _is_same(found[name], value)}
    assert not wrong, f"found, wanted: {wrong}"


def _is_same(found: float, wanted: float | None) -> bool:
    return bool(pd.isna(found)) if wanted is None else math.isclose(found, wanted, rel_tol=0, abs_tol=1e-6)
