"""The sample portfolio: a small simulator of the way of working that writes what Jira would send.

`python -m simulator FOLDER` writes the search answer with changelog (`jira.json`), the CSV export of the same issues
(`jira.csv`) and the settings they are read with (`mlpm.toml`): the same bytes every time.
"""

from pathlib import Path

from simulator.issues import number
from simulator.jira_csv import csv_export
from simulator.jira_json import search_answer
from simulator.mlpm_toml import settings_file
from simulator.oddities import add_oddities
from simulator.simulator import Simulator

WRITERS = {"jira.csv": csv_export, "jira.json": search_answer, "mlpm.toml": settings_file}


def write_sample(folder: Path) -> list[Path]:
    """Write the files of the sample into a folder, which is made where it is missing; their paths."""
    world = Simulator()
    world.play()
    add_oddities(world)
    portfolio = number(world.issues)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in WRITERS]
    for path in paths:
        path.write_bytes(WRITERS[path.name](portfolio).encode())
    return paths
