"""Which Jira is synced, and which of its issues: those of some projects, or those that a query finds."""

from dataclasses import dataclass

from mlpm_analytics.errors import NotFoundError, RefusedError, SettingsError
from mlpm_analytics.settings import Settings
from mlpm_analytics.sources.api import Address, HttpClient, JiraClient, find_credentials

HOW_TO = 'Write which issues to read under [jira] in mlpm.toml: projects = ["ML"], or jql = "…".'


@dataclass(frozen=True)
class Scope:
    """What is synced, in words and in JQL."""

    query: str  # how the scope is known: the keys, or the JQL
    clauses: tuple[str, ...]  # together they list it
    projects: tuple[str, ...] = ()  # those of the projects that are there; none for a query
    missing: tuple[str, ...] = ()  # those that are not, or that the account may not see


def address(settings: Settings) -> str:
    """Where Jira is. Raises `SettingsError` where the settings do not say it."""
    if settings.jira.url is None:
        raise SettingsError(
            'Where Jira is, the settings do not say. Write url = "https://example.atlassian.net" under [jira] in '
            "mlpm.toml."
        )
    return settings.jira.url


def query_of(settings: Settings) -> str:
    """How the scope is known. Raises `SettingsError` where the settings do not state one."""
    query = settings.jira.jql or ", ".join(sorted(set(settings.jira.projects)))
    if not query:
        raise SettingsError(f"Which issues to read, the settings do not say. {HOW_TO}")
    return query


def http_client(settings: Settings) -> HttpClient:
    """The way to the Jira of the settings, with the token that is found; nothing is asked yet.

    Raises `SettingsError` where the settings do not say which Jira, or what of it, `LoginError` without a token.
    """
    url, jira = address(settings), settings.jira
    query_of(settings)
    return HttpClient(Address(url, jira.ca_bundle, jira.proxy), find_credentials(url), pace=jira.pace)


def scope(settings: Settings, jira: JiraClient, account: str) -> Scope:
    """The scope as it is in Jira now. Raises `NotFoundError` where none of its projects is there."""
    query = query_of(settings)
    if settings.jira.jql:
        return Scope(query, (settings.jira.jql,))
    wanted = sorted(set(settings.jira.projects))
    projects = jira.projects(wanted)
    shown = [key for key in wanted if key in projects or _has_issues(jira, key)]
    missing = [key for key in wanted if key not in shown]
    if not shown:
        visible = ", ".join(sorted(jira.projects())) or "none"
        raise NotFoundError(
            f"Jira has no project {' or '.join(missing)}, or {account} may not see it. Projects that can be seen: "
            f"{visible}. {HOW_TO}"
        )
    return Scope(query, tuple(jira.clauses(shown)), tuple(shown), tuple(missing))


def _has_issues(jira: JiraClient, key: str) -> bool:
    """Whether a query for the project is understood: a project whose key was changed is known by its old one, too."""
    (clause,) = jira.clauses([key])
    try:
        if jira.count(clause) is None:
            jira.some(clause)
    except RefusedError:
        return False
    return True
