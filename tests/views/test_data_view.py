import re
from pathlib import Path

from mlpm_analytics import mapping
from mlpm_analytics.frames import FINDINGS
from mlpm_analytics.metrics.quality import findings
from mlpm_analytics.views.data_view import DOUBTS, overview
from tests.builder import epic, portfolio, seen, task

TASKS = portfolio(epic("P"), task("T", phase=None), task("U"))


def found(*rules):
    return FINDINGS.of([{"rule": rule, "issue_id": issue, "key": issue, "message": "Odd."} for rule, issue in rules])


def test_every_rule_that_the_mapping_knows_says_what_it_does_to_the_figures():
    source = "\n".join(path.read_text("utf-8") for path in Path(mapping.__file__).parent.glob("*.py"))
    rules = set(re.findall(r'rule(?:=|": )"([a-z-]+)"', source))
    assert {"history-cut", "parents-differ"} <= rules <= set(DOUBTS)


def test_what_tasks_lack_says_so_too():
    lacking = findings(seen(TASKS, "2026-03-20"), TASKS)
    assert set(lacking["rule"]) <= set(DOUBTS)


def test_kinds_come_with_what_spoils_most_figures_first_and_count_their_tasks():
    rows = found(("estimate-missing", "T"), ("history-cut", "P"), ("history-cut", "T"), ("history-cut", "T"))
    kinds = overview(rows, seen(TASKS, "2026-03-20").tasks)
    assert kinds[["rule", "finding_count", "task_count"]].to_numpy().tolist() == [
        ["history-cut", 3, 1],
        ["estimate-missing", 1, 1],
    ]


def test_a_rule_without_words_is_still_shown_by_its_name():
    assert overview(found(("quite-new", "T")), TASKS.work_items)["name"].tolist() == ["Quite new"]
