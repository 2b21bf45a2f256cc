"""People and projects: who seems to be one person, and what the settings name that is not in the data."""

from collections import defaultdict
from collections.abc import Iterator

from mlpm_analytics.check.context import CheckContext
from mlpm_analytics.check.result import Misfit, with_nearest
from mlpm_analytics.mapping.people import people
from mlpm_analytics.settings.words import nearest, toml


def one_person_twice(context: CheckContext) -> Iterator[Misfit]:
    """Scientists of one name under several ids that the settings do not join."""
    by_name: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for person in context.persons.values():
        by_name[person.name.casefold()].add(person.scientist_id)
        names.setdefault(person.name.casefold(), person.name)
    for folded, several in sorted(by_name.items()):
        if len(several) > 1:
            name, ids = names[folded], sorted(several)
            yield Misfit(
                "scientists",
                f"“{name}” goes by {with_nearest(dict.fromkeys(ids))}: each counts as a scientist. "
                "Join them if they are one.",
                remedy=("[[scientists]]", f"name = {toml(name)}", f"ids = {toml(ids)}"),
            )


def absent_scientists(context: CheckContext) -> Iterator[Misfit]:
    """Scientists and ids of the settings that no issue was ever assigned to."""
    everybody = people(context.raw, context.settings.model_copy(update={"scientists": ()})).values()
    known = sorted({word for person in everybody for word in (person.scientist_id, person.name)})
    folded = {word.casefold() for word in known}
    for place, scientist in enumerate(context.settings.scientists):
        named = scientist.ids or (scientist.name,)
        meant = {name: nearest(name, known) for name in named if name.casefold() not in folded}
        if meant:
            mended = [near for name in named if (near := meant.get(name, name))]
            yield Misfit(
                f"scientists[{place}]",
                f"No issue was ever assigned to {with_nearest(meant)}, named for the scientist “{scientist.name}”.",
                f"[[scientists]], name = {toml(scientist.name)}",
                (f"ids = {toml(list(dict.fromkeys(mended)))}",) if mended else (),
            )


def absent_projects(context: CheckContext) -> Iterator[Misfit]:
    """Keys and labels of Epics that the settings name and no issue has."""
    values = context.raw.field_values
    known = {
        "keys": set(context.raw.issues["key"].dropna()),
        "labels": set(values.loc[values["field_id"] == "labels", "value"].dropna()),
    }
    for key in ("keys", "labels", "exclude_keys", "exclude_labels"):
        there = known[key.removeprefix("exclude_")]
        listed = getattr(context.settings.projects, key)
        absent = [name for name in listed if name not in there]
        if absent:
            kept = [name for name in listed if name in there]
            yield Misfit(
                f"projects.{key}",
                f"No issue has what projects.{key} names: {with_nearest(dict.fromkeys(absent))}.",
                "[projects]",
                (f"{key} = {toml(kept)}",),
            )


def absent_in_teams(context: CheckContext) -> Iterator[Misfit]:
    """Keys of Epics and Jira projects that a team lists and no issue has."""
    issues = context.raw.issues
    known = {*issues["key"].dropna(), *issues["project_key"].dropna()}
    for place, team in enumerate(context.settings.teams):
        absent = [key for _, _, key in team.keys if key not in known]
        if absent:
            yield Misfit(f"teams[{place}]", f"No issue has what the team “{team.name}” lists: {', '.join(absent)}.")
