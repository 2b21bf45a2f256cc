"""How long the largest exports take to read, and how much memory: all fields of very many issues.

    python benchmarks/large_csv.py [rows [columns]]

Prints the size of the file, the seconds of splitting and of reading, and the peak of memory.
"""

import csv
import io
import resource
import sys
import time

from mlpm_analytics.sources import ExportFile, ReadingOptions, read
from mlpm_analytics.sources.csv_table import read_table

KNOWN = ("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Assignee", "Created", "Updated")
DESCRIPTION = "What was tried, and what came out of it. " * 10


def main(rows: int, columns: int) -> None:
    """Make an export in memory and read it."""
    content = export(rows, columns)
    print(f"{rows} rows, {columns} columns: {len(content) / 1e6:.0f} MB")
    began = time.perf_counter()
    read_table("export.csv", content.decode())
    split = time.perf_counter()
    found = read(ExportFile("export.csv", content), ReadingOptions())
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(found.issues)} issues; split {split - began:.1f} s, read {done - split:.1f} s, peak {peak:.0f} MB")


def export(rows: int, columns: int) -> bytes:
    """As Jira writes it: most cells are empty, Log Work and Comment repeat."""
    others = ["Description", "Custom field (Phase)", "Custom field (Start date)"]
    repeated = ["Log Work"] * ((columns - len(KNOWN) - len(others)) // 2)
    custom = [f"Custom field (F{number})" for number in range(columns - len(KNOWN) - len(others) - len(repeated))]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*KNOWN, *others, *repeated, *custom])
    for number in range(rows):
        stamp = f"{number % 28 + 1:02}/Jan/26 {number % 12 + 1}:{number % 60:02} PM"
        known = [f"Fit {number}", f"ML-{number}", str(10000 + number), "Task", "Done", "ML", "Ana", stamp, stamp]
        work = [f"note;{stamp};ana;3600"] * min(10, len(repeated))
        filled = [*work, *[""] * (len(repeated) - len(work)), *["value"] * min(10, len(custom))]
        writer.writerow([*known, DESCRIPTION, "Modeling", stamp, *filled, *[""] * max(0, len(custom) - 10)])
    return text.getvalue().encode()


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:]]
    main(*asked, *(100_000, 400)[len(asked) :])
