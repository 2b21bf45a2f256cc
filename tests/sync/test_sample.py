"""The sample portfolio by three ways in: Jira Cloud, Jira Data Center, and a file with Jira's answer."""

import json
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mlpm_analytics.load import current, import_paths
from mlpm_analytics.publication import FIGURES, instant_of
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from tests.fakejira import Manners, world_from

from .jiras import FACES, Team, team

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


class SampleTeam(Team):
    """A team with the settings of the sample."""

    @property
    def configured(self):
        settings = load_settings(SAMPLE / "mlpm.toml")
        jira = settings.jira.model_copy(update={"url": self.jira.url, "projects": self.projects})
        return settings.model_copy(update={"jira": jira})


@pytest.fixture(scope="module")
def answer():
    return json.loads((SAMPLE / "jira.json").read_text(encoding="utf-8"))


def named(frame: pd.DataFrame, keys: dict[str, str]) -> pd.DataFrame:
    """The figures with people by their account ids, and without addresses, in an order of their own."""
    texts = frame.select_dtypes("str").columns
    frame = frame.assign(**{name: frame[name].replace(keys) for name in texts}).drop(columns="url", errors="ignore")
    return frame.sort_values(list(frame.columns), ignore_index=True)


def test_the_figures_are_the_same_by_cloud_by_data_center_and_by_a_file(tmp_path, answer):
    found = {}
    for face in FACES:
        world = world_from(answer)
        keys = {one.key: one.account_id for one in world.users}
        with team(world, tmp_path / face, face, Manners(page=500, bulk_entries=1000)) as synced:
            ours = SampleTeam(synced.jira, synced.store)
            ours.sync()
            found[face] = current(ours.store, ours.configured), keys
            settings = ours.configured
    imported = Store(tmp_path / "file")
    import_paths([SAMPLE / "jira.json"], imported, settings, ReadingOptions(), exported_at=instant_of(found["dc"][0]))
    found["file"] = current(imported, settings), {}
    for name in FIGURES:
        frames = [named(snapshot.frame(name), keys) for snapshot, keys in found.values()]
        assert len(frames[0])
        for other in frames[1:]:
            assert_frame_equal(frames[0], other)
