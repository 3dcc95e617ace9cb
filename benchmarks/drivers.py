"""Drivers side by side with pingouin, in one run: CPU seconds, ratio, largest difference, memory.

OMP_NUM_THREADS=1 python benchmarks/drivers.py
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pingouin

from cxlab.survey import importance
from cxlab.survey.drivers.binary import binary_importance

N = 10_000


def survey(p: int) -> pd.DataFrame:
    rng = np.random.default_rng(p)
    items = 0.6 * rng.normal(size=(N, 1)) + 0.8 * rng.normal(size=(N, p))
    overall = items @ np.linspace(0.3, 0.0, p) + rng.normal(size=N)
    return pd.DataFrame(items, columns=[f"q{i:02}" for i in range(p)]).assign(overall=overall)


def seconds(call: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Least CPU time of `times` runs, and what the last one returned."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        result = call()
        spent.append(time.process_time() - start)
    return min(spent), result


def against_pingouin(p: int) -> str:
    frame = survey(p)
    items = list(frame.columns[:-1])
    ours, found = seconds(partial(importance, frame, "overall", items, n_boot=0), times=5)
    theirs, peer = seconds(partial(pingouin.linear_regression, frame[items], frame["overall"], relimp=True))
    peer = peer.set_index("names")["relimp"].drop("Intercept")
    difference = (found.drivers.set_index("driver")["importance"] - peer).abs().max()
    return f"{p:>8} {ours:>10.4f} {theirs:>11.3f} {theirs / ours:>7.0f}x {difference:>10.1e}"


def peak(n_boot: int) -> float:
    """Largest memory in use while resampling ten drivers, in MB."""
    frame = survey(10)
    tracemalloc.start()
    importance(frame, "overall", list(frame.columns[:-1]), n_boot=n_boot)
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top / 1e6


def main() -> None:
    print(f"LMG of R², n = {N}, one fit without resampling; CPU seconds")
    print(f"{'drivers':>8} {'cxlab':>10} {'pingouin':>11} {'ratio':>8} {'max diff':>10}")
    for p in (8, 12, 16):
        print(against_pingouin(p))
    frame = survey(20)
    spent, _ = seconds(partial(importance, frame, "overall", list(frame.columns[:-1]), n_boot=0), times=3)
    print(f"{20:>8} {spent:>10.4f}")
    for method in ("lmg", "johnson"):
        frame = survey(10)
        call = partial(importance, frame, "overall", list(frame.columns[:-1]), method=method, n_boot=1000)
        print(f"1,000 resamples, 10 drivers, {method}: {seconds(call, times=3)[0]:.2f} s")
    few, many = peak(200), peak(2000)
    print(f"peak memory with 200 and 2,000 resamples: {few:.1f} and {many:.1f} MB")
    frame = survey(8).assign(yes=lambda f: (f["overall"] > 0).astype(int))
    call = partial(binary_importance, frame, "yes", list(frame.columns[:8]))
    print(f"binary, 8 drivers, 256 models: {seconds(call)[0]:.2f} s")


if __name__ == "__main__":
    main()
