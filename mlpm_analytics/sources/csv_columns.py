"""The columns of Jira's CSV export, by their headers: where what stands, and whether a table is an export at all."""

import re
from collections import Counter
from dataclasses import dataclass, field

from mlpm_analytics.errors import QuestionError
from mlpm_analytics.sources.blocking_links import link_of
from mlpm_analytics.sources.csv_shapes import IS_KEY, by_relation, by_shape
from mlpm_analytics.sources.csv_table import Table
from mlpm_analytics.sources.file_notes import shown
from mlpm_analytics.sources.localized_headers import BY_HEADER, CUSTOM_FIELD, FIELD_IDS, HEADERS, OF_CHANGE_LOGS, folded
from mlpm_analytics.wording import listing

__all__ = ["DATES", "IS_KEY", "Columns", "is_export", "what_is_missing"]

LISTED = 6  # headers in a message
DATES = ("Created", "Updated", "Resolved", "Status Category Changed")
NEEDED = (("Issue key", "Issue id"), ("Issue Type",), ("Summary", "Status"))  # one of each
WANTED = ("Assignee", "Parent", "Status Category", "Created", "Updated")  # what figures rest on
Stated = tuple[tuple[str, str], ...]  # what a person says a column is, and its header

_NAMED = re.compile(r"(.+?) ?\((.*)\)", re.DOTALL)
_LINKS = re.compile(r"issue link|work item link|verknüpfung|lien|enlace|link d", re.IGNORECASE)
_MANY = 2  # columns with the same words before their brackets


@dataclass(frozen=True)
class Columns:
    """Where in a row is what; headers repeat, so every name has a list of places."""

    known: dict[str, list[int]]
    custom: list[tuple[int, str]]  # place, name of the custom field
    translated: dict[str, str] = field(default_factory=dict)  # header in another language than English → its name
    guessed: dict[str, str] = field(default_factory=dict)  # header that was told by what stands below it → its name
    links: list[tuple[int, str]] = field(default_factory=list)  # place, type of link whose inward end it is

    @classmethod
    def of(cls, rows: Table, stated: Stated = ()) -> "Columns":
        """The columns of a table: as stated, else by their headers, else by what they hold.

        Raises `QuestionError` where a stated header is not there.
        """
        header = rows.header
        known, named = _named_columns(rows, stated)
        asked = {name: known.pop(name) for name in [*known] if name not in HEADERS}
        decided = {place for places in _stated(rows, stated).values() for place in places}
        custom = [(place, name) for place, name in _custom(header) if place not in decided]
        custom += [(place, _field_of(name)) for name, places in asked.items() for place in places]
        taken = {place for places in known.values() for place in places} | {place for place, _ in custom}
        guessed = _guessed(
            rows, known, [place for place in range(len(header)) if place not in taken], is_translated=bool(named)
        )
        links = [(place, name) for place, held in enumerate(header) if (name := link_of(held))]
        return cls(known, custom, named, guessed, links)

    def not_found(self, rows: Table) -> dict[str, list[str]]:
        """Columns that figures need and a file in another language may have under these headers: name → headers."""
        if not self.translated and not self.guessed:
            return {}
        taken = {place for places in self.known.values() for place in places} | {place for place, _ in self.custom}
        free = [
            header.strip()
            for place, header in enumerate(rows.header)
            if place not in taken and any(cells[place].strip() for _, cells in rows.rows)
        ]
        return {name: free for name in WANTED if name not in self.known} if free else {}

    @property
    def field_ids(self) -> list[str]:
        """Jira's ids of the fields that the table has a column for; a custom field's is its name."""
        ids = [FIELD_IDS[name] for name in self.known if name in FIELD_IDS]
        return sorted(set(ids)) + sorted({name for _, name in self.custom})

    def cell(self, cells: list[str], name: str) -> str:
        """The first of the columns of a name that holds something, or an empty text."""
        for place in self.known.get(name, ()):  # of every row some twenty times: a generator takes twice as long
            if text := cells[place].strip():
                return text
        return ""

    def cells(self, cells: list[str], name: str) -> list[str]:
        """All that the columns of a name hold."""
        return [cells[place].strip() for place in self.known.get(name, ()) if cells[place].strip()]


def _guessed(rows: Table, known: dict[str, list[int]], free: list[int], *, is_translated: bool) -> dict[str, str]:
    """Add to `known` what columns of a language that is not known are by what they hold; header → what it means.

    Only where a header was not understood: in a file of English headers a column that is not there is not there.
    """
    header = rows.header
    if not is_translated and not _lacking(known):
        return {}
    cells = [[row[place].strip() for _, row in rows.rows] for place in range(len(header))]
    places = by_shape(cells, free) if _lacking(known) else {}
    new = {meant: place for meant, place in places.items() if meant not in known}
    known |= {meant: [place] for meant, place in new.items()}
    if "Issue key" in known:
        free = [place for place in free if place not in new.values()]
        related = by_relation(cells, {name: its[0] for name, its in known.items()}, free)
        known |= {meant: [place] for meant, place in related.items()}
        new |= related
    return {header[place].strip(): meant for meant, place in new.items()}


def is_export(rows: Table, stated: Stated = ()) -> bool:
    """Whether a table has the columns that an export of Jira's cannot lack."""
    return not _lacking(Columns.of(rows, stated).known)


def what_is_missing(rows: Table, stated: Stated = ()) -> str:
    """Why a table is no export, in a sentence."""
    lacking = listing([f"no column {names}" for names in _lacking(_named_columns(rows, stated)[0])])
    begins = ", ".join(shown(name) for name in rows.header[:LISTED])
    more = ", …" if len(rows.header) > LISTED else ""
    return f"this is not Jira's CSV export, it has {lacking}. Its header is {begins}{more}."


_ENGLISH = {folded(header) for name, headers in HEADERS.items() for header in (name, headers[0])} | {
    folded(name)
    for name in (
        *("Work item key", "Work item id", "Work type", "Work item type", "Parent id", "Parent key", "Epic Link"),
        *("Component/s", "Custom field (Epic Link)"),
    )
}


def _lacking(known: dict[str, list[int]]) -> list[str]:
    return [" or ".join(f"'{name}'" for name in names) for names in NEEDED if not any(name in known for name in names)]


def _named_columns(rows: Table, stated: Stated) -> tuple[dict[str, list[int]], dict[str, str]]:
    """Places by name, as stated or by the header, and headers that are not English with what they mean."""
    known = _stated(rows, stated)
    taken = {place for places in known.values() for place in places}
    stated_headers = {rows.header[places[0]].strip(): name for name, places in known.items()}
    translated = {header: name for header, name in stated_headers.items() if folded(header) != folded(name)}
    for place, header in enumerate(rows.header):
        meant = BY_HEADER.get(folded(header))
        if meant is not None and meant not in dict(stated) and place not in taken:
            known.setdefault(meant, []).append(place)
            translated |= {} if folded(header) in _ENGLISH else {header.strip(): meant}
    return known, translated


def _stated(rows: Table, stated: Stated) -> dict[str, list[int]]:
    known: dict[str, list[int]] = {}
    for name, header in stated:
        if name in OF_CHANGE_LOGS:
            continue
        places = [place for place, one in enumerate(rows.header) if folded(one) == folded(header)]
        if not places:
            raise QuestionError(
                f"{rows.path}: there is no column '{header}'.",
                asks="columns",
                answer=f"Pass --column {name}=… with a header that the file has.",
            )
        known[name] = places
    return known


def _field_of(name: str) -> str:
    """The name of the field in `Custom field (Phase)`."""
    return name.partition("(")[2].removesuffix(")")


def _custom(header: list[str]) -> list[tuple[int, str]]:
    """Custom fields: Jira puts them in brackets behind the same words, in whatever language."""
    names = [_NAMED.fullmatch(name.strip()) for name in header]
    parted = [(place, folded(match[1]), match[2]) for place, match in enumerate(names) if match]
    known = [(place, name) for place, words, name in parted if CUSTOM_FIELD.fullmatch(f"{words} (x)")]
    if known:
        return known
    count = Counter(words for _, words, _ in parted if not _LINKS.search(words))
    words, most = count.most_common(1)[0] if count else ("", 0)
    return [(place, name) for place, one, name in parted if one == words] if most >= _MANY else []
