"""Portfolios of any size, made of issues of the simulator one project after the other: same size, same bytes."""

import json
from collections.abc import Iterable, Iterator
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from mlpm_analytics.workflow import PHASES
from simulator.clock import NOW
from simulator.issues import BLOCKED, DONE, EPIC, IN_PROGRESS, IN_REVIEW, TASK, TO_DO, Issue, Portfolio
from simulator.jira_csv import csv_export
from simulator.jira_json import search_answer
from simulator.mlpm_toml import settings_file
from simulator.people import MANAGER, Person
from simulator.projects import PROJECTS
from simulator.randomness import RandomSource

PAGE = 100  # issues of an answer
CHANGES = 10  # of each issue
TASKS = 24  # of a project
PROJECTS_OF_A_SCIENTIST = 5
DAY = 24 * 60
SPAN = 120 * DAY  # minutes from a project's first Task to its last
_SUBJECTS = tuple(PROJECTS.values())
_BETWEEN: tuple[dict[str, Any], ...] = (  # what happens to a Task between its beginning and its end
    {"status": BLOCKED},
    {"status": IN_PROGRESS},
    {"estimate": 2},
    {"status": IN_REVIEW},
    {"status": IN_PROGRESS},
    {"estimate": 3},
)


def pages(size: int, *, tasks: int = TASKS, changes: int = CHANGES) -> Iterator[Portfolio]:
    """So many issues, a page at a time."""
    numbered = islice(_numbered(tasks, changes), size)
    while page := list(islice(numbered, PAGE)):
        yield Portfolio(page)


def write_pages(folder: Path, portfolios: Iterable[Portfolio]) -> None:
    """A REST answer for each page."""
    folder.mkdir(parents=True, exist_ok=True)
    for place, portfolio in enumerate(portfolios):
        (folder / f"page-{place:05}.json").write_text(search_answer(portfolio), encoding="utf-8")


def write_changed(path: Path, portfolios: Iterable[Portfolio], number: int) -> None:
    """One REST answer with the first so many issues of a portfolio, each changed once more."""
    answers: list[dict[str, Any]] = []
    for portfolio in portfolios:
        for issue in portfolio.issues:
            issue.set(NOW - 1, MANAGER, status=IN_PROGRESS)
        answers.append(json.loads(search_answer(portfolio)))
        if len(answers) * PAGE >= number:
            break
    issues = [issue for answer in answers for issue in answer["issues"]]
    path.write_text(json.dumps(answers[0] | {"issues": issues[:number]}, ensure_ascii=False), encoding="utf-8")


def write_csv(path: Path, portfolios: Iterable[Portfolio]) -> None:
    """All issues in one CSV export."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for place, portfolio in enumerate(portfolios):
            header, rows = csv_export(portfolio).split("\n", 1)
            file.write(rows if place else f"{header}\n{rows}")


def write_settings(path: Path) -> None:
    """The settings of the sample, without its people."""
    path.write_text(settings_file(Portfolio([])).split("[[scientists]]")[0], encoding="utf-8")


def _numbered(tasks: int, changes: int) -> Iterator[Issue]:
    """The issues of project after project, with ids and keys in that order."""
    issues = (issue for number in count() for issue in _project(number, tasks, changes))
    for place, issue in enumerate(issues, start=1):
        issue.settle()
        issue.number, issue.key = 10000 + place, f"ML-{place}"
        yield issue


def _project(number: int, tasks: int, changes: int) -> Iterator[Issue]:
    """An Epic with its plans, and its Tasks in the order of phases, one in eight of them back in an earlier one."""
    random, subject = RandomSource(f"project {number}"), _SUBJECTS[number % len(_SUBJECTS)]
    began = random.between(0, NOW - 30 * DAY)
    owner = Person(f"Scientist {number // PROJECTS_OF_A_SCIENTIST}")
    first = {"status": TO_DO, "assignee": owner}
    epic = Issue(EPIC, f"{subject.title} {number}", began - DAY, MANAGER, first, component=subject.component)
    epic.set(began - 60, MANAGER, plan={phase: random.between(1, 6) for phase in PHASES})
    epic.set(began, owner, status=IN_PROGRESS)
    if random.chance(0.7):
        epic.set(began + SPAN + 20 * DAY, owner, status=DONE, resolution="Done")
    yield epic
    for place in range(tasks):
        phase = place * len(PHASES) // tasks - random.chance(0.125)
        task = Issue(TASK, f"Step {place} of {subject.words.topic}", began, owner, {"status": TO_DO, "parent": epic})
        task.first |= {"phase": PHASES[max(0, phase)], "estimate": random.between(1, 4)}
        _work(task, began + place * SPAN // tasks, owner, changes, random)
        yield task


def _work(task: Issue, began: int, owner: Person, changes: int, random: RandomSource) -> None:
    """So many changes of a Task, from the one that assigns it to the two that end it."""
    between = islice(cycle(_BETWEEN), changes - 4)
    minute = began
    for values in ({"assignee": owner}, {"status": IN_PROGRESS}, *between, {"status": DONE, "resolution": "Done"}):
        task.set(minute, owner, **values)
        minute += random.between(20, 20 * 60)
