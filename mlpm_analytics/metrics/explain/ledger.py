"""The ledger behind the figures of one instant: every stretch of work, and how it was counted."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from mlpm_analytics.calendars import Calendars, micros
from mlpm_analytics.frames import Figures, Model
from mlpm_analytics.metrics.explain.parts import Explanation, as_left_out, as_parts, joined, outside, pieces
from mlpm_analytics.metrics.intervals import work_intervals
from mlpm_analytics.metrics.known import Known
from mlpm_analytics.metrics.projects_as_of import ProjectsAsOf
from mlpm_analytics.metrics.slices import slices
from mlpm_analytics.metrics.times import Clock, effort_slices
from mlpm_analytics.metrics.visits import visit_slices
from mlpm_analytics.workflow import Workflow


@dataclass(frozen=True)
class Ledger:
    """What the figures `seen` were added up from."""

    seen: Figures
    model: Model
    workflow: Workflow
    calendars: Calendars

    @property
    def intervals(self) -> pd.DataFrame:
        """All work intervals."""
        return self.seen.work_intervals

    @property
    def day_micros(self) -> int:
        """One working day of the team."""
        return self.calendars.day_micros

    @cached_property
    def known(self) -> Known:
        """What had happened by the instant."""
        return Known.by(self.model, self.workflow, self.calendars, as_of=self.seen.as_of)

    @property
    def histories(self) -> pd.DataFrame:
        """The histories up to the instant."""
        return self.known.model.histories

    @property
    def clock(self) -> Clock:
        """Working time over the years of the histories."""
        return self.known.clock

    @cached_property
    def projects(self) -> ProjectsAsOf:
        """All projects as of the instant."""
        return ProjectsAsOf(self.known)

    def project(self, project_id: str) -> "pd.Series[Any]":
        """The row of a project in `frames.PROJECTS`."""
        return self.seen.projects[self.seen.projects["project_id"] == project_id].iloc[0]

    @cached_property
    def mis_clicks(self) -> pd.DataFrame:
        """The stretches that were mis-clicks, as work intervals."""
        every = work_intervals(self.known.with_mis_clicks, self.workflow, as_of=self.seen.as_of)
        return every.merge(self.known.mis_clicks, on=["issue_id", "run_started_at"])

    @cached_property
    def shares(self) -> pd.DataFrame:
        """How each moment of a scientist was shared, with `worked` microseconds by the scientist's own calendar."""
        cut = effort_slices(self.intervals, self.workflow)
        people = self.intervals["scientist_id"].iloc[cut["row"].to_numpy()]
        worked = self.clock.scientists_micros(people, cut["started"].to_numpy(), cut["stopped"].to_numpy())
        return cut.assign(worked=worked)

    @cached_property
    def in_phases(self) -> pd.DataFrame:
        """The work intervals that can give a project its phase."""
        rows = self.intervals
        return rows[rows["project_id"].notna() & rows["phase"].notna()].reset_index(drop=True)

    @cached_property
    def visit_slices(self) -> pd.DataFrame:
        """The phase of every project at every moment, with the visit it belongs to."""
        return visit_slices(self.intervals, self.workflow, self.clock)


def effort(ledger: Ledger, is_part: pd.Series) -> Explanation:
    """The person-days of the intervals marked in `is_part`: each stretch with the share that counts."""
    is_passive = ledger.intervals["phase"].isin(ledger.workflow.passive_phases)
    own = ledger.shares[is_part.to_numpy()[ledger.shares["row"]]]
    told = own.assign(shared_with=_others(own, ledger))
    parts = as_parts(pieces(told, ledger.intervals, by=["share", "shared_with"]), day_micros=ledger.day_micros)
    passive = as_left_out(
        ledger.intervals[is_part & is_passive],
        "in a passive phase, which takes nobody's time: it has active days alone",
    )
    left_out = [outside(parts, day_micros=ledger.day_micros), passive, _mis_clicks_beside(ledger, is_part)]
    return Explanation(float(parts["amount"].sum()), "person-days", parts, joined(left_out))


def _others(own: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """The keys of the other Tasks among which each slice was shared; empty where there is none."""
    beside = ledger.shares[ledger.shares["slice_no"].isin(own["slice_no"])]
    beside = beside.assign(key=ledger.intervals["key"].to_numpy()[beside["row"]])
    pairs = own[["row", "slice_no"]].reset_index().merge(beside[["row", "slice_no", "key"]], on="slice_no")
    others = pairs[pairs["row_x"] != pairs["row_y"]].sort_values("key").groupby("index")["key"].agg(", ".join)
    return others.reindex(own.index).fillna("").astype("str")


def active(ledger: Ledger, is_part: pd.Series) -> Explanation:
    """The active days of the intervals marked in `is_part`: where several overlap, the one that began first counts."""
    rows = ledger.intervals[is_part].reset_index(drop=True)
    cut = slices(rows, pd.Series(0, index=rows.index))
    began = rows[["started_at", "key"]].iloc[cut["row"].to_numpy()].reset_index(drop=True)
    cut = cut.join(began).sort_values(["slice_no", "started_at", "key", "row"], kind="stable")
    worked = ledger.clock.team.between_micros(cut["started"].to_numpy(), cut["stopped"].to_numpy())
    cut = cut.assign(worked=worked, counted=cut.groupby("slice_no")["key"].transform("first"))
    is_first = ~cut["slice_no"].duplicated()
    parts = as_parts(pieces(cut[is_first], rows, by=[]), day_micros=ledger.day_micros)
    overlaps = pieces(cut[~is_first], rows, by=["counted"])
    left_out = [
        as_left_out(overlaps, "at the same time as " + overlaps["counted"].astype("str") + ": overlaps count once"),
        outside(parts, day_micros=ledger.day_micros),
        _mis_clicks_beside(ledger, is_part),
    ]
    return Explanation(float(parts["amount"].sum()), "days", parts, joined(left_out))


def limited(ledger: Ledger, is_part: pd.Series) -> Explanation:
    """The `limited_days` of the intervals marked in `is_part`: each by the calendar of its assignee."""
    rows, clock = ledger.intervals[is_part], ledger.clock
    instants = (micros(rows[name]) for name in ("started_at", "stopped_at"))
    worked = clock.scientists_micros(rows["scientist_id"], *instants)
    own_day = clock.own_day_micros(rows["scientist_id"])
    parts = as_parts(rows.assign(worked=worked, share=ledger.day_micros / own_day), day_micros=ledger.day_micros)
    left_out = [outside(parts, day_micros=ledger.day_micros), _mis_clicks_beside(ledger, is_part)]
    return Explanation(float(parts["amount"].sum()), "days", parts, joined(left_out))


def _mis_clicks_beside(ledger: Ledger, is_part: pd.Series) -> pd.DataFrame:
    """The mis-clicks of the same projects and phases as the marked intervals'."""
    held = pd.MultiIndex.from_frame(ledger.intervals.loc[is_part, ["project_id", "phase"]])
    rows = ledger.mis_clicks
    return mis_clicked(rows[pd.MultiIndex.from_frame(rows[["project_id", "phase"]]).isin(held)], ledger)


def mis_clicked(rows: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Mis-clicks as `LEFT_OUT`."""
    minutes = ledger.workflow.min_active.total_seconds() / 60
    return as_left_out(rows, f"a mis-click: in progress for less than {minutes:g} minutes, and back to where it was")
