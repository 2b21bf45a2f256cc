"""The server: security headers, a readiness check, libraries warm before the first visit, and its settings in code.

The script of the app is `main.py`, which does not lie beside a folder called `pages`: a page of such a folder could
be reached on a freshly started server without it.
"""

import base64
import gc
import hashlib
import os
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mlpm_analytics.charts.theme import CATEGORIES_DARK, CATEGORIES_LIGHT, DARK_BACKGROUND, LIGHT_BACKGROUND
from mlpm_analytics.errors import ServerError

SCRIPT = Path(__file__).with_name("main.py")
LOOPBACK = ("127.0.0.1", "localhost")

# The same as .streamlit/config.toml, which `streamlit run app.py` reads in a checkout; a wheel has none.
SETTINGS: dict[str, Any] = {
    "server.headless": True,
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.allowedHosts": list(LOOPBACK),
    "server.enableWebsocketCompression": True,
    "server.maxUploadSize": 500,
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


def serve(store: Path, config: Path | None, host: str, port: int) -> None:
    """Serve the app until it is stopped; `port` 0 takes any free one.

    Raises `ServerError` where the address cannot be used.
    """
    _try_address(host, port)
    os.environ["MLPM_STORE"] = str(store.resolve())
    if config is not None:
        os.environ["MLPM_CONFIG"] = str(config.resolve())
    hosts = [] if host in ("0.0.0.0", "::") else sorted({*LOOPBACK, host})  # noqa: S104  # asked for by the person
    settings = {"server.address": host, "server.port": port, "server.allowedHosts": hosts}
    st.App(SCRIPT, **OPTIONS).run(config=SETTINGS | settings)


def _try_address(host: str, port: int) -> None:
    """Streamlit would end the process without a word to the person who can mend it."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise ServerError(
            f"Cannot serve on {host}, port {port}: {error.strerror or error}. "
            "Stop what uses it or name another with --port."
        ) from error


def content_policy() -> str:
    """The Content-Security-Policy: everything from this server, and no inline script but Streamlit's own."""
    html = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers that Streamlit leaves out to every answer that lacks them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", content_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                missing = [header for header in self.headers if header[0] not in present]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await self.app(scope, receive, send if scope["type"] != "http" else send_with_headers)


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Import what pages need, and keep it out of the garbage collection after every run (66 ms each, measured)."""
    import duckdb  # noqa: F401, PLC0415
    import plotly.graph_objects as go  # noqa: PLC0415
    import plotly.io as pio  # noqa: PLC0415

    import mlpm_analytics.ui  # noqa: F401, PLC0415

    pio.to_json(go.Figure([go.Bar(x=[1], y=[1]), go.Scatter(x=[1], y=[1])]))
    gc.collect()
    gc.freeze()
    yield {}


async def ready(_request: Request) -> JSONResponse:
    """Whether the server takes visitors: true from its first answer on."""
    return JSONResponse({"ready": True})


OPTIONS: dict[str, Any] = {
    "lifespan": warm,
    "middleware": [Middleware(SecurityHeaders)],
    "routes": [Route("/readyz", ready)],
}
