"""The sections of `mlpm.toml` that say how the team uses Jira."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from mlpm_analytics.settings.faults import Fault, all_faults, not_allowed
from mlpm_analytics.settings.values import (
    ABSENT,
    SOME,
    Count,
    Flag,
    JiraKeys,
    Names,
    NotNegative,
    Positive,
    ProjectKeys,
    ProxyAddress,
    Section,
    SomeNames,
    Text,
    TimeZone,
    WebAddress,
)
from mlpm_analytics.settings.words import nearest, quoted
from mlpm_analytics.workflow import DELIVERABLES, PHASES, Limits

Unit = Literal["seconds", "minutes", "hours", "days", "weeks"]
UNITS = get_args(Unit)
ORIGINAL_ESTIMATE = "original estimate"
_UNSTATED: Any = None  # becomes seconds, or a fault, once the estimate is known
_PASSIVE_PHASES = ("A/B Testing",)
_WAITING_STATUSES = ("Blocked", "On Hold")
_ABANDONED_RESOLUTIONS = ("Won't Do", "Won't Fix", "Cancelled", "Canceled", "Declined", "Abandoned")
_NOTHING_DONE = ("Duplicate", "Cannot Reproduce", "Invalid", *_ABANDONED_RESOLUTIONS)
_LIMITS = Limits()


def folded(names: Iterable[str]) -> set[str]:
    """Names as they are compared: whatever their case, and the spaces around them."""
    return {name.strip().casefold() for name in names}


def _is_original(estimate: str) -> bool:
    return estimate.casefold() in (ORIGINAL_ESTIMATE, "timeoriginalestimate")


class Phase(Section):
    """One phase of the way of working."""

    name: Text = Field(description="What the phase is called.")
    aliases: Names = Field((), description="Other values of the phase field that mean this phase.")
    deliverable: Annotated[str, Field(strict=True)] = Field(
        default_factory=lambda stated: DELIVERABLES.get(stated.get("name", ""), ""),
        json_schema_extra={ABSENT: "that of the usual phase of this name"},
        description="What the phase ends with, in words.",
    )

    @property
    def words(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


def _phase(phase: object) -> object:
    return {"name": phase} if isinstance(phase, str) else phase


def _usual(names: Iterable[str], *, among: Iterable[str] | None = None, without: Iterable[str] = ()) -> Names:
    """Default names, less those that the rest of the section rules out."""
    kept = None if among is None else folded(among)
    return tuple(
        name for name in names if (kept is None or name.casefold() in kept) and name.casefold() not in folded(without)
    )


class WorkflowSettings(Section):
    """Phases in their order, and what the statuses mean. A status is named by its name or its id."""

    phases: Annotated[tuple[Annotated[Phase, BeforeValidator(_phase)], ...], SOME] = Field(
        tuple(Phase(name=name) for name in PHASES),
        description="The phases in their order: names, or tables with `name`, `aliases` (other values that mean this "
        "phase) and `deliverable` (what the phase ends with, in words).",
    )
    passive_phases: Names = Field(
        default_factory=lambda stated: _usual(
            _PASSIVE_PHASES, among=[phase.name for phase in stated.get("phases", ())]
        ),
        description="Phases in which the owner of a Task mostly works on something else: they take no share of the "
        "scientist's time and do not count as Tasks in progress. Without it, A/B Testing where that is a phase.",
    )
    active_statuses: SomeNames | None = Field(
        None,
        json_schema_extra={ABSENT: "those of Jira's category In Progress, less the waiting ones"},
        description="Statuses in which somebody works on a Task.",
    )
    done_statuses: SomeNames | None = Field(
        None,
        json_schema_extra={ABSENT: "those of Jira's category Done"},
        description="Statuses in which an issue is finished.",
    )
    waiting_statuses: Names = Field(
        default_factory=lambda stated: _usual(
            _WAITING_STATUSES,
            without=[*(stated.get("active_statuses") or ()), *(stated.get("done_statuses") or ())],
        ),
        description="Statuses in which an issue waits for something: never active, whatever Jira's category says. "
        "An Epic in one of them is paused.",
    )
    blocking_links: Names = Field(
        ("Blocks",),
        description="Types of links whose inward end (*is blocked by*) says that another issue stands in the way, in "
        "upper or lower case.",
    )
    flag_waits: Flag = Field(
        False,
        description="Whether an issue that is flagged (`fields.flag`) waits, whatever status but a done one it is in: "
        "then it is not active. The flag counts where a change of it is known, and not where an export shows it alone.",
    )
    abandoned_resolutions: Names = Field(
        _ABANDONED_RESOLUTIONS,
        description="Resolutions that make a project in a done status an abandoned one. Upper and lower case are the "
        "same.",
    )
    nothing_done_resolutions: Names = Field(
        _NOTHING_DONE,
        description="Resolutions that say that nothing was done: a Task closed with one has no inferred time and is "
        "no finished Task of a week. Upper and lower case are the same.",
    )
    min_active_minutes: NotNegative = Field(
        5.0,
        description="An active run that is shorter, in minutes by the clock, and led back to the status it came from "
        "is a mis-click: it counts as if it had not happened.",
    )
    min_visit_days: NotNegative = Field(
        0.25, description="A visit to a phase that is shorter, in working days, is noise and is dropped."
    )
    include_subtasks: Flag = Field(False, description="Whether sub-tasks carry time of their own.")

    @field_validator("phases")
    @classmethod
    def _phases_are_unique(cls, phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
        faults: list[Fault] = []
        owners: dict[str, int] = {}
        for place, phase in enumerate(phases):
            for word in phase.words:
                owner = owners.setdefault(word.casefold(), place)
                if owner != place:
                    allowed = f'names of one phase each; "{phases[owner].name}" has it already'
                    faults.append(Fault((place,), word, allowed))
        return all_faults(faults, phases)

    @field_validator("passive_phases")
    @classmethod
    def _passive_phases_are_phases(cls, passive: Names, info: ValidationInfo) -> Names:
        if "phases" not in info.data:
            return passive
        known = [phase.name for phase in info.data["phases"]]
        return all_faults(
            [
                Fault((place,), name, f"one of workflow.phases, {quoted(known)}", nearest(name, known))
                for place, name in enumerate(passive)
                if name not in known
            ],
            passive,
        )

    @field_validator("done_statuses", "waiting_statuses")
    @classmethod
    def _a_status_has_one_role(cls, statuses: Names | None, info: ValidationInfo) -> Names | None:
        roles = [role for role in ("active_statuses", "done_statuses") if info.data.get(role)]
        return all_faults(
            [
                Fault((place,), status, f"a status that workflow.{role} does not hold as well")
                for place, status in enumerate(statuses or ())
                for role in roles
                if status.casefold() in folded(info.data[role])
            ],
            statuses,
        )


class FieldsSettings(Section):
    """Which fields of Jira hold what. A field is named by its name or its id (`customfield_10031`)."""

    phase: Text = Field("Phase", description="The field with a Task's phase, where `phase_from` is `field`.")
    phase_from: Literal["field", "label", "component", "summary", "status"] = Field(
        "field",
        description="Where a Task's phase stands: in the field `phase`; for teams who may not add fields, in a label, "
        "a component, or at the head of the summary in square brackets (`[Modeling] Tune the ranker`); or in its "
        "status, where the columns of the board are the phases: a status stands for the phase whose name or alias it "
        "has.",
    )
    phase_prefix: Annotated[str, Field(strict=True)] = Field(
        default_factory=lambda stated: "phase:" if stated.get("phase_from") == "label" else "",
        json_schema_extra={ABSENT: "`phase:` for labels, else nothing"},
        description="What stands before the phase in a label or component: with `phase:` the label `phase:Modeling` "
        "means Modeling.",
    )
    epic_types: Names = Field(
        (),
        json_schema_extra={ABSENT: "Jira's level of the type, else its name in a language that is known"},
        description="The types of issue that are Epics, by name, where Jira calls them otherwise: then these alone, "
        "beside what Jira's levels say.",
    )
    estimate: Text = Field(
        ORIGINAL_ESTIMATE, description="The field with a Task's estimate: Jira's original estimate, or another field."
    )
    estimate_unit: Unit = Field(
        _UNSTATED,
        json_schema_extra={ABSENT: "`seconds`"},
        validate_default=True,
        description="The unit of the estimate: of the original estimate always seconds, of another field to be stated. "
        "A week is 5 working days.",
    )
    estimate_hours_per_day: Annotated[Positive, Field(le=24)] = Field(
        8.0, description="Jira's working hours per day, by which an estimate in seconds, minutes or hours becomes days."
    )
    plan: dict[Text, Text] = Field(
        {},
        json_schema_extra={ABSENT: "`<phase> plan (weeks)` for each phase"},
        description="The number field on the Epic with a phase's plan in weeks, for each phase: "
        '`"Modeling" = "Modeling plan (weeks)"`. A phase that is left out keeps the default.',
    )
    deliverable: Text | None = Field(
        None,
        json_schema_extra={ABSENT: "none; the rule `missing-deliverable` is off"},
        description="The field on a Task that links the deliverable of its phase.",
    )
    test_days: Text | None = Field(
        None,
        json_schema_extra={ABSENT: "none; the rules `test-overdue` and `test-ended` are off"},
        description="The number field on a Task of a passive phase with the planned length of its A/B test, in "
        "calendar days.",
    )
    test_ends: Text | None = Field(
        None,
        json_schema_extra={ABSENT: "none; as for `test_days`, in place of which it may be stated"},
        description="The date field on a Task of a passive phase with the last day of its A/B test.",
    )
    flag: Text = Field("Flagged", description="The field with an issue's flag, where `workflow.flag_waits` is on.")
    start_dates: Names = Field(
        ("Start date", "Actual start"),
        description="Date fields that say when work on an issue began, for exports without history; the first that "
        "holds a date counts.",
    )
    end_dates: Names = Field(
        ("Actual end",),
        description="Date fields that say when work on an issue ended, for exports without history; Jira's "
        "Resolved where none holds a date.",
    )

    @field_validator("estimate_unit", mode="before")
    @classmethod
    def _unit_of_the_estimate(cls, unit: object, info: ValidationInfo) -> object:
        estimate = info.data.get("estimate", ORIGINAL_ESTIMATE)
        if _is_original(estimate) and unit not in (_UNSTATED, "seconds"):
            raise not_allowed('"seconds", the unit of Jira\'s original estimate')
        if unit is _UNSTATED and not _is_original(estimate):
            raise not_allowed(f'the unit of "{estimate}", one of {quoted(UNITS)}')
        return "seconds" if unit is _UNSTATED else unit

    @field_validator("test_ends")
    @classmethod
    def _one_field_plans_a_test(cls, ends: str | None, info: ValidationInfo) -> str | None:
        if ends and info.data.get("test_days"):
            raise not_allowed("left out where fields.test_days is stated")
        return ends

    @property
    def is_original_estimate(self) -> bool:
        """Whether the estimate is Jira's own, and not another field."""
        return _is_original(self.estimate)


class ProjectsSettings(Section):
    """Which Epics are projects."""

    choose: Literal["with phases", "all"] = Field(
        "with phases",
        description="`with phases`: Epics that hold, or once held, a Task that has, or once had, a known phase. `all`: "
        "every Epic.",
    )
    keys: JiraKeys = Field((), description="Keys of Epics that are projects whatever they hold.")
    labels: Names = Field((), description="Labels of Epics that are projects whatever they hold.")
    exclude_keys: JiraKeys = Field((), description="Keys of Epics that are no projects.")
    exclude_labels: Names = Field((), description="Labels of Epics that are no projects.")

    @field_validator("exclude_keys", "exclude_labels")
    @classmethod
    def _not_chosen_too(cls, excluded: Names, info: ValidationInfo) -> Names:
        chosen = str(info.field_name).removeprefix("exclude_")
        return all_faults(
            [
                Fault((place,), name, f"what projects.{chosen} does not hold as well")
                for place, name in enumerate(excluded)
                if name in info.data.get(chosen, ())
            ],
            excluded,
        )


class RulesSettings(Section):
    """Thresholds of the way of working. Days are working days unless it says otherwise."""

    max_task_days: Positive = Field(
        _LIMITS.max_task_days, description="`task-too-long`: longest time a Task may be active in all."
    )
    max_estimate_days: Positive = Field(
        _LIMITS.max_estimate_days, description="`estimate-too-long`: highest estimate of a Task."
    )
    max_in_progress: Count = Field(
        _LIMITS.max_in_progress, description="`too-many-in-progress`: Tasks a scientist may have active at a time."
    )
    blocked_after_days: NotNegative = Field(
        _LIMITS.blocked_after_days,
        description="`blocked-too-long`: most working days that a Task that was active may be in waiting statuses.",
    )
    stalled_after_days: Positive = Field(
        _LIMITS.stalled_after_days, description="`stalled`: a project has been waiting for this long."
    )
    analysis_after_days: NotNegative = Field(
        _LIMITS.analysis_after_days,
        description="`test-ended`: most working days after the end of an A/B test until a later phase is active.",
    )
    bouncing_moves: Count = Field(
        _LIMITS.bouncing_moves, description="`bouncing`: this many moves back within the window."
    )
    bouncing_window_days: Count = Field(
        _LIMITS.bouncing_window_days, description="`bouncing`: the window, in calendar days."
    )


class JiraSettings(Section):
    """Where Jira is, and what `mlpm sync` reads of it. The token is never written here (docs/sync.md)."""

    browse_url: WebAddress | None = Field(
        None,
        json_schema_extra={ABSENT: "the address that the exports state"},
        description="The address of Jira for links to issues, such as `https://example.atlassian.net`.",
    )
    url: WebAddress | None = Field(
        None,
        description="The address of Jira for `mlpm sync`: of the site, or, for a token with scopes, "
        "`https://api.atlassian.com/ex/jira/<cloud id>`.",
    )
    projects: ProjectKeys = Field((), description='Keys of the Jira projects to read, such as `["ML"]`.')
    jql: Text | None = Field(
        None, description="A query in Jira's language for the issues to read, in place of `projects`; without ORDER BY."
    )
    timezone: TimeZone | None = Field(
        None,
        json_schema_extra={ABSENT: "UTC"},
        description="The zone of instants that Jira sends without an offset; Jira's own always have one.",
    )
    ca_bundle: Text | None = Field(
        None,
        json_schema_extra={ABSENT: "the authorities that Python trusts"},
        description="A file with the certificates of the authorities to trust, where a company has its own.",
    )
    proxy: ProxyAddress | None = Field(
        None,
        json_schema_extra={ABSENT: "that of the environment"},
        description="The proxy through which Jira is reached, such as `http://proxy.example.com:3128`. A name "
        "and password in it are shown nowhere; better put the whole address into the variable `HTTPS_PROXY`.",
    )
    pace: NotNegative = Field(5.0, description="The most requests in a second; 0 is without a limit.")

    @field_validator("jql")
    @classmethod
    def _jql_is_alone_and_unordered(cls, jql: str | None, info: ValidationInfo) -> str | None:
        if jql and info.data.get("projects"):
            raise not_allowed("left out where jira.projects is stated")
        if jql and re.search(r"\border\s+by\b", jql, re.IGNORECASE):
            raise not_allowed("a query without ORDER BY")
        return jql
