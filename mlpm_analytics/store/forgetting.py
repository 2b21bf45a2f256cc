"""Taking a person's name, or an issue, out of all that the store keeps, to the last byte.

Words are replaced in every text of every row; then `raw.duckdb` is written anew, since a database keeps the bytes of
what was replaced until something else takes their place.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mlpm_analytics.errors import NotFoundError
from mlpm_analytics.frames import TEXT, Kind
from mlpm_analytics.store.compaction import rewrite
from mlpm_analytics.store.database import RAW_NAME, Database, explained
from mlpm_analytics.store.publishing import pointed_at, snapshots
from mlpm_analytics.store.raw import RawStore
from mlpm_analytics.store.schema import RAW, SYNC_RUNS, quoted

DUE: Final = "rewrite_due"  # in meta, from the moment when words are replaced until their bytes are gone
FORMER: Final = "Former user"
FORGOTTEN: Final = "forgotten issue"
_SHORTEST: Final = 3  # shorter words, and numbers, are replaced where they are a person's id or name alone
_OF_PERSONS: Final = """ AND lower("field") IN ('assignee', 'reporter', 'creator')"""
_PERSON_COLUMNS: Final = tuple(  # table, column, and which of its rows
    (table.name, known.name, condition)
    for kind, condition in ((Kind.PERSON, ""), (Kind.FIELD_VALUE, _OF_PERSONS))
    for table in RAW
    for known in table
    if known.kind is kind
)
_PEOPLE: Final = """
SELECT DISTINCT id, name FROM (
    SELECT assignee_id AS id, assignee AS name FROM issues
    UNION ALL SELECT author_id, author FROM changes
    UNION ALL SELECT from_id, from_text FROM changes WHERE lower("field") IN ('assignee', 'reporter', 'creator')
    UNION ALL SELECT to_id, to_text FROM changes WHERE lower("field") IN ('assignee', 'reporter', 'creator')
    UNION ALL SELECT account_id, account FROM syncs
) WHERE coalesce(id, name) IS NOT NULL
"""
Words = Mapping[str, str]  # what stands there, and what is to stand there


@dataclass
class Person:
    """What a person is known by."""

    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)  # and addresses of email

    @property
    def known_as(self) -> set[str]:
        """Every word that tells who it is."""
        return self.ids | self.names


@dataclass(frozen=True)
class Forgotten:
    """An issue: by which ids, keys and titles the store knows it."""

    ids: tuple[str, ...]
    keys: tuple[str, ...]
    titles: tuple[str, ...]


def find_person(database: Database, asked: str) -> Person | None:
    """Who has this name or id, in whatever case; None for nobody. Raises `NotFoundError` for several of one name."""
    known = database.read(_PEOPLE).fillna("")
    pairs = {*zip(known["id"].tolist(), known["name"].tolist(), strict=True), *_people_of_payloads(database, asked)}
    is_asked = asked.strip().casefold()
    ids = {one for one, _ in pairs if one and one.casefold() == is_asked}
    if not ids:
        ids = {one for one, name in pairs if one and name.casefold() == is_asked}
    bare = {name for one, name in pairs if not one and name.casefold() == is_asked}
    apart = sorted(one for one in ids if one.casefold() != is_asked)
    if len(apart) > 1:
        raise NotFoundError(f"{len(apart)} people are called {asked}. Forget them by id: {', '.join(apart)}.")
    if not ids and not bare:
        return None
    return Person(ids, bare | {name for one, name in pairs if one in ids and name})


def _people_of_payloads(database: Database, asked: str) -> Iterator[tuple[str, str]]:
    """Those whom Jira's answers name elsewhere, as reporters or authors, with their addresses of email as names."""
    query = "SELECT payload FROM issues WHERE contains(lower(payload), lower(?))"
    for text in database.read(query, [_in_json(asked.strip())])["payload"]:
        yield from _people(text)


def _people(payload: str) -> Iterator[tuple[str, str]]:
    for held in _objects(_parsed(payload)):
        if isinstance(held.get("displayName"), str):
            own_id = next((held[name] for name in ("accountId", "key", "name") if isinstance(held.get(name), str)), "")
            yield own_id, held["displayName"]
            if isinstance(held.get("emailAddress"), str):
                yield own_id, held["emailAddress"]


def pseudonym(database: Database) -> tuple[str, str]:
    """A name and an id that nobody has had yet."""
    names = database.read(_PEOPLE)["name"].dropna()
    numbers = [int(found[1]) for name in names if (found := re.fullmatch(rf"{FORMER} (\d+)", name))]
    number = max(numbers, default=0) + 1
    return f"{FORMER} {number}", f"former-user-{number}"


def find_issue(database: Database, asked: str) -> Forgotten | None:
    """The issue that has, or had, this key, or this id; None where there is none."""
    known = database.read(
        """
        SELECT DISTINCT issue_id, key, summary FROM issues
        WHERE upper(key) = upper($asked) OR issue_id = $asked OR issue_id IN (
            SELECT issue_id FROM changes WHERE lower("field") = 'key' AND upper(from_text) = upper($asked)
        )
        """,
        {"asked": asked.strip()},
    )
    if known.empty:
        return None
    ids = known["issue_id"].unique().tolist()
    former = database.read(
        """SELECT DISTINCT from_text FROM changes WHERE lower("field") = 'key' AND from_text IS NOT NULL
        AND issue_id IN (SELECT unnest(?::VARCHAR[]))""",
        [ids],
    )["from_text"]
    keys = dict.fromkeys([*known["key"].dropna(), *former])
    return Forgotten(tuple({*ids, *keys}), tuple(keys), tuple(known["summary"].dropna().unique()))


def replace_words(raw: RawStore, words: Words, *, whole: bool = False) -> None:
    """Replace words in every text of the raw rows, in whatever case they stand there.

    With `whole` a title or a value that has such a word amid others stays; what syncs said never does.
    """
    alone = {word: instead for word, instead in words.items() if not _stands_out(word)}
    apart = [word for word in words if _stands_out(word)]
    with raw.transaction():
        for table, column, condition in _PERSON_COLUMNS:
            _update(raw.database, table, column, alone, condition)
        for table, column in _texts():
            replaced = replacing(words, whole=whole and table != SYNC_RUNS.name)
            held = _holding(raw.database, table, column, apart)
            _update(raw.database, table, column, {text: replaced(text) for text in held})
        _changed(raw)


def remove_issue(raw: RawStore, issue: Forgotten) -> None:
    """Take an issue out of all loads, and what other issues say of it."""
    with raw.transaction():
        for table in RAW:
            if "issue_id" in table.columns:
                _delete(raw.database, table.name, "issue_id", issue.ids)
        for column in ("parent_id", "parent_key", "epic_link"):
            raw.database.run(
                f"UPDATE issues SET {column} = NULL WHERE {column} IN (SELECT unnest(?::VARCHAR[]))", [list(issue.ids)]
            )
        _mend_payloads(raw.database, issue)
        replace_words(raw, words_of(issue))


def words_of(issue: Forgotten) -> Words:
    """What stands in place of the issue's keys and titles."""
    return dict.fromkeys([*issue.titles, *issue.keys], FORGOTTEN)


def replacing(words: Words, *, whole: bool = False) -> Callable[[str], str]:
    """What replaces words in a text, or texts that are such a word; in JSON in its texts, so that it stays JSON."""
    told = {word.casefold(): instead for word, instead in words.items() if _stands_out(word)}
    if not told:
        return lambda text: text
    longest_first = sorted(told, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

    def plain(text: str) -> str:
        if whole:
            return told.get(text.casefold(), text)
        return pattern.sub(lambda found: told.get(found[0].casefold(), FORMER), text)

    def replaced(text: str) -> str:
        held = _parsed(text)
        return plain(text) if held is None else json.dumps(_mapped(held, plain), ensure_ascii=False)

    return replaced


def is_due(database: Database) -> bool:
    """Whether words were replaced whose bytes may still be there: somebody was stopped in between."""
    return DUE in database.meta()


def scrub(folder: Path) -> None:
    """Write `raw.duckdb` anew and let go of older snapshots, so that no byte of what was replaced is left.

    Only for whoever is the sole loader, with the database closed.
    """
    rewrite(folder / RAW_NAME, finished=DUE)
    with explained(folder):
        shown = pointed_at(folder)
        for older in snapshots(folder):
            if older != shown:
                older.unlink()


def _changed(raw: RawStore) -> None:
    raw.database.set_meta(DUE, "yes")
    raw.grow()


def _texts() -> Iterator[tuple[str, str]]:
    for table in RAW:
        if table.name != "meta":
            yield from ((table.name, known.name) for known in table if known.dtype == TEXT)


def _holding(database: Database, table: str, column: str, words: Iterable[str]) -> list[str]:
    """The texts of a column that hold one of the words, in whatever case, or as JSON writes it."""
    written = list({form.lower() for word in words for form in (word, _in_json(word), json.dumps(word)[1:-1])})
    query = (
        f"SELECT DISTINCT {quoted(column)} AS held FROM {quoted(table)} "
        f"WHERE len(list_filter(?::VARCHAR[], lambda word: contains(lower({quoted(column)}), word))) > 0"
    )
    return database.read(query, [written])["held"].tolist() if written else []


def _update(database: Database, table: str, column: str, texts: Words, condition: str = "") -> None:
    """Put other texts in the place of these."""
    if texts:
        database.run(
            f"UPDATE {quoted(table)} SET {quoted(column)} = texts.new "
            "FROM (SELECT unnest(?::VARCHAR[]) AS old, unnest(?::VARCHAR[]) AS new) AS texts "
            f"WHERE {quoted(column)} = old{condition}",
            [list(texts), list(texts.values())],
        )


def _delete(database: Database, table: str, column: str, values: Collection[str]) -> None:
    condition = f"{quoted(column)} IN (SELECT unnest(?::VARCHAR[]))"
    database.run(f"DELETE FROM {quoted(table)} WHERE {condition}", [list(values)])


def _mend_payloads(database: Database, issue: Forgotten) -> None:
    """Take what other issues' answers hold of the issue (as parent, link or sub-task) out of them."""
    held = _holding(database, "issues", "payload", issue.keys)
    known = set(issue.keys)
    mended = {text: json.dumps(_without(_parsed(text), known), ensure_ascii=False) for text in held}
    _update(database, "issues", "payload", mended)


def _without(held: object, keys: set[str]) -> object:
    if isinstance(held, dict):
        kept = {name: _without(one, keys) for name, one in held.items()}
        return {name: one for name, one in kept.items() if not _is_issue(one, keys)}
    if isinstance(held, list):
        return [_without(one, keys) for one in held if not _is_issue(one, keys)]
    return held


def _is_issue(held: object, keys: set[str]) -> bool:
    """Whether this is the issue itself, or a link to it."""
    if not isinstance(held, dict):
        return False
    return held.get("key") in keys or any(
        isinstance(end := held.get(name), dict) and end.get("key") in keys for name in ("inwardIssue", "outwardIssue")
    )


def _stands_out(word: str) -> bool:
    """Whether a word can be replaced wherever it stands: not a number, nor too short to be anybody's alone."""
    return len(word) >= _SHORTEST and not word.isdigit()


def _in_json(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _parsed(text: str) -> object:
    """What a text holds as JSON; None for other text."""
    try:
        return json.loads(text) if text[:1] in "{[" else None
    except (ValueError, RecursionError):
        return None


def _mapped(held: object, change: Callable[[str], str]) -> object:
    if isinstance(held, dict):
        return {change(name): _mapped(one, change) for name, one in held.items()}
    if isinstance(held, list):
        return [_mapped(one, change) for one in held]
    return change(held) if isinstance(held, str) else held


def _objects(held: object) -> Iterator[dict[str, Any]]:
    if isinstance(held, dict):
        yield held
        held = list(held.values())
    for one in held if isinstance(held, list) else ():
        yield from _objects(one)
