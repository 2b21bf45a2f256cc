"""One answer, whole, within a time and a size: a server that trickles, or sends without end, is left."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Final

import requests

from mlpm_analytics.errors import AnswerTooLargeError

REQUEST_SECONDS: Final = 120.0  # from the first byte sent to the last one received; a large Data Center may need them
MOST_BYTES: Final = 256 * 1024**2  # of one answer, unpacked
_PART: Final = 1024**2  # smaller parts take twice as long by the clock

Received = tuple[requests.Response, bytes]


def received(ask: Callable[[], requests.Response], seconds: float) -> Received:
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
            ended.set_exception(error)

    threading.Thread(target=run, daemon=True).start()  # nobody waits for it at the end of the process
    try:
        return ended.result(timeout=seconds)
    except TimeoutError:
        _hang_up(responses)
        raise


def _body(response: requests.Response) -> bytes:
    parts, size = list[bytes](), 0
    for part in response.iter_content(_PART):
        size += len(part)
        if size > MOST_BYTES:
            response.close()
            raise AnswerTooLargeError(
                f"Jira's answer is larger than {MOST_BYTES // 1024**2} MB, and was not read to its end. Nothing of it "
                "was kept. No answer of Jira is so large: see to what stands between, and to [jira] url in mlpm.toml."
            )
        parts.append(part)
    return b"".join(parts)


def _hang_up(responses: list[requests.Response]) -> None:
    """End a read that goes on; a response that has not begun ends with the connection."""
    for response in responses:
        with suppress(Exception):  # it may have ended in this instant
            response.raw.shutdown()
