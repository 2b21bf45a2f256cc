"""The rules of the way of working: one record for each, in the order of their severity."""

from typing import Final

from mlpm_analytics.metrics.explain import breaches as why
from mlpm_analytics.metrics.rules import of_projects, of_tasks, of_tests
from mlpm_analytics.metrics.rules.facts import Facts
from mlpm_analytics.metrics.rules.record import STRETCHES, Rule
from mlpm_analytics.workflow import Workflow

__all__ = ["RULES", "STRETCHES", "Facts", "Rule", "in_force", "rule_named"]

# What stands still or runs over comes first, then who is overloaded, then what makes figures doubtful, then the rest.
RULES: Final[list[Rule]] = [
    Rule(
        name="stalled",
        subject="project",
        sentence="{subject} “{title}” has been waiting for {value:.1f} working days with no Task in progress.",
        limit="stalled_after_days",
        stretches=of_projects.stalled,
        explain=why.idle,
    ),
    Rule(
        name="late",
        subject="project",
        sentence="“{title}” has taken {value:.1f} working days since it went beyond its first phase; {limit:g} were "
        "planned until here.",
        limit=None,
        stretches=of_projects.late,
        explain=why.late,
    ),
    Rule(
        name="over-plan",
        subject="phase",
        sentence="{phase} of “{title}” has taken {value:.1f} days; {limit:g} were planned.",
        limit=None,
        stretches=of_projects.over_plan,
        explain=why.over_plan,
    ),
    Rule(
        name="blocked-too-long",
        subject="task",
        sentence="{subject} “{title}” has been blocked for {value:.1f} working days; more than {limit:g} are too long.",
        limit="blocked_after_days",
        stretches=of_tasks.blocked_too_long,
        explain=why.blocked,
    ),
    Rule(
        name="test-ended",
        subject="task",
        sentence="{subject} “{title}” ended {value:.1f} working days ago and no Task of a later phase has been active "
        "since; after {limit:g} one is meant to be.",
        limit="analysis_after_days",
        stretches=of_tests.ended,
        explain=why.ended_test,
        needs="has_test_field",
    ),
    Rule(
        name="test-overdue",
        subject="task",
        sentence="{subject} “{title}” is on day {value:g} of a test that was planned for {limit:g}.",
        limit=None,
        stretches=of_tests.overdue,
        explain=why.overdue_test,
        needs="has_test_field",
    ),
    Rule(
        name="task-too-long",
        subject="task",
        sentence="{subject} “{title}” has been active for {value:.1f} working days; at most {limit:g} are meant.",
        limit="max_task_days",
        stretches=of_tasks.too_long,
        explain=why.too_long,
    ),
    Rule(
        name="too-many-in-progress",
        subject="scientist",
        sentence="{person} has {value:g} Tasks in progress; the way of working is {limit:g} at a time.",
        limit="max_in_progress",
        stretches=of_tasks.too_many,
        explain=why.in_progress,
    ),
    Rule(
        name="no-plan",
        subject="project",
        sentence="“{title}” is beyond its first phase and no later phase has a plan.",
        limit=None,
        stretches=of_projects.no_plan,
        explain=why.where_it_is,
    ),
    Rule(
        name="missing-deliverable",
        subject="phase",
        sentence="{phase} of “{title}” was left and no deliverable is linked ({deliverable}).",
        limit=None,
        stretches=of_projects.missing_deliverable,
        explain=why.left,
        needs="has_deliverable_field",
    ),
    Rule(
        name="active-in-done",
        subject="task",
        sentence="{subject} “{title}” is in progress although its project is done.",
        limit=None,
        stretches=of_tasks.active_in_done,
        explain=why.in_progress_now,
    ),
    Rule(
        name="unassigned",
        subject="task",
        sentence="{subject} “{title}” is in progress and nobody is assigned.",
        limit=None,
        stretches=of_tasks.unassigned,
        explain=why.in_progress_now,
    ),
    Rule(
        name="no-project",
        subject="task",
        sentence="{subject} “{title}” is in progress without an Epic.",
        limit=None,
        stretches=of_tasks.no_project,
        explain=why.in_progress_now,
    ),
    Rule(
        name="no-phase",
        subject="task",
        sentence="{subject} “{title}” is in progress without a Phase.",
        limit=None,
        stretches=of_tasks.no_phase,
        explain=why.in_progress_now,
    ),
    Rule(
        name="estimate-too-long",
        subject="task",
        sentence="{subject} “{title}” is estimated at {value:g} days; at most {limit:g} are meant.",
        limit="max_estimate_days",
        stretches=of_tasks.estimated_too_long,
        explain=why.estimate,
    ),
    Rule(
        name="bouncing",
        subject="project",
        sentence="“{title}” went back {value:g} times in the last {window} days.",
        limit="bouncing_moves",
        stretches=of_projects.bouncing,
        explain=why.back,
    ),
]


def in_force(workflow: Workflow) -> list[Rule]:
    """The rules that are judged: some are off until the field that they need is configured."""
    return [rule for rule in RULES if rule.needs is None or getattr(workflow, rule.needs)]


def rule_named(name: str) -> Rule:
    """The record of a rule; `KeyError` where there is none: a breach is never explained as another's."""
    return {rule.name: rule for rule in RULES}[name]
