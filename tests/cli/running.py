"""The `mlpm` command, run in this process, or in one of its own where the process is what a test is about."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path

from mlpm_analytics.cli import main

MLPM = "from mlpm_analytics.cli import main; main()"


def mlpm(*words: str | Path, cwd: Path, code: int = 0, environ: Mapping[str, str] | None = None) -> str:
    """What the command says on both channels; its exit code must be `code`."""
    answers, complaints = (TextIOWrapper(BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with _typed(words, environ), chdir(cwd), redirect_stdout(answers), redirect_stderr(complaints):
        ended = _exit_code()
    said = "".join(_written(stream) for stream in (answers, complaints))
    assert ended == code, said
    return said


def mlpm_process(
    *words: str | Path, cwd: Path, code: int = 0, environ: Mapping[str, str] | None = None, before: str = ""
) -> str:
    """What the command says in a process of its own, in which `before` runs first."""
    command = [sys.executable, "-c", before + MLPM, *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@contextmanager
def _typed(words: tuple[str | Path, ...], environ: Mapping[str, str] | None) -> Iterator[None]:
    arguments, kept = sys.argv, dict(os.environ)
    sys.argv = ["mlpm", *map(str, words)]
    try:
        _exchange(kept if environ is None else environ)
        yield
    finally:
        sys.argv = arguments
        _exchange(kept)


def _exchange(environ: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)


def _exit_code() -> int:
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def _written(stream: TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")
