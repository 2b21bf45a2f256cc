"""A strict reader of the part of JQL that a loader needs; everything else is refused, like a typing error."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakejira.model import Issue, User
from tests.fakejira.world import World

TOKEN = re.compile(r"""\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(<=|>=|!=|!~|[=<>~(),])|([^\s"'=<>!~(),]+))""")
RESERVED = {"and", "or", "not", "in", "is", "empty", "null", "order", "by", "asc", "desc", "was", "changed", "select"}
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+")
RELATIVE = re.compile(r"([+-]?)(\d+)([wdhm])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
ALIASES = {
    "issuekey": "key",
    "issue": "key",
    "updateddate": "updated",
    "createddate": "created",
    "type": "issuetype",
    "resolutiondate": "resolved",
}
DATES = ("updated", "created", "resolved")
ISSUES = ("id", "key")
NAMED = ("project", "status", "statuscategory", "issuetype", "resolution", "assignee", "reporter", "labels", "parent")
FIELDS = (*DATES, *ISSUES, *NAMED)
CATEGORY_NAMES = {"new": "new", "to do": "new", "done": "done"} | dict.fromkeys(
    ("indeterminate", "in progress"), "indeterminate"
)
MAX_ORDER_FIELDS = 7
Test = Callable[[Issue], bool]


class JqlError(Exception):
    """What Jira says about the query, with status 400."""


@dataclass
class Query:
    """A query that was understood: which issues, in which order."""

    text: str
    is_timeless: bool  # no part of it depends on the present
    matches: Test
    order: list[tuple[str, bool]]  # field, whether descending
    is_bounded: bool

    def sort_key(self, issue: Issue) -> tuple[Any, ...]:
        """Unique for each issue. Without ORDER BY the order means nothing, and is neither by id nor by date."""
        values = [_sort_value(name, issue, is_descending) for name, is_descending in self.order]
        return (*values, issue.id if self.order else (issue.id * 7919 % 10007, issue.id))


@dataclass
class Reader:
    """Reads one query for one account."""

    world: World
    user: User | None
    zone: ZoneInfo  # of dates in the query: the account's, not the site's
    compares_ids: bool = True
    reads_milliseconds: bool = True
    strict: bool = True  # false: unknown names and ids match nothing instead of being an error
    tokens: list[tuple[str, str]] = field(default_factory=list)  # what each is, and its text
    place: int = 0
    is_timeless: bool = True

    def read(self, text: str) -> Query:
        """Raises `JqlError` where Jira would answer 400."""
        self.tokens, self.place = _tokens(text), 0
        is_bounded = self._peek() not in ("", "order")
        matches = self._any_of() if is_bounded else lambda _: True
        order = self._order()
        if self.place < len(self.tokens):
            raise JqlError(f"Error in the JQL Query: Expecting operator or end of the query but got '{self._text()}'.")
        return Query(text, self.is_timeless, matches, order, is_bounded)

    # Grammar

    def _any_of(self) -> Test:
        tests = [self._all_of()]
        while self._skip("or"):
            tests.append(self._all_of())
        return tests[0] if len(tests) == 1 else lambda issue: any(test(issue) for test in tests)

    def _all_of(self) -> Test:
        tests = [self._not()]
        while self._skip("and"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda issue: all(test(issue) for test in tests)

    def _not(self) -> Test:
        if self._skip("not"):
            test = self._not()
            return lambda issue: not test(issue)
        if self._skip("("):
            test = self._any_of()
            self._expect(")")
            return test
        return self._clause()

    def _clause(self) -> Test:
        name = self._field()
        if self._skip("is"):
            is_negated = self._skip("not")
            if self._next()[1].lower() not in ("empty", "null"):
                raise JqlError("Error in the JQL Query: IS needs EMPTY or NULL.")
            return lambda issue: bool(_values(self.world, name, issue)) == is_negated
        if self._skip("not"):
            self._expect("in")
            test = self._one_of(name, self._list(name))
            return lambda issue: not test(issue)
        if self._skip("in"):
            return self._one_of(name, self._list(name))
        return self._comparison(name, self._next()[1])

    def _comparison(self, name: str, operator: str) -> Test:
        if operator in ("=", "!="):
            test = self._one_of(name, [self._operand(name)])
            return test if operator == "=" else lambda issue: not test(issue)
        compare = {
            ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b,
            "<": lambda a, b: a < b,
            "<=": lambda a, b: a <= b,
        }.get(operator)
        if compare is None or name in NAMED or (name in ISSUES and not self.compares_ids):
            raise JqlError(f"The operator '{operator}' is not supported by the '{name}' field.")
        if name in DATES:
            limit = self._operand(name)
            return lambda issue: bool(held := _date(name, issue)) and compare(held, limit)
        _, text = self._next()
        issue_id = int(text) if text.isdigit() else self._issue_id(name, text)
        return lambda issue: compare(issue.id, issue_id)

    def _list(self, name: str) -> list[Any]:
        self._expect("(")
        found = [self._operand(name)]
        while self._skip(","):
            found.append(self._operand(name))
        self._expect(")")
        return found

    def _order(self) -> list[tuple[str, bool]]:
        if not self._skip("order"):
            return []
        self._expect("by")
        found: list[tuple[str, bool]] = []
        while not found or self._skip(","):
            name = self._field()
            descending = self._skip("desc")
            found.append((name, descending or (not self._skip("asc") and name in DATES)))
        if len(found) > MAX_ORDER_FIELDS:
            raise JqlError(f"The maximum number of fields to sort by is {MAX_ORDER_FIELDS}.")
        return found

    # Names and values

    def _field(self) -> str:
        kind, text = self._next()
        name = ALIASES.get(text.lower(), text.lower())
        if kind == "sign" or (kind == "word" and name in RESERVED):
            raise JqlError(f"Error in the JQL Query: Expecting a field name but got '{text}'.")
        if name not in FIELDS:
            raise JqlError(f"Field '{text}' does not exist or you do not have permission to view it.")
        return name

    def _operand(self, name: str) -> Any:
        kind, text = self._next()
        if kind == "word" and self._skip("("):
            return self._function(name, text)
        if kind == "sign" or text == "":
            raise JqlError(f"Error in the JQL Query: Expecting a value but got '{text}'.")
        if kind == "word" and text.lower() in RESERVED - {"empty", "null"}:
            raise JqlError(f"Error in the JQL Query: '{text}' is a reserved JQL word. Surround it in quotation marks.")
        if kind == "word" and "-" in text.lstrip("-") and not KEY.fullmatch(text):
            raise JqlError(f"Error in the JQL Query: '{text}' has to be surrounded in quotation marks.")
        return self._date_value(name, text, kind) if name in DATES else self._value(name, text)

    def _function(self, name: str, function: str) -> Any:
        self._expect(")")
        if function.lower() == "now" and name in DATES:
            return self._now()
        if function.lower() == "currentuser" and name in ("assignee", "reporter") and self.user:
            return self.user.account_id
        raise JqlError(f"Unable to find JQL function '{function}()'.")

    def _now(self) -> datetime:
        self.is_timeless = False
        return self.world.clock.now()

    def _date_value(self, name: str, text: str, kind: str) -> datetime:
        """Unquoted numbers are milliseconds since 1970; other moments are in the account's time zone."""
        if kind == "word" and text.isdigit() and self.reads_milliseconds:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        relative = RELATIVE.fullmatch(text)
        if relative:
            distance = timedelta(**{UNITS[relative[3]]: int(relative[2])})
            return self._now() + (-distance if relative[1] == "-" else distance)
        for form in FORMATS:
            try:
                return datetime.strptime(text, form).replace(tzinfo=self.zone).astimezone(UTC)
            except ValueError:
                continue
        raise JqlError(
            f"Date value '{text}' for field '{name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
            "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
        )

    def _value(self, name: str, text: str) -> Any:
        if text.lower() in ("empty", "null"):
            return None
        if name in ISSUES or name == "parent":
            return self._issue_id(name, text)
        known = self._known(name)
        if known is None or text.lower() in known:
            return text.lower() if known is None else known[text.lower()]
        return self._unknown(name, text)

    def _issue_id(self, name: str, text: str) -> int:
        found = self.world.find(text)
        if found is not None and self.world.sees(self.user, found):
            return found.id
        if self.strict:
            raise JqlError(
                f"An issue with {'id' if text.isdigit() else 'key'} '{text}' does not exist for field '{name}'."
            )
        return -1

    def _unknown(self, name: str, text: str) -> str:
        if self.strict:
            raise JqlError(f"The value '{text}' does not exist for the field '{name}'.")
        return "\0"

    def _known(self, name: str) -> dict[str, str] | None:
        """Every spelling of every value of a field; None where any text is a value."""
        world = self.world
        if name == "project":
            seen = [one for one in world.projects if world.sees_project(self.user, one)]
            return {word.lower(): one.id for one in seen for word in (one.name, *one.old_keys, one.key, one.id)}
        if name == "statuscategory":
            return CATEGORY_NAMES
        if name in ("assignee", "reporter"):
            return {word.lower(): one.account_id for one in world.users for word in (one.account_id, one.name, one.key)}
        named = {
            "status": {one.id: one.name for one in world.statuses},
            "issuetype": {one.id: one.name for one in world.types},
        }
        known = (named | {"resolution": world.resolutions}).get(name)
        return known and {word.lower(): one for one, text in known.items() for word in (text, one)}

    def _one_of(self, name: str, wanted: list[Any]) -> Test:
        if name in DATES:
            return lambda issue: _date(name, issue) in wanted
        chosen = set(wanted)
        if name in ISSUES:
            return lambda issue: issue.id in chosen
        return lambda issue: not chosen.isdisjoint(_values(self.world, name, issue) or (None,))

    # Tokens

    def _peek(self) -> str:
        """The next word or sign in lower case; text in quotation marks is neither."""
        if self.place >= len(self.tokens):
            return ""
        kind, text = self.tokens[self.place]
        return "\0" if kind == "text" else text.lower()

    def _text(self) -> str:
        return self.tokens[self.place][1]

    def _skip(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self.place += 1
        return True

    def _expect(self, word: str) -> None:
        if not self._skip(word):
            raise JqlError(f"Error in the JQL Query: Expecting '{word}' but got '{self._peek() or 'the end'}'.")

    def _next(self) -> tuple[str, str]:
        if self.place >= len(self.tokens):
            raise JqlError("Error in the JQL Query: Expecting more but got the end of the query.")
        self.place += 1
        return self.tokens[self.place - 1]


def _tokens(text: str) -> list[tuple[str, str]]:
    found, position = [], 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if match is None:
            raise JqlError(f"Error in the JQL Query: The character '{text[position:].strip()[0]}' is not allowed here.")
        quoted, sign, word = match.groups()
        if quoted:
            found.append(("text", re.sub(r"\\(.)", r"\1", quoted[1:-1])))
        else:
            found.append(("sign", sign) if sign else ("word", word))
        position = match.end()
    return found


def _date(name: str, issue: Issue) -> datetime | None:
    return {"updated": issue.updated, "created": issue.created}.get(name) or issue.values.get("resolutiondate")


def _values(world: World, name: str, issue: Issue) -> tuple[Any, ...]:
    """What an index entry holds of a field; nothing where it is empty."""
    if name in DATES:
        found = _date(name, issue)
    elif name in ISSUES:
        found = issue.id
    elif name == "project":
        found = issue.project.id
    elif name == "issuetype":
        found = issue.type.id
    elif name == "statuscategory":
        found = world.status(issue.values["status"]).category
    elif name in ("assignee", "reporter"):
        found = issue.values[name] and issue.values[name].account_id
    elif name == "labels":
        return tuple(label.lower() for label in issue.values[name])
    else:
        found = issue.values[name]
    return () if found is None else (found,)


def _sort_value(name: str, issue: Issue, is_descending: bool) -> Any:
    if name == "key":
        value = (issue.project.key, issue.number)
        return (tuple(-ord(one) for one in value[0]), -value[1]) if is_descending else value
    if name == "id":
        number: float = issue.id
    elif name in DATES:
        moment = _date(name, issue)
        number = moment.timestamp() if moment else 0.0
    else:
        return ""
    return -number if is_descending else number
