"""How often an action that did nothing is called "worked", and how often one that works is.

    python benchmarks/verification.py [RUNS]

Months of 12 matters are invented (`cxlab.insight.false_alarms.Stable`): variance / mean 2, first-order autocorrelation,
a yearly wave of up to ±40 %, exposure growing 2 % a month. The matter that rose most in two months is picked, an
action starts in the month after, and eight months later it is judged against the twelve months before the rise.
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.false_alarms import Stable
from cxlab.insight.periods import bounds
from cxlab.insight.verification.before_after import before_after
from cxlab.insight.verification.plan import Plan

PICKED = 2
Case = tuple[pd.Series, pd.Series, int]


def case(stable: Stable, seed: int, *, before: int, after: int, ratio: float = 1.0, select: bool = True) -> Case:
    """Counts and exposure of the picked matter by month, and the number of the first month after."""
    table = stable.draw(seed)
    wide, base = (table.pivot(index="topic", columns="period", values=v) for v in ("people", "exposure"))
    wide, base = (frame.iloc[:, : before + PICKED + after] for frame in (wide, base))
    rise = (wide.iloc[:, before : before + PICKED].sum(axis=1) + 0.5) / (wide.iloc[:, :before].sum(axis=1) + 0.5)
    matter = rise.idxmax() if select else wide.index[seed % len(wide)]
    counts = wide.loc[matter].copy()
    start = before + PICKED
    counts.iloc[start:] = np.random.default_rng(seed + 1_000_000).binomial(counts.iloc[start:].astype(int), ratio)
    return counts, base.loc[matter], start


def day(label: str, end: bool = False):
    return bounds(label)[end].date()


def fell(
    counts: pd.Series, exposure: pd.Series, start: int, *, excluded: bool = True, method: str = "rate-ratio"
) -> bool:
    last = start - PICKED - 1 if excluded else start - 1
    plan = Plan(baseline=(day(counts.index[0]), day(counts.index[last], True)))
    verdict = before_after(counts, day(counts.index[start]), exposure=exposure, method=method, plan=plan)
    return verdict.verdict == "worked"


def naive(counts: pd.Series, exposure: pd.Series, start: int) -> bool:
    """Three months before against the months after, as independent counts (normal approximation)."""
    (a, x), (b, y) = _sides(counts, exposure, slice(start - 3, start), start)
    return bool(np.log((b + 0.5) / y * x / (a + 0.5)) < -1.96 * np.sqrt(1 / (a + 0.5) + 1 / (b + 0.5)))


def exact(counts: pd.Series, exposure: pd.Series, start: int) -> bool:
    """Exact Poisson test of the same months as ours."""
    (a, x), (b, y) = _sides(counts, exposure, slice(0, start - PICKED), start)
    return bool(stats.binom.cdf(b, a + b, y / (x + y)) < 0.025)


def _sides(counts: pd.Series, exposure: pd.Series, before: slice, start: int):
    return [(counts.iloc[s].sum(), exposure.iloc[s].sum()) for s in (before, slice(start, None))]


METHODS: dict[str, Callable[..., bool]] = {
    "naive: three months before, Poisson": naive,
    "exact Poisson": exact,
    "quasi-Poisson, picked months in the baseline": lambda *c: fell(*c, excluded=False),
    "ITS, Newey-West": lambda *c: fell(*c, method="its"),
    "negative binomial": lambda *c: fell(*c, method="negative-binomial"),
    "ours: quasi-Poisson with memory": lambda *c: fell(*c),
}
SETTINGS = {
    "as the demo: 12 + 8 months, latent AR .4": (Stable(topics=12, months=22, dispersion=2), 12, 8, True),
    "24 + 8 months": (Stable(topics=12, months=34, dispersion=2), 24, 8, True),
    "12 + 8, latent AR .8 (.4 of the counts)": (
        Stable(topics=12, months=22, dispersion=2, correlation=0.8),
        12,
        8,
        True,
    ),
    "12 + 8, no pick": (Stable(topics=12, months=22, dispersion=2), 12, 8, False),
    "12 + 8, four times the people": (Stable(topics=12, months=22, dispersion=2, people=1000), 12, 8, True),
}


def table(ratio: float, runs: int) -> pd.DataFrame:
    """Share of runs called "worked", methods in rows and settings in columns."""
    found = {}
    for name, (stable, before, after, select) in SETTINGS.items():
        cases = [case(stable, seed, before=before, after=after, ratio=ratio, select=select) for seed in range(runs)]
        found[name] = {method: np.mean([test(*c) for c in cases]) for method, test in METHODS.items()}
    return pd.DataFrame(found)


def peeking(runs: int) -> pd.Series:
    """Share of null actions called "worked" at any monthly look from the third month on, and on the one date."""
    stable = Stable(topics=12, months=26, dispersion=2)
    looks = {"looking every month (3rd to 12th)": range(3, 13), "one evaluation date (12th)": (12,)}
    cases = [case(stable, seed, before=12, after=12, select=False) for seed in range(runs)]
    return pd.Series(
        {name: np.mean([any(fell(c[: s + m], e[: s + m], s) for m in months) for c, e, s in cases])
         for name, months in looks.items()}
    )  # fmt: skip


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    error = 1.96 * np.sqrt(0.05 * 0.95 / runs)
    for title, ratio, n in (("false 'worked', no effect", 1.0, runs), ("power, true -30 %", 0.7, runs // 2)):
        print(f"\n## {title} ({n} runs)\n{(100 * table(ratio, n)).round(1).to_string()}")
    print(f"\nMonte Carlo error of 5 %: ±{100 * error:.1f}\n\n## peeking\n{(100 * peeking(runs)).round(1).to_string()}")
