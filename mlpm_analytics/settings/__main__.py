"""Write the settings reference: `python -m mlpm_analytics.settings docs/settings.md`."""

import sys
from pathlib import Path

from mlpm_analytics.settings.reference import settings_reference

if __name__ == "__main__":
    Path(sys.argv[1]).write_text(settings_reference(), encoding="utf-8")
