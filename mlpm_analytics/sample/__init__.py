"""The sample portfolio: a small simulator of the way of working that writes what Jira would send.

`python -m mlpm_analytics.sample FOLDER` writes the search answer with changelog (`jira.json`), the CSV export of
the same issues (`jira.csv`), the settings they are read with (`mlpm.toml`), and what the simulator itself knows
of the figures (`truth.json`): the same bytes every time.
"""

from pathlib import Path

from mlpm_analytics.sample.issues import Portfolio, number
from mlpm_analytics.sample.jira_csv import csv_export
from mlpm_analytics.sample.jira_json import search_answer
from mlpm_analytics.sample.mlpm_toml import settings_file
from mlpm_analytics.sample.scenes import stage
from mlpm_analytics.sample.simulator import Simulator
from mlpm_analytics.sample.truth import truth

WRITERS = {"jira.csv": csv_export, "jira.json": search_answer, "mlpm.toml": settings_file, "truth.json": truth}


def portfolio() -> Portfolio:
    """The sample portfolio, played from the beginning."""
    world = Simulator()
    world.play()
    stage(world)
    return number(world.issues)


def write_sample(folder: Path) -> list[Path]:
    """Write the four files of the sample into a folder, which is made where it is missing; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    played = portfolio()
    paths = []
    for name, text_of in WRITERS.items():
        paths.append(folder / name)
        paths[-1].write_bytes(text_of(played).encode())
    return paths
