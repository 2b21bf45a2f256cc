"""What the words of a file mean, for a reader who was never told; `docs/definitions.md` in a few sentences."""

GLOSSARY = (
    (
        "Phase",
        "A stage of the work. Going back and forth between phases is normal in research, and is shown as it was.",
    ),
    ("Days", "Working days of the team: weekends and holidays take no time. A week is five of them."),
    ("Elapsed", "Working time from the first moment somebody worked on the project to its end, or to the day shown."),
    ("Active", "Working time in which at least one Task of the project was in progress."),
    (
        "Effort",
        "Person-days: time in progress, shared between the Tasks that somebody has in progress at once. It is not the "
        "hours spent at the desk.",
    ),
    ("Idle", "Working time since the last moment somebody worked on a project that is waiting or paused."),
    (
        "Planned, actual",
        "The days planned for a phase, and those it has taken: its effort; in a phase that mostly runs "
        "by itself, such as an A/B test, its active time.",
    ),
    ("Still to come", "What is left of a phase's planned days; nothing where they are used up or the project is over."),
    (
        "Blocked, elsewhere",
        "Time in which nobody worked on the project: a Task was blocked or on hold, or else the person who had worked "
        "on it last was busy with something else.",
    ),
    (
        "Visit",
        "A stretch in which the project was in one phase. A glance of less than a quarter of a day does not count.",
    ),
    (
        "Move back, resumed",
        "A move back is a return to an earlier phase in which a Task was taken up anew; where an older Task simply "
        "went on, the phase was resumed.",
    ),
    ("Cost of a move back", "The active time until the project was again as far as before."),
    ("Rework", "Time in phases revisited. A neutral word: going back is how research finds its way."),
    (
        "Inferred",
        "Where Jira's history is missing, start and end of a Task are concluded from its dates, or by the rule of one "
        "Task at a time.",
    ),
)
