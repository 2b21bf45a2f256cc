"""Teams: which projects are whose."""

from collections.abc import Sequence

from pydantic import Field

from mlpm_analytics.settings.faults import Fault
from mlpm_analytics.settings.values import JiraKeys, ProjectKeys, Section, Text


class TeamSettings(Section):
    """A team and the projects that are its own, for a column and a filter. No figure rests on it."""

    name: Text = Field(description="The name to show.")
    projects: JiraKeys = Field((), description="Keys of Epics that are the team's, whatever Jira project they are in.")
    jira_projects: ProjectKeys = Field((), description="Keys of Jira projects whose Epics are the team's.")

    @property
    def keys(self) -> tuple[tuple[str, int, str], ...]:
        """Every key with the place and the setting it stands in."""
        return tuple(
            (name, n, key) for name in ("projects", "jira_projects") for n, key in enumerate(getattr(self, name))
        )


def team_by_key(teams: Sequence[TeamSettings]) -> dict[str, str]:
    """The team of each Epic and each Jira project that the settings list, by key."""
    return {key: team.name for team in teams for _, _, key in team.keys}


def listed_twice(teams: Sequence[TeamSettings]) -> list[Fault]:
    """Keys that two teams list."""
    owners: dict[str, str] = {}
    return [
        Fault((place, name, n), key, f'keys of one team each; "{owners[key]}" has it already')
        for place, team in enumerate(teams)
        for name, n, key in team.keys
        if owners.setdefault(key, team.name) != team.name
    ]
