"""The loops of projects as an outside tool counts them: pm4py, where it is installed; it is no dependency."""

import pandas as pd
import pytest

from mlpm_analytics.frames import Figures
from tests.metrics.saved import SAVED, figures_of


@pytest.fixture(params=SAVED)
def figures(request: pytest.FixtureRequest) -> Figures:
    pytest.importorskip("pm4py", reason="pm4py is not installed: this outside check is skipped.")
    return figures_of(request.param)


def event_log(seen: Figures) -> pd.DataFrame:
    """A visit is an event: its project the case, its phase the activity."""
    return pd.DataFrame(
        {
            "case:concept:name": seen.visits["project"],
            "concept:name": seen.visits["phase"],
            "time:timestamp": seen.visits["started_at"],
        }
    )


@pytest.mark.filterwarnings("default")
def test_moves_are_what_directly_follows(figures: Figures):
    import pm4py

    follows, _, _ = pm4py.discover_dfg(event_log(figures))
    ours = figures.moves.groupby(["from_phase", "to_phase"]).size().to_dict()
    assert dict(follows) == ours


@pytest.mark.filterwarnings("default")
def test_projects_that_came_again_to_a_phase_are_those_with_rework_of_it(figures: Figures):
    import pm4py

    again = figures.moves[figures.moves["is_reentry"]].groupby("to_phase")["project"].nunique().to_dict()
    assert dict(pm4py.get_rework_cases_per_activity(event_log(figures))) == again
