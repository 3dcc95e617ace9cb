"""How often the 95 % intervals of Better and Worse hold the truth, and where percentile bootstrap intervals do not.

python benchmarks/coverage_kano.py [REPEATS]      (2,000 repeats: about six minutes of one core)

First exactly, by enumeration, for one share of answers near 0 (near 1 is its mirror image); then by simulation with the
twelve features of the demo study: "survey weights" have nothing to do with the answers (log-normal, sigma 0.5),
"importance" (2-9) goes along with the class.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import numpy.typing as npt
from scipy import stats

from cxlab.demo.frame import plan
from cxlab.survey.kano.cells import BETTER, WORSE, gather, interval
from cxlab.survey.kano.rules import CLASSES
from cxlab.survey.scores import wilson

SIZES = (100, 400, 1500)
IN_BASE = 0.95
"""Share of answers that are A, O, M or I."""
SHARES = {name: feature["shares"] for name, feature in plan()["kano"]["features"].items()}
"""Of the demo study: per cent of A, O, M, I, R, Q."""
CARE = dict(zip("AOMIRQ", (5, 7, 8, 3, 4, 5), strict=True))
"""Mean importance stated by those who answer so; single answers are up to one point off."""
KINDS = ("no weights", "survey weights", "importance")


def exact(share: float, n: int) -> tuple[float, float]:
    """Coverage of Wilson's and of the percentile interval, the latter with endless resamples."""
    held = np.zeros(2)
    bases = np.arange(int(stats.binom.ppf(1e-6, n, IN_BASE)), n + 1)
    for m, chance in zip(bases, stats.binom.pmf(bases, n, IN_BASE), strict=True):
        hits = np.arange(m + 1)
        likely = stats.binom.pmf(hits, m, share) > 1e-9
        hits, p = hits[likely], stats.binom.pmf(hits[likely], m, share)
        ours = np.array([wilson(k / m, m, 0.95) for k in hits]).T
        drawn = np.where(hits == 0, 0, stats.binom.ppf([[0.025], [0.975]], m, hits / m) / m)
        for place, (low, high) in enumerate((ours, drawn)):
            held[place] += chance * p[(low <= share) & (share <= high)].sum()
    return held[0], held[1]


def weights(kind: str, position: npt.NDArray[np.intp], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    if kind == "no weights":
        return np.ones(len(position))
    if kind == "survey weights":
        return np.exp(rng.normal(0, 0.5, size=len(position)))
    return np.array([CARE[letter] for letter in CLASSES])[position] + rng.integers(-1, 2, size=len(position))


def simulated(name: str, n: int, kind: str, repeats: int) -> list[float]:
    """Coverage of our intervals of Better and Worse."""
    rng = np.random.default_rng(int(name[1:]))
    planned = dict(zip("AOMIRQ", SHARES[name], strict=True))
    share = np.array([planned[letter] for letter in CLASSES]) / 100
    mass = share * [CARE[letter] if kind == "importance" else 1 for letter in CLASSES]
    held = np.zeros(2)
    for _ in range(repeats):
        position = rng.choice(len(CLASSES), size=n, p=share)
        cells = gather(position, weights(kind, position, rng))
        for place, hits in enumerate((BETTER, WORSE)):
            low, high = interval(cells, hits, 0.95)
            held[place] += low <= mass[list(hits)].sum() / mass[:4].sum() <= high
    return (held / repeats).tolist()


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    start = time.perf_counter()
    print("exact coverage for one share: Wilson (ours) / percentile bootstrap")
    print(f"{'share':>6}" + "".join(f"{f'n = {n}':>18}" for n in SIZES))
    for share in (0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.1, 0.2, 0.4):
        found = [exact(share, n) for n in SIZES]
        print(f"{share:>6}" + "".join(f"{f'{ours:.3f} / {drawn:.3f}':>18}" for ours, drawn in found))
    print(f"\nsimulated, 12 features, {repeats} repeats (Monte Carlo error {np.sqrt(0.05 * 0.95 / repeats):.3f})")
    print(f"{'':>16} {'n':>5} {'mean':>7} {'lowest':>7} {'highest':>8}  in 93-97 %")
    for kind in KINDS:
        for n in SIZES:
            values = [value for name in SHARES for value in simulated(name, n, kind, repeats)]
            inside = sum(0.93 <= value <= 0.97 for value in values)
            spread = f"{np.mean(values):>7.3f} {min(values):>7.3f} {max(values):>8.3f}"
            print(f"{kind:>16} {n:>5} {spread}  {inside} of {len(values)}")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
