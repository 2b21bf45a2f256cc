"""What is different in Jira from the last run: fields and statuses that were renamed, are gone, or are double."""

from collections.abc import Iterator, Mapping

from mlpm_analytics.settings import Settings
from mlpm_analytics.wording import count

Names = Mapping[str, str]  # name by id
_CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}  # as Jira calls them


def of_fields(before: Names, now: Names, settings: Settings) -> list[str]:
    """What to say of the fields that the settings name."""
    return [note for name in _wanted(settings) for note in _field(name, before, now)]


def of_statuses(before: Names, now: Names, gone: Mapping[str, int]) -> Iterator[str]:
    """What to say of statuses; `gone` says how many issues are stored with one that is no more in Jira, by its id."""
    for status_id, name in before.items():
        if status_id in now and now[status_id] != name:
            yield f"The status “{name}” is called “{now[status_id]}” now."
        elif gone.get(status_id):
            issues = count(gone[status_id], "issue")
            yield f"The status “{name}” is no longer in Jira; {issues} had it when last read."


def of_categories(names: Names, before: Names, now: Names) -> Iterator[str]:
    """What to say of statuses that count for something else, from today back to their first day."""
    for status_id, category in before.items():
        if status_id in now and now[status_id] != category:
            yield (
                f"The status “{names[status_id]}” is {_CATEGORIES.get(now[status_id], 'in no category')} now, and was "
                f"{_CATEGORIES[category]}. That holds for its whole history: figures of the past change with it. Write "
                "active_statuses and done_statuses under [workflow] in mlpm.toml if they should not."
            )


def _wanted(settings: Settings) -> list[str]:
    fields = settings.fields
    names = [fields.phase] if fields.phase_from == "field" else []
    names += [] if fields.is_original_estimate else [fields.estimate]
    names += [name for name in (fields.deliverable, fields.test_days, fields.test_ends) if name]
    return [*names, *settings.plan_fields.values()]


def _field(wanted: str, before: Names, now: Names) -> Iterator[str]:
    had, has = _called(wanted, before), _called(wanted, now)
    for field_id in had:
        if field_id not in now:
            yield (
                f"The field “{before[field_id]}” ({field_id}) is no longer in Jira, or hidden from the account. "
                "What it held is kept as last seen."
            )
        elif field_id not in has:
            yield (
                f"The field “{before[field_id]}” ({field_id}) is called “{now[field_id]}” now. Write that name, or the "
                "id, under [fields] in mlpm.toml."
            )
    if len(has) > 1 and len(had) != len(has):
        yield (
            f"{len(has)} fields are called “{wanted}” ({', '.join(sorted(has))}). Write the id of the one that counts "
            "under [fields] in mlpm.toml; `mlpm jira doctor` says which issues use which."
        )


def _called(wanted: str, names: Names) -> list[str]:
    folded = wanted.strip().casefold()
    return [field_id for field_id, name in names.items() if folded in (field_id, name.strip().casefold())]
