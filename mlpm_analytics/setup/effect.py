"""What settings would show, before anybody saves them."""

from dataclasses import dataclass

import pandas as pd

from mlpm_analytics.frames import Raw
from mlpm_analytics.mapping import Mapped, map_raw
from mlpm_analytics.metrics import figures
from mlpm_analytics.settings import Settings
from mlpm_analytics.wording import count, listing, share


@dataclass(frozen=True)
class Effect:
    """How much of the data some settings show."""

    project_count: int
    task_count: int
    phased_count: int  # Tasks with a phase, now or once
    active_count: int  # Tasks that were active
    breach_count: int

    @property
    def sentence(self) -> str:
        """What is shown."""
        projects, tasks = count(self.project_count, "project"), count(self.task_count, "Task")
        phased = share(self.phased_count / self.task_count) if self.task_count else "none"
        return f"{projects}; {phased} of {tasks} with a phase; {count(self.active_count, 'Task')} with time"


def effect(raw: Raw, settings: Settings, *, as_of: pd.Timestamp) -> Effect:
    """What the settings make of the data."""
    return effect_of(map_raw(raw, settings), as_of=as_of)


def effect_of(mapped: Mapped, *, as_of: pd.Timestamp) -> Effect:
    """How much is shown of histories."""
    shown = figures(mapped.model, mapped.workflow, mapped.calendars, as_of=as_of)
    tasks, rows = shown.tasks, mapped.model.histories
    phased = rows.loc[(rows["field"] == "phase") & rows["value"].notna(), "issue_id"]
    return Effect(
        project_count=len(shown.projects),
        task_count=len(tasks),
        phased_count=int(tasks["issue_id"].isin(phased).sum()),
        active_count=int((tasks["active_days"] > 0).sum()),
        breach_count=len(shown.breaches),
    )


def compared(before: Effect, after: Effect) -> str:
    """What would be different, and what would be shown in all."""
    return f"{_changes(before, after)} In all: {after.sentence}."


def _changes(before: Effect, after: Effect) -> str:
    of_tasks = [share(one.phased_count / max(one.task_count, 1)) for one in (before, after)]
    told = [
        (count(after.project_count, "project"), str(before.project_count), after.project_count != before.project_count),
        (f"{of_tasks[1]} of Tasks with a phase", of_tasks[0], after.phased_count != before.phased_count),
        (
            f"{count(after.active_count, 'Task')} with time",
            str(before.active_count),
            after.active_count != before.active_count,
        ),
        (
            count(after.breach_count, "breach", "breaches"),
            str(before.breach_count),
            after.breach_count != before.breach_count,
        ),
    ]
    changed = [f"{now} instead of {then}" for now, then, differs in told if differs]
    return f"It would show {listing(changed)}." if changed else "It would change none of these figures."
