"""All settings together: what `mlpm.toml` holds, checked as a whole, and what the other rooms ask of it."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from mlpm_analytics.calendars import Hours
from mlpm_analytics.settings.app import AppSettings
from mlpm_analytics.settings.exports import ExportsSettings
from mlpm_analytics.settings.faults import Fault, all_faults
from mlpm_analytics.settings.sections import (
    FieldsSettings,
    JiraSettings,
    ProjectsSettings,
    RulesSettings,
    WorkflowSettings,
    folded,
)
from mlpm_analytics.settings.teams import TeamSettings, listed_twice, team_by_key
from mlpm_analytics.settings.values import Section
from mlpm_analytics.settings.words import nearest, quoted
from mlpm_analytics.settings.working_time import CalendarSettings, ScientistSettings, unknown_subdivision
from mlpm_analytics.workflow import Limits, Workflow

_HOW_TO_READ = {"url", "projects", "jql", "timezone", "ca_bundle", "proxy", "pace"}  # of Jira: no figure rests on it


class Sections(Section):
    """What `mlpm.toml` may hold."""

    workflow: WorkflowSettings = Field(default_factory=WorkflowSettings)
    fields: FieldsSettings = Field(default_factory=FieldsSettings)
    projects: ProjectsSettings = Field(default_factory=ProjectsSettings)
    calendar: CalendarSettings = Field(default_factory=CalendarSettings)
    scientists: tuple[ScientistSettings, ...] = ()
    teams: tuple[TeamSettings, ...] = ()
    rules: RulesSettings = Field(default_factory=RulesSettings)
    exports: ExportsSettings = Field(default_factory=ExportsSettings)
    jira: JiraSettings = Field(default_factory=JiraSettings)
    app: AppSettings = Field(default_factory=AppSettings)

    @field_validator("fields")
    @classmethod
    def _plans_are_of_phases(cls, fields: FieldsSettings, info: ValidationInfo) -> FieldsSettings:
        if "workflow" not in info.data:
            return fields
        known = [phase.name for phase in info.data["workflow"].phases]
        allowed = f"a key that is one of workflow.phases, {quoted(known)}"
        return all_faults(
            [
                Fault(("plan", phase), field, allowed, nearest(phase, known))
                for phase, field in fields.plan.items()
                if phase not in known
            ],
            fields,
        )

    @field_validator("scientists")
    @classmethod
    def _scientists_are_apart(
        cls, scientists: tuple[ScientistSettings, ...], info: ValidationInfo
    ) -> tuple[ScientistSettings, ...]:
        faults: list[Fault] = []
        owners: dict[str, int] = {}
        for place, scientist in enumerate(scientists):
            for known_as in scientist.known_as:
                owner = owners.setdefault(known_as.casefold(), place)
                if owner != place:
                    key = "ids" if known_as in scientist.ids else "name"
                    allowed = f'ids and names of one scientist each; "{scientists[owner].name}" has it already'
                    faults.append(Fault((place, key), known_as, allowed))
            country = scientist.country or (info.data["calendar"].country if "calendar" in info.data else None)
            if scientist.subdivision and (found := unknown_subdivision(scientist.subdivision, country)):
                faults.append(Fault((place, "subdivision"), scientist.subdivision, *found))
        return all_faults(faults, scientists)

    @field_validator("teams")
    @classmethod
    def _a_project_has_one_team(cls, teams: tuple[TeamSettings, ...]) -> tuple[TeamSettings, ...]:
        return all_faults(listed_twice(teams), teams)


class Settings(Sections):
    """Every setting in force, and the file it was read from."""

    source: Path | None = None

    @property
    def fingerprint(self) -> str:
        """A digest of the values that figures depend on: the same for the same values, wherever they came from."""
        without: Any = {"source": True, "jira": _HOW_TO_READ, "exports": True, "app": True}
        values: dict[str, Any] = self.model_dump(mode="json", exclude=without)
        values["fields"]["plan"] = self.plan_fields
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    @property
    def plan_fields(self) -> dict[str, str]:
        """The field with the plan of each phase, in the order of the phases."""
        names = [phase.name for phase in self.workflow.phases]
        return {name: self.fields.plan.get(name, f"{name} plan (weeks)") for name in names}

    def to_workflow(self, site_url: str | None = None) -> Workflow:
        """The way of working for the metrics; links go to `site_url` where no address is configured."""
        workflow = self.workflow
        return Workflow(
            phases=tuple(phase.name for phase in workflow.phases),
            passive_phases=frozenset(workflow.passive_phases),
            min_active=timedelta(minutes=workflow.min_active_minutes),
            min_visit_days=workflow.min_visit_days,
            abandoned_resolutions=frozenset(folded(workflow.abandoned_resolutions)),
            nothing_done_resolutions=frozenset(folded(workflow.nothing_done_resolutions)),
            include_subtasks=workflow.include_subtasks,
            teams=team_by_key(self.teams),
            has_status_phases=self.fields.phase_from == "status",
            has_deliverable_field=self.fields.deliverable is not None,
            has_test_field=bool(self.fields.test_days or self.fields.test_ends),
            deliverables={phase.name: phase.deliverable for phase in workflow.phases},
            limits=Limits(**self.rules.model_dump()),
            browse_url=(self.jira.browse_url or site_url or "").rstrip("/"),
        )

    def team_hours(self, first_year: int, last_year: int) -> Hours:
        """The team's working time, with the days off of the years from the first to the last, both included."""
        return self.calendar.hours(first_year, last_year)

    def scientist_hours(self, scientist: ScientistSettings, first_year: int, last_year: int) -> Hours | None:
        """The working time of one of `scientists` in those years; None where it is the team's."""
        hours = scientist.hours(self.calendar, first_year, last_year)
        return None if hours == self.team_hours(first_year, last_year) else hours

    def is_stated(self, section: str, key: str) -> bool:
        """Whether `source` states the value of this key; else it is the default."""
        return section in self.model_fields_set and key in getattr(self, section).model_fields_set
