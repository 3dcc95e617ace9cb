"""Simulated surveys: do LMG's intervals hold what they promise, and does the floor keep out drivers without effect?

Ten items 1-5 under one halo (loadings .55-.68), an overall answer 1-5 with R² of about .6, one item of weight 0. In
the world "answered" the overall answer follows the items as answered, in "felt" what lies behind them.

OMP_NUM_THREADS=1 python benchmarks/coverage_drivers.py [draws]
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from cxlab.survey import importance
from cxlab.survey.drivers.r_squared import lmg

WEIGHTS = np.array([0.26, 0.20, 0.18, 0.16, 0.12, 0.10, 0.08, 0.07, 0.03, 0.0])
LOADINGS = np.linspace(0.55, 0.68, 10)
CUTS = np.array([-1.6, -0.9, -0.1, 0.9])
ITEMS = [f"q{i}" for i in range(10)]
SIZES = (100, 400, 1500)
FLOOR_SIZES = (400, 1500, 4800)


def survey(rng: np.random.Generator, n: int, world: str) -> pd.DataFrame:
    halo = rng.normal(size=(n, 1))
    felt = LOADINGS * halo + np.sqrt(1 - LOADINGS**2) * rng.normal(size=(n, 10))
    answered = 1.0 + (felt[..., None] > CUTS).sum(axis=-1)
    source = felt if world == "felt" else (answered - 3.4) / 1.1
    overall = source @ WEIGHTS
    overall = overall / overall.std() + rng.normal(size=n) * np.sqrt(0.4 / 0.6)
    frame = pd.DataFrame(answered, columns=ITEMS)
    return frame.assign(overall=1.0 + (overall[:, None] / overall.std() > CUTS).sum(axis=-1))


def population(world: str) -> np.ndarray:
    frame = survey(np.random.default_rng(0), 1_000_000, world)
    return lmg(frame[[*ITEMS, "overall"]].corr().to_numpy())


def covered(draws: int) -> None:
    truth = population("answered")
    print(f"share of {draws} surveys whose 95 % interval holds the population's LMG: mean of ten drivers (least, most)")
    for n in SIZES:
        rng, held = np.random.default_rng(n), {"percentile": [], "bca": []}
        for draw in range(draws):
            frame = survey(rng, n, "answered")
            for interval, found in held.items():
                result = importance(frame, "overall", ITEMS, interval=interval, n_boot=500, seed=draw)
                table = result.drivers.set_index("driver").loc[ITEMS]
                found.append((table["low"].to_numpy() <= truth) & (truth <= table["high"].to_numpy()))
        parts = {name: np.mean(found, axis=0) for name, found in held.items()}
        print(
            f"{n:>6}",
            *(f"{name} {part.mean():.3f} ({part.min():.3f}, {part.max():.3f})" for name, part in parts.items()),
        )


def above_floor(draws: int) -> None:
    print(f"share of {draws} surveys in which each driver is above the floor, by weight; 'zero': interval without 0")
    for world in ("answered", "felt"):
        for n in FLOOR_SIZES:
            rng, above, zero = np.random.default_rng(n), [], []
            for draw in range(draws):
                result = importance(survey(rng, n, world), "overall", ITEMS, method="johnson", n_boot=300, seed=draw)
                table = result.drivers.set_index("driver").loc[ITEMS]
                above.append(~table["floor"].to_numpy(dtype=bool))
                zero.append(table.loc["q9", "coefficient_low"] > 0 or table.loc["q9", "coefficient_high"] < 0)
            rates = np.mean(above, axis=0)
            parts = " ".join(f"{weight:g}: {rate:.3f}" for weight, rate in zip(WEIGHTS, rates, strict=True))
            print(f"{world:>9} {n:>5}  {parts}  zero: {np.mean(zero):.3f}", flush=True)


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    covered(draws)
    above_floor(draws)


if __name__ == "__main__":
    main()
