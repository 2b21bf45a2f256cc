"""What both kinds of Jira answer alike, and what each has to give in its own way."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

import pandas as pd

from mlpm_analytics.errors import AnswerError, RefusedError
from mlpm_analytics.sources.api.http import HttpClient
from mlpm_analytics.sources.rest_values import elements, first_text, members, text
from mlpm_analytics.sources.timestamps import instant

Found = TypeVar("Found")
Record = dict[str, Any]
BAD_REQUEST: Final = 400
HIDDEN: Final = (403, 404)  # statuses of an issue that is deleted, or that the account may not see
NOT_THERE: Final = (404, 405)  # statuses with which an older Jira says that it has no such request
SAMPLE: Final = 100  # issues to look at before a sync
IDLE_PAGES: Final = 3  # pages in a row that bring nothing new: nobody pages like that
MOST_PAGES: Final = 10_000  # of one list, even where each brings something new
_NOT_STATED: Final = pd.Timestamp("NaT")
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True)
class Listed:
    """One issue in a list: its id, and when it was last changed, NaT where the list does not say."""

    issue_id: str
    updated_at: pd.Timestamp


@dataclass
class Fetched:
    """Issues with their histories, as Jira's `expand=changelog` would give them, and ids that gave nothing."""

    issues: list[Record] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class JiraClient:
    """A Jira that was reached: what it is, and what it holds. `Cloud` and `DataCenter` are such."""

    kind = ""
    batch = 500  # issues that are loaded at a time, and kept in one go
    overlap_minutes = 10  # by how much the index may run behind

    def __init__(self, http: HttpClient) -> None:
        self.http = http
        self.remarks = list[str]()  # what a person should know of how this Jira answers

    # Each in its own way

    def clauses(self, projects: Sequence[str]) -> list[str]:
        """The queries that together list these projects."""
        raise NotImplementedError

    def listed(self, jql: str) -> list[Listed]:
        """All issues of a query, each once. Raises `AnswerError` where Jira's pages make no sense."""
        raise NotImplementedError

    def some(self, jql: str) -> list[Listed]:
        """A page of the issues of a query that were changed last, to look at."""
        raise NotImplementedError

    def count(self, jql: str) -> int | None:
        """How many issues a query has, as Jira counts them; None where it does not say."""
        raise NotImplementedError

    def fetch(self, issue_ids: Sequence[str], fields: Sequence[str]) -> Fetched:
        """Up to `batch` issues with their whole histories."""
        raise NotImplementedError

    def fetch_alone(self, issue_id: str, fields: Sequence[str]) -> Record | None:
        """One issue with its whole history, by the surest way; None where Jira says that there is none."""
        raise NotImplementedError

    def values_of(self, issue_ids: Sequence[str], fields: Sequence[str]) -> list[Record]:
        """Some issues without their histories, by one request; none where this Jira cannot give several at a time."""
        raise NotImplementedError

    def projects(self, keys: Sequence[str] = ()) -> dict[str, str]:
        """The names of the projects that the account sees, by key; of those with these keys at least."""
        raise NotImplementedError

    # Alike

    def who(self) -> tuple[str, str]:
        """As whom Jira knows us: id, and name. Raises `LoginError` for nobody."""
        answer = an_object(self.http.get("myself"), "myself")
        account_id = first_text(answer, ("accountId", "key", "name"))
        if account_id is None:
            raise AnswerError(unexpected("myself", answer))
        return account_id, first_text(answer, ("displayName", "name")) or account_id

    def fields(self) -> list[Record]:
        """The definitions of all fields that the account sees."""
        return objects(self.http.get("field"), "field")

    def statuses(self) -> list[Record]:
        """The definitions of all statuses."""
        return objects(self.http.get("status"), "status")

    def hours_per_day(self) -> float | None:
        """Jira's working hours per day; None where the account may not know."""
        try:
            answer = members(self.http.get("configuration"))
        except RefusedError:
            return None
        hours = members(answer.get("timeTrackingConfiguration")).get("workingHoursPerDay")
        return float(hours) if isinstance(hours, (int, float)) and math.isfinite(hours) else None

    def place_of(self, issue_id: str) -> tuple[str, str] | None:
        """The key and the project of an issue; None where Jira says that there is none."""
        try:
            answer = an_object(self.http.get(f"issue/{issue_id}", {"fields": "project"}), "issue")
        except RefusedError as error:
            if error.status in HIDDEN:
                return None
            raise
        project = first_text(members(answer.get("fields")).get("project"), ("key",))
        key = text(answer.get("key")) or ""
        return key, project or key.rpartition("-")[0]


def listed(issue: object, path: str) -> Listed:
    """One issue of a page."""
    issue_id = text(members(issue).get("id"))
    if issue_id is None:
        raise AnswerError(unexpected(path, issue))
    return Listed(issue_id, stamp(members(members(issue).get("fields")).get("updated")))


def stamp(stated: object) -> pd.Timestamp:
    """An instant as Jira writes it; NaT for anything else."""
    instant_micros = micros(stated)
    return _NOT_STATED if instant_micros is None else pd.Timestamp(instant_micros, unit="us", tz="UTC").as_unit("us")


def micros(stated: object) -> int | None:
    """The same in microseconds since 1970; None for anything else."""
    try:
        return instant(stated, _UTC)[0] if isinstance(stated, (str, int, float)) else None
    except ValueError:
        return None


def an_object(answer: object, path: str) -> Record:
    """An answer that has to be an object."""
    if not isinstance(answer, dict):
        raise AnswerError(unexpected(path, answer))
    return answer


def objects(answer: object, path: str) -> list[Record]:
    """An answer that has to be a list of objects."""
    if not isinstance(answer, list) or not all(isinstance(one, dict) for one in answer):
        raise AnswerError(unexpected(path, answer))
    return answer


def records(answer: object, member: str, path: str) -> list[Record]:
    """The objects in a member of an answer that has to have it."""
    return objects(an_object(answer, path).get(member), path)


def unexpected(path: str, answer: object) -> str:
    """What to say of an answer that cannot be right."""
    shape = f"members {list(answer)[:6]}" if isinstance(answer, dict) else "another shape"
    return (
        f"Unexpected answer from Jira at {path}: it has {shape}. Nothing of it was kept. Try again later; "
        "if it stays, `mlpm jira doctor` says what this Jira answers."
    )


def twice(attempt: Callable[[], Found]) -> Found:
    """What an attempt gives, or a second one where the first met an answer that cannot be right."""
    try:
        return attempt()
    except AnswerError:
        return attempt()


class Pages:
    """One series of pages: each has to bring something new, and they have to end."""

    def __init__(self, path: str, *, most: int | None = None) -> None:
        self._path, self._most = path, most or MOST_PAGES
        self._turned, self._idle = 0, 0

    def turn(self, fresh: int) -> None:
        """Go on after a page with so many entries that none before it had. Raises `AnswerError` for no end."""
        self._turned += 1
        self._idle = 0 if fresh else self._idle + 1
        if self._idle >= IDLE_PAGES:
            raise AnswerError(f"Jira's pages at {self._path} bring nothing new and do not end. Nothing was kept.")
        if self._turned >= self._most:
            raise AnswerError(f"Jira's pages at {self._path} do not end: {self._turned:,} came. Nothing was kept.")


class Tokens:
    """Tokens of one series of pages."""

    def __init__(self, path: str) -> None:
        self._path, self._seen = path, set[str]()

    def following(self, answer: object) -> str | None:
        """What the page after this one is asked for with; None after the last."""
        token, is_last = text(members(answer).get("nextPageToken")), members(answer).get("isLast")
        if is_last is True:
            return None
        if token is None and is_last is False:
            raise AnswerError(f"Jira says at {self._path} that there are more pages, and not how to ask for them.")
        if token in self._seen:
            raise AnswerError(f"Jira's pages at {self._path} come round in a circle. Nothing of them was kept.")
        if token is not None:
            self._seen.add(token)
        return token


def identity_of(history: object) -> str:
    """By what a history is known: its id, or where it has none, all of it."""
    return text(members(history).get("id")) or json.dumps(history, sort_keys=True)


def histories_of(page: object, member: str, path: str) -> list[Any]:
    """The histories in a member of an answer."""
    values = members(page).get(member)
    if not isinstance(values, list):
        raise AnswerError(unexpected(path, page))
    return elements(values)
