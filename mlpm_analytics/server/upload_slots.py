"""Places for uploads: a file is taken under an id that a page was given for it, as long as there is room."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

from mlpm_analytics.ui.permission import is_read_only

ROOM: Final = 1024**3  # bytes of uploads that are held in memory at a time, whoever sent them
PER_SESSION: Final = 1000  # ids of a session that are remembered: the latest
FORBIDDEN, TOO_LARGE = 403, 413
_PLACE: Final = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?$")
_MEGABYTE: Final = 1024**2


class UploadSlots:
    """Which uploads are expected. Streamlit itself takes any number of files under any id."""

    def __init__(self) -> None:
        self._expected: defaultdict[str, deque[str]] = defaultdict(lambda: deque(maxlen=PER_SESSION))
        self._held: Callable[[], int] = lambda: 0
        self._arriving = 0

    def attach(self, files: MemoryUploadedFileManager) -> None:
        """Remember the ids that pages are given from now on, and look at how much is held."""
        given = files.get_upload_urls

        def remembered(session_id: str, file_names: Sequence[str]) -> list[UploadFileUrlInfo]:
            self._forget_sessions()
            urls = given(session_id, file_names)
            self._expected[session_id].extend(url.file_id for url in urls)
            return urls

        vars(files)["get_upload_urls"] = remembered
        self._held = lambda: sum(len(one.data) for of in list(files.file_storage.values()) for one in list(of.values()))

    def _forget_sessions(self) -> None:
        """Of visitors who have left, nothing is remembered."""
        for session_id in [one for one in self._expected if not runtime.get_instance().is_active_session(one)]:
            del self._expected[session_id]

    def guarded(self, app: ASGIApp) -> ASGIApp:
        """The app, without the uploads that nobody expects."""

        async def take(scope: Scope, receive: Receive, send: Send) -> None:
            place = _PLACE.search(scope["path"])
            if place is None or scope["method"] != "PUT":
                await app(scope, receive, send)
                return
            size = _announced_bytes(Headers(scope=scope))
            refused = self._refusal(place[1], place[2], size)
            with self._room_for(size):
                await (refused or app)(scope, receive, send)

        return take

    def _refusal(self, session_id: str, file_id: str, size: int) -> Response | None:
        if is_read_only():
            return PlainTextResponse("This server is read-only.", FORBIDDEN)
        if file_id not in self._expected.get(session_id, ()):
            return PlainTextResponse("No page has asked for this upload.", FORBIDDEN)
        if self._held() + self._arriving + size > ROOM:
            return PlainTextResponse("Too much is being uploaded at the moment. Try again later.", TOO_LARGE)
        return None

    @contextmanager
    def _room_for(self, size: int) -> Iterator[None]:
        self._arriving += size
        try:
            yield
        finally:
            self._arriving -= size


def _announced_bytes(headers: Headers) -> int:
    """What an upload says it is long; else as long as any may be."""
    announced = headers.get("content-length", "")
    return int(announced) if announced.isdecimal() else st.get_option("server.maxUploadSize") * _MEGABYTE
