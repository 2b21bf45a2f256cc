"""One step of the benchmark, in a process of its own: `python -m benchmarks.steps NAME FOLDER`.

Prints seconds of processor time by the line of the table that they belong to, as JSON; imports are over by then.
"""

import csv
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from mlpm_analytics.load import import_paths, reading_options
from mlpm_analytics.metrics import figures
from mlpm_analytics.publication import instant_of, read_mapped
from mlpm_analytics.settings import load_settings
from mlpm_analytics.store import Store

try:
    from orjson import loads
except ImportError:  # it is no part of the locked environment; the floor is then some three times as high
    from json import loads

BARE_SQL = Path(__file__).with_name("working_time.sql").read_text(encoding="utf-8")
Seconds = dict[str, float]


def imported(line: str, path: Path, store: Path) -> Seconds:
    """Import into a store: until the figures are begun, and from there."""
    settings = load_settings(path.parent / "mlpm.toml")
    marks: dict[str, float] = {}

    def progress(said: str) -> None:
        marks.setdefault(said.split(maxsplit=1)[0], time.process_time())

    began = time.process_time()
    report = import_paths([path], Store(store), settings, reading_options(settings), progress=progress)
    done, computing = time.process_time(), marks["Computing"]
    if report.refused:
        raise SystemExit(report.refused[0].problem)
    return {f"{line}: read and store": computing - began, f"{line}: figures and publishing": done - computing}


def json_pages(folder: Path) -> Seconds:
    """All pages into a new store."""
    shutil.rmtree(folder / "store", ignore_errors=True)
    return imported("JSON pages", folder / "pages", folder / "store")


def one_csv(folder: Path) -> Seconds:
    """One CSV into a new store."""
    shutil.rmtree(folder / "csv-store", ignore_errors=True)
    return imported("CSV", folder / "issues.csv", folder / "csv-store")


def changed(folder: Path) -> Seconds:
    """What changed in one issue of a hundred, into the store of the pages."""
    return imported("1 % changed", folder / "changed.json", folder / "store")


def parsing(folder: Path) -> Seconds:
    """The floor of JSON."""
    return {"floor: pages parsed": _timed(lambda: [loads(path.read_bytes()) for path in (folder / "pages").iterdir()])}


def splitting(folder: Path) -> Seconds:
    """The floor of CSV."""
    with (folder / "issues.csv").open(encoding="utf-8", newline="") as file:
        return {"floor: CSV split": _timed(lambda: sum(len(row) for row in csv.reader(file)))}


def figures_once(folder: Path) -> Seconds:
    """All figures of what is published, and their floor."""
    snapshot = Store(folder / "store").published()
    if snapshot is None:
        raise SystemExit("Nothing is published.")
    mapped, as_of = read_mapped(snapshot), instant_of(snapshot)
    computed = _timed(lambda: figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of))
    with duckdb.connect() as connection:
        for name in ("changes", "issues"):
            connection.register("incoming", snapshot.frame(name))
            connection.execute(f"CREATE TABLE {name} AS FROM incoming")
        bare = _timed(lambda: connection.sql(BARE_SQL).fetchall())
    return {"all figures once": computed, "floor: bare SQL": bare}


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


STEPS = {step.__name__: step for step in (json_pages, one_csv, changed, parsing, splitting, figures_once)}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]))))
