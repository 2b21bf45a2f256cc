"""How long each step takes beside its floor, measured in the same run: `python -m benchmarks SIZE…` (`make bench`).

For each size a portfolio is made (the same bytes each time) and goes through import, figures, reports, and a change of
one issue in a hundred; every step in a process of its own. Seconds are of the processor, so that a busy machine counts
little; those of commands include their imports. The tables are put first in `docs/performance.md`, above older ones.
"""

import json
import os
import platform
import subprocess
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.portfolio import pages, write_changed, write_csv, write_pages, write_settings
from benchmarks.steps import loads

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
RUNS = "<!-- runs, the latest first -->\n"
SIZES = [1_000, 10_000]
BIG_EPIC = {"tasks": 1_000, "changes": 25}
IMPORTS = "floor: import pandas, duckdb"
REPORTS = {"report project": ["project", "ML-1"], "report weekly": ["weekly"], "report portfolio": ["portfolio"]}
FLOORS = {  # what a line is held against
    "JSON pages: read and store": "floor: pages parsed",
    "CSV: read and store": "floor: CSV split",
    "all figures once": "floor: bare SQL",
    "1 % changed: read and store": "JSON pages: read and store",
    "1 % changed: figures and publishing": "JSON pages: figures and publishing",
    **dict.fromkeys(REPORTS, IMPORTS),
}


@dataclass
class Line:
    """What was measured of one line of a table, once for each run: seconds of the processor, MB of the process."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)


Lines = defaultdict[str, Line]


def main() -> None:
    """Measure, print, and write the document."""
    parser = ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="SIZE", help="issues, such as 1000")
    parser.add_argument("--runs", type=int, default=3, help="how often each step is measured")
    parser.add_argument("--note", default="", help="a word on what was measured, for the head of the tables")
    parser.add_argument("--print", action="store_true", dest="only_prints", help="leave the document as it is")
    given = parser.parse_args()
    text = _head(given.note)
    for title, lines in _measured(given.sizes, given.runs):
        table = _table(title, lines)
        print(table, flush=True)
        text += f"\n{table}"
    if not given.only_prints:
        head, history = DOCUMENT.read_text(encoding="utf-8").split(RUNS)
        DOCUMENT.write_text(f"{head}{RUNS}\n{text}{history}", encoding="utf-8")


def _measured(sizes: Iterable[int], runs: int) -> Iterator[tuple[str, Lines]]:
    for size in sizes:
        yield f"{size:,} issues", _of_portfolio(size, runs)
    tasks, changes = BIG_EPIC["tasks"], BIG_EPIC["changes"]
    yield f"One Epic of {tasks:,} Tasks with {changes} changes each", _of_big_epic(runs)


def _of_portfolio(size: int, runs: int) -> Lines:
    lines: Lines = defaultdict(Line)
    with TemporaryDirectory(prefix="mlpm-bench-") as name:
        folder = Path(name)
        write_settings(folder / "mlpm.toml")
        write_pages(folder / "pages", pages(size))
        write_csv(folder / "issues.csv", pages(size))
        write_changed(folder / "changed.json", pages(size), max(1, size // 100))
        for _ in range(runs):
            for step in ("json_pages", "parsing", "one_csv", "splitting", "figures_once"):
                _step(lines, step, folder)
            for line, report in REPORTS.items():
                command = ["-m", "mlpm_analytics", "--store", f"{folder}/store", "--config", f"{folder}/mlpm.toml"]
                _command(lines, line, [*command, "report", *report, "--format", "json"])
            _command(lines, IMPORTS, ["-c", "import pandas, duckdb"])
            _step(lines, "changed", folder)
    return lines


def _of_big_epic(runs: int) -> Lines:
    lines: Lines = defaultdict(Line)
    with TemporaryDirectory(prefix="mlpm-bench-") as name:
        folder = Path(name)
        write_settings(folder / "mlpm.toml")
        write_pages(folder / "pages", pages(BIG_EPIC["tasks"] + 1, **BIG_EPIC))
        for _ in range(runs):
            for step in ("json_pages", "parsing", "figures_once"):
                _step(lines, step, folder)
    return lines


def _step(lines: Lines, name: str, folder: Path) -> None:
    answer, _, peak = _run(["-m", "benchmarks.steps", name, str(folder)])
    for line, seconds in json.loads(answer).items():
        _add(lines[line], seconds, peak)


def _command(lines: Lines, line: str, arguments: Sequence[str]) -> None:
    _, seconds, peak = _run(arguments)
    _add(lines[line], seconds, peak)


def _add(line: Line, seconds: float, peak: float) -> None:
    line.seconds.append(seconds)
    line.peaks.append(peak)


def _run(arguments: Sequence[str]) -> tuple[bytes, float, float]:
    """What a process of Python prints, the seconds of processor it took, and its memory at its highest, in MB."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:  # noqa: S603  # our own modules
        answer = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}.")
    return answer, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def _head(note: str) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "pandas", "pyarrow"))
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}, Python {platform.python_version()}"
    title = f"## {datetime.now(UTC):%Y-%m-%d %H:%M}{': ' if note else ''}{note}"
    return f"{title}\n\n{machine}, {packages}; pages parsed with `{loads.__module__}`.\n"


def _table(title: str, lines: Lines) -> str:
    rows = [_row(name, line, lines.get(FLOORS.get(name, ""))) for name, line in lines.items()]
    head = "| step | seconds: median (min–max) | × its floor | peak MB |\n| --- | ---: | ---: | ---: |"
    return "\n".join([f"### {title}\n", head, *rows, ""])


def _row(name: str, line: Line, floor: Line | None) -> str:
    middle = median(line.seconds)
    spread = f"{middle:.2f} ({min(line.seconds):.2f}–{max(line.seconds):.2f})"
    times = f"{middle / max(median(floor.seconds), 0.001):.1f}" if floor else ""
    return f"| {name} | {spread} | {times} | {max(line.peaks):,.0f} |"


if __name__ == "__main__":
    main()
