"""The section of `mlpm.toml` that says how files are read."""

from typing import Literal

from pydantic import Field

from mlpm_analytics.settings.values import ABSENT, Count, Positive, Section, Text, TimeZone


class ExportsSettings(Section):
    """How exports are read that do not say it themselves. Flags of `mlpm import` win over what stands here."""

    timezone: TimeZone | None = Field(
        None,
        json_schema_extra={ABSENT: "that of the calendar"},
        description="The zone of dates that carry none: the one in the Jira profile of whoever exports (`--timezone`).",
    )
    date_order: Literal["dmy", "mdy", "ymd"] | None = Field(
        None,
        json_schema_extra={ABSENT: "the one that each file proves"},
        description="The order of numeric dates: `dmy`, `mdy` or `ymd` (`--date-order`).",
    )
    language: Text | None = Field(
        None,
        json_schema_extra={ABSENT: "the one that each file proves"},
        description="The language of the names of months, such as `pl` (`--language`).",
    )
    columns: dict[Text, Text] = Field(
        {},
        json_schema_extra={ABSENT: "found by their headers and by what they hold"},
        description="What columns of a CSV are, each with its header: `Status`, `Issue key`, `Created`, … or "
        "`Custom field (Phase)`; of a change log `key`, `time`, `field`, `from`, `to` (`--column`). A file that has no "
        "such header is read as if it were not stated here.",
    )
    max_unpacked_mb: Count = Field(
        1024,
        description="What all archives of one import may come to when they are unpacked, in megabytes, those inside of "
        "others too. It is room on disk, in the folder for temporary files.",
    )
    max_unpacked_ratio: Positive = Field(
        200.0,
        description="How many times its packed size an archive may come to; below 64 MB it is not asked.",
    )
    max_archive_depth: Count = Field(3, description="How deep archives may lie inside of archives.")
