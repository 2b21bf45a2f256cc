"""What lies inside .gz and .zip, unpacked to disk and within bounds; the content of one file at a time is in memory."""

import errno
import gzip
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir
from typing import IO, Final

from mlpm_analytics.printable import shown_path

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ZIPS_OF_OFFICE = ("[Content_Types].xml", "mimetype")  # members that make a zip a spreadsheet, not an archive
DAMAGES = (  # what Python's unpackers raise for broken, encrypted or unknown archives
    *(OSError, EOFError, ValueError, RuntimeError, LookupError, OverflowError),
    *(zlib.error, lzma.LZMAError, struct.error, zipfile.BadZipFile),
)
MOST_MEMBERS: Final = 100_000  # of one zip: each costs memory and a file, however small it is
ALWAYS_FINE: Final = 64 * 1024**2  # bytes: below them no archive is refused for its ratio
_PIECE: Final = 1024**2  # a megabyte


@dataclass(frozen=True)
class ExportFile:
    """The content of one file, to be read by itself."""

    path: str  # as shown to people; "exports.zip/a.csv" inside archives
    content: bytes
    fault: str = ""  # why it cannot be opened: `read` refuses it with this, and the other files still load


@dataclass(frozen=True)
class Bounds:
    """What archives may come to: in all that are unpacked for one import, of each against its size, and nested."""

    bytes: int = 1024**3
    ratio: float = 200.0
    depth: int = 3


class _BeyondBoundsError(Exception):
    """An archive that is not unpacked; the text says why, and what to do."""


class Unpacking:
    """The unpacking for one import: what all its archives came to so far, the nested ones too."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or Bounds()
        self.unpacked_bytes = 0

    def of(self, path: str, packed: IO[bytes], depth: int = 0) -> Iterator[ExportFile]:
        """What is inside of an archive, or the file itself; a damaged archive comes as one file with its fault."""
        if not is_archive(packed):
            yield ExportFile(path, packed.read())
            return
        with TemporaryDirectory(prefix="mlpm-unpacked-") as folder:
            try:
                members = self._members(path, packed, Path(folder), depth)
            except _BeyondBoundsError as error:
                yield ExportFile(path, b"", f"{path}: {error}")
                return
            except DAMAGES as error:
                yield ExportFile(path, b"", f"{path}: {_damage(error)}")
                return
            for member, file in members:
                with file.open("rb") as content:
                    yield from self.of(member, content, depth + 1)
                file.unlink()

    def _members(self, path: str, packed: IO[bytes], folder: Path, depth: int) -> list[tuple[str, Path]]:
        """All members of an archive on disk: either it can be unpacked as a whole, or nothing of it is read."""
        if depth == self.bounds.depth:
            raise _BeyondBoundsError(
                f"archives lie inside of archives, more than {self.bounds.depth} deep. Unpack it by hand, or raise "
                "`max_archive_depth` below [exports] in mlpm.toml."
            )
        unpack = self._gunzipped if _begins(packed, GZIP) else self._unzipped
        return unpack(path, packed, folder)

    def _gunzipped(self, path: str, packed: IO[bytes], folder: Path) -> list[tuple[str, Path]]:
        unpacked = folder / "0"
        with gzip.GzipFile(fileobj=packed) as archive, unpacked.open("wb") as file:
            self._copy(archive, file, _Ratio(_size(packed), self.bounds.ratio))
        return [(path, unpacked)]

    def _unzipped(self, path: str, packed: IO[bytes], folder: Path) -> list[tuple[str, Path]]:
        ratio = _Ratio(_size(packed), self.bounds.ratio)
        with zipfile.ZipFile(packed) as archive:
            members = _files(archive)
            places = [
                (f"{path}/{shown_path(member.filename)}", folder / str(place)) for place, member in enumerate(members)
            ]
            for member, (_, place) in zip(members, places, strict=True):
                with archive.open(member) as inner, place.open("wb") as file:
                    self._copy(inner, file, ratio)
        return places

    def _copy(self, inner: IO[bytes] | gzip.GzipFile, file: IO[bytes], ratio: "_Ratio") -> None:
        while piece := inner.read(_PIECE):
            self.unpacked_bytes += len(piece)
            if self.unpacked_bytes > self.bounds.bytes:
                raise _BeyondBoundsError(
                    f"unpacked, the archives of this import come to more than {self.bounds.bytes // _PIECE:,} MB. Load "
                    "them one after the other, or raise `max_unpacked_mb` below [exports] in mlpm.toml."
                )
            ratio.add(len(piece))
            file.write(piece)


class _Ratio:
    """How much larger an archive is than it was packed."""

    def __init__(self, packed_bytes: int, allowed: float) -> None:
        self.packed_bytes, self.allowed, self.unpacked_bytes = packed_bytes, allowed, 0

    def add(self, size: int) -> None:
        """Count what was unpacked; raises where no export is packed like that."""
        self.unpacked_bytes += size
        if self.unpacked_bytes > max(ALWAYS_FINE, self.packed_bytes * self.allowed):
            raise _BeyondBoundsError(
                f"unpacked, it comes to more than {self.allowed:g} times its size, as no export does. If it is one, "
                "unpack it by hand, or raise `max_unpacked_ratio` below [exports] in mlpm.toml."
            )


def _damage(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"there is no room in {gettempdir()} to unpack it. Make room, or name another folder with TMPDIR."
    return f"the archive cannot be unpacked ({error}). Save it again."


def is_archive(packed: IO[bytes]) -> bool:
    """Whether there are files inside, by the content."""
    return _begins(packed, GZIP) or (_begins(packed, ZIP) and not _is_of_office(packed))


def _begins(packed: IO[bytes], magic: bytes) -> bool:
    packed.seek(0)
    begins = packed.read(len(magic))
    packed.seek(0)
    return begins == magic


def _is_of_office(packed: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(packed) as archive:
            return any(name in ZIPS_OF_OFFICE for name in archive.namelist())
    except DAMAGES:  # told when it is unpacked
        return False
    finally:
        packed.seek(0)


def _size(packed: IO[bytes]) -> int:
    size = packed.seek(0, os.SEEK_END)
    packed.seek(0)
    return size


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that count, by name."""
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden_member(member)]
    if not members:
        raise ValueError("it holds no file")
    if len(members) > MOST_MEMBERS:
        raise _BeyondBoundsError(f"it holds {len(members):,} files. Unpack it by hand, and load the folder.")
    return sorted(members, key=lambda member: member.filename)


def is_hidden(name: str) -> bool:
    """Whether a file or folder is none of a person's own."""
    return name.startswith((".", "__MACOSX"))


def _is_hidden_member(member: zipfile.ZipInfo) -> bool:
    return any(is_hidden(part) for part in PurePosixPath(member.filename).parts)
