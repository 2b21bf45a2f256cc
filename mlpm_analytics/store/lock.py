"""One loader at a time, and who it is."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from mlpm_analytics.errors import BusyError
from mlpm_analytics.store.database import explained
from mlpm_analytics.store.files import read_json, write_text

LOCK_NAME = "loading.lock"  # held by the operating system: a killed loader lets go of it
LOADER_NAME = "loading.json"  # who holds it, for people; without the lock it is of a loader that was killed


@contextmanager
def sole_loader(folder: Path, *, wait_seconds: float) -> Iterator[None]:
    """Be the only loader of a folder. Raises `BusyError` when another one still is after `wait_seconds`."""
    lock = FileLock(folder / LOCK_NAME)
    with explained(folder):
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout:
            raise BusyError(_whose(folder)) from None
    try:
        write_text(folder / LOADER_NAME, json.dumps(_myself()))
        yield
    finally:
        with suppress(OSError):  # it says nothing once the lock is free
            (folder / LOADER_NAME).unlink(missing_ok=True)
        lock.release()


def is_held(folder: Path) -> bool:
    """Whether somebody loads into a folder just now."""
    try:
        with FileLock(folder / LOCK_NAME).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder that is not there, or in which nobody can load
        return False


def _myself() -> dict[str, object]:
    since = datetime.now(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", " UTC")
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": since}


def _whose(folder: Path) -> str:
    """Process, place and start of the other loader; nothing where it has not said so, or not legibly."""
    loader = read_json(folder / LOADER_NAME)
    if not isinstance(loader, dict) or not loader.keys() >= _myself().keys():
        return ""
    place = "" if loader["host"] == socket.gethostname() else f" on {loader['host']}"
    return f" (process {loader['pid']}{place}, since {loader['since']})"
