"""One answer, whole, within a time and a size: a server that trickles, or sends without end, is left."""

import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from typing import Final

import requests
import urllib3
from requests.exceptions import ChunkedEncodingError, ContentDecodingError

from mlpm_analytics.errors import AnswerError, AnswerTooLargeError

REQUEST_SECONDS: Final = 120.0  # from the first byte sent to the last one received; a large Data Center may need them
MOST_BYTES: Final = 256 * 1024**2  # of one answer, unpacked
PACKING: Final = "gzip"  # the only one that is asked for and taken
_GZIP: Final = 16 + zlib.MAX_WBITS
_PART: Final = 1024**2  # smaller parts take twice as long by the clock
_PACKED_PART: Final = 64 * 1024  # small: what follows the end of a member is copied

Received = tuple[requests.Response, bytes]


def read_bounded(ask: Callable[[], requests.Response], seconds: float) -> Received:
    """The response to a request that streams, and its whole body.

    Raises `TimeoutError` after so many seconds, however busily the server sends (the limits of the library hold for
    one read each), and `AnswerTooLargeError` for a body that is larger, unpacked, than any answer of Jira.
    """
    responses: list[requests.Response] = []
    ended: Future[Received] = Future()

    def run() -> None:
        try:
            responses.append(ask())
            ended.set_result((responses[0], _body(responses[0])))
        except BaseException as error:  # raised where it is waited for
            for response in responses:
                response.close()
            ended.set_exception(error)

    threading.Thread(target=run, daemon=True).start()  # nobody waits for it at the end of the process
    try:
        return ended.result(timeout=seconds)
    except TimeoutError:
        _hang_up(responses)
        raise


def _body(response: requests.Response) -> bytes:
    parts, size = list[bytes](), 0
    for part in _unpacked(response):
        size += len(part)
        if size > MOST_BYTES:
            raise AnswerTooLargeError(
                f"Jira's answer is larger than {MOST_BYTES // 1024**2} MB, and was not read to its end. Nothing of it "
                "was kept. No answer of Jira is so large: see to what stands between, and to [jira] url in mlpm.toml."
            )
        parts.append(part)
    return b"".join(parts)


def _unpacked(response: requests.Response) -> Iterator[bytes]:
    """The body in parts. It is unpacked here: the library takes input for twice as much where a part ends a member."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    try:
        if not packing or packing == "identity":
            yield from response.raw.stream(_PART, decode_content=False)
        elif packing == PACKING:
            yield from _gunzipped(response.raw.stream(_PACKED_PART, decode_content=False))
        else:
            raise AnswerError(f"Jira's answer is packed as {packing[:20]!r}, which nobody asked for.")
    except zlib.error as error:
        raise ContentDecodingError(error) from error
    except urllib3.exceptions.HTTPError as error:
        raise ChunkedEncodingError(error) from error


def _gunzipped(packed: Iterable[bytes]) -> Iterator[bytes]:
    """What one file or several in a row hold, never more than a part at a time."""
    member = zlib.decompressobj(_GZIP)
    for data in packed:
        left = data
        while left:
            if member.eof:
                member = zlib.decompressobj(_GZIP)
            yield member.decompress(left, _PART)
            left = member.unused_data if member.eof else member.unconsumed_tail
    yield member.flush()
    if not member.eof:
        raise zlib.error("the end is missing")


def _hang_up(responses: list[requests.Response]) -> None:
    """End a read that goes on; a response that has not begun ends with the connection."""
    for response in responses:
        with suppress(Exception):  # it may have ended in this instant
            response.raw.shutdown()
