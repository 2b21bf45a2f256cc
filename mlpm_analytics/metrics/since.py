"""Since when a project has been in breach, judged at each instant by the figures as of it."""

import numpy as np
import pandas as pd

from mlpm_analytics.calendars import Micros, micros
from mlpm_analytics.metrics.moments import Moments
from mlpm_analytics.metrics.past import Past
from mlpm_analytics.metrics.project_rules import Rule

PROBES = 16  # instants of a project looked at together, going back from now
AT_ONCE = 4_000  # (project, instant) pairs judged together


def breached_since(
    rule: Rule, breached: pd.DataFrame, past: Past, events: pd.DataFrame, *, as_of: pd.Timestamp
) -> Micros:
    """For each row of `breached` (project_id, phase), the start of the unbroken stretch up to `as_of`.

    `events` (project_id, instant in microseconds) are the instants at which a project's figures can turn; between
    two of them a rule begins to be breached at most once, and that instant is searched for.
    """
    judge = _Judge(rule, breached.reset_index(drop=True), past)
    false_at, true_at = _bracket(judge, events, micros(pd.Series([as_of]))[0])
    return _first_true(judge, false_at, true_at)


class _Judge:
    """Whether each subject is in breach as of given instants."""

    def __init__(self, rule: Rule, subjects: pd.DataFrame, past: Past) -> None:
        self.rule, self.subjects, self.past = rule, subjects, past

    def only(self, rows: np.ndarray) -> "_Judge":
        """The judge of some of the subjects."""
        return _Judge(self.rule, self.subjects.iloc[rows].reset_index(drop=True), self.past)

    def __call__(self, asked: Micros) -> np.ndarray:
        """`asked` has a row of instants for each subject; an instant before all activity is never a breach."""
        row, column = (indices.ravel() for indices in np.indices(asked.shape))
        worlds = pd.DataFrame(
            {
                "project_id": pd.Series(row * asked.shape[1] + column).astype("str"),
                "issue_id": self.subjects["project_id"].iloc[row].to_numpy(),
                "as_of": pd.to_datetime(asked.ravel(), unit="us", utc=True).as_unit("us"),
            }
        )
        found = self.rule(Moments(worlds, self.past))
        number = found["project_id"].astype("int64").to_numpy()
        wanted = self.subjects["phase"].iloc[row[number]].fillna("").to_numpy()
        holds = np.zeros(asked.size, dtype=bool)
        holds[number[found["phase"].fillna("").to_numpy() == wanted]] = True
        return holds.reshape(asked.shape)


def _first_true(judge: _Judge, false_at: Micros, true_at: Micros) -> Micros:
    """The first microsecond in breach between an instant without and one with it, for each subject.

    Most breaches begin exactly at an event, so that the microsecond before it is asked for first; the rest is
    narrowed down, several instants of every subject at a time.
    """
    low, high = false_at.copy(), true_at.copy()
    rows = np.flatnonzero(high - low > 1)
    before = judge.only(rows)((high[rows] - 1)[:, None])[:, 0] if len(rows) else np.zeros(0, dtype=bool)
    low[rows[~before]], high[rows[before]] = high[rows[~before]] - 1, high[rows[before]] - 1
    while len(rows := np.flatnonzero(high - low > 1)):
        ways = int(np.clip(AT_ONCE // len(rows), 4, 64))
        share = np.arange(1, ways + 1) / (ways + 1)
        asked = low[rows, None] + np.ceil((high - low)[rows, None] * share).astype(np.int64)
        holds = judge.only(rows)(np.minimum(asked, high[rows, None] - 1))
        asked = np.minimum(asked, high[rows, None] - 1)
        first = np.where(holds.any(axis=1), holds.argmax(axis=1), ways)
        edges = np.column_stack([low[rows], asked, high[rows]])
        place = np.arange(len(rows))
        low[rows], high[rows] = edges[place, first], edges[place, first + 1]
    return high


def _bracket(judge: _Judge, events: pd.DataFrame, now: int) -> tuple[Micros, Micros]:
    """For each subject the last event at which the rule was not breached, and the first after it at which it was."""
    count = len(judge.subjects)
    instants = [_descending(events, project_id, now) for project_id in judge.subjects["project_id"]]
    false_at, true_at = np.full(count, np.iinfo(np.int64).min), np.full(count, now, dtype=np.int64)
    depth = max((len(own) for own in instants), default=0)
    padded = np.array([np.pad(own, (0, depth - len(own)), mode="edge") for own in instants], dtype=np.int64).reshape(
        count, depth
    )
    for start in range(0, depth, PROBES):
        open_rows = np.flatnonzero(false_at == np.iinfo(np.int64).min)
        if not len(open_rows):
            break
        asked = padded[open_rows, start : start + PROBES]
        holds = judge.only(open_rows)(asked)
        fails = ~holds
        has_failed, at = fails.any(axis=1), fails.argmax(axis=1)
        rows = np.arange(len(open_rows))
        previous = np.where(at > 0, asked[rows, np.maximum(at - 1, 0)], true_at[open_rows])
        false_at[open_rows] = np.where(has_failed, asked[rows, at], false_at[open_rows])
        true_at[open_rows] = np.where(has_failed, previous, asked[:, -1])
    return np.where(false_at == np.iinfo(np.int64).min, true_at - 1, false_at), true_at


def _descending(events: pd.DataFrame, project_id: str, now: int) -> Micros:
    """The instants of one project up to now, latest first, ending just before the first of them."""
    own = events.loc[(events["project_id"] == project_id) & (events["instant"] <= now), "instant"]
    ordered = np.unique(own.to_numpy(dtype=np.int64))[::-1]
    return np.append(ordered, ordered[-1] - 1) if len(ordered) else np.array([now], dtype=np.int64)
