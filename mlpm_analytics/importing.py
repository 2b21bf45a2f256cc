"""Uploads into the store: small ones in this process, all others in one of their own, with a bound on its memory.

A file of some megabytes can need gigabytes to be read. The server must survive it, and whoever looks at a page too.
"""

import io
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from mlpm_analytics.errors import MlpmError, TooLargeError, faults_told
from mlpm_analytics.load import bounds_of, import_found
from mlpm_analytics.reports.loading import LoadReport
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ExportFile, ReadingOptions, Unpacking, is_archive
from mlpm_analytics.store import Store

SMALL_BYTES: Final = 4 * 1024**2  # of what is read here: no content makes a danger of it
_MEGABYTE: Final = 1024**2
_JOB, _ANSWER = "job", "answer"
_PACKAGES: Final = str(Path(__file__).parents[1])
_PROGRAM: Final = "import pathlib, sys; from mlpm_analytics.importing import run; run(pathlib.Path(sys.argv[1]))"
Place = tuple[str, str]  # the upload's id, and the path of a file in it


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    upload_id: str
    name: str
    content: bytes | Path


@dataclass(frozen=True)
class Import:
    """What is to be loaded, and how it is read; files at the places of `settled` are left out."""

    uploads: tuple[Upload, ...]
    store: Path
    settings: Settings
    options: ReadingOptions
    exported_at: pd.Timestamp | None = None
    settled: frozenset[Place] = frozenset()

    @property
    def is_small(self) -> bool:
        """Whether it may be read by the process that shows the pages; what is packed has no size that is known."""
        contents = [upload.content for upload in self.uploads if isinstance(upload.content, bytes)]
        return sum(map(len, contents)) <= SMALL_BYTES and not any(is_archive(io.BytesIO(one)) for one in contents)


@dataclass(frozen=True)
class Imported:
    """What became of an import: the report, and the places of the files that are read."""

    report: LoadReport
    read: frozenset[Place]


def import_uploads(asked: Import, progress: Callable[[str], None]) -> Imported:
    """Load uploads, by the rules of `mlpm import`; raises `TooLargeError` where they need too much memory."""
    return load_here(asked, progress) if asked.is_small else _load_apart(asked, progress)


def load_here(asked: Import, progress: Callable[[str], None]) -> Imported:
    """Load uploads in this process."""
    places: list[Place] = []
    files = _pending(asked, places)
    report = import_found(
        files, Store(asked.store), asked.settings, asked.options, exported_at=asked.exported_at, progress=progress
    )
    outcomes = zip(places, report.files, strict=True)
    return Imported(report, frozenset(place for place, one in outcomes if one.outcome != "refused"))


def _pending(asked: Import, places: list[Place]) -> Iterator[ExportFile]:
    """Every file that was uploaded, or lies in an archive that was, and is not read yet; noted in `places`."""
    unpacking = Unpacking(bounds_of(asked.settings))
    for upload in asked.uploads:
        packed = io.BytesIO(upload.content) if isinstance(upload.content, bytes) else upload.content.open("rb")
        with packed:
            for found in unpacking.of(upload.name, packed):
                if (place := (upload.upload_id, found.path)) not in asked.settled:
                    places.append(place)
                    yield found


def _load_apart(asked: Import, progress: Callable[[str], None]) -> Imported:
    """Load uploads in a process of its own, which hands back what became of them."""
    with TemporaryDirectory(prefix="mlpm-import-") as name:
        folder = Path(name)
        (folder / _JOB).write_bytes(pickle.dumps(_on_disk(asked, folder)))
        environ = os.environ | {"PYTHONPATH": os.pathsep.join([_PACKAGES, os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, "-P", "-c", _PROGRAM, str(folder)]  # -P: nothing of the working directory is run
        with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, encoding="utf-8") as loader:  # noqa: S603
            for line in loader.stdout or ():
                progress(line.rstrip("\n"))
        if not (folder / _ANSWER).exists():
            raise _too_large(asked.settings)
        answer = pickle.loads((folder / _ANSWER).read_bytes())  # noqa: S301  # our own, from our own folder
    if isinstance(answer, Imported):
        return answer
    raise MlpmError(answer)


def _on_disk(asked: Import, folder: Path) -> Import:
    uploads = []
    for number, upload in enumerate(asked.uploads):
        place = folder / str(number)
        place.write_bytes(upload.content if isinstance(upload.content, bytes) else upload.content.read_bytes())
        uploads.append(replace(upload, content=place))
    return replace(asked, uploads=tuple(uploads))


def _too_large(settings: Settings) -> TooLargeError:
    return TooLargeError(
        f"The upload cannot be read: it needs more than the {settings.app.import_memory_mb:,} MB of memory that an "
        "upload may take, or than this machine has. What was loaded before is untouched. Split the export, load it "
        "with `mlpm import` on a machine with more memory, or raise `import_memory_mb` below [app] in mlpm.toml."
    )


def run(folder: Path) -> None:
    """What the process does: load, and leave the answer; without one it ran out of memory or was ended."""
    asked = pickle.loads((folder / _JOB).read_bytes())  # noqa: S301  # our own, from our own folder
    _bound_memory(asked.settings.app.import_memory_mb * _MEGABYTE)
    try:
        with faults_told("The upload cannot be loaded"):
            answer: Imported | str = load_here(asked, _say)
    except TooLargeError:
        return
    except MlpmError as error:
        answer = str(error)
    (folder / "unfinished").write_bytes(pickle.dumps(answer))
    (folder / "unfinished").rename(folder / _ANSWER)


def _say(line: str) -> None:
    sys.stdout.write(line.replace("\n", " ") + "\n")
    sys.stdout.flush()


def _bound_memory(size: int) -> None:
    """No more memory than `size`, and the first to go where the machine has none left; on Linux, not elsewhere.

    Libraries reserve a gigabyte that they never touch: what is there before the reading begins does not count.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return
    import resource  # noqa: PLC0415  # not on every system

    reserved = int(re.search(r"VmData:\s+(\d+) kB", status.read_text())[1]) * 1024  # type: ignore[index]
    resource.setrlimit(resource.RLIMIT_DATA, (reserved + size, reserved + size))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
