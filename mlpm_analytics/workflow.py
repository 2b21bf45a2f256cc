"""The way of working: phases in their order, which of them are passive, and the limits of the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

EVIDENCE = ("changelog", "snapshot", "field", "inferred")  # from the strongest to the weakest
TOLERANCE_DAYS = 1e-9  # thresholds are compared with it
DAYS_PER_WEEK = 5

PHASES = ("Research", "Data Exploration", "Modeling", "Productization", "A/B Testing", "Results Analysis")
DELIVERABLES = {
    "Research": "an execution plan: the later phases with an estimated level of effort in weeks each",
    "Data Exploration": "a data exploration report",
    "Modeling": "a model prototype, and a report with an evaluation against baselines",
    "Productization": "reviewed code on the main branch, ready for deployment",
    "A/B Testing": "a test that is designed, run and monitored",
    "Results Analysis": "a report of the results",
}


@dataclass(frozen=True)
class Limits:
    """Thresholds of the rules; days are working days."""

    max_task_days: float = 5.0
    max_estimate_days: float = 5.0
    max_in_progress: int = 1
    stalled_after_days: float = 5.0
    blocked_after_days: float = 2.0
    analysis_after_days: float = 3.0
    bouncing_moves: int = 2
    bouncing_window_days: int = 28  # calendar days


@dataclass(frozen=True)
class Workflow:
    """What the metrics need to know of the way of working."""

    phases: tuple[str, ...] = PHASES
    passive_phases: frozenset[str] = frozenset({"A/B Testing"})
    min_active: timedelta = timedelta(minutes=5)
    min_visit_days: float = 0.25
    abandoned_resolutions: frozenset[str] = frozenset()  # case-folded names
    nothing_done_resolutions: frozenset[str] = frozenset()  # case-folded names
    include_subtasks: bool = False
    has_status_phases: bool = False  # a Task passes through phases: the limit of its days is that of each stay in one
    named_scientists: frozenset[str] = frozenset()  # ids of those whom the settings name
    teams: Mapping[str, str] = field(default_factory=dict)  # key of an Epic, or of a Jira project → name of its team
    has_deliverable_field: bool = False
    has_test_field: bool = False  # for the planned length of A/B tests
    deliverables: Mapping[str, str] = field(default_factory=lambda: DELIVERABLES)
    limits: Limits = field(default_factory=Limits)
    browse_url: str = ""  # "https://example.atlassian.net", no slash at its end; "" without links

    def is_passive(self, phase: str) -> bool:
        """Whether the owner of a Task in `phase` mostly works on something else meanwhile."""
        return phase in self.passive_phases
