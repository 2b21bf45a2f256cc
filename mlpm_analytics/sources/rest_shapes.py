"""How to tell Jira's answers apart, by the members they have."""

from typing import Any

from mlpm_analytics.sources.file_notes import shown
from mlpm_analytics.sources.rest_values import count, elements, members, text

CATEGORIES = {"new": "new", "indeterminate": "indeterminate", "done": "done"}
CATEGORY_IDS = {"2": "new", "4": "indeterminate", "3": "done"}
CATEGORY_WORDS = {"TODO": "new", "IN_PROGRESS": "indeterminate", "DONE": "done"}  # as /statuses/search has them


def is_issue(value: object) -> bool:
    """Whether this is an issue with its fields."""
    content = members(value)
    has_name = any(isinstance(content.get(name), (str, int)) and content[name] != "" for name in ("id", "key"))
    return has_name and isinstance(content.get("fields"), dict)


def is_history(value: object) -> bool:
    """Whether this is an entry of a changelog."""
    return isinstance(members(value).get("items"), list)


def category(status: object) -> str | None:
    """new, indeterminate or done; by key or id, never by name, which follows the reader's language."""
    stated = members(status).get("statusCategory")
    if isinstance(stated, str):
        return CATEGORY_WORDS.get(stated)
    key, by_id = text(members(stated).get("key")), text(members(stated).get("id"))
    return CATEGORY_IDS.get(by_id or "") if key is None else CATEGORIES.get(key)


def is_page(value: object) -> bool:
    """Whether this is an issue, or a page of issues or changelogs."""
    return is_issue(value) or any(isinstance(members(value).get(name), list) for name in ("issues", "issueChangeLogs"))


def more(page: dict[str, Any], here: int, what: str) -> str | None:
    """What to say where a page says that others follow it."""
    start, total = count(page.get("startAt")), count(page.get("total"))
    if start is not None and total is not None and start + here < total:
        return f"Jira has {total} {what}, this file ends with number {start + here}: import the other pages, too."
    if page.get("nextPageToken") or page.get("isLast") is False:
        return f"Jira has more {what} than this file: import the pages after it, too."
    return None


def error_text(answer: dict[str, Any]) -> str:
    """What Jira says went wrong."""
    reasons = [*elements(answer.get("errorMessages")), *members(answer.get("errors")).values()]
    return "; ".join(str(one).rstrip(".") for one in reasons) or "it gives no reason"


def outline(value: object) -> str:
    """What a value is made of, for somebody who saved the wrong thing."""
    if isinstance(value, dict):
        named = ", ".join(shown(name) for name in list(value)[:5])
        return f"an object with {named}{' and others' if len(value) > 5 else ''}" if value else "an empty object"  # noqa: PLR2004
    if isinstance(value, list):
        return f"a list of {len(value)} elements, the first of them {outline(value[0])}" if value else "an empty list"
    return shown(text(value))
