"""How often the machine's topic is the one that people read."""

from __future__ import annotations

import pandas as pd

from cxlab.audit.answers import UNCLEAR
from cxlab.audit.weighted import ends, variance
from cxlab.insight.intervals import wilson
from cxlab.numbers import NO_PERCENTAGE, Number


def precision(coded: pd.DataFrame, strata: pd.DataFrame) -> pd.DataFrame:
    """Return for each topic how many of its read texts belong to it.

    Parameters
    ----------
    coded
        id, code, answer (`cxlab.audit.answered` or `agreed`).
    strata
        `Sample.strata`.

    Returns
    -------
    DataFrame
        code, people, drawn, n (texts with a clear answer), unclear, right, value (right / n, 0-1) with its 95 % Wilson
        ends low and high; NaN where n is below 20. In the order of `strata`, every topic a row.
    """
    clear = coded[coded["answer"] != UNCLEAR]
    counts = pd.DataFrame(
        {
            "n": clear["code"].value_counts(),
            "unclear": coded.loc[coded["answer"] == UNCLEAR, "code"].value_counts(),
            "right": clear.loc[clear["answer"] == clear["code"], "code"].value_counts(),
        }
    )
    table = strata.merge(counts, left_on="code", right_index=True, how="left").fillna({c: 0 for c in counts})
    table = table.astype({name: "int64" for name in counts}).reset_index(drop=True)
    enough = table["n"] >= NO_PERCENTAGE
    ends = [wilson(right, n) for right, n in zip(table["right"], table["n"], strict=True)]
    return table.assign(
        value=(table["right"] / table["n"].clip(lower=1)).where(enough),
        low=pd.Series([low for low, _ in ends]).where(enough),
        high=pd.Series([high for _, high in ends]).where(enough),
    )


def accuracy(table: pd.DataFrame) -> Number | None:
    """Return the share of people whose text is in the right topic, of all topics and none.

    Parameters
    ----------
    table
        What `precision` returns.

    Notes
    -----
    Stratified estimate (Cochran 1977, 5.1): topics' shares weighted by their people; interval as
    `cxlab.audit.weighted.ends`. Topics without a clear answer are left out; None where fewer than 20 texts are read.
    """
    read = table[table["n"] > 0]
    n = int(read["n"].sum())
    if n < NO_PERCENTAGE:
        return None
    weight = (read["people"] / read["people"].sum()).to_numpy()
    share = (read["right"] / read["n"]).to_numpy()
    value = float(weight @ share)
    low, high = ends(value, variance(share, read["n"].to_numpy(dtype=float), weight), n)
    return Number(value=value, unit="percent", low=low, high=high, n=n)
