"""Which matters are raised more in one group of customers than in the others."""

from __future__ import annotations

import pandas as pd
from scipy import stats

from cxlab.insight.counts import count


def differences(complaints: pd.DataFrame, matter: str, by: str, *, level: float = 0.95) -> pd.DataFrame:
    """Compare each group's share of people with a matter against the rest.

    Parameters
    ----------
    complaints
        One row a complaint; rows without a group are left out, rows without a matter count in the denominator.

    Returns
    -------
    DataFrame
        `matter`, ``group``, ``people`` (with the matter), ``n`` (people of the group), ``share`` with Wilson's
        ``low`` and ``high``, ``p`` (Fisher's exact test against the people of the other groups, who are taken as
        independent), ``p_bh`` over all cells, ``differs`` (p_bh < 1 - level).
    """
    grouped = complaints[complaints[by].notna()]
    sizes = count(grouped, [by]).set_index(by)["people"]
    cells = count(grouped[grouped[matter].notna()], [matter, by])[[matter, by, "people"]]
    cells["n"] = cells[by].map(sizes)
    totals = cells.groupby(matter)["people"].transform("sum")
    rest = sizes.sum() - cells["n"]
    ends = [
        stats.binomtest(k, n).proportion_ci(level, method="wilson")
        for k, n in zip(cells["people"], cells["n"], strict=True)
    ]
    tests = [
        stats.fisher_exact([[k, n - k], [max(total - k, 0), max(others - total + k, 0)]]).pvalue
        for k, n, total, others in zip(cells["people"], cells["n"], totals, rest, strict=True)
    ]
    table = cells.rename(columns={by: "group"}).assign(
        share=cells["people"] / cells["n"],
        low=[float(e.low) for e in ends],
        high=[float(e.high) for e in ends],
        p=tests,
    )
    table["p_bh"] = stats.false_discovery_control(table["p"]) if len(table) else []
    table["differs"] = table["p_bh"] < 1 - level
    return table.sort_values([matter, "group"], ignore_index=True)
