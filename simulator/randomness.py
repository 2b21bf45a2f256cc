"""Chance that gives the same on every machine and version of Python: built on `Random.random` alone."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class RandomSource:
    """Throws of one name: what is thrown for one person or project leaves all others as they are."""

    def __init__(self, name: str) -> None:
        self._random = Random(f"mlpm sample 1: {name}").random  # noqa: S311  # a story, not a secret

    def chance(self, share: float) -> bool:
        """True in that share of throws."""
        return self._random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._random() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items; what is listed twice comes twice as often."""
        return items[self.between(0, len(items) - 1)]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in another order."""
        keyed = [(self._random(), place) for place in range(len(items))]
        return [items[place] for _, place in sorted(keyed)]

    def around_one(self) -> float:
        """A factor between 0.5 and 1.5, mostly near 1."""
        return 0.5 + (self._random() + self._random() + self._random()) / 3
