"""What the words of a file mean, for a reader who was never told: figures as their contracts say, the rest in short."""

from typing import Final

from mlpm_analytics.frames import MOVES, PHASES, PROJECTS, WHERE_TIME_WENT, column

_FIGURES: Final = (
    *PROJECTS.pick("elapsed_days", "active_days", "effort_days", "idle_days").values(),
    *PHASES.pick("planned_days", "baseline_days", "actual_days", "variance_days", "to_come_days").values(),
    *WHERE_TIME_WENT.pick("blocked_days", "elsewhere_days", "away_days").values(),
    MOVES["cost_days"],
)
GLOSSARY: Final = (
    (
        "Phase",
        "A stage of the work. Going back and forth between phases is normal in research, and is shown as it was.",
    ),
    ("Days", "Working days of the team: weekends and holidays take no time. A week is five of them."),
    *((known.label, known.help) for known in _FIGURES),
    (
        "Visit",
        "A stretch in which the project was in one phase. A glance of less than a quarter of a day does not count.",
    ),
    (
        "Move back, resumed",
        "A move back is a return to an earlier phase in which a Task was taken up anew; where an older Task simply "
        "went on, the phase was resumed.",
    ),
    ("Rework", f"{column('rework_days').help} A neutral word: going back is how research finds its way."),
    (
        "Inferred",
        "Where Jira's history is missing, start and end of a Task are concluded from its dates, or by the rule of one "
        "Task at a time.",
    ),
)
