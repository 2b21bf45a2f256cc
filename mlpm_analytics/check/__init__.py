"""What is in force, where each value came from, what in the data does not fit it, and what is not counted."""

from collections.abc import Callable, Iterator
from typing import Final

from mlpm_analytics.check.context import CheckContext
from mlpm_analytics.check.field_misfits import (
    absent_epics,
    absent_estimates,
    absent_fields,
    absent_phase_field,
    absent_plans,
    unreadable_test_lengths,
)
from mlpm_analytics.check.name_misfits import absent_in_teams, absent_projects, absent_scientists, one_person_twice
from mlpm_analytics.check.not_counted import not_counted
from mlpm_analytics.check.result import CheckResult, InForce, Misfit, in_force
from mlpm_analytics.check.workflow_misfits import absent_statuses, unknown_phases, unmapped_statuses
from mlpm_analytics.frames import Model, Raw
from mlpm_analytics.settings import Settings

__all__ = ["CheckResult", "InForce", "Misfit", "check"]

_QUESTIONS: Final[tuple[Callable[[CheckContext], Iterator[Misfit]], ...]] = (  # what spoils most figures comes first
    absent_epics,
    absent_phase_field,
    unknown_phases,
    unmapped_statuses,
    absent_statuses,
    absent_plans,
    absent_estimates,
    absent_fields,
    unreadable_test_lengths,
    one_person_twice,
    absent_scientists,
    absent_in_teams,
    absent_projects,
)


def check(settings: Settings, raw: Raw | None = None, model: Model | None = None) -> CheckResult:
    """The settings in force and, where there are data, what does not fit them and what they leave uncounted.

    `model` is what these settings make of `raw`, where somebody has mapped it already.
    A fault of the settings themselves never gets here: `load_settings` refuses it.
    """
    if raw is None or raw.issues.empty:
        return CheckResult(settings.source, tuple(in_force(settings)), (), has_data=False)
    context = CheckContext.of(raw, settings, model)
    misfits = tuple(misfit for question in _QUESTIONS for misfit in question(context))
    return CheckResult(
        settings.source, tuple(in_force(settings)), misfits, has_data=True, not_counted=not_counted(context)
    )
