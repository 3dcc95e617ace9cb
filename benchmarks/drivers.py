"""LMG side by side with pingouin, in one run: seconds, ratio and largest difference.

python benchmarks/drivers.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pingouin

from cxlab.survey import importance

N = 2000


def survey(p: int) -> pd.DataFrame:
    rng = np.random.default_rng(p)
    items = 0.6 * rng.normal(size=(N, 1)) + 0.8 * rng.normal(size=(N, p))
    overall = items @ np.linspace(0.3, 0.0, p) + rng.normal(size=N)
    return pd.DataFrame(items, columns=[f"q{i:02}" for i in range(p)]).assign(overall=overall)


def seconds(call: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Shortest of `times` runs, and what the last one returned."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        result = call()
        spent.append(time.perf_counter() - start)
    return min(spent), result


def compare(p: int) -> str:
    frame = survey(p)
    items = [name for name in frame if name != "overall"]
    ours, found = seconds(partial(importance, frame, "overall", items, n_boot=0), times=5)
    theirs, peer = seconds(partial(pingouin.linear_regression, frame[items], frame["overall"], relimp=True))
    peer = peer.set_index("names")["relimp"].drop("Intercept")
    difference = (found.drivers.set_index("driver")["importance"] - peer).abs().max()
    return f"{p:>8} {ours:>10.4f} {theirs:>11.3f} {theirs / ours:>7.0f}x {difference:>10.1e}"


def main() -> None:
    print(f"LMG of R², n = {N}, one fit without bootstrap; seconds")
    print(f"{'drivers':>8} {'cxlab':>10} {'pingouin':>11} {'ratio':>8} {'max diff':>10}")
    for p in (10, 12):
        print(compare(p))
    for p in (10, 16):
        frame = survey(p)
        spent, _ = seconds(partial(importance, frame, "overall", list(frame.columns[:-1]), n_boot=200))
        print(f"cxlab with 200 resamples, {p} drivers: {spent:.2f} s")


if __name__ == "__main__":
    main()
