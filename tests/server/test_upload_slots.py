"""Which uploads are taken, asked of the guard as a server asks it."""

import asyncio
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from mlpm_analytics.server import upload_slots
from mlpm_analytics.server.upload_slots import UploadSlots


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryUploadedFileManager:
    monkeypatch.chdir(tmp_path)
    return MemoryUploadedFileManager("/_stcore/upload_file")


@pytest.fixture
def slots(files: MemoryUploadedFileManager) -> UploadSlots:
    attached = UploadSlots()
    attached.attach(files)
    return attached


def status(slots: UploadSlots, path: str, length: int = 10) -> int:
    """The status of a PUT; 204 where it comes through to Streamlit."""
    answers = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def send(message):
        answers.append(message)

    headers = [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers}
    asyncio.run(slots.guarded(app)(scope, None, send))
    return answers[0]["status"]


def test_a_file_is_taken_under_the_id_that_its_page_was_given_and_under_no_other(slots, files):
    given = files.get_upload_urls("visitor", ["a.csv"])[0].upload_url
    assert status(slots, given) == 204
    assert status(slots, f"/team{given}") == 204
    assert status(slots, "/_stcore/upload_file/visitor/00000000-0000-4000-8000-000000000000") == 403
    assert status(slots, given.replace("visitor", "another")) == 403


def test_what_all_visitors_upload_together_has_a_bound(slots, files, monkeypatch):
    given = files.get_upload_urls("visitor", ["a.csv"])[0].upload_url
    monkeypatch.setattr(upload_slots, "ROOM", 100)
    files.add_file("another", UploadedFileRec("1", "b.csv", "text/csv", b"x" * 60))
    assert status(slots, given, length=40) == 204
    assert status(slots, given, length=41) == 413


def test_a_read_only_server_takes_no_upload(slots, files, monkeypatch):
    given = files.get_upload_urls("visitor", ["a.csv"])[0].upload_url
    monkeypatch.setenv("MLPM_READ_ONLY", "1")
    assert status(slots, given) == 403
