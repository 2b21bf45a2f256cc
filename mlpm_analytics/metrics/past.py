"""All that is known as of one instant, and what is read out of it again and again."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import micros
from mlpm_analytics.frames import Model
from mlpm_analytics.metrics.histories import by_field, of_field, steps_of
from mlpm_analytics.metrics.intervals import mature_at
from mlpm_analytics.metrics.plans import plan_rows
from mlpm_analytics.metrics.times import Clock, effort_slices
from mlpm_analytics.workflow import Workflow


@dataclass(frozen=True)
class Past:
    """What is known as of the latest instant that will be asked for: nothing in `model` happened later."""

    model: Model
    intervals: pd.DataFrame
    workflow: Workflow
    clock: Clock

    @cached_property
    def seen(self) -> pd.DataFrame:
        """The intervals, with the instant `mature_at` from which figures see them."""
        return self.intervals.assign(mature_at=mature_at(self.intervals, self.workflow))

    @cached_property
    def fields(self) -> dict[str, pd.DataFrame]:
        """The histories of each field, in order of time."""
        return by_field(self.model.histories)

    @cached_property
    def done(self) -> pd.DataFrame:
        """When issues were in a done status without a break."""
        return done_stretches(self.model)

    @cached_property
    def linkable(self) -> pd.DataFrame:
        """The issues that ever linked a deliverable, with each Epic they were ever in or are: issue_id, epic_id."""
        linked = of_field(self.model.histories, "deliverable").dropna(subset=["value"])["issue_id"]
        held = of_field(self.model.histories, "epic").rename(columns={"value": "epic_id"})[["issue_id", "epic_id"]]
        own = pd.DataFrame({"issue_id": linked, "epic_id": linked})
        return pd.concat([held[held["issue_id"].isin(linked)].dropna(), own], ignore_index=True).drop_duplicates()

    @cached_property
    def plan_rows(self) -> pd.DataFrame:
        """The histories of plans."""
        return plan_rows(self.model.histories)

    @cached_property
    def shares(self) -> pd.DataFrame:
        """How each moment of a scientist was shared between their Tasks."""
        cut = effort_slices(self.intervals, self.workflow)
        facts = self.intervals[["project_id", "phase", "scientist_id"]].iloc[cut["row"].to_numpy()]
        return cut.join(facts.reset_index(drop=True))

    @cached_property
    def project_numbers(self) -> pd.Index:
        """The ids of the projects that there was work in: the place of each is its number."""
        return pd.Index(self.seen["project_id"].dropna().unique())

    @cached_property
    def shareable(self) -> pd.DataFrame:
        """The intervals that take a share of somebody's time, in numbers; an unassigned Task counts as one person.

        Columns: row (of `seen`), person, project_no; started, stopped, mature (UTC microseconds).
        """
        rows = np.flatnonzero(~self.seen["phase"].isin(self.workflow.passive_phases).to_numpy())
        work = self.seen.iloc[rows]
        person = work["scientist_id"].fillna("\0" + work["issue_id"])
        instants = {name: micros(work[f"{name}_at"]) for name in ("started", "stopped", "mature")}
        project_no = self.project_numbers.get_indexer(pd.Index(work["project_id"]))
        return pd.DataFrame({"row": rows, "person": pd.factorize(person)[0], "project_no": project_no, **instants})

    @cached_property
    def people(self) -> pd.DataFrame:
        """Who ever worked in each project: project_no, person."""
        found = self.shareable[["project_no", "person"]].drop_duplicates()
        return found[found["project_no"] >= 0]

    @cached_property
    def status_changed_at(self) -> pd.Series:
        """When each issue first changed its status, by issue id; absent where it never did."""
        rows = steps_of(self.model.histories, "status")
        return rows[rows.groupby("issue_id").cumcount() == 1].set_index("issue_id")["changed_at"]

    def with_role(self, role: str) -> pd.Series:
        """The ids of the statuses that have a role: is_active, is_waiting or is_done."""
        return self.model.status_roles.loc[self.model.status_roles[role], "status_id"]


def done_stretches(model: Model) -> pd.DataFrame:
    """When issues were in a done status without a break, in order of time.

    Columns: issue_id, done_from, done_until (NaT while it holds).
    """
    rows = of_field(model.histories, "status")
    done_ids = model.status_roles.loc[model.status_roles["is_done"], "status_id"]
    is_done = rows["value"].isin(done_ids)
    is_new = (is_done != is_done.shift()) | (rows["issue_id"] != rows["issue_id"].shift())
    stretches = rows.assign(is_done=is_done)[is_new]
    until = stretches.groupby("issue_id")["changed_at"].shift(-1)
    found = stretches.assign(done_from=stretches["changed_at"], done_until=until)[stretches["is_done"]]
    return found[["issue_id", "done_from", "done_until"]].sort_values("done_from", kind="stable", ignore_index=True)
