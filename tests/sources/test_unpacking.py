"""What archives may come to: in all, against their size, and nested."""

import gzip
import io
import zipfile

import pytest

from mlpm_analytics.errors import ExportError
from mlpm_analytics.sources import Bounds, ReadingOptions, find, read, unpacking

MEGABYTE = 1024**2


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in members.items():
            archive.writestr(name, inside)
    return content.getvalue()


def found(folder, bounds, **files):
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {one.path.removeprefix(f"{folder}/"): one for one in find([folder], bounds)}


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that do not pack."""
    import random

    return random.Random(seed).randbytes(size)


def test_the_archives_of_one_import_have_a_bound_together(tmp_path):
    one, other = zipped(x=noise(600)), zipped(x=noise(600, 1))
    files = found(tmp_path, Bounds(bytes=1000), **{"1.zip": one, "2.zip": other})
    assert files["1.zip/x"].content == noise(600)
    assert "1.zip/x" in files
    assert files["2.zip"].content == b""
    assert "`max_unpacked_mb` below [exports]" in files["2.zip"].fault


def test_what_lies_in_nested_archives_counts_with_its_shells(tmp_path):
    inner = zipped(x=noise(600))
    files = found(tmp_path, Bounds(bytes=1000), **{"1.zip": zipped(a=inner)})
    assert "`max_unpacked_mb`" in files["1.zip/a"].fault


def test_files_that_are_not_packed_have_no_bound(tmp_path):
    assert found(tmp_path, Bounds(bytes=10), plain=noise(1000))["plain"].content == noise(1000)


@pytest.mark.parametrize("pack", [gzip.compress, lambda inside: zipped(x=inside)], ids=["gz", "zip"])
def test_a_bomb_is_refused_for_its_ratio_and_the_next_file_is_read(tmp_path, pack, monkeypatch):
    monkeypatch.setattr(unpacking, "ALWAYS_FINE", MEGABYTE)
    files = found(tmp_path, Bounds(), **{"1": pack(bytes(8 * MEGABYTE)), "2": b"fine"})
    assert "more than 200 times its size" in files["1"].fault
    assert files["2"].content == b"fine"
    with pytest.raises(ExportError, match="max_unpacked_ratio"):
        read(files["1"], ReadingOptions())


def test_a_small_archive_may_be_packed_as_tightly_as_it_likes(tmp_path):
    assert found(tmp_path, Bounds(), **{"1.gz": gzip.compress(bytes(MEGABYTE))})["1.gz"].content == bytes(MEGABYTE)


def test_archives_lie_so_deep_and_no_deeper(tmp_path):
    deep = zipped(c=zipped(d=b"deep"))
    files = found(tmp_path, Bounds(depth=2), **{"1.zip": zipped(b=deep, a=b"fine"), "2.zip": deep})
    assert files["1.zip/a"].content == b"fine"
    assert "`max_archive_depth` below [exports]" in files["1.zip/b/c"].fault
    assert files["2.zip/c/d"].content == b"deep"


def test_a_zip_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 1)
    assert "it holds 2 files" in found(tmp_path, Bounds(), **{"1.zip": zipped(a=b"", b=b"")})["1.zip"].fault


def test_one_file_at_a_time_is_in_memory_and_nothing_stays_on_the_disk(tmp_path, monkeypatch):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(unpacking, "gettempdir", lambda: str(temporary))
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    (tmp_path / "1.zip").write_bytes(zipped(a=b"1", b=b"2"))
    files = find([tmp_path / "1.zip"])
    assert next(files).content == b"1"
    assert sorted(file.name for file in temporary.glob("*/*")) == ["0", "1"]
    assert [one.content for one in files] == [b"2"]
    assert not list(temporary.iterdir())
