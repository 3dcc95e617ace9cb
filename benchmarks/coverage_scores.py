"""How often the 95 % intervals of NPS, CSAT and CES hold the true value: simulation.

python benchmarks/coverage_scores.py [DRAWS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cxlab.survey import Estimate, ces, csat, nps

SIZES = (100, 400, 1500)
POPULATIONS = {
    "demo": [0.01, 0.01, 0.01, 0.02, 0.03, 0.08, 0.12, 0.14, 0.19, 0.18, 0.21],
    "loved": [0.002, 0.002, 0.002, 0.004, 0.01, 0.02, 0.04, 0.1, 0.2, 0.22, 0.4],
    "disputed": [0.12, 0.05, 0.04, 0.04, 0.04, 0.06, 0.05, 0.06, 0.1, 0.14, 0.3],
}
"""Shares of the answers 0-10."""
BOXES = {"60 %": 0.6, "90 %": 0.9, "97 %": 0.97}
"""Shares of satisfied answers."""
EFFORT = {"even": [0.05, 0.1, 0.15, 0.2, 0.2, 0.18, 0.12], "easy": [0.02, 0.02, 0.03, 0.05, 0.13, 0.3, 0.45]}
"""Shares of the answers 1-7."""

Draws = npt.NDArray[np.int64]


def held(call: Callable[[Draws], Estimate], truth: float, answers: list[Draws]) -> float:
    """Share of the draws whose interval holds the truth."""
    found = [call(draw) for draw in answers]
    return float(np.mean([estimate.low <= truth <= estimate.high for estimate in found]))


def draws(shares: list[float], first: int, n: int, times: int, seed: int) -> list[Draws]:
    rng = np.random.default_rng([seed, n])
    return [rng.choice(len(shares), size=n, p=np.array(shares) / sum(shares)) + first for _ in range(times)]


def nps_rows(times: int, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str, int, float]]:
    rows = []
    for name, shares in POPULATIONS.items():
        p = np.array(shares) / sum(shares)
        truth = 100 * float(p[9:].sum() - p[:7].sum())
        for n in sizes:
            sample = draws(shares, 0, n, times, 1)
            for ci in ("adjusted-wald", "wald", "bootstrap"):
                rows.append(
                    (f"NPS {ci}", f"{name} ({truth:+.0f})", n, held(lambda x, c=ci: nps(x, ci=c), truth, sample))
                )
    return rows


def csat_rows(times: int, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str, int, float]]:
    rows = []
    for name, share in BOXES.items():
        for n in sizes:
            sample = draws([1 - share, share], 4, n, times, 2)
            rows.append(("CSAT Wilson", name, n, held(lambda x: csat(x, top=1), share, sample)))
    return rows


def ces_rows(times: int, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str, int, float]]:
    rows = []
    for name, shares in EFFORT.items():
        truth = float(np.average(np.arange(1, 8), weights=shares))
        for n in sizes:
            rows.append(("CES mean t", name, n, held(ces, truth, draws(shares, 1, n, times, 3))))
    return rows


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    error = 100 * np.sqrt(0.95 * 0.05 / times)
    print(f"Share of 95 % intervals that hold the truth, {times} draws each (Monte Carlo error {error:.2f} points)")
    for metric, population, n, share in [*nps_rows(times), *csat_rows(times), *ces_rows(times)]:
        mark = "" if 0.93 <= share <= 0.97 else "  <- off 93-97 %"
        print(f"{metric:<18} {population:<16} {n:>6} {100 * share:>6.1f} %{mark}")


if __name__ == "__main__":
    main()
