"""Where exports are: files, folders, globs, and what lies inside .gz and .zip."""

import glob
import gzip
import io
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mlpm_analytics.errors import ExportError
from mlpm_analytics.printable import shown_path

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ZIPS_OF_OFFICE = ("[Content_Types].xml", "mimetype")  # members that make a zip a spreadsheet, not an archive
DAMAGES = (  # what Python's unpackers raise for broken, encrypted or unknown archives
    *(OSError, EOFError, ValueError, RuntimeError, LookupError, OverflowError),
    *(zlib.error, lzma.LZMAError, struct.error, zipfile.BadZipFile),
)
MAX_BYTES = 4 * 1024**3  # an archive that unpacks to more is damaged or malicious
MAX_DEPTH = 3  # archives inside archives


@dataclass(frozen=True)
class Found:
    """The content of one file, to be read by itself."""

    path: str  # as shown to people; "exports.zip/a.csv" inside archives
    content: bytes
    fault: str = ""  # why it cannot be opened: `read` refuses it with this, and the other files still load


def find(paths: Sequence[Path | str]) -> Iterator[Found]:
    """Every file at `paths`, in a stable order and each once: files, folders with all below, globs, archives.

    Hidden files are left out. Raises `ExportError` before anything is given where a path leads to no file.
    """
    files = [file for path in paths for file in _files(str(path))]
    for file in dict.fromkeys(files):
        yield from _opened(file)


def _files(path: str) -> list[str]:
    try:
        found = _in_folder(path) if os.path.isdir(path) else [path] if os.path.exists(path) else _matching(path)
    except (OSError, ValueError, re.error):  # a name that no file can have
        found = []
    if not found:
        raise ExportError(
            f"{shown_path(path)}: there is no file here. Give the path of an export, of a folder with exports, "
            "or a glob."
        )
    return [os.path.normpath(file) for file in found]


def _matching(pattern: str) -> list[str]:
    matches = sorted(glob.glob(pattern, recursive=True))
    return [file for match in matches for file in (_in_folder(match) if os.path.isdir(match) else [match])]


def _in_folder(folder: str) -> list[str]:
    found = []
    for below, folders, names in os.walk(folder, onerror=_closed_folder):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found += [os.path.join(below, name) for name in names if not _is_hidden(name)]
    return sorted(file for file in found if os.path.isfile(file))


def _closed_folder(error: OSError) -> None:
    raise ExportError(f"{shown_path(str(error.filename))}: the folder cannot be read ({error.strerror}).") from error


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def _opened(file: str) -> Iterator[Found]:
    shown = shown_path(file)
    try:
        if not os.path.isfile(file):
            yield Found(
                shown, b"", f"{shown}: this is a pipe or a device, not a file. Save what it gives as a file first."
            )
            return
        content = Path(file).read_bytes()
    except OSError as error:
        yield Found(shown, b"", f"{shown}: the file cannot be read ({error.strerror}).")
        return
    yield from unpacked(Found(shown, content))


def unpacked(found: Found, depth: int = 0) -> Iterator[Found]:
    """What is inside of an archive, or the file itself; a damaged archive is given whole, with its fault."""
    if depth == MAX_DEPTH or not found.content.startswith((GZIP, ZIP)):
        yield found
        return
    try:
        inner = _gunzipped(found) if found.content.startswith(GZIP) else _unzipped(found)
    except DAMAGES as error:
        yield Found(
            found.path, found.content, f"{found.path}: the archive cannot be unpacked ({error}). Save it again."
        )
        return
    for one in inner:
        yield from [one] if one.content is found.content else unpacked(one, depth + 1)


def _gunzipped(found: Found) -> list[Found]:
    with gzip.GzipFile(fileobj=io.BytesIO(found.content)) as archive:
        content = archive.read(MAX_BYTES + 1)
    return [Found(found.path, _of_bearable_size(content, len(content)))]


def _unzipped(found: Found) -> list[Found]:
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        if any(name in ZIPS_OF_OFFICE for name in archive.namelist()):
            return [found]
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden_member(member)]
        _of_bearable_size(b"", sum(member.file_size for member in members))
        if not members:
            raise ValueError("it holds no file")
        members.sort(key=lambda member: member.filename)
        return [Found(f"{found.path}/{shown_path(member.filename)}", archive.read(member)) for member in members]


def _is_hidden_member(member: zipfile.ZipInfo) -> bool:
    return any(_is_hidden(part) for part in PurePosixPath(member.filename).parts)


def _of_bearable_size(content: bytes, size: int) -> bytes:
    if size > MAX_BYTES:
        raise ValueError(f"it holds more than {MAX_BYTES // 1024**3} GiB")
    return content
