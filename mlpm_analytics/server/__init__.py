"""The server: what it lets in and says, a readiness check, warm libraries before the first visit, settings in code.

The script of the app is `main.py`, which does not lie beside a folder called `pages`: a page of such a folder could
be reached on a freshly started server without it.
"""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from mlpm_analytics.address import LOOPBACK, Address
from mlpm_analytics.charts.theme import CATEGORIES_DARK, CATEGORIES_LIGHT, DARK_BACKGROUND, LIGHT_BACKGROUND
from mlpm_analytics.server.front_page import FrontPage
from mlpm_analytics.server.gate import Gate
from mlpm_analytics.server.headers import SecurityHeaders
from mlpm_analytics.server.upload_slots import UploadSlots
from mlpm_analytics.settings import load_settings
from mlpm_analytics.ui import permission

SCRIPT = Path(__file__).parents[1] / "main.py"
SLOTS = UploadSlots()

# The same as .streamlit/config.toml, which `streamlit run app.py` reads in a checkout; a wheel has none.
SETTINGS: dict[str, Any] = {
    "server.headless": True,
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.allowedHosts": list(LOOPBACK),
    "server.enableWebsocketCompression": True,
    "server.maxUploadSize": 200,
    "server.maxCacheDataSize": "1gb",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "type",
    "client.showErrorLinks": False,
    "runner.magicEnabled": False,
    "theme.baseRadius": "8px",
    "theme.headingFontSizes": ["2rem", "1.5rem", "1.2rem"],
    "theme.metricValueFontSize": "1.4rem",
    "theme.paddingTop": "1.5rem",
    "theme.light.backgroundColor": LIGHT_BACKGROUND,
    "theme.light.primaryColor": "#0b5cad",
    "theme.light.textColor": "#1a1a1a",
    "theme.light.chartCategoricalColors": list(CATEGORIES_LIGHT),
    "theme.dark.backgroundColor": DARK_BACKGROUND,
    "theme.dark.primaryColor": "#6cb2ff",
    "theme.dark.chartCategoricalColors": list(CATEGORIES_DARK),
}


def serve(store: Path, config: Path | None, address: Address, *, read_only: bool = False) -> None:
    """Serve the app until it is stopped.

    Raises `ServerError` where the address cannot be used, or would let others in unasked.
    """
    address.check()
    os.environ["MLPM_STORE"] = str(store.resolve())
    if config is not None:
        os.environ["MLPM_CONFIG"] = str(config.resolve())
    if read_only:
        os.environ[permission.VARIABLE] = "1"
    largest = {"server.maxUploadSize": load_settings(config).app.max_upload_mb}
    st.App(SCRIPT, **OPTIONS).run(config=SETTINGS | address.settings | largest)


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Import what pages need, and keep it out of the garbage collection after every run (66 ms each, measured)."""
    import mlpm_analytics.ui  # noqa: F401, PLC0415
    from mlpm_analytics.charts import warm_up  # noqa: PLC0415

    files = runtime.get_instance().uploaded_file_mgr
    assert isinstance(files, MemoryUploadedFileManager)  # noqa: S101  # the only one that Streamlit's app makes
    SLOTS.attach(files)
    warm_up()
    gc.collect()
    gc.freeze()
    yield {}


async def ready(_request: Request) -> JSONResponse:
    """Whether the server takes visitors: true from its first answer on."""
    return JSONResponse({"ready": True})


OPTIONS: dict[str, Any] = {
    "lifespan": warm,
    "middleware": [Middleware(SecurityHeaders), Middleware(Gate, slots=SLOTS), Middleware(FrontPage)],
    "routes": [Route("/readyz", ready)],
}
