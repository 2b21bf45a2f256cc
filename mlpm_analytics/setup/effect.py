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


def changes(before: Effect, after: Effect) -> str:
    """What would be different, in a sentence."""
    parts = [
        f"{count(after.project_count, 'project')} instead of {before.project_count}"
        if after.project_count != before.project_count
        else "",
        f"{share(after.phased_count / max(after.task_count, 1))} of Tasks with a phase instead of "
        f"{share(before.phased_count / max(before.task_count, 1))}"
        if after.phased_count != before.phased_count
        else "",
        f"{count(after.active_count, 'Task')} with time instead of {before.active_count}"
        if after.active_count != before.active_count
        else "",
        f"{count(after.breach_count, 'breach', 'breaches')} instead of {before.breach_count}"
        if after.breach_count != before.breach_count
        else "",
    ]
    found = [part for part in parts if part]
    return f"It would show {listing(found)}." if found else "It would change none of these figures."
