"""Options and people that are called otherwise, or are gone, though no issue that has them was changed for that.

Jira changes neither the history of an issue nor its time of change when an administrator renames or deletes an
option. So one issue of each option and of each assignee is looked at anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from mlpm_analytics.sources.api import JiraClient
from mlpm_analytics.sources.api.client import Record, stamp
from mlpm_analytics.sources.rest_values import members, text, values
from mlpm_analytics.store.sync_load import ASSIGNEE, Label, SyncLoad
from mlpm_analytics.wording import count

MOST: Final = 50  # issues that are looked at; options come before people
_RENAMED: Final = "A person is known to Jira by another name and key now"  # Data Center anonymises people so


@dataclass
class RenamedValues:
    """What was found: sentences, and issues that have to be read anew."""

    notes: list[str] = field(default_factory=list)
    issue_ids: list[str] = field(default_factory=list)
    people: list[tuple[Label, str | None]] = field(default_factory=list)  # with the new name, where it is known


def update_renamed(
    jira: JiraClient, sync_load: SyncLoad, fields: dict[str, str], listed: Collection[str]
) -> RenamedValues:
    """Look at one issue for each option of `fields` (names by id) and each assignee, and call them as Jira does now.

    Issues that are `listed` are read anyway.
    """
    labels = [one for one in sync_load.labels(list(fields)) if one.issue_id not in listed]
    looked_at = list(dict.fromkeys(one.issue_id for one in labels))[:MOST]
    unchanged = {text(one.get("id")): one for one in _unchanged(jira, sync_load, looked_at, fields)}
    restated = RenamedValues()
    for label in labels:
        if label.issue_id in unchanged:
            _compare(label, members(unchanged[label.issue_id].get("fields")), sync_load, fields, restated)
    return restated


def _unchanged(
    jira: JiraClient, sync_load: SyncLoad, issue_ids: Sequence[str], fields: Collection[str]
) -> list[Record]:
    """The issues that nobody changed since they were read."""
    if not issue_ids:
        return []
    stored = sync_load.stored()
    issues = jira.values_of(issue_ids, [*fields, ASSIGNEE, "updated"])
    return [one for one in issues if stored.get(str(one.get("id"))) == stamp(members(one.get("fields")).get("updated"))]


def former_words(people: Collection[tuple[Label, str | None]], sync_load: SyncLoad) -> dict[str, str]:
    """What people were called before, and by which ids, with what they are called now; to be asked after the run."""
    words = sync_load.former_names()
    for label, name in people:
        if name is not None:
            words[label.name] = name
        elif (now := sync_load.assignee(label.issue_id)) is not None:
            words |= {label.value_id: now[0], label.name: now[1]}
    return {word: instead for word, instead in words.items() if word != instead}


def _compare(
    label: Label, values_by_field: dict[str, Any], sync_load: SyncLoad, fields: dict[str, str], restated: RenamedValues
) -> None:
    if label.field_id not in values_by_field:  # the field is hidden, which says nothing about its options
        return
    name = dict(values(values_by_field[label.field_id])).get(label.value_id)
    of_field = f" of “{fields[label.field_id]}”" if label.field_id in fields else ""
    if label.field_id == ASSIGNEE and name != label.name:
        restated.people.append((label, name))
    if name is not None and name != label.name:
        sync_load.relabel(label, name)
        was = f"“{label.name}”{of_field}" if of_field else "A person"  # who may have asked that nobody names them so
        restated.notes.append(f"{was} is called “{name}” now.")
    elif name is None:
        holding = sync_load.holding(label)
        restated.issue_ids += holding
        gone = f"The option “{label.name}”{of_field} is no longer in Jira" if of_field else _RENAMED
        are = "is" if len(holding) == 1 else "are"
        restated.notes.append(f"{gone}; {count(len(holding), 'issue')} that had it {are} read anew.")
