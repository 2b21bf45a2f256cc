"""Which values of a column of text are among many others."""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_in(values: pd.Series, others: pd.Series | pd.Index) -> pd.Series:
    """`values.isin(others)` of two columns of text; a missing value is in those that miss one.

    `isin` itself takes the values of its argument one by one: 3.5 µs for each, a third of all mapping.

    >>> is_in(pd.Series(["ML-1", "ML-2", None], dtype="str"), pd.Series(["ML-2"], dtype="str")).tolist()
    [False, True, False]
    """
    among = pc.is_in(pa.array(values.astype("str")), value_set=pa.array(pd.Series(others, dtype="str")))
    return pd.Series(among.to_numpy(zero_copy_only=False), index=values.index)
