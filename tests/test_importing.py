"""Uploads that are read in a process of their own."""

import gzip

import pytest

from mlpm_analytics import importing
from mlpm_analytics.errors import MlpmError, TooLargeError
from mlpm_analytics.importing import Import, Upload, import_uploads
from mlpm_analytics.load import import_paths
from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.app import AppSettings
from mlpm_analytics.settings.exports import ExportsSettings
from mlpm_analytics.sources import ReadingOptions
from mlpm_analytics.store import Store
from tests.jira import answer, issue

PACKED = gzip.compress(answer(issue("ML-1", "Epic"), issue("ML-2", parent="ML-1", phase="Modeling")).encode())
NO_EXPORT = b"week,throughput\n1,5\n"


def asked(store, *uploads, memory=4096, **more):
    settings = Settings(app=AppSettings(import_memory_mb=memory))
    return Import(tuple(uploads), store, settings, ReadingOptions(), **more)


def test_what_is_packed_is_read_apart_and_reported_as_if_it_were_read_here(tmp_path):
    uploads = (Upload("1", "a.gz", PACKED), Upload("2", "no.csv", NO_EXPORT))
    apart, here = asked(tmp_path / "apart", *uploads), asked(tmp_path / "here", *uploads)
    assert not apart.is_small
    said = []
    done = import_uploads(apart, said.append)
    expected = importing.load_here(here, lambda _: None)
    assert done.report.files == expected.report.files
    assert done.read == expected.read == {("1", "a.gz")}
    assert said[0] == "Reading a.gz"
    assert Store(tmp_path / "apart").published().frame("loads")["path"].tolist() == ["a.gz"]


def test_what_is_small_and_not_packed_is_read_here(tmp_path):
    assert asked(tmp_path, Upload("1", "a.csv", NO_EXPORT)).is_small
    assert not asked(tmp_path, Upload("1", "a.csv", bytes(importing.SMALL_BYTES + 1))).is_small


def test_what_needs_too_much_memory_is_refused_with_the_setting_and_this_process_goes_on(tmp_path):
    one_line = b"[" + b"{}," * 12_000_000 + b"{}]"  # some gigabytes of Python's objects
    with pytest.raises(TooLargeError, match=r"more than the 256 MB of memory.*import_memory_mb"):
        import_uploads(asked(tmp_path / "store", Upload("1", "a.json", one_line), memory=256), lambda _: None)
    assert not Store(tmp_path / "store").has_loads


def test_a_refusal_of_the_store_comes_back_in_its_words(tmp_path):
    with Store(tmp_path / "store").loading(), pytest.raises(MlpmError, match="Another load is running"):
        import_uploads(asked(tmp_path / "store", Upload("1", "a.gz", PACKED)), lambda _: None)


def test_an_import_of_files_keeps_to_the_bounds_of_the_settings(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(PACKED))
    settings = Settings(exports=ExportsSettings(max_archive_depth=1))
    report = import_paths([tmp_path / "a.gz"], Store(tmp_path / "store"), settings, ReadingOptions())
    assert "`max_archive_depth` below [exports]" in report.refused[0].problem
