"""Links to issues that stand in an issue's way: those at whose inward end it is, such as *is blocked by*.

They become values of one field, named by the type of link, that hold the key of the other issue. Their history is not
read.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from mlpm_analytics.frames import LINKS
from mlpm_analytics.sources.rest_values import elements, first_text, members

_HEADER: Final = re.compile(r"inward (?:issue|work item) link \((.+)\)", re.IGNORECASE)


def link_of(header: str) -> str | None:
    """The type of link whose inward end a column of a CSV has.

    >>> link_of("Inward issue link (Blocks)"), link_of("Outward issue link (Blocks)")
    ('Blocks', None)
    """
    named = _HEADER.fullmatch(header.strip())
    return named[1] if named else None


def link_record(issue_id: object, name: str, key: str, position: int) -> dict[str, object]:
    """The row of a link in `frames.FIELD_VALUES`."""
    return {"issue_id": issue_id, "field_id": LINKS, "field_name": name, "position": position, "value": key}


def links(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The type and the other issue's key of the inward links in the fields of a REST answer."""
    for link in elements(fields.get(LINKS)):
        name, key = (
            first_text(members(link).get("type"), ("name",)),
            first_text(members(link).get("inwardIssue"), ("key",)),
        )
        if name and key:
            yield name, key
