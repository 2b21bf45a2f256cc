"""The rules of the way of working: one record for each, in the order of their severity."""

from typing import Final

from mlpm_analytics.metrics.explain import breaches as why
from mlpm_analytics.metrics.rules import of_projects, of_tasks
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
        breached_when="a project has been waiting for so many working days, or more",
        value="`idle_days`",
        limit="stalled_after_days",
        stretches=of_projects.stalled,
        explain=why.idle,
    ),
    Rule(
        name="late",
        subject="project",
        sentence="“{title}” is {value:.1f} working days past the start of its second phase; its plan until here is "
        "{limit:g}.",
        breached_when="in a project that is active, waiting or paused, the working time since its first visit to a "
        "phase after the first exceeds the plans of the phases after the first up to the furthest one visited, each "
        "of which has one",
        value="that time",
        limit=None,
        stretches=of_projects.late,
        explain=why.late,
    ),
    Rule(
        name="over-plan",
        subject="phase",
        sentence="{phase} of “{title}” has taken {value:.1f} days; {limit:g} were planned.",
        breached_when="in a project that is active, waiting or paused, a phase's `actual_days` exceed its "
        "`planned_days`",
        value="actual",
        limit=None,
        stretches=of_projects.over_plan,
        explain=why.over_plan,
    ),
    Rule(
        name="blocked-too-long",
        subject="task",
        sentence="{subject} “{title}” has been blocked for {value:.1f} working days; more than {limit:g} are too long.",
        breached_when="a Task that was active once, in a project that is not done, has been in waiting statuses for "
        "more than so many working days",
        value="those days",
        limit="blocked_after_days",
        stretches=of_tasks.blocked_too_long,
        explain=why.blocked,
    ),
    Rule(
        name="task-too-long",
        subject="task",
        sentence="{subject} “{title}” has been active for {value:.1f} working days; at most {limit:g} are meant.",
        breached_when="a Task that is active now, not in a passive phase, has `limited_days` of more than that",
        value="`limited_days`",
        limit="max_task_days",
        stretches=of_tasks.too_long,
        explain=why.too_long,
    ),
    Rule(
        name="too-many-in-progress",
        subject="scientist",
        sentence="{person} has {value:g} Tasks in progress; the way of working is {limit:g} at a time.",
        breached_when="a scientist has more active Tasks outside passive phases than that",
        value="their number",
        limit="max_in_progress",
        stretches=of_tasks.too_many,
        explain=why.in_progress,
    ),
    Rule(
        name="no-plan",
        subject="project",
        sentence="“{title}” is beyond its first phase and no later phase has a plan.",
        breached_when="a project that is active or waiting has a `current_phase` after the first, and no phase after "
        "the first has a plan",
        value="",
        limit=None,
        stretches=of_projects.no_plan,
        explain=why.where_it_is,
    ),
    Rule(
        name="missing-deliverable",
        subject="phase",
        sentence="{phase} of “{title}” was left and no deliverable is linked ({deliverable}).",
        breached_when="a phase was left for a later one and no deliverable is linked",
        value="",
        limit=None,
        stretches=of_projects.missing_deliverable,
        explain=why.left,
        needs_deliverables=True,
    ),
    Rule(
        name="active-in-done",
        subject="task",
        sentence="{subject} “{title}” is in progress although its project is done.",
        breached_when="a Task is active now in a project that is done",
        value="",
        limit=None,
        stretches=of_tasks.active_in_done,
        explain=why.in_progress_now,
    ),
    Rule(
        name="unassigned",
        subject="task",
        sentence="{subject} “{title}” is in progress and nobody is assigned.",
        breached_when="an active Task lacks its assignee",
        value="",
        limit=None,
        stretches=of_tasks.unassigned,
        explain=why.in_progress_now,
        is_delivery=False,
    ),
    Rule(
        name="no-project",
        subject="task",
        sentence="{subject} “{title}” is in progress without an Epic.",
        breached_when="an active Task lacks its Epic",
        value="",
        limit=None,
        stretches=of_tasks.no_project,
        explain=why.in_progress_now,
        is_delivery=False,
    ),
    Rule(
        name="no-phase",
        subject="task",
        sentence="{subject} “{title}” is in progress without a Phase.",
        breached_when="an active Task lacks its Phase",
        value="",
        limit=None,
        stretches=of_tasks.no_phase,
        explain=why.in_progress_now,
        is_delivery=False,
    ),
    Rule(
        name="estimate-too-long",
        subject="task",
        sentence="{subject} “{title}” is estimated at {value:g} days; at most {limit:g} are meant.",
        breached_when="a Task that is not done, not in a passive phase, is estimated at more than that",
        value="the estimate",
        limit="max_estimate_days",
        stretches=of_tasks.estimated_too_long,
        explain=why.estimate,
        is_delivery=False,
    ),
    Rule(
        name="bouncing",
        subject="project",
        sentence="“{title}” went back {value:g} times in the last {window} days.",
        breached_when="a project that is not done made so many moves back, or more, in the last weeks; moves out of "
        "passive phases do not count",
        value="their number",
        limit="bouncing_moves",
        stretches=of_projects.bouncing,
        explain=why.back,
        is_delivery=False,
    ),
]


def in_force(workflow: Workflow) -> list[Rule]:
    """The rules that are judged; the deliverable's is off until a deliverable field is configured."""
    return [rule for rule in RULES if workflow.has_deliverable_field or not rule.needs_deliverables]


def rule_named(name: str) -> Rule:
    """The record of a rule; `StopIteration` where there is none: a breach is never explained as another's."""
    return next(rule for rule in RULES if rule.name == name)
