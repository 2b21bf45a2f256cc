"""What is listed: the choice of a reader, which never changes a figure.

A choice becomes the projects, Tasks and scientists to list; rows of any frame are then kept or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from mlpm_analytics.frames import TAG_FIELDS, Figures
from mlpm_analytics.metrics.rules import RULES

NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Choice:
    """What somebody asked for; nothing chosen means everything.

    `projects` are keys, `teams` names, `scientists` ids, `tags` the chosen values of each of `frames.TAG_FILTERS`, any
    of which will do; of the time between `since_at` and `until_at` is what was worked on then.
    """

    projects: frozenset[str] = NOBODY
    teams: frozenset[str] = NOBODY
    scientists: frozenset[str] = NOBODY
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    since_at: pd.Timestamp | None = None
    until_at: pd.Timestamp | None = None


ALL = Choice()


@dataclass(frozen=True)
class Selection:
    """What to list: `projects` by key, `tasks` by issue id and `task_keys`, `scientists` by id; or everything."""

    is_everything: bool = True
    projects: frozenset[str] = NOBODY
    tasks: frozenset[str] = NOBODY
    task_keys: frozenset[str] = NOBODY
    scientists: frozenset[str] = field(default=NOBODY)

    def of_projects(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of the projects to list, by their column `project`."""
        return rows if self.is_everything else rows[rows["project"].isin(self.projects)]

    def of_tasks(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of the Tasks to list, by their column `issue_id`."""
        return rows if self.is_everything else rows[rows["issue_id"].isin(self.tasks)]

    def of_scientists(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows of the scientists to list, by their column `scientist_id`."""
        return rows if self.is_everything else rows[rows["scientist_id"].isin(self.scientists)]

    def of_breaches(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The breaches of what is listed: each by the Task, the scientist or the project that it is about."""
        if self.is_everything:
            return rows
        about = rows["rule"].map({rule.name: rule.subject for rule in RULES})
        is_listed = rows["project"].isin(self.projects).mask(about == "task", rows["subject"].isin(self.task_keys))
        return rows[is_listed.mask(about == "scientist", rows["subject"].isin(self.scientists))]


EVERYTHING = Selection()


def selected(seen: Figures, choice: Choice, tags: pd.DataFrame) -> Selection:
    """What to list of the figures; `tags` as in `frames.TAGS`.

    A Task is listed when all that was chosen fits it: its project, the team of that, somebody who is or was on it, a
    tag of each filter on it or on its Epic, work on it in the period. A project is listed with any such Task, or when
    its Epic fits; a scientist with any such Task, too.
    """
    if choice == ALL:
        return EVERYTHING
    worked = _in_period(seen.work_intervals, choice)
    tagged = _tagged(tags, choice)
    people = pd.concat([seen.tasks[["issue_id", "scientist_id"]], worked[["issue_id", "scientist_id"]]]).dropna()
    of_teams = seen.projects.loc[seen.projects["team"].isin(choice.teams), "project_id"]
    fits_team = seen.tasks["project_id"].isin(of_teams) | (not choice.teams)
    tasks = seen.tasks[_tasks(seen.tasks, choice, worked, tagged, people) & fits_team]
    own = people.loc[people["issue_id"].isin(tasks["issue_id"]), "scientist_id"]
    projects = seen.projects[_projects(seen.projects, choice, worked, tagged) | _holding(seen.projects, tasks)]
    return Selection(
        is_everything=False,
        projects=frozenset(projects["project"]),
        tasks=frozenset(tasks["issue_id"]),
        task_keys=frozenset(tasks["key"]),
        scientists=frozenset(own) & choice.scientists if choice.scientists else frozenset(own),
    )


def _tagged(tags: pd.DataFrame, choice: Choice) -> list[set[str]]:
    """The issues that each filter of tags fits, for the filters that something was chosen of."""
    filters = tags["kind"].map({tag.kind: tag.filter_key for tag in TAG_FIELDS.values()})
    fits = [(filters == name) & tags["value"].isin(values) for name, values in choice.tags.items() if values]
    return [set(tags.loc[mask, "issue_id"]) for mask in fits]


def _in_period(intervals: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    if choice.since_at is not None:
        intervals = intervals[intervals["stopped_at"] > choice.since_at]
    if choice.until_at is not None:
        intervals = intervals[intervals["started_at"] < choice.until_at]
    return intervals


def _tasks(
    tasks: pd.DataFrame, choice: Choice, worked: pd.DataFrame, tagged: list[set[str]], people: pd.DataFrame
) -> pd.Series:
    theirs = people.loc[people["scientist_id"].isin(choice.scientists), "issue_id"]
    fits = pd.Series(data=True, index=tasks.index)
    fits &= tasks["project"].isin(choice.projects) | (not choice.projects)
    fits &= tasks["issue_id"].isin(theirs) | (not choice.scientists)
    for issues in tagged:
        fits &= tasks["issue_id"].isin(issues) | tasks["project_id"].isin(issues)
    return fits & (tasks["issue_id"].isin(worked["issue_id"]) | _has_no_period(choice))


def _projects(projects: pd.DataFrame, choice: Choice, worked: pd.DataFrame, tagged: list[set[str]]) -> pd.Series:
    fits = pd.Series(data=True, index=projects.index)
    fits &= projects["project"].isin(choice.projects) | (not choice.projects)
    fits &= projects["team"].isin(choice.teams) | (not choice.teams)
    fits &= projects["owner_id"].isin(choice.scientists) | (not choice.scientists)
    for issues in tagged:
        fits &= projects["project_id"].isin(issues)
    return fits & (projects["project_id"].isin(worked["project_id"]) | _has_no_period(choice))


def _holding(projects: pd.DataFrame, tasks: pd.DataFrame) -> pd.Series:
    return projects["project_id"].isin(tasks["project_id"])


def _has_no_period(choice: Choice) -> bool:
    return choice.since_at is None and choice.until_at is None
