"""How files are read: what a file does not say itself, and a person may state."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mlpm_analytics.errors import QuestionError

DATE_ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class ReadingOptions:
    """What stamps without an offset or without a stated order of day and month mean.

    Raises `QuestionError` where the time zone or the order is none.
    """

    timezone: str = "UTC"  # the zone of stamps that carry no offset
    timezone_is_stated: bool = False  # given by --timezone, and not assumed
    date_order: str | None = None  # one of DATE_ORDERS; None: each file has to prove its own
    language: str | None = None  # of month names, such as "pl"; None: the one that a file proves
    columns: tuple[tuple[str, str], ...] = ()  # what a column is, and the header it has in the file
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

    @property
    def stated(self) -> dict[str, object]:
        """The rarer options, those that are stated: they are part of how a file was read."""
        every = {"language": self.language, "columns": dict(self.columns), "complete": self.is_complete}
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
