"""`python -m mlpm_analytics.store docs/store.md` brings the tables in that document up to date."""

import sys
from pathlib import Path

from mlpm_analytics.store.documentation import documented

if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(documented(document.read_text(encoding="utf-8")), encoding="utf-8")
