"""Since when a project has been in breach, judged at each instant by the figures as of it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros, to_instants
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import Rule, judged
from mlpm_analytics.metrics.times import Clock
from mlpm_analytics.metrics.turns import turning_points
from mlpm_analytics.workflow import TOLERANCE_DAYS

ROWS_AT_ONCE = 20_000  # work intervals looked at together
CLOSE = 200  # microseconds: nearer than this a beginning need not be known
NEVER = np.iinfo(np.int64).min
SUBJECT = ["rule", "project_id", "phase"]


def breached_since(
    rules: Mapping[str, Rule], breached: pd.DataFrame, moments: Moments, *, as_of: pd.Timestamp
) -> Micros:
    """For each row of `breached` (rule, project_id, phase), the start of the unbroken stretch up to `as_of`.

    Between two turning points of a project a breach begins at most once, and that instant is searched for.
    """
    if breached.empty:
        return np.empty(0, dtype=np.int64)
    turns = turning_points(moments)
    judge = _Judge(rules, breached[SUBJECT].reset_index(drop=True), moments.past)
    false_at, true_at = _bracket(judge, turns.all, micros(pd.Series([as_of]))[0])
    since = _first_true(judge, false_at, true_at)
    while len(rows := np.flatnonzero((again := _undone(judge, turns.brief, since, true_at)) != NEVER)):
        since[rows] = _first_true(judge.only(rows), again[rows], true_at[rows])
    return since


def _undone(judge: "_Judge", brief: pd.DataFrame, since: Micros, true_at: Micros) -> Micros:
    """The last brief turn soon after each beginning as of which the rule is not breached, or `NEVER`."""
    soon = judge.past.workflow.min_active // pd.Timedelta(microseconds=1)
    subjects = judge.subjects.assign(row=np.arange(len(since)), since=since, until=np.minimum(since + soon, true_at))
    asked = subjects.merge(brief, on="project_id")
    asked = asked[(asked["instant"] > asked["since"]) & (asked["instant"] < asked["until"])]
    row = asked["row"].to_numpy(dtype=np.int64)
    fails = np.isnan(judge.only(row)(asked[["instant"]].to_numpy())[:, 0])
    found = np.full(len(since), NEVER)
    np.maximum.at(found, row[fails], asked["instant"].to_numpy(dtype=np.int64)[fails])
    return found


class _Judge:
    """By how much each subject is in breach as of given instants; NaN where it is not, 0 where there is no limit."""

    def __init__(self, rules: Mapping[str, Rule], subjects: pd.DataFrame, past: Past) -> None:
        self.rules, self.subjects, self.past = rules, subjects, past

    def only(self, rows: np.ndarray) -> "_Judge":
        """The judge of some of the subjects."""
        subjects = self.subjects.iloc[rows].reset_index(drop=True)
        names = subjects["rule"].unique()
        return _Judge({name: self.rules[name] for name in names}, subjects, self.past)

    def at_once(self, project_ids: pd.Series) -> int:
        """How many instants of each project to ask for together."""
        sizes = self.past.seen.groupby("project_id").size()
        weight = int(sizes.reindex(pd.Index(project_ids), fill_value=0).sum()) + 1
        return int(np.clip(ROWS_AT_ONCE // weight, 16, 1_000))

    def __call__(self, asked: Micros) -> np.ndarray:
        """`asked` has a row of instants for each subject."""
        if not asked.size:
            return np.zeros(asked.shape)
        cells = self.subjects.iloc[np.repeat(np.arange(len(asked)), asked.shape[1])]
        cells = cells.assign(instant=asked.ravel(), place=np.arange(asked.size))
        cells = cells.assign(world=cells.groupby(["project_id", "instant"]).ngroup())
        worlds = cells.drop_duplicates("world")[["world", "project_id", "instant"]].reset_index(drop=True)
        worlds = worlds.set_axis(["project_id", "issue_id", "as_of"], axis=1)
        worlds = worlds.assign(as_of=to_instants(worlds["as_of"]))
        found = judged(self.rules, Moments(worlds, self.past)).rename(columns={"project_id": "world"})
        found = found.assign(phase=found["phase"].fillna(""), excess=(found["value"] - found["limit"]).fillna(0.0))
        meant = cells.assign(phase=cells["phase"].fillna("")).merge(
            found[["world", "rule", "phase", "excess"]], on=["world", "rule", "phase"]
        )
        excess = np.full(asked.size, np.nan)
        excess[meant["place"].to_numpy()] = meant["excess"].to_numpy()
        return excess.reshape(asked.shape)


def _bracket(judge: _Judge, events: pd.DataFrame, now: int) -> tuple[Micros, Micros]:
    """For each subject the last event at which the rule was not breached, and the first after it at which it was."""
    instants = _descending(judge.subjects["project_id"], events, now)
    false_at, true_at = np.full(len(instants), NEVER), np.full(len(instants), now, dtype=np.int64)
    start = 0
    while start < instants.shape[1] and len(rows := np.flatnonzero(false_at == NEVER)):
        own = judge.only(rows)
        first, start = start, start + own.at_once(own.subjects["project_id"].drop_duplicates())
        asked = np.column_stack([true_at[rows], instants[rows, first:start]])
        fails = np.isnan(own(asked[:, 1:]))
        has_failed = fails.any(axis=1)
        last = np.where(has_failed, fails.argmax(axis=1), fails.shape[1])
        place = np.arange(len(rows))
        true_at[rows] = asked[place, last]
        false_at[rows] = np.where(has_failed, asked[place, np.minimum(last + 1, fails.shape[1])], NEVER)
    return np.where(false_at == NEVER, true_at - 1, false_at), true_at


def _descending(project_ids: pd.Series, events: pd.DataFrame, now: int) -> Micros:
    """A row for each project: its instants up to now, latest first, the last one just before all of them, repeated."""
    past = events[events["instant"] <= now].drop_duplicates().sort_values("instant", ascending=False)
    grouped = {project_id: own.to_numpy() for project_id, own in past.groupby("project_id")["instant"]}
    rows = [grouped.get(project_id, np.array([now])) for project_id in project_ids]
    depth = max((len(row) for row in rows), default=0) + 1
    return np.array([np.append(row, np.full(depth - len(row), row[-1] - 1)) for row in rows], dtype=np.int64).reshape(
        len(rows), depth
    )


def _first_true(judge: _Judge, false_at: Micros, true_at: Micros) -> Micros:
    """The first instant in breach between an instant without and one with it, for each subject.

    Most breaches begin exactly at a turn, so that the instant just before it is asked for first; the others are
    narrowed down, many instants at a time, with guesses where the limit was reached.
    """
    before = np.maximum(true_at - CLOSE, false_at)
    begins_there = np.isnan(judge(before[:, None])[:, 0]) | (before == false_at)
    low, high = np.where(begins_there, before, false_at), np.where(begins_there, true_at, before)
    guessed = np.column_stack([high, high, high])
    while len(rows := np.flatnonzero(high - low > CLOSE)):
        own = judge.only(rows)
        share = np.linspace(0, 1, own.at_once(own.subjects["project_id"]))[1:-1]
        inside = low[rows, None] + ((high - low)[rows, None] * share).astype(np.int64)
        near = np.column_stack([guessed[rows] - CLOSE // 2, guessed[rows] + CLOSE // 2])
        asked = np.sort(np.column_stack([inside, np.clip(near, low[rows, None], high[rows, None]), high[rows]]))
        found = own(asked)
        first, place = (~np.isnan(found)).argmax(axis=1), np.arange(len(rows))
        low[rows] = np.where(first > 0, asked[place, np.maximum(first - 1, 0)], low[rows])
        high[rows] = asked[place, first]
        second = np.minimum(first + 1, asked.shape[1] - 1)
        guessed[rows] = _reached(own.past.clock, asked[place, [first, second]], found[place, [first, second]])
    return high


def _reached(clock: Clock, instants: Micros, excess: np.ndarray) -> Micros:
    """When a value reached its limit if it grew as it did between two later instants: guesses, a row for each.

    Values grow with the team's working time, the first and last instant of which are guessed, or, where somebody works
    other hours, with the clock.
    """
    grown, missing = excess[1] - excess[0], excess[0] - TOLERANCE_DAYS
    steps = np.divide(missing, grown, out=np.zeros(len(grown)), where=grown > 0)
    worked = clock.team.worked_micros(instants)
    reached = np.maximum(worked[0] - (steps * (worked[1] - worked[0])).astype(np.int64), 1)
    by_clock = instants[0] - (steps * (instants[1] - instants[0])).astype(np.int64)
    return np.column_stack([clock.team.instants(reached - 1) + 1, clock.team.instants(reached), by_clock])
