"""Loaders and readers as processes of their own, made quickly by a server that has imported everything already."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from mlpm_analytics.frames import PROJECTS, SCIENTISTS
from mlpm_analytics.store import RawStore, Store

from .exports import add, change, export, issue

posix = pytest.mark.skipif(os.name != "posix", reason="kills processes and forks them")
PATIENCE_SECONDS = 60  # a process that does not answer has failed; nobody waits so long otherwise
_processes = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
if os.name == "posix":
    _processes.set_forkserver_preload([__name__])


def started(target: Callable[..., Any], *arguments: Any) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """A process that runs `target(pipe, *arguments)`, and our end of its pipe."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def answer(pipe: Connection) -> Any:
    """What the other process says next."""
    assert pipe.poll(PATIENCE_SECONDS), "the other process does not answer"
    return pipe.recv()


def ended(process: multiprocessing.process.BaseProcess) -> int | None:
    process.join(PATIENCE_SECONDS)
    return process.exitcode


def version_of(number: int) -> dict[str, Any]:
    """Two tables and meta that all say which version they are of."""
    counts = dict.fromkeys(("forward_count", "back_count", "resumed_count", "reentry_count", "reopened_count"), number)
    return {
        "contents": {
            "projects": PROJECTS.of([{"project_id": str(row), **counts} for row in range(200)]),
            "scientists": SCIENTISTS.of([{"scientist_id": str(row), "name": str(number)} for row in range(200)]),
        },
        "meta": {"version": str(number)},
    }


def first_load(raw: RawStore) -> None:
    add(raw, export(issue("1", summary="first"), changes=(change("1", "100", "Doing"),)))
    raw.publish(**version_of(1))


def second_load(raw: RawStore) -> None:
    """An import of two files that takes the first load back, and its publication."""
    with raw.transaction():
        add(raw, export(*(issue(str(number)) for number in range(2, 300))))
        add(raw, export(issue("1", summary="second"), changes=(change("1", "101", "Done"),)))
        raw.remove(1)
    raw.publish(**version_of(2))


def hold(pipe: Connection, folder: Path) -> None:
    """Hold the lock until told to let go."""
    with Store(folder).loading():
        pipe.send(os.getpid())
        pipe.recv()


def load_killed_at(pipe: Connection, folder: Path, moment: int | None, by_itself: bool) -> None:
    """Do the second load; at the call of that number die at once, or tell the parent to kill us on our way on.

    Says in the end how many calls into the store and the driver there were.
    """

    def work() -> None:
        with Store(folder).loading() as raw:
            second_load(raw)

    pipe.send(_calls_until_killed(pipe, work, moment, by_itself))


def compaction_killed_at(pipe: Connection, folder: Path, moment: int | None, by_itself: bool) -> None:
    """The same with a compaction."""
    pipe.send(_calls_until_killed(pipe, Store(folder).compact, moment, by_itself))


def _calls_until_killed(pipe: Connection, work: Callable[[], object], moment: int | None, by_itself: bool) -> int:
    calls = 0

    def count(frame: Any, event: str, _: Any) -> None:
        nonlocal calls
        if event not in ("call", "c_call") or "mlpm_analytics" not in frame.f_code.co_filename:
            return
        calls += 1
        if calls == moment and by_itself:
            os.kill(os.getpid(), signal.SIGKILL)
        elif calls == moment:
            pipe.send("now")

    sys.setprofile(count)
    work()
    sys.setprofile(None)
    return calls


def read_versions(pipe: Connection, folder: Path) -> None:
    """Read whole versions until told to stop; say what was seen."""
    store = Store(folder)
    pipe.send("reading")
    pipe.send(versions_seen(store, pipe.poll))


def versions_seen(store: Store, is_over: Callable[[], bool]) -> list[set[str]]:
    """For each reading, the versions that its tables were of: one, if the reading was whole."""
    seen = []
    while True:
        was_over = is_over()  # asked first: what is read after the end is the last version
        snapshot = store.published()
        seen.append(
            {
                snapshot.meta["version"],
                *snapshot.frame("projects")["back_count"].astype("str"),
                *snapshot.frame("scientists")["name"],
            }
        )
        if was_over:
            return seen
