"""Whether the account still sees what was synced: a permission that is lost looks as if there were nothing to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from mlpm_analytics.sources.api import JiraClient
from mlpm_analytics.sync.missing import MOST_AT_ONCE, SHARE_AT_ONCE
from mlpm_analytics.sync.scope import Scope
from mlpm_analytics.wording import count


@dataclass(frozen=True)
class Visibility:
    """What Jira shows of what is stored, by its counts."""

    lost: tuple[str, ...] = ()  # projects of the scope of which nothing can be seen any more
    is_short: bool = False  # so many are missing that everything should be listed at once


def visibility_of(jira: JiraClient, scope: Scope, stored: Mapping[str, int]) -> Visibility:
    """Hold Jira's counts against the number of issues that are stored of each project (`stored`)."""
    wanted = sum(stored.get(key, 0) for key in scope.projects) if scope.projects else sum(stored.values())
    if not wanted:
        return Visibility()
    counted = [jira.count(clause) for clause in scope.clauses]
    visible = sum(one or 0 for one in counted)
    if None in counted or visible >= wanted:
        return Visibility()
    with_issues = [key for key in scope.projects if stored.get(key)]
    lost = [key for key in with_issues if not visible or jira.count(jira.clauses([key])[0]) == 0]
    return Visibility(tuple(lost), wanted - visible > max(MOST_AT_ONCE, SHARE_AT_ONCE * wanted))


def unseen_note(project: str, account: str, stored: int) -> str:
    """What to say of a project that cannot be seen (any more), and of which some issues may be stored."""
    if not stored:
        return (
            f"Jira has no project {project}, or {account} may not see it; the others are synced. See to the "
            "permissions of the account, or take it out of [jira] projects in mlpm.toml."
        )
    return (
        f"{account} sees nothing of project {project} any more, of which {count(stored, 'issue')} "
        f"{'is' if stored == 1 else 'are'} stored; the others are synced. Kept as last seen. See to the permissions of "
        "the account; if the project is gone, take it out of [jira] projects in mlpm.toml."
    )
