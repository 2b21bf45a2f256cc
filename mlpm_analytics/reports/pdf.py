"""A PDF of a file to send: the same HTML, printed by a Chromium that is found on this machine."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mlpm_analytics.errors import MlpmError

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PATIENCE_SECONDS: Final = 120
_WINDOW: Final = "728,1000"  # charts are as wide on the screen as on the paper


def printed(html: str, *, environ: Mapping[str, str] = os.environ) -> bytes:
    """The file as PDF.

    Raises `MlpmError` where no Chromium is found, and where it does not print.
    """
    chromium = find_chromium(environ)
    with tempfile.TemporaryDirectory(prefix="mlpm-print-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(html, encoding="utf-8", newline="\n")
        said = _run([chromium, *_options(Path(folder), target), source.as_uri()])
        if not target.is_file() or not target.stat().st_size:
            raise MlpmError(
                f"{chromium} printed nothing. {said} Name another Chromium with CHROMIUM=/path/to/chromium, "
                "or write --format html and print that file from a browser."
            )
        return target.read_bytes()


def find_chromium(environ: Mapping[str, str] = os.environ) -> str:
    """The Chromium that `CHROMIUM` names, else the first on the path; `MlpmError` where there is none."""
    named = environ.get("CHROMIUM")
    found = (shutil.which(name, path=environ.get("PATH")) for name in ([named] if named else NAMES))
    chromium = next((one for one in found if one), None)
    if chromium:
        return chromium
    seen = f"CHROMIUM names {named}, which is no program" if named else "no Chromium or Chrome is on the path"
    raise MlpmError(
        f"A PDF is printed by a Chromium, and {seen}. Install one, name it with CHROMIUM=/path/to/chromium, "
        "or write --format html and print that file from a browser."
    )


def _options(folder: Path, target: Path) -> list[str]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        "--headless",
        *(["--no-sandbox"] if is_root else []),  # Chromium refuses to start as root with it
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={_WINDOW}",
        "--virtual-time-budget=5000",
        "--no-pdf-header-footer",
        f"--print-to-pdf={target}",
    ]


def _run(command: list[str]) -> str:
    """The last line that the program said, as a sentence; nothing where it said nothing."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603  # no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"({error})"
    lines = done.stderr.decode("utf-8", errors="replace").strip().splitlines()
    return f"It said: {lines[-1]}" if lines else ""
