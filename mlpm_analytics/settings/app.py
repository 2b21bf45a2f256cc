"""The section of `mlpm.toml` about the pages: what they show, to whom, and what an upload may take."""

from typing import Annotated

from pydantic import Field

from mlpm_analytics.settings.values import ABSENT, Count, Flag, PublicAddress, Section


class AppSettings(Section):
    """What the pages show, and to whom. No figure rests on it."""

    scientist_page: Flag = Field(
        True,
        description="Whether there is a page about each scientist: a help for a conversation, never a comparison. "
        "Switch it off where your agreements ask for it.",
    )
    settings_page: Flag = Field(
        True, description="Whether there is a page on which settings are asked for and written into `mlpm.toml`."
    )
    public_url: PublicAddress | None = Field(
        None,
        json_schema_extra={ABSENT: "none: for this machine alone"},
        description="The address under which people open the pages of `mlpm serve`, where a proxy stands in between, "
        "such as `https://mlpm.example.com` (`--public-url`).",
    )
    read_only: Flag = Field(
        False,
        description="Whether the pages change nothing: no upload, no taking back, no sync (`mlpm serve --read-only`).",
    )
    max_upload_mb: Count = Field(
        200, description="How large a file may be that is uploaded on the Data page of `mlpm serve`, in megabytes."
    )
    import_memory_mb: Annotated[Count, Field(ge=256)] = Field(
        4096,
        description="How much memory the reading of an upload may take, in megabytes: of the process that reads it, "
        "where it is not a small one. What needs more is refused, and the server goes on. Linux alone keeps to it.",
    )
