"""Nothing in, nothing out: no rows give the same columns and no rows, whatever is missing."""

import pytest

from mlpm_analytics import frames
from mlpm_analytics.workflow import Workflow
from tests.builder import epic, portfolio, seen, task

WORK = ("2026-03-02 09:00", "2026-03-03 17:00")
MODELS = {
    "nothing at all": portfolio(),
    "an Epic alone": portfolio(epic("P", plan={"Modeling": 1})),
    "a chosen Epic alone": portfolio(epic("P", is_chosen=True)),
    "a Task alone": portfolio(task("T", epic=None).active(*WORK)),
    "a Task of an Epic that is not in the data": portfolio(task("T").active(*WORK)),
    "a Task that holds nothing": portfolio(task("T", epic=None, phase=None, who=None).active(*WORK)),
    "no activity": portfolio(epic("P"), task("T")),
    "no phase": portfolio(epic("P"), task("T", phase=None).active(*WORK)),
    "no scientist": portfolio(epic("P"), task("T", who=None).active(*WORK)),
    "no plan": portfolio(epic("P"), task("T").active(*WORK)),
}


@pytest.mark.parametrize("as_of", ["2025-01-01 09:00", "2026-03-03 12:00"])
@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_every_frame_keeps_its_contract(model, as_of):
    found = seen(model, as_of, Workflow(has_deliverable_field=True))
    for name in ("work_intervals", "projects", "phases", "visits", "moves", "where_time_went", "tasks", "breaches"):
        contract, frame = getattr(frames, name.upper()), getattr(found, name)
        assert frame.dtypes.astype("str").to_dict() == contract.empty().dtypes.astype("str").to_dict(), name


def test_before_anything_was_there_nothing_is_known():
    found = seen(portfolio(epic("P"), task("T").active(*WORK)), "2025-01-01 09:00")
    assert found.projects.empty
    assert found.tasks.empty
    assert found.work_intervals.empty
