"""Whatever a file holds, reading it ends in an export or in a sentence for a person, and in nothing else."""

import gzip
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpm_analytics.errors import ExportError, QuestionError
from mlpm_analytics.frames import CHANGES, FIELD_VALUES, ISSUES
from mlpm_analytics.sources import ExportFile, ReadingOptions, find, read
from mlpm_analytics.sources.data_pipeline import NEEDED
from mlpm_analytics.sources.localized_headers import HEADERS
from tests.sources.saved import CREATED, csv_text, history, issue, item

ANSWER = json.dumps(
    {
        "names": {"customfield_1": "Phase"},
        "issues": [
            issue(histories=[history("1", CREATED, item("status", "A", "B"))], customfield_1={"id": "1", "value": "é"})
        ],
    }
).encode()
TABLE = csv_text([*HEADERS, "Custom field (Start date)"], ["ML-7", "1/2/2026", *["x\ny"] * (len(HEADERS) - 1)]).encode()
UTF_16 = TABLE.decode().encode("utf-16")

stamps = st.sampled_from([CREATED, "2026-01-01", "1/2/2026", "30/Jan/26 3:04 PM", "29:10.8", 0, 1772442000123, 1e400])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | stamps
names = st.sampled_from(
    [
        *("id", "key", "fields", "issues", "changelog", "histories", "items", "created", "total", "values", "self"),
        *("schema", "status", "issuetype", "statusCategory", "name", "value", "child", "parent", "customfield_1"),
        *("issueChangeLogs", "issueId", "changeHistories", "field", "from", "toString", "assignee", "accountId"),
        *("timeoriginalestimate", "timetracking", "hierarchyLevel", "statuses", "startAt", "isLast", "errorMessages"),
        *("names", "labels", "project"),
    ]
)
answers = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6))
small = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3))
sides = st.fixed_dictionaries(dict.fromkeys(("field", "fieldId", "from", "fromString", "to", "toString"), small))
histories = st.fixed_dictionaries(
    {"id": small, "created": stamps | small, "items": st.lists(sides | small, max_size=2)}
)
changelogs = st.fixed_dictionaries({"total": small, "histories": st.lists(histories | small, max_size=3)})
fields = st.fixed_dictionaries(
    {"status": small},
    optional=dict.fromkeys(("created", "updated", "assignee", "parent", "labels", "issuetype", "customfield_1"), small)
    | {"resolution": small, "timeoriginalestimate": small, "customfield_2": answers},
)
issues = st.fixed_dictionaries(
    {"id": st.integers(1, 3) | small, "key": small, "fields": fields, "changelog": changelogs | small}
)
CELLS = [
    "",
    "ML-7",
    "10007",
    "30/Jan/26 3:04 PM",
    "3/févr./26",
    "3/lip/26",
    "1/2/2026",
    "13/2/2026",
    "Task",
    "[1]",
    "\n",
]
cells = st.sampled_from(CELLS) | st.text(max_size=9)
OTHERS = [*(name for needed in NEEDED.values() for name in needed), "Field", "Date", "Old value", "New value", "Clé"]
headers = st.sampled_from([*HEADERS, *OTHERS, "Custom field (Due date)", "X (Y)", ""]) | st.text(max_size=9)

fuzz = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def ends_well(found: ExportFile) -> bool:
    """Whether reading brings an export that keeps the promises of its frames, or a refusal that names the file."""
    try:
        export = read(found, ReadingOptions())
    except (ExportError, QuestionError) as refusal:
        return str(refusal).startswith(found.path)
    assert export.issues["issue_id"].is_unique
    assert export.issues["issue_id"].ne("").all()
    frames = ((ISSUES, export.issues), (FIELD_VALUES, export.field_values), (CHANGES, export.changes))
    return all(contract.check(frame).equals(frame) for contract, frame in frames)


@fuzz
@given(st.binary(max_size=200))
def test_random_bytes_end_well(content):
    assert ends_well(ExportFile("some file", content))


@fuzz
@given(st.sampled_from([ANSWER, TABLE, UTF_16, gzip.compress(ANSWER)]), st.data())
def test_a_valid_file_that_is_cut_or_scratched_ends_well(content, data):
    cut = content[: data.draw(st.integers(0, len(content)))]
    place = data.draw(st.integers(0, len(content) - 1))
    scratched = content[:place] + data.draw(st.binary(min_size=1, max_size=2)) + content[place + 1 :]
    assert ends_well(ExportFile("some file", cut))
    assert ends_well(ExportFile("some file", scratched))


@fuzz
@given(answers | st.lists(issues, max_size=3) | st.fixed_dictionaries({"issues": st.lists(issues, max_size=3)}))
def test_any_json_with_the_words_of_jira_ends_well(answer):
    assert ends_well(ExportFile("some file", json.dumps(answer).encode()))


@fuzz
@given(st.lists(headers, max_size=8), st.data())
def test_any_table_with_the_headers_of_jira_ends_well(header, data):
    whole = ["Issue key", "Issue Type", "Status", *header]
    rows = data.draw(st.lists(st.lists(cells, min_size=len(whole), max_size=len(whole)), max_size=4))
    for row in rows:
        row[0] = data.draw(st.sampled_from(["ML-7", "ML-8", row[0]]))
    text = csv_text(whole, *rows, delimiter=data.draw(st.sampled_from(",;\t")))
    assert ends_well(ExportFile("some file", text.encode("utf-8", "replace")))


@fuzz
@given(st.integers(0, 500), st.binary(min_size=1, max_size=3))
def test_an_archive_that_is_scratched_ends_well(tmp_path_factory, place, scratch):
    whole = gzip.compress(ANSWER)
    file = tmp_path_factory.mktemp("scratched") / "a.gz"
    file.write_bytes(whole[: place % len(whole)] + scratch + whole[place % len(whole) + 1 :])
    (found,) = find([file])
    assert ends_well(found)
