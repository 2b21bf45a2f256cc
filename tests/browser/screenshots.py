"""Pictures of every page on the sample portfolio: `python -m tests.browser.screenshots docs` (`make screenshots`).

Light, dark and as narrow as a telephone. The sample's instants are fixed and so are the sizes of the windows: the same
program makes the same pictures.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from mlpm_analytics.load import import_found
from mlpm_analytics.settings import load_settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from mlpm_analytics.ui.pages import PAGES
from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT, drawn, serving

SAMPLE = ROOT / "data" / "sample"
SIZES = {"": (1280, 1500, "light"), "-dark": (1280, 1500, "dark"), "-narrow": (390, 1200, "light")}
DRAWN_MS = 180_000  # a page may have figures to compute first


def take(folder: Path) -> None:
    """Take the pictures and put them into the folder."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        store = Path(temporary) / "store"
        os.environ["MLPM_CONFIG"] = str(SAMPLE / "mlpm.toml")
        settings = load_settings(SAMPLE / "mlpm.toml")
        sample = ExportFile("jira.json", (SAMPLE / "jira.json").read_bytes())  # no path of this machine on a picture
        import_found([sample], Store(store), settings, ReadingOptions(settings.calendar.timezone))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with serving(store, config=SAMPLE / "mlpm.toml") as address:
            for name in PAGES:
                for ending, size in SIZES.items():
                    path = Path(temporary) / f"{name.replace('_', '-')}{ending}.png"
                    _picture(browser, address + _path(name), size, path)
                    shutil.move(path, folder / path.name)
        browser.close()


def _path(name: str) -> str:
    return "/" if name == next(iter(PAGES)) else f"/{name}"


def _picture(browser: Browser, address: str, size: tuple[int, int, str], path: Path) -> None:
    width, height, scheme = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
    )
    context.set_default_timeout(DRAWN_MS)
    page = context.new_page()
    page.goto(address)
    drawn(page)
    page.screenshot(path=path, animations="disabled")
    context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
