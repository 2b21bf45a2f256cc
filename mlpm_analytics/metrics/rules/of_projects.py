"""When projects and their phases were in breach."""

import pandas as pd

from mlpm_analytics.calendars import to_instants
from mlpm_analytics.frames import INSTANT
from mlpm_analytics.metrics.crossings import crossed_at, lasted_at, passed_at
from mlpm_analytics.metrics.histories import states
from mlpm_analytics.metrics.lookups import latest_of, looked_up
from mlpm_analytics.metrics.rules.facts import OPEN, RUNNING, Facts
from mlpm_analytics.metrics.rules.of_tasks import from_crossing
from mlpm_analytics.metrics.slices import slices, unions
from mlpm_analytics.metrics.times import effort_slices


def stalled(facts: Facts) -> pd.DataFrame:
    """Waiting for as many working days as the limit, or more."""
    known, limit = facts.known, facts.known.workflow.limits.stalled_after_days
    rows = facts.timeline[facts.timeline["state"] == "waiting"]
    rows = rows.assign(value=looked_up(facts.projects.idle_days, rows["project_id"]), limit=limit)
    crossed = pd.Series(lasted_at(rows["idle_since_at"], limit, known.clock), index=rows.index)
    return from_crossing(rows, crossed)


def over_plan(facts: Facts) -> pd.DataFrame:
    """In an open project a phase took more than its plan in force."""
    rows = facts.planned[facts.planned["state"].isin(OPEN) & facts.planned["planned_days"].notna()]
    rows = rows.assign(group=rows["project_id"] + "\0" + rows["phase"])
    asked = rows[["group", "planned_days"]].drop_duplicates().rename(columns={"planned_days": "limit"})
    crossed = asked.assign(crossed=crossed_at(_actual_ledger(facts), asked, facts.known.clock))
    rows = rows.rename(columns={"planned_days": "limit"}).merge(crossed, on=["group", "limit"])
    actual = facts.phase_rows.set_index(["project_id", "phase"])["actual_days"]
    value = actual.reindex(pd.MultiIndex.from_frame(rows[["project_id", "phase"]])).array
    return from_crossing(rows.assign(value=value), rows["crossed"])


def _actual_ledger(facts: Facts) -> pd.DataFrame:
    """What adds up to the actual days of phases: shared effort, in passive phases active time (`crossed_at`)."""
    known, day = facts.known, facts.known.clock.calendars.day_micros
    cut = effort_slices(known.intervals, known.workflow)
    facts_of = known.intervals[["project_id", "phase", "scientist_id"]].iloc[cut["row"].to_numpy()]
    shared = cut.join(facts_of.reset_index(drop=True)).dropna(subset=["project_id", "phase"])
    shared = shared.assign(group=shared["project_id"] + "\0" + shared["phase"], rate=shared["share"] / day)
    passive = known.intervals[known.intervals["phase"].isin(known.workflow.passive_phases)]
    covered = unions(passive, passive["project_id"] + "\0" + passive["phase"]).assign(rate=1.0 / day)
    rows = pd.concat([shared[["group", "scientist_id", "started", "stopped", "rate"]], covered], ignore_index=True)
    return rows.assign(started_at=to_instants(rows["started"]), stopped_at=to_instants(rows["stopped"]))


def late(facts: Facts) -> pd.DataFrame:
    """An open project took longer, since its first visit to a phase after the first, than was planned until there."""
    known = facts.known
    rows = facts.planned[facts.planned["state"].isin(OPEN) & facts.planned["later_since_at"].notna()]
    rows = rows[(rows["position"] > 0) & (rows["position"] <= rows["furthest"])]
    has_all = rows["planned_days"].notna().groupby(rows["stretch_no"]).transform("all")
    rows = rows[has_all]
    limit = rows.groupby("stretch_no")["planned_days"].sum()
    rows = rows.drop_duplicates("stretch_no").assign(phase=float("nan"))
    now = pd.Series(known.as_of, index=rows.index)
    rows = rows.assign(
        limit=looked_up(limit, rows["stretch_no"]), value=known.clock.team_days(rows["later_since_at"], now)
    )
    crossed = pd.Series(passed_at(rows["later_since_at"], rows["limit"], known.clock), index=rows.index)
    return from_crossing(rows, crossed)


def no_plan(facts: Facts) -> pd.DataFrame:
    """Running, beyond the first phase, and no phase after the first has a plan."""
    rows = facts.planned[facts.planned["state"].isin(RUNNING)]
    rows = rows[rows["current_phase"].isin(facts.known.workflow.phases[1:])]
    has_plan = rows["planned_days"].notna() & (rows["position"] > 0)
    rows = rows[~has_plan.groupby(rows["stretch_no"]).transform("any")]
    return rows.drop_duplicates("stretch_no").drop(columns="phase")


def bouncing(facts: Facts) -> pd.DataFrame:
    """Not done, and several moves back in the last weeks."""
    limit = facts.known.workflow.limits.bouncing_moves
    rows = facts.timeline[(facts.timeline["state"] != "done") & (facts.timeline["back_count"] >= limit)]
    return rows.assign(value=rows["back_count"], limit=limit)


def missing_deliverable(facts: Facts) -> pd.DataFrame:
    """A phase was left for a later one, and neither a Task of that phase nor the Epic links a deliverable."""
    known, moves = facts.known, facts.projects.moves
    left = moves[moves["direction"] == "forward"].sort_values("known_at").drop_duplicates(["project_id", "from_phase"])
    left = left[["project_id", "from_phase", "known_at"]].set_axis(["project_id", "phase", "started_at"], axis=1)
    beyond = known.as_of + pd.Timedelta(days=1)  # what lasts reaches beyond as of, also where it began exactly then
    left = left.assign(started_at=latest_of(left["started_at"], looked_up(known.beginnings, left["project_id"])))
    spans = pd.concat([left.assign(is_left=True), _delivered(facts).assign(is_left=False)], ignore_index=True)
    spans = spans.assign(stopped_at=spans.get("stopped_at", pd.Series(dtype=INSTANT)).fillna(beyond))
    cut = slices(spans, spans["project_id"] + "\0" + spans["phase"])
    cut = cut.assign(is_left=spans["is_left"].to_numpy()[cut["row"].to_numpy()])
    alone = cut[cut["is_left"].groupby(cut["slice_no"]).transform("all")]
    stopped = to_instants(alone["stopped"].to_numpy())
    return (
        spans[["project_id", "phase"]]
        .iloc[alone["row"].to_numpy()]
        .assign(
            started_at=to_instants(alone["started"].to_numpy()).array,
            stopped_at=stopped.where(stopped <= known.as_of, known.as_of).array,
            is_open=(stopped > known.as_of).to_numpy(),
        )
    )


def _delivered(facts: Facts) -> pd.DataFrame:
    """When a deliverable was linked for the phases of each project: project_id, phase, started_at, stopped_at."""
    known = facts.known
    histories = known.model.histories
    linked = histories.loc[histories["field"] == "deliverable", "issue_id"].unique()
    rows = states(histories[histories["issue_id"].isin(linked)], ("deliverable", "epic", "phase"))
    rows = rows[rows["deliverable"].notna()]
    of_epic = rows[rows["issue_id"].isin(known.beginnings.index)].drop(columns="phase")
    every = of_epic.merge(pd.DataFrame({"phase": known.workflow.phases}, dtype="str"), how="cross")
    of_task = rows.dropna(subset=["epic", "phase"]).assign(project_id=rows["epic"])
    delivered = pd.concat([every.assign(project_id=every["issue_id"]), of_task], ignore_index=True)
    return delivered[["project_id", "phase", "started_at", "stopped_at"]]
