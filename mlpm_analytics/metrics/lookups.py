"""Looking something up, and comparing instants, row by row."""

import pandas as pd


def looked_up(values: pd.Series, keys: pd.Series) -> pd.Series:
    """The value of each key, in the order of `keys`; missing where there is none.

    Text stays text and instants stay instants, also where no key has a value: `map` would infer the dtype anew.
    """
    return values.reindex(pd.Index(keys)).set_axis(keys.index)


def latest_of(first: pd.Series, second: pd.Series) -> pd.Series:
    """The later of two instants, row by row; missing where one is."""
    return first.where(first >= second, second).where(first.notna() & second.notna())
