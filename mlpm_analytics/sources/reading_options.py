"""How files are read: what a file does not say itself, and a person may state."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mlpm_analytics.errors import QuestionError
from mlpm_analytics.sources.calendar_names import is_language
from mlpm_analytics.sources.localized_headers import HEADERS, OF_CHANGE_LOGS, column_called, folded

DATE_ORDERS = ("dmy", "mdy", "ymd")
Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadingOptions:
    """What stamps without an offset or without a stated order of day and month mean.

    Raises `QuestionError` where the time zone or the order is none.
    """

    timezone: str = "UTC"  # the zone of stamps that carry no offset
    timezone_is_stated: bool = False  # given by --timezone, and not assumed
    date_order: str | None = None  # one of DATE_ORDERS; None: each file has to prove its own
    language: str | None = None  # of month names, such as "pl"; None: the one that a file proves
    columns: Columns = ()  # what a column is, and the header it has in the file; a file without it is refused
    usual_columns: Columns = ()  # the same for files that have such a header
    is_complete: bool = False  # an issue that a file does not hold is not in Jira any more

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (OSError, ValueError, KeyError) as error:
            raise QuestionError(
                f"'{self.timezone}' is not a time zone.",
                asks="timezone",
                answer="Pass --timezone with a name such as Europe/Berlin.",
            ) from error
        if self.date_order not in (None, *DATE_ORDERS):
            raise QuestionError(
                f"'{self.date_order}' is no order of dates.",
                asks="date_order",
                answer="Pass --date-order dmy, mdy or ymd.",
            )
        for name, header in (*self.columns, *self.usual_columns):
            if column_called(name) is None:
                raise QuestionError(
                    f"'{name}' is no column, for which '{header}' is stated.",
                    asks="columns",
                    answer=f"Name one of {', '.join(HEADERS)}, Custom field (…), or, for a change log, "
                    f"{', '.join(OF_CHANGE_LOGS)}; with --column, or below [exports.columns] in mlpm.toml.",
                )
        if self.language is not None and not is_language(self.language):
            raise QuestionError(
                f"'{self.language}' is no language that is known.",
                asks="language",
                answer="Pass --language with a code such as pl.",
            )

    def for_header(self, header: Sequence[str]) -> "ReadingOptions":
        """These options for a file with this header: its usual columns are stated, if it has them."""
        there, stated = {folded(name) for name in header}, dict(_called(self.columns))
        usual = {name: one for name, one in _called(self.usual_columns) if folded(one) in there}
        return dataclasses.replace(self, columns=tuple((usual | stated).items()), usual_columns=())

    @property
    def stated(self) -> dict[str, object]:
        """The rarer options, those that are stated: they are part of how a file was read."""
        columns = dict((*self.usual_columns, *self.columns))
        every = {"language": self.language, "columns": columns, "complete": self.is_complete}
        return {name: value for name, value in every.items() if value}

    @property
    def zone(self) -> ZoneInfo:
        """The zone of stamps that carry no offset."""
        return ZoneInfo(self.timezone)

    @property
    def assumed_zone(self) -> str:
        """What the report says of a file whose stamps carry no offset, while nobody stated a zone."""
        return (
            f"The dates carry no time zone; they are read as {self.timezone}. If whoever exported the file has another "
            "zone in their Jira profile, pass it with --timezone."
        )


def _called(columns: Columns) -> Iterator[tuple[str, str]]:
    """The columns by the names that they have here."""
    for name, header in columns:
        yield column_called(name) or name, header
