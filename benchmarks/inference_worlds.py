"""How far off inferred time is where people work otherwise than by the rule of one Task at a time.

    python -m benchmarks.inference_worlds

Six scientists work for a year in each world. Printed for one CSV, and for one CSV a week: the sum of inferred active
days over the true one, the error of a Task in the middle and at the 90th percentile, and the share of inferred Tasks
that were cut at five days. Same seed, same figures.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from benchmarks.inference import as_exports, errors, figures_of, weekly
from mlpm_analytics.load import latest_instant
from mlpm_analytics.mapping import map_raw
from mlpm_analytics.settings import Settings
from tests.jira import Issue, issue, raw

SEED: Final = 7
SCIENTISTS: Final = ("ana", "ben", "cleo", "dan", "eva", "fay")
PHASES: Final = ("Research", "Data Exploration", "Modeling")
BEGIN: Final = pd.Timestamp("2025-01-06 09:00Z")
YEAR_DAYS: Final = 240.0  # working days
PROJECT_DAYS: Final = 60.0  # after so many a scientist begins another project, and creates its Tasks


@dataclass(frozen=True)
class World:
    """A way of working: how long Tasks are and the pauses between them, in working days, and how many go on at once."""

    name: str
    task_days: float = 3.0  # on average; they scatter evenly by half of it
    pause_days: float = 0.0  # on average, evenly from nothing to twice as much
    at_once: int = 1
    week_days: int = 5  # on which somebody works
    closes_on_fridays: bool = False  # all that was finished in the week


WORLDS: Final = (
    World("one Task at a time, as meant"),
    World("a pause between Tasks", pause_days=2.0),
    World("two Tasks at a time", at_once=2),
    World("four Tasks at a time", at_once=4, task_days=4.0),
    World("Tasks of two weeks", task_days=10.0),
    World("three days a week", week_days=3),
    World("closed in bulk on Fridays", closes_on_fridays=True),
)


@dataclass(frozen=True)
class Work:
    """A Task as it was: whose, when its project was, and its true beginning and end, in the scientist's days."""

    who: str
    project: int
    began: float
    ended: float


def works(world: World, dice: random.Random) -> Iterator[Work]:
    """What everybody did."""
    for who in SCIENTISTS:
        for _ in range(world.at_once):
            day = dice.uniform(0, world.pause_days)
            while day < YEAR_DAYS * world.week_days / 5:
                ended = day + world.task_days * dice.uniform(0.5, 1.5)
                yield Work(who, int(day / PROJECT_DAYS), day, ended)
                day = ended + dice.uniform(0, 2 * world.pause_days)


def instant(day: float, week_days: int) -> pd.Timestamp:
    """The instant after so many working days of somebody who works on the first days of each week."""
    whole, part = divmod(day, 1)
    weeks, weekday = divmod(int(whole), week_days)
    return (BEGIN + pd.Timedelta(weeks=weeks, days=weekday, hours=8 * part)).floor("min")


def friday(at: pd.Timestamp) -> pd.Timestamp:
    """Friday evening of that week."""
    return at.normalize() + pd.Timedelta(days=4 - at.weekday(), hours=16, minutes=30)


def issues(world: World, *, is_booked: bool) -> list[Issue]:
    """The issues as Jira has them; `is_booked`: with the ends that people booked, else with the true ones."""
    done = sorted(works(world, random.Random(SEED)), key=lambda work: (work.began, work.who))  # noqa: S311  # a world
    projects = {(work.who, work.project): number for number, work in enumerate(done, start=1)}
    epics = {owner: f"ML-{9000 + number}" for owner, number in projects.items()}
    begun = {owner: stamp(instant(owner[1] * PROJECT_DAYS, world.week_days)) for owner in projects}
    made = [issue(key, "Epic", who=owner[0], created=begun[owner]) for owner, key in epics.items()]
    for number, work in enumerate(done, start=1):
        owner, phase = (work.who, work.project), PHASES[number % len(PHASES)]
        ended = instant(work.ended, world.week_days)
        ended = friday(ended) if world.closes_on_fridays and is_booked else ended
        task = issue(f"ML-{number}", now="Done", phase=phase, parent=epics[owner], who=work.who, created=begun[owner])
        made.append(task.worked(stamp(instant(work.began, world.week_days)), stamp(ended)))
    return made


def stamp(at: pd.Timestamp) -> str:
    """As Jira writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def measured(world: World, exports: Callable[[pd.Timestamp], list[pd.Timestamp]]) -> tuple[float, float, float, float]:
    """Sum over the true sum, error in the middle and at the 90th percentile, share of Tasks cut at five days."""
    settings = Settings()
    booked = raw(*issues(world, is_booked=True))
    as_of = latest_instant(booked)
    true = figures_of(map_raw(raw(*issues(world, is_booked=False)), settings), as_of).tasks.set_index("issue_id")
    inferred = map_raw(as_exports(booked, map_raw(booked, settings), exports(as_of)), settings)
    tasks = figures_of(inferred, as_of).tasks.set_index("issue_id")
    rows = errors(true, tasks)
    size = rows["error"].abs()
    items = inferred.model.work_items
    cut = items.loc[items["evidence"] == "inferred", "is_cut_off"]
    ratio = tasks["active_days"].sum() / true["active_days"].sum()
    return ratio, size.median(), size.quantile(0.9), cut.mean() if len(cut) else 0.0


def main() -> None:
    """Print a table, ready for the definitions."""
    print("| way of working | one CSV: sum · median · 90 % · cut | a CSV each week: sum · median · 90 % |")
    print("|---|---|---|")
    for world in WORLDS:
        once = measured(world, lambda as_of: [as_of])
        booked = raw(*issues(world, is_booked=True))
        ratio, median, late, _ = measured(world, lambda as_of, data=booked: weekly(data, as_of))
        single = f"{once[0]:.2f} × · {once[1]:.1f} · {once[2]:.1f} · {once[3]:.0%}"
        print(f"| {world.name} | {single} | {ratio:.2f} × · {median:.1f} · {late:.1f} |", flush=True)


if __name__ == "__main__":
    main()
