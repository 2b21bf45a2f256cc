"""The first page that a browser gets: Streamlit's empty frame, and why it stays empty where it does."""

from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATIENCE: Final = "8s"  # how long a page may be without a connection before it says so
_STYLE: Final = f"""
<style>
  #without-connection {{
    position: fixed; z-index: 1000000; inset: 20% 0 auto; margin: 0 auto; max-width: 40rem; padding: 1rem 1.5rem;
    font: 1rem/1.5 sans-serif; color: #1a1a1a; background: #fff; border: 1px solid #767676; border-radius: 8px;
    visibility: hidden; animation: without-connection 0s {_PATIENCE} forwards;
  }}
  @keyframes without-connection {{ to {{ visibility: visible; }} }}
  body:has([data-test-connection-state="CONNECTED"]) #without-connection {{ display: none; }}
</style>
"""
WITHOUT_CONNECTION: Final = f"""
{_STYLE}
<div id="without-connection" role="alert">
  <p><strong>This page has no connection to its server.</strong></p>
  <p>Either the server has stopped, or it refuses the address in your browser because it does not know it. Whoever runs
  it can mend that: <code>mlpm serve --public-url https://…</code> with the address as your browser shows it, and a
  proxy that passes websockets on.</p>
</div>
"""
_NO_SCRIPT: Final = "<noscript><p>These pages need JavaScript.</p></noscript>"


def unknown_address(host: str) -> str:
    """The page in place of an empty one, where the server does not know the address that it was asked for."""
    asked = escape(host or "no address at all")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Address not known</title></head><body>'
        f"<h1>This server does not serve {asked}</h1><p>It answers only to addresses that it was told. Whoever runs "
        "it can mend that: <code>mlpm serve --public-url https://…</code> with the address as your browser shows it "
        "(or <code>public_url</code> below <code>[app]</code> in mlpm.toml). Behind a proxy of that address, let the "
        "proxy pass the <code>Host</code> of the request on.</p></body></html>"
    )


def with_reason(html: bytes) -> bytes:
    """Streamlit's frame, which says after a while that it has no connection.

    By style alone: no script may stand in the page, and it says so also where none runs.
    """
    return html.replace(b"</body>", (_NO_SCRIPT + WITHOUT_CONNECTION).encode() + b"</body>")


class FrontPage:
    """Puts the reason into every page of HTML that Streamlit sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an answer that is a page is held back until it is whole."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        await self.app(_plainly_asked(scope), receive, _Rewritten(send))


def _plainly_asked(scope: Scope) -> Scope:
    """The request without what would bring the page compressed, in part, or not at all."""
    spared = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
    return {**scope, "headers": [header for header in scope["headers"] if header[0].lower() not in spared]}


class _Rewritten:
    """What an app sends: a page of HTML with the reason in it, everything else as it is."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self.start = message
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            await self._gather(self.start, message)

    async def _gather(self, start: Message, message: Message) -> None:
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = with_reason(self.body) if self.body else b""  # nothing at all answers HEAD
        headers = MutableHeaders(raw=list(start["headers"]))
        if self.body:
            headers["content-length"] = str(len(body))
        del headers["etag"], headers["last-modified"]
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
