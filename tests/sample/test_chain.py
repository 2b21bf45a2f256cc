"""The whole chain on the sample, from Jira's JSON to the figures: against the oracle, and against what was planted."""

import pandas as pd

from mlpm_analytics.frames import Figures
from tests.metrics.test_laws import assert_as_the_oracle_says
from tests.oracle import Oracle
from tests.oracle_time import micros
from tests.sample.loaded import mapped, sample_figures
from tests.sample.reading import END, PLANTED


def test_the_figures_of_the_sample_are_what_a_second_slow_computation_finds():
    sample = mapped()
    world = Oracle(sample.model, sample.workflow, sample.calendars).at(micros(pd.Timestamp(END)))
    assert_as_the_oracle_says(sample_figures(), world)


def test_the_breaches_are_those_of_the_story():
    assert sorted(sample_figures().breaches[["rule", "subject"]].itertuples(index=False, name=None)) == PLANTED


def test_the_one_history_that_is_cut_is_found():
    findings = mapped().model.findings
    assert findings["rule"].value_counts().to_dict() == {"history-cut": 2, "booked-late": 3}
    assert len(set(findings.loc[findings["rule"] == "history-cut", "key"])) == 1
    assert sample_figures().projects["evidence"].value_counts().to_dict() == {"changelog": 21, "inferred": 1}


def test_the_csv_export_tells_of_the_same_projects_without_their_history():
    exported, complete = sample_figures("jira.csv"), sample_figures()
    assert settled(exported) == settled(complete)
    columns = ["project", "phase", "planned_days", "task_count", "done_count"]
    pd.testing.assert_frame_equal(exported.phases[columns], complete.phases[columns])


def settled(figures: Figures) -> dict[str, str]:
    rows = figures.projects[figures.projects["state"].isin(["done", "abandoned", "paused"])]
    return dict(zip(rows["project"], rows["state"], strict=True))
