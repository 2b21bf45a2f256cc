"""What a contract says about one column: dtype, kind, meaning, label, unit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mlpm_analytics.errors import FrameError

TEXT: Final = "str"
INSTANT: Final = "datetime64[us, UTC]"
NUMBER: Final = "float64"
COUNT: Final = "int64"
FLAG: Final = "bool"
DATE: Final = "object"


class Kind(StrEnum):
    """What is in a column. Files without names are made from it: `reports.html.names`."""

    KEY = "key"  # names an issue, a project, a load; never a person
    PERSON = "person"  # id or name of a person
    FREE_TEXT = "free text"  # what somebody wrote, or a sentence or subject in which a person may be named
    FIELD_VALUE = "field value"  # what the field of its row held: a person for some fields, free text for others
    CATEGORY = "category"  # a word of ours, or a name that Jira's administrators give: phase, status, rule
    ADDRESS = "address"  # leads to a page; may hold a person's name
    FIGURE = "figure"  # a number that somebody reads as a result
    PLACE = "place"  # a number that orders rows
    INSTANT = "instant"
    DATE = "date"
    FLAG = "flag"


_DTYPES: Final = {
    Kind.FIGURE: {NUMBER, COUNT},
    Kind.PLACE: {NUMBER, COUNT},
    Kind.KEY: {TEXT, COUNT},
    Kind.INSTANT: {INSTANT},
    Kind.DATE: {DATE},
    Kind.FLAG: {FLAG},
}
_ENDINGS: Final = ("_at", "_on", "_days", "_count", "_share")


@dataclass(frozen=True)
class Column:
    """One column of a frame: `meaning` is part of a sentence; `exported` its key in JSON and CSV, else its name."""

    name: str
    meaning: str
    dtype: str
    kind: Kind
    label: str = ""
    unit: str = ""
    exported: str = ""

    def __post_init__(self) -> None:
        """Refuse what would leave a table, the documentation or a file without names incomplete."""
        if self.kind not in Kind or self.dtype not in _DTYPES.get(self.kind, {TEXT}):
            raise FrameError(f"column {self.name}: {self.kind!r} is no kind of a column of {self.dtype}")
        if not self.meaning:
            raise FrameError(f"column {self.name}: its meaning is missing")
        object.__setattr__(self, "label", self.label or _from_name(self.name))
        object.__setattr__(self, "exported", self.exported or self.name)

    @property
    def header(self) -> str:
        """What stands above it, with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def help(self) -> str:
        """What it means, as a sentence for readers of tables."""
        text = self.meaning.replace("NULL", "empty")
        return f"{text[0].upper()}{text[1:]}."


def _from_name(name: str) -> str:
    """The label of a column that is called what it is.

    >>> _from_name("planned_days"), _from_name("is_open"), _from_name("from_phase")
    ('Planned', 'Open', 'From phase')
    """
    bare = name.removeprefix("is_")
    for ending in _ENDINGS:
        bare = bare.removesuffix(ending)
    return bare.replace("_", " ").capitalize()
