"""What is different in Jira from the last run: fields and statuses that were renamed, are gone, or are double."""

from collections.abc import Iterator, Mapping

from mlpm_analytics.settings import Settings

Names = Mapping[str, str]  # name by id


def notes(before: Mapping[str, Names], now: Mapping[str, Names], settings: Settings) -> list[str]:
    """What to say of fields that the settings name, and of statuses; `before` and `now` have both by id."""
    wanted = _wanted(settings)
    return [
        *(note for name in wanted for note in _field(name, before["fields"], now["fields"])),
        *_statuses(before["statuses"], now["statuses"]),
    ]


def _wanted(settings: Settings) -> list[str]:
    fields = settings.fields
    names = [fields.phase] if fields.phase_from == "field" else []
    names += [] if fields.is_original_estimate else [fields.estimate]
    names += [fields.deliverable] if fields.deliverable else []
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


def _statuses(before: Names, now: Names) -> Iterator[str]:
    for status_id, name in before.items():
        if status_id in now and now[status_id] != name:
            yield f"The status “{name}” is called “{now[status_id]}” now."


def _called(wanted: str, names: Names) -> list[str]:
    folded = wanted.strip().casefold()
    return [field_id for field_id, name in names.items() if folded in (field_id, name.strip().casefold())]
