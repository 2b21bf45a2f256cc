import gzip
import io
import zipfile

import pytest

from mlpm_analytics.errors import ExportError
from mlpm_analytics.sources import ExportFile, ReadingOptions, find, read


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def test_a_folder_gives_all_files_below_it_in_the_order_of_their_paths(tmp_path):
    for name in ("b.json", "a/z.csv", "a/b/c.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    found = list(find([tmp_path]))
    assert [one.content.decode() for one in found] == ["a/b/c.json", "a/z.csv", "b.json"]
    assert found[0].path == str(tmp_path / "a/b/c.json")


def test_hidden_files_and_folders_are_left_out(tmp_path):
    (tmp_path / ".git").mkdir()
    for name in (".git/config", ".DS_Store", "seen.json"):
        (tmp_path / name).write_text("x")
    assert [one.path for one in find([tmp_path])] == [str(tmp_path / "seen.json")]


def test_a_glob_gives_its_matches_in_order(tmp_path):
    for name in ("2.json", "1.json", "1.csv"):
        (tmp_path / name).write_text(name)
    assert [one.content for one in find([f"{tmp_path}/*.json"])] == [b"1.json", b"2.json"]


def test_a_file_whose_name_looks_like_a_glob_is_itself(tmp_path):
    (tmp_path / "export[1].csv").write_text("x")
    assert [one.content for one in find([tmp_path / "export[1].csv"])] == [b"x"]


def test_a_file_that_is_named_twice_comes_once(tmp_path):
    (tmp_path / "a.json").write_text("x")
    assert len(list(find([tmp_path / "a.json", tmp_path, f"{tmp_path}/*"]))) == 1


def test_a_gzip_gives_what_is_inside(tmp_path):
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b"{}"))
    assert list(find([tmp_path])) == [ExportFile(str(tmp_path / "a.json.gz"), b"{}")]


def test_a_zip_gives_its_members_by_name_also_when_compressed_themselves(tmp_path):
    inner = zipped(**{"deep.csv": b"deep"})
    members = {"b.json": b"b", "a__x.csv.gz": gzip.compress(b"a"), "inner.zip": inner, ".hidden__x": b"no"}
    (tmp_path / "exports.zip").write_bytes(zipped(**members))
    found = {one.path.removeprefix(f"{tmp_path}/"): one.content for one in find([tmp_path])}
    assert found == {
        "exports.zip/a/x.csv.gz": b"a",
        "exports.zip/b.json": b"b",
        "exports.zip/inner.zip/deep.csv": b"deep",
    }


DAMAGED = {"gzip": gzip.compress(b"{}" * 999)[:-9], "zip": zipped(a=b"x" * 999)[:-30], "empty zip": zipped()}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_archive_is_refused_by_itself_and_the_next_file_comes(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    (tmp_path / "b").write_text("fine")
    damaged, fine = find([tmp_path])
    assert fine.content == b"fine"
    with pytest.raises(ExportError, match=f"{tmp_path}/a: "):
        read(damaged, ReadingOptions())


def test_nothing_is_given_before_every_path_leads_to_a_file(tmp_path):
    (tmp_path / "a.json").write_text("x")
    with pytest.raises(ExportError, match=r"missing.json: there is no file here"):
        next(find([tmp_path / "a.json", tmp_path / "missing.json"]))


def test_an_empty_folder_and_a_glob_without_matches_are_errors(tmp_path):
    for nothing in (tmp_path, f"{tmp_path}/*.json"):
        with pytest.raises(ExportError, match="there is no file here"):
            list(find([nothing]))


def test_a_link_that_leads_nowhere_is_left_out(tmp_path):
    (tmp_path / "gone").symlink_to("gone")
    (tmp_path / "a").write_text("fine")
    assert [one.content for one in find([tmp_path])] == [b"fine"]
