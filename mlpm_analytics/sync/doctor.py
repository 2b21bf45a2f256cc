"""A look at a Jira before the first sync: who it takes us for, what it shows, and what is lacking there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from mlpm_analytics.settings import Settings
from mlpm_analytics.settings.words import toml
from mlpm_analytics.sources.api import HttpClient, JiraClient, ServerInfo, connected
from mlpm_analytics.sources.api.client import SAMPLE, Record
from mlpm_analytics.sources.rest_pages import EPIC_LINK_TYPE
from mlpm_analytics.sources.rest_values import members, text, values
from mlpm_analytics.sync.clock_skew import MOST_SKEW_SECONDS
from mlpm_analytics.sync.fetching import Definitions
from mlpm_analytics.sync.scope import Scope, scope
from mlpm_analytics.wording import count

_CATEGORIES: Final = {"new": "not begun", "indeterminate": "in progress", "done": "done"}
_SHOWN: Final = 8


@dataclass
class Diagnosis:
    """What was found; `lacking` is what the way of working still needs, `settings` what can be written down."""

    found: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    settings: list[tuple[str, str, str | float]] = field(default_factory=list)  # section, key, value

    @property
    def is_well(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacking

    def lines(self) -> Iterator[str]:
        """All of it, for a screen."""
        yield from (f"✓ {line}" for line in self.found)
        yield from (f"✗ {line}" for line in self.lacking)
        if self.settings:
            yield "For mlpm.toml (`--write` writes it):"
            for section in dict.fromkeys(section for section, _, _ in self.settings):
                yield f"    [{section}]"
                yield from (f"    {toml_line(key, value)}" for one, key, value in self.settings if one == section)
        if self.is_well:
            yield "Go on with `mlpm sync`."


def toml_line(key: str, value: str | float) -> str:
    """One setting as it stands in the file."""
    return f"{key} = {toml(value) if isinstance(value, str) else f'{value:g}'}"


def examine(http: HttpClient, settings: Settings, *, phase_field: str | None = None) -> Diagnosis:
    """Ask Jira for everything that a sync will need. Raises a `JiraError` where it does not come so far."""
    jira, about = connected(http)
    scoped = scope(settings, jira, about.account)
    definitions = Definitions(jira.fields())
    sample = _sample(jira, scoped, definitions)
    diagnosis = Diagnosis()
    _place(diagnosis, jira, about, scoped)
    _phase(diagnosis, definitions, sample, settings, phase_field)
    _above(diagnosis, definitions, sample)
    _plans(diagnosis, definitions, settings)
    _hours(diagnosis, jira, sample, settings)
    _statuses(diagnosis, jira)
    return diagnosis


def _sample(jira: JiraClient, scoped: Scope, definitions: Definitions) -> list[Record]:
    """Issues that were changed lately."""
    ids = [one.issue_id for clause in scoped.clauses for one in jira.some(clause)][:SAMPLE]
    return jira.fetch(ids, definitions.wanted).issues if ids else []


def _place(diagnosis: Diagnosis, jira: JiraClient, about: ServerInfo, scoped: Scope) -> None:
    counted = [jira.count(clause) for clause in scoped.clauses]
    issues = f"about {count(sum(one or 0 for one in counted), 'issue')}"
    diagnosis.found.append(f"{jira.kind} {about.version} at {about.site_url}, as {about.account}.")
    diagnosis.found.append(f"{scoped.query}: {issues} can be seen.")
    for key in scoped.missing:
        diagnosis.lacking.append(f"There is no project {key}, or {about.account} may not see it.")
    if not any(counted):
        diagnosis.lacking.append(f"No issue can be seen. See to the permissions of {about.account} in {scoped.query}.")
    if abs(about.skew_seconds) > MOST_SKEW_SECONDS:
        diagnosis.lacking.append(
            f"Jira's clock and this machine's are {abs(about.skew_seconds) / 60:.0f} minutes apart. Jira's counts."
        )


def _phase(
    diagnosis: Diagnosis, definitions: Definitions, sample: list[Record], settings: Settings, chosen: str | None
) -> None:
    fields = settings.fields
    if fields.phase_from != "field":
        diagnosis.found.append(f"The phase stands in the {fields.phase_from}.")
        return
    candidates = definitions.called(chosen or fields.phase)
    if not candidates:
        candidates = _holding_phases(sample, settings)
    if not candidates:
        diagnosis.lacking.append(
            f"There is no field “{chosen or fields.phase}”, and none that holds phases. Add a select field for the "
            "phase in Jira, or write under [fields] in mlpm.toml where it stands (phase, phase_from)."
        )
        return
    used = Counter({one: len(_held(sample, one)) for one in candidates})
    field_id = used.most_common(1)[0][0]
    name = definitions.names.get(field_id, field_id)
    if len(candidates) > 1 and chosen is None:
        listed = ", ".join(f"{one} (in {used[one]} of {len(sample)} issues)" for one in candidates)
        diagnosis.lacking.append(f"Several fields are called “{name}”: {listed}. Choose one with --phase-field ID.")
    else:
        diagnosis.found.append(f"Phase: the field “{name}” ({field_id}), in {used[field_id]} of {len(sample)} issues.")
        if field_id != fields.phase and (chosen or name.casefold() != fields.phase.casefold()):
            diagnosis.settings.append(("fields", "phase", field_id))
    _phase_values(diagnosis, _held(sample, field_id), settings)


def _phase_values(diagnosis: Diagnosis, values: list[str], settings: Settings) -> None:
    known = {word.strip().casefold() for phase in settings.workflow.phases for word in phase.words}
    unknown = [value for value in dict.fromkeys(values) if value.strip().casefold() not in known]
    if unknown:
        shown = ", ".join(f"“{one}”" for one in unknown[:_SHOWN])
        diagnosis.lacking.append(
            f"{shown} {'is no phase' if len(unknown) == 1 else 'are no phases'} that the settings know. Add it as a "
            "phase, or as an alias of one, under [workflow] in mlpm.toml."
        )


def _holding_phases(sample: list[Record], settings: Settings) -> list[str]:
    """Custom fields in which most values are phases."""
    known = {word.strip().casefold() for phase in settings.workflow.phases for word in phase.words}
    ids = {one for issue in sample for one in members(issue.get("fields")) if one.startswith("customfield_")}
    return sorted(
        one
        for one in ids
        if (values := _held(sample, one))
        and sum(value.strip().casefold() in known for value in values) > len(values) / 2
    )


def _held(sample: list[Record], field_id: str) -> list[str]:
    return [value for issue in sample for _, value in values(members(issue.get("fields")).get(field_id)) if value]


def _above(diagnosis: Diagnosis, definitions: Definitions, sample: list[Record]) -> None:
    links = definitions.of_type(EPIC_LINK_TYPE)
    all_fields = [members(issue.get("fields")) for issue in sample]
    with_parent = sum(bool(members(fields.get("parent"))) for fields in all_fields)
    with_link = sum(any(fields.get(one) for one in links) for fields in all_fields)
    if with_parent or with_link:
        ways = [f"{with_parent} by parent"] if with_parent else []
        ways += [f"{with_link} by Epic Link"] if with_link else []
        diagnosis.found.append(f"Epics: of {len(sample)} issues, {' and '.join(ways)} belong to one.")
    elif sample:
        diagnosis.lacking.append("No issue belongs to an Epic: a project here is an Epic with its Tasks.")


def _plans(diagnosis: Diagnosis, definitions: Definitions, settings: Settings) -> None:
    absent = [name for name in settings.plan_fields.values() if not definitions.called(name)]
    if not absent:
        diagnosis.found.append("Plans: every phase has a field on the Epic.")
    else:
        diagnosis.lacking.append(
            f"Plans: there is no field {', '.join(f'“{one}”' for one in absent)}. Without them nothing is held against "
            "a plan; they can be named under [fields.plan] in mlpm.toml."
        )


def _hours(diagnosis: Diagnosis, jira: JiraClient, sample: list[Record], settings: Settings) -> None:
    hours, fields = jira.hours_per_day(), settings.fields
    estimated = sum(issue["fields"].get("timeoriginalestimate") is not None for issue in sample)
    if fields.is_original_estimate:
        diagnosis.found.append(
            f"Estimates: {estimated} of {count(len(sample), 'issue')} have Jira's original estimate."
        )
    if hours is None:
        diagnosis.found.append(f"Hours per day: Jira does not tell; {fields.estimate_hours_per_day:g} are assumed.")
    elif hours != fields.estimate_hours_per_day:
        diagnosis.lacking.append(f"Jira's day has {hours:g} hours; the settings say {fields.estimate_hours_per_day:g}.")
        diagnosis.settings.append(("fields", "estimate_hours_per_day", hours))
    else:
        diagnosis.found.append(f"Hours per day: {hours:g}.")


def _statuses(diagnosis: Diagnosis, jira: JiraClient) -> None:
    names: dict[str, list[str]] = {}
    for one in jira.statuses():
        category = text(members(one.get("statusCategory")).get("key")) or ""
        names.setdefault(_CATEGORIES.get(category, "without a category"), []).append(text(one.get("name")) or "")
    categories = (f"{category}: {', '.join(statuses[:_SHOWN])}" for category, statuses in names.items())
    diagnosis.found.append(f"Statuses: {'; '.join(categories)}.")
