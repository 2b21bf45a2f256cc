"""What is let through to Streamlit: requests for addresses of our own, from pages of our own.

Streamlit looks at the handshake of the websocket alone, trusts a page of any server on this machine, and asks a service
on the internet for its own address before it turns a foreign page away. So all of it is decided here.
"""

import logging
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from mlpm_analytics.address import LOOPBACK
from mlpm_analytics.server.front_page import unknown_address
from mlpm_analytics.server.upload_slots import UploadSlots

CLOSED = ("/_stcore/metrics",)  # who is here and what is held: told to nobody
FORBIDDEN, NOT_FOUND = 403, 404
_LOG = logging.getLogger(__name__)


class Gate:
    """Turns away what is not meant for this server, before Streamlit sees it."""

    def __init__(self, app: ASGIApp, slots: UploadSlots) -> None:
        self.app, self.slots = app, slots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = _refusal(headers, scope["path"])
        if refused is None and scope["type"] == "http":
            await self.slots.guarded(self.app)(scope, receive, send)
        elif refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await refused(scope, receive, send)
        else:
            await WebSocketClose()(scope, receive, send)


def _refusal(headers: Headers, path: str) -> Response | None:
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_our_host(host):
        _say_once("host", host)
        return HTMLResponse(unknown_address(host), FORBIDDEN)
    if origin is not None and not is_our_origin(origin, host):
        _say_once("origin", origin)
        return PlainTextResponse("Refused: the request comes from a page of another server.", FORBIDDEN)
    if path.rstrip("/").endswith(CLOSED):
        return PlainTextResponse("Not found.", NOT_FOUND)
    return None


def is_our_host(host: str) -> bool:
    """Whether the address that was asked for is one of this server's, whatever the port."""
    split = _split(f"//{host}")
    if split is None or split.netloc != host or "@" in host:
        return False
    return split.hostname in (st.get_option("server.allowedHosts") or LOOPBACK)


def is_our_origin(origin: str, host: str) -> bool:
    """Whether a page comes from the public address, or from the very address that is asked for."""
    if origin in st.get_option("server.corsAllowedOrigins"):
        return True
    split = _split(origin)
    return split is not None and split.scheme in ("http", "https") and split.netloc == host


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


@lru_cache(maxsize=100)  # each address once: a page that is turned away tries again for ever
def _say_once(what: str, found: str) -> None:
    _LOG.warning(
        "Refused a request with the %s %r. If this is where people open the pages, start with --public-url and the "
        "address as it stands in the browser.",
        what,
        found[:200],
    )
