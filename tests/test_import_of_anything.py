"""Whatever is imported ends in a report or in a sentence for a person; what is refused leaves the store as it was."""

import csv
import io
import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from mlpm_analytics.errors import FaultError, MlpmError
from mlpm_analytics.frames import Raw
from mlpm_analytics.load import current, import_found, read_raw
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources import ExportFile, ReadingOptions
from mlpm_analytics.store import Store
from tests.exports_without_history import change_log, write_pipeline
from tests.jira import NAMES, answer, issue

FRAMES = ("issues", "field_values", "changes", "fields", "statuses", "gone", "sightings", "sighted_values")
ISSUES = (
    issue("ML-1", "Epic", now="In Progress"),
    issue("ML-2", parent="ML-1", phase="Research", now="Done").worked("2026-03-02T08:00:00Z", "2026-03-03T16:00:00Z"),
    issue("ML-3", parent="ML-1", phase="Modeling", now="In Progress").worked("2026-03-04T08:00:00Z"),
)
JIRA_CSV = """\
Summary,Issue key,Issue id,Issue Type,Status,Project key,Assignee,Assignee Id,Created,Updated,Resolved,Labels,Labels,\
Log Work,Status Category,Status Category Changed,Parent,Parent key,Original estimate,Resolution,Custom field (Phase),\
Custom field (Start date)
Fit,ML-1,10001,Epic,In Progress,ML,Ana,a1,02/Mar/26 9:00 AM,04/Mar/26 8:00 AM,,x,y z,,In Progress,\
03/Mar/26 1:15 PM,,,,,,
"Read, ""and"" think",ML-2,10002,Task,Done,ML,Ana,a1,02/Mar/26 9:00 AM,03/Mar/26 4:00 PM,03/Mar/26 4:00 PM,,,\
"a;b
c",Done,03/Mar/26 4:00 PM,10001,ML-1,28800,Done,Research,02/Mar/26 12:00 AM
Try,ML-3,10003,Task,In Progress,ML,Bo,b2,02/Mar/26 9:00 AM,04/Mar/26 8:00 AM,,,,,In Progress,04/Mar/26 8:00 AM,10001,\
ML-1,,,Modeling,
"""
CELLS = ["", "ML-2", "10002", "30/Jan/26 3:04 PM", "3/févr./26", "1/2/2026", "13/2/2026", "2026-03-02T09:00:00+0100"]
CELLS += ["Task", "Done", "[1]", "\n", '"', "=1+1", "name:x", "\ufeff", "\0", "9" * 400, "1e999", "NaN", "٣", "\ud7ff"]
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "shift-jis")

fuzz = settings(
    deadline=None,
    max_examples=max(3, settings.default.max_examples // 5),  # each is a whole import
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    """The text of one small export of each kind."""
    folder = tmp_path_factory.mktemp("bases")
    whole = json.loads(answer(*ISSUES))
    for one in whole["issues"]:
        one["fields"]["status"]["statusCategory"] = {"name": "Done", "key": "done"}
    write_pipeline(whole["issues"], NAMES, folder)
    pipeline = [path.read_text("utf-8") for path in sorted(folder.iterdir())]
    return [JIRA_CSV, answer(*ISSUES), change_log(whole["issues"]), *pipeline]


@pytest.fixture(scope="module")
def filled(tmp_path_factory, bases):
    """A store that holds an export already."""
    store = Store(tmp_path_factory.mktemp("filled") / "store")
    import_found([ExportFile("first.json", bases[1].encode())], store, Settings(), ReadingOptions())
    return store


def assert_same(left: Raw, right: Raw) -> None:
    for name in FRAMES:
        assert_frame_equal(getattr(left, name), getattr(right, name), obj=name)


def assert_ends_well(files: list[ExportFile], filled: Store, folder) -> None:
    """Import `files` into a copy of a store: all that is refused leaves it as it was, and figures are there after."""
    store = Store(folder / "store")
    shutil.rmtree(store.folder, ignore_errors=True)
    shutil.copytree(filled.folder, store.folder)
    try:
        report = import_found(files, store, Settings(), ReadingOptions())
    except FaultError:
        raise  # something that nobody foresaw
    except MlpmError:
        kept = False
    else:
        assert len(report.files) == len(files)
        assert not [one.problem for one in report.files if "fault of mlpm_analytics" in one.problem]
        assert all(one.problem.startswith(one.path) for one in report.refused)
        kept = len(report.refused) < len(files)
    if not kept:
        assert_same(read_raw(store), read_raw(filled))
        assert current(store, Settings()).path.name == current(filled, Settings()).path.name
    assert set(current(store, Settings()).frame("issues")["issue_id"]) >= {"10001", "10002", "10003"}


@st.composite
def damaged(draw, text: str) -> bytes:
    """A text with some cells, rows or columns changed, in some encoding, perhaps cut or scratched."""
    if text.startswith(("{", "[")):
        place = draw(st.integers(0, len(text) - 1))
        text = draw(st.sampled_from([text, text[:place] + draw(st.sampled_from(CELLS)) + text[place + 1 :]]))
    else:
        text = draw(_damaged_table(text))
    content = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")
    if not content or draw(st.booleans()):
        return content
    place = draw(st.integers(0, len(content) - 1))
    scratch = draw(st.none() | st.binary(min_size=1, max_size=3) | st.just(b"\xef\xbb\xbf"))
    return content[:place] if scratch is None else content[:place] + scratch + content[place + 1 :]


@st.composite
def _damaged_table(draw, text: str) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    header = rows[0]
    for _ in range(draw(st.integers(0, 6))):
        row = draw(st.sampled_from(rows))
        change = draw(st.sampled_from(["cell", "header", "drop", "double", "row", "order", "column"]))
        place = draw(st.integers(0, max(0, len(header) - 1)))
        if change == "cell" and place < len(row):
            row[place] = draw(st.sampled_from(CELLS) | st.text(max_size=12) | st.sampled_from(row))
        elif change == "header":
            rows[0] = [*header[:place], draw(st.sampled_from([*header, "", "X (Y)", "Clé"])), *header[place + 1 :]]
        elif change == "drop":
            del row[place:]
        elif change == "double":
            row.insert(place, "x")
        elif change == "row":
            rows.insert(draw(st.integers(0, len(rows))), list(row))
        elif change == "order":
            rows[1:] = draw(st.permutations(rows[1:]))
        else:
            for one in rows:
                one[place : place + 1] = []
    written = io.StringIO()
    csv.writer(
        written, delimiter=draw(st.sampled_from(",;\t")), lineterminator=draw(st.sampled_from(["\r\n", "\n", "\r"]))
    ).writerows(rows)
    return written.getvalue()


@fuzz
@given(data=st.data())
def test_damaged_exports_end_in_a_report_or_a_refusal(data, bases, filled, tmp_path):
    count = data.draw(st.integers(1, 3))
    files = [
        ExportFile(f"file {number}", data.draw(damaged(data.draw(st.sampled_from(bases))))) for number in range(count)
    ]
    assert_ends_well(files, filled, tmp_path)
