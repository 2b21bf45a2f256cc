"""The web server that a loader talks to: `with FakeJira(world, face="cloud") as jira: jira.url`."""

import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakejira.accounts import Account, Accounts
from tests.fakejira.cloud import CLOUD_ID, Cloud
from tests.fakejira.datacenter import DataCenter
from tests.fakejira.exchange import Reply, Request, error
from tests.fakejira.face import Face, Manners
from tests.fakejira.faults import Faults
from tests.fakejira.world import World

FACES: dict[str, type[Face]] = {"cloud": Cloud, "dc": DataCenter}
TOKEN, SCOPED_TOKEN = "planted-token-7d1f", "planted-scoped-token-91ab"
RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing resets the connection


class FakeJira:
    """A Jira at `url`, over `world`, for as long as the `with` block lasts.

    `email` and `token` (Cloud) or `token` (Data Center) are the credentials of the world's first person;
    `gateway_url` is where Cloud's scoped tokens are taken (`scoped_token`). `requests` is what was asked so far.
    """

    def __init__(self, world: World | None = None, face: str = "cloud", manners: Manners | None = None):
        self.world = world or World()
        self.manners = manners or Manners()
        self.faults = Faults()
        self.requests: list[Request] = []
        self.accounts = Accounts(takes_email=face == "cloud")
        self.account: Account = self.accounts.add(self.world.me, TOKEN)
        self.scoped_account: Account = self.accounts.add(self.world.me, SCOPED_TOKEN, is_scoped=True)
        self.email, self.token, self.scoped_token = str(self.world.me.email), TOKEN, SCOPED_TOKEN
        self.face_name = face
        self._stopping = threading.Event()
        self._mistakes: list[Exception] = []

    def __enter__(self) -> "FakeJira":
        self._server = _Server(self.reply, self.world.clock.now, self._stopping)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.gateway_url = f"{self.url}/ex/jira/{CLOUD_ID}"
        self.face = FACES[self.face_name](self.world, self.manners, self.url)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        for mistake in self._mistakes + self._server.mistakes:
            raise mistake

    def lines(self) -> list[str]:
        """What was asked, as "GET /rest/api/3/myself"."""
        return [request.line for request in self.requests]

    def reply(self, method: str, target: str, headers: dict[str, str], sent: bytes) -> Reply:
        """The answer to one request, after the faults."""
        prefix = f"/ex/jira/{CLOUD_ID}/"
        by_gateway = self.face.is_cloud and target.startswith(prefix)
        caller = self.accounts.caller(headers.pop("authorization", None), by_gateway=by_gateway)
        request = Request(method, target, headers, sent, caller, by_gateway)
        self.requests.append(request)
        reply = self.faults.apply(request, lambda: self._right_reply(request))
        request.status = reply.status
        with self._noting_mistakes():
            reply.body = reply.content()
        return reply

    def _right_reply(self, request: Request) -> Reply:
        if request.caller.refusal and request.path != "/_edge/tenant_info":
            reply = error(401, request.caller.refusal)
        else:
            with self._noting_mistakes(), self.world.lock:
                reply = self.face.answer(request)
        if request.caller.login_reason:
            reply.headers.setdefault("X-Seraph-LoginReason", request.caller.login_reason)
        return reply

    @contextmanager
    def _noting_mistakes(self) -> Iterator[None]:
        """A mistake of the double is kept, and raised where the `with` block ends: it is no fault of Jira's."""
        try:
            yield
        except Exception as mistake:
            self._mistakes.append(mistake)
            raise


class _Server(ThreadingHTTPServer):
    """Threads, a free port of 127.0.0.1, and every connection known, so that none outlives the test."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, reply: Callable[..., Reply], now: Callable[[], datetime], stopping: threading.Event):
        self.reply, self.now, self.stopping = reply, now, stopping
        self.mistakes: list[Exception] = []
        self.connections: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End what is still open."""
        for one in list(self.connections):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news, anything else is a mistake of the double."""
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and not isinstance(error, OSError):
            self.mistakes.append(error)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, sends the answer in one piece."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "AtlassianEdge", ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            reply = self.server.reply(self.command, self.path, headers, sent)
        except Exception:  # a callback's, or a mistake of the double, which is kept
            return self._reset()
        if reply.delay:
            self.server.stopping.wait(reply.delay)
        return self._reset() if reply.is_reset else self._send(reply)

    def _send(self, reply: Reply) -> None:
        content = reply.content()
        self.send_response(reply.status)
        for name, value in ({"Content-Type": "application/json;charset=UTF-8"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        kept = content[: int(len(content) * reply.keep_share)]
        for part in [kept] if not reply.trickle else (kept[at : at + 1] for at in range(len(kept))):
            self.wfile.write(part)
            self.wfile.flush()
            if reply.trickle and self.server.stopping.wait(reply.trickle):
                break
        self.close_connection = self.close_connection or reply.keep_share < 1

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The header Date tells the world's time."""
        return format_datetime(self.server.now(), usegmt=True)

    def log_message(self, *args: Any) -> None:
        """Quiet."""
