"""The app as `mlpm serve` starts it, in a process of its own, until a test is done with it."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

ROOT = Path(__file__).parents[2]
ASK_EVERY = 0.1  # seconds; asking all the time would keep it from starting
FROM_START = 30  # seconds until it answers


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@contextmanager
def serving(folder: Path, *flags: str, port: int | None = None) -> Iterator[str]:
    """Its address, once it is ready."""
    port = port or free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MLPM_")}
    environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), environ.get("PYTHONPATH", "")])
    program = "import sys; from mlpm_analytics.cli import main; sys.exit(main())"
    command = [sys.executable, "-u", "-c", program, "--store", "store", "serve", "--port", str(port), *flags]
    with subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            until_ready(f"http://127.0.0.1:{port}/readyz", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    """Ask again until it answers; a server that has ended says why."""
    while not _has_ended(server):
        try:
            with urllib.request.urlopen(address, timeout=FROM_START):
                return
        except HTTPError:
            return
        except OSError:
            continue
    raise AssertionError(server.communicate()[1].decode())


def _has_ended(server: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        server.wait(ASK_EVERY)
    return server.poll() is not None


def asked(address: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """The status and text of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, method=method, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=FROM_START) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
