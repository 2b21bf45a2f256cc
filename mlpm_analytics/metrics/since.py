"""Since when a project has been in breach, judged at each instant by the figures as of it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import Rule, judged

PROBES = 16  # instants of a project looked at together, going back from now
ROWS_AT_ONCE = 50_000  # work intervals looked at together
CLOSE = 200  # microseconds: nearer than this a beginning need not be known
NEVER = np.iinfo(np.int64).min
SUBJECT = ["rule", "project_id", "phase"]


def breached_since(
    rules: Mapping[str, Rule], breached: pd.DataFrame, past: Past, events: pd.DataFrame, *, as_of: pd.Timestamp
) -> Micros:
    """For each row of `breached` (rule, project_id, phase), the start of the unbroken stretch up to `as_of`.

    `events` (project_id, instant in microseconds) are the instants at which a project's figures can turn; between
    two of them a rule begins to be breached at most once, and that instant is searched for.
    """
    judge = _Judge(rules, breached[SUBJECT].reset_index(drop=True), past)
    false_at, true_at = _bracket(judge, events, micros(pd.Series([as_of]))[0])
    return _first_true(judge, false_at, true_at)


class _Judge:
    """Whether each subject is in breach as of given instants."""

    def __init__(self, rules: Mapping[str, Rule], subjects: pd.DataFrame, past: Past) -> None:
        self.rules, self.subjects, self.past = rules, subjects, past

    def only(self, rows: np.ndarray) -> "_Judge":
        """The judge of some of the subjects."""
        subjects = self.subjects.iloc[rows].reset_index(drop=True)
        names = subjects["rule"].unique()
        return _Judge({name: self.rules[name] for name in names}, subjects, self.past)

    def weight(self) -> int:
        """How many work intervals one instant of every subject makes."""
        sizes = self.past.seen.groupby("project_id").size()
        return int(sizes.reindex(self.subjects["project_id"], fill_value=0).sum()) + 1

    def __call__(self, asked: Micros) -> np.ndarray:
        """`asked` has a row of instants for each subject."""
        row = np.repeat(np.arange(len(asked)), asked.shape[1])
        worlds = pd.DataFrame(
            {
                "project_id": np.arange(asked.size),
                "issue_id": self.subjects["project_id"].iloc[row].array,
                "as_of": _instants(asked.ravel()),
            }
        )
        found = judged(self.rules, Moments(worlds, self.past))
        number = found["project_id"].to_numpy(dtype=np.int64)
        wanted = self.subjects.iloc[row[number]].reset_index(drop=True)
        is_meant = (found["rule"] == wanted["rule"]) & (found["phase"].fillna("") == wanted["phase"].fillna(""))
        holds = np.zeros(asked.size, dtype=bool)
        holds[number[is_meant.to_numpy()]] = True
        return holds.reshape(asked.shape)


def _instants(values: Micros) -> pd.Series:
    return pd.Series(pd.to_datetime(values, unit="us", utc=True)).dt.as_unit("us")


def _bracket(judge: _Judge, events: pd.DataFrame, now: int) -> tuple[Micros, Micros]:
    """For each subject the last event at which the rule was not breached, and the first after it at which it was."""
    instants = _descending(judge.subjects["project_id"], events, now)
    false_at, true_at = np.full(len(instants), NEVER), np.full(len(instants), now, dtype=np.int64)
    for start in range(0, instants.shape[1], PROBES):
        rows = np.flatnonzero(false_at == NEVER)
        if not len(rows):
            break
        asked = np.column_stack([true_at[rows], instants[rows, start : start + PROBES]])
        fails = ~judge.only(rows)(asked[:, 1:])
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

    Most breaches begin exactly at an event, so that the microsecond before it is asked for, too; the others are
    narrowed down, many instants of every subject at a time.
    """
    low, high = false_at.copy(), true_at.copy()
    while len(rows := np.flatnonzero(high - low > CLOSE)):
        own = judge.only(rows)
        ways = int(np.clip(ROWS_AT_ONCE // own.weight(), 4, 1_000))
        share = np.arange(1, ways + 1) / (ways + 1)
        inside = low[rows, None] + ((high - low)[rows, None] * share).astype(np.int64)
        edges = np.column_stack([low[rows], inside, high[rows] - 1, high[rows]])
        holds = np.column_stack([own(edges[:, 1:-1]), np.ones(len(rows), dtype=bool)])
        first, place = holds.argmax(axis=1) + 1, np.arange(len(rows))
        low[rows], high[rows] = edges[place, first - 1], edges[place, first]
    return high
