"""How many answers a survey needs, and the smallest change it can show: asked before the questionnaire goes out.

What is planned with (`Expected`, `Design`, `Contrast`) is in `sample_plan`. All formulas are the normal ones of the
text books; each result names its own:

====================  ===============================================================================================
margin                n0 = z² s² / e²
difference            n0 = (z s0 + z_power s1)² / d², with s0 = s1 the spread of the difference (NPS)
difference-pooled     the same with s0 pooled over both groups, as the two-proportion z test does (R power.prop.test)
difference-arcsine    the same on 2 arcsin √p, where shares have equal spread (R pwr.2p.test)
difference-t          the same with Guenther's z² / (2 (1 + ratio)) answers more, for the t test (means)
====================  ===============================================================================================

In all of them n = D n0 / (1 + D n0 / N): D is the design effect and N the population of the group, so that n never
exceeds N (the form of R samplingbook; the one with N - 1 differs by at most one answer).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from scipy import optimize, stats

from cxlab.errors import InputError, nearest
from cxlab.survey.planning.sample_plan import TWO_GROUPS, Contrast, Design, Expected

Formula = Literal["pooled", "arcsine"]
FORMULAS = ("pooled", "arcsine")
TINY = 1e-12
"""Spread that stands for none, where everybody is expected to answer alike."""


@dataclass(frozen=True)
class SampleSize:
    """Answers needed.

    `per_group` in the first group, or in each of equal ones; `answers` in all groups together, `invitations` to send
    for them, `reachable` whether the population has that many customers; `exact` is `per_group` before rounding up.
    """

    per_group: int
    answers: int
    invitations: int
    reachable: bool
    exact: float
    formula: str
    inputs: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Detectable:
    """Smallest `change` that will be found (or half-width of an interval) in the metric's unit.

    NaN where no change within the scale is large enough for so few answers.
    """

    change: float
    formula: str
    inputs: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Power:
    """Chance of a significant result in the direction of the change, and of one in the wrong direction.

    Their sum is what R calls strict power; for no change both are half of alpha.
    """

    power: float
    wrong_sign: float
    formula: str
    inputs: Mapping[str, Any] = field(repr=False)


def answers_for_margin(
    expected: Expected, margin: float, *, segments: int = 1, design: Design | None = None
) -> SampleSize:
    """Answers for an interval of `value` ± `margin` (metric's unit) in each of `segments` equal groups.

    Each interval holds on its own at `design.level`; `design.population` is that of one group. A share near 0 or 1
    (expected fewer than about 10 yes or no answers) needs more than this normal formula says.

    Raises
    ------
    InputError
        Margin not above 0, segments below 1.

    Reference
    ---------
    Cochran (1977); R samplingbook `sample.size.prop(e, P, N, level)`, `sample.size.mean(e, S, N, level)`.
    """
    design = design or Design()
    if not margin > 0 or segments < 1:
        raise InputError(f"margin is {margin:g} and segments {segments}; margin is above 0, segments 1 or more.")
    n0 = expected.variance * (_z(1 - design.level) / margin) ** 2
    inputs = _inputs(expected, design, margin=margin, segments=segments)
    return _size(design.answers(n0), segments, design, "margin", inputs)


def margin_of(expected: Expected, n: float, *, design: Design | None = None) -> Detectable:
    """Half-width of the interval that `n` answers give: the inverse of `answers_for_margin`."""
    design = design or Design()
    half = _z(1 - design.level) * math.sqrt(expected.variance / design.worth(_positive(n)))
    return Detectable(half, "margin", _inputs(expected, design, n=n))


def answers_for_change(
    expected: Expected,
    change: float,
    *,
    contrast: Contrast = TWO_GROUPS,
    design: Design | None = None,
    formula: Formula = "pooled",
) -> SampleSize:
    """Answers needed to find that a second group differs from `expected` by `change` (signed, metric's unit).

    `expected` is the first group: the wave before, the control, of a breakdown one segment, whose others are the
    second. The two are independent samples. `formula` concerns shares only: "pooled" is the z test that `compare`
    makes, "arcsine" Cohen's h.

    Returns
    -------
    SampleSize
        `per_group` in the first group, in a breakdown in each segment; `answers` in both groups, or all segments.

    Raises
    ------
    InputError
        No change, or one that leaves the scale.

    Reference
    ---------
    R `power.prop.test`, pwr `pwr.2p.test`; Guenther (1981), Sample size formulas for normal theory t tests, The
    American Statistician 35; Jung (2005), Sample size for FDR-control, Bioinformatics 21.
    """
    design = design or Design()
    if change == 0 or math.isnan(change):
        raise InputError(f"change is {change:g}; name the change that must not be missed, such as 5 points of NPS.")
    name = _formula(expected, formula)
    n0 = _n0(expected, expected.at(expected.value + change), contrast, design, name)
    inputs = _inputs(expected, design, contrast, change=change)
    return _size(design.answers(n0), 1 + contrast.ratio, design, name, inputs)


def detectable_change(
    expected: Expected,
    n: float,
    *,
    contrast: Contrast = TWO_GROUPS,
    design: Design | None = None,
    formula: Formula = "pooled",
    direction: Literal["up", "down"] = "up",
) -> Detectable:
    """Smallest change that `n` answers per group find with `design.power`: the inverse of `answers_for_change`."""
    design = design or Design()
    if direction not in ("up", "down"):
        raise InputError(f"direction is '{direction}'; allowed are up, down.")
    name, worth, sign = _formula(expected, formula), design.worth(_positive(n)), 1 if direction == "up" else -1
    room = expected.highest - expected.value if sign > 0 else expected.value - expected.lowest
    inputs = _inputs(expected, design, contrast, n=n, direction=direction)

    def missing(change: float) -> float:
        return math.log(_n0(expected, expected.at(expected.value + sign * change), contrast, design, name) / worth)

    # A last step of rounding must not leave the scale; below a billionth of it everything can be found.
    least, most = room * 1e-9, room * (1 - 1e-12)
    if math.isinf(worth):
        return Detectable(0.0, name, inputs)
    if room <= 0 or missing(most) > 0:
        return Detectable(math.nan, name, inputs)
    return Detectable(sign * float(optimize.brentq(missing, least, most, xtol=1e-14, rtol=1e-13)), name, inputs)


def power_of(
    first: Expected,
    second: Expected,
    n: float,
    *,
    contrast: Contrast = TWO_GROUPS,
    design: Design | None = None,
    formula: Formula = "pooled",
) -> Power:
    """Chance that a difference of `second` from `first` is found with `n` answers in `first` and `ratio` n in `second`.

    `design.power` only matters for the level of a "bh" contrast.

    Raises
    ------
    InputError
        The two are not the same metric.
    """
    design = design or Design()
    if first.metric != second.metric:
        raise InputError(f"Cannot compare {first.metric} with {second.metric}; give the same metric twice.")
    name = _formula(first, formula)
    distance, null, real = _spreads(first, second, contrast.ratio, name)
    z = _z(contrast.alpha(design))
    worth = max(design.worth(_positive(n)) - _t_answers(name, z, contrast.ratio), 0)
    signal = math.sqrt(worth) * distance if distance else 0.0  # no difference stays none, even if all have answered
    ahead, behind = (float(stats.norm.cdf((way * signal - z * null) / max(real, TINY))) for way in (1, -1))
    inputs = _inputs(first, design, contrast, n=n, second=second.value)
    return Power(ahead, behind, name, inputs)


def _n0(first: Expected, second: Expected, contrast: Contrast, design: Design, name: str) -> float:
    """Answers in `first`, of a simple random sample from many, that find the difference with the design's power."""
    distance, null, real = _spreads(first, second, contrast.ratio, name)
    z = _z(contrast.alpha(design))
    wanted = z * null + float(stats.norm.ppf(design.power)) * real
    return (wanted / distance) ** 2 + _t_answers(name, z, contrast.ratio)


def _spreads(first: Expected, second: Expected, ratio: float, name: str) -> tuple[float, float, float]:
    """Distance of two groups, and the spread of it per answer in `first` where there is none and where there is."""
    if name == "difference-arcsine":
        angles = [2 * math.asin(math.sqrt(side.value)) for side in (first, second)]
        spread = math.sqrt(1 + 1 / ratio)
        return abs(angles[1] - angles[0]), spread, spread
    real = math.sqrt(first.variance + second.variance / ratio)
    distance = abs(second.value - first.value)
    if name != "difference-pooled":
        return distance, real, real
    both = (first.value + ratio * second.value) / (1 + ratio)
    return distance, math.sqrt(both * (1 - both) * (1 + 1 / ratio)), real


def _t_answers(name: str, z: float, ratio: float) -> float:
    """Guenther's answers on top of the normal formula, for the t test's estimate of the spread."""
    return z**2 / (2 * (1 + ratio)) if name == "difference-t" else 0.0


def _formula(expected: Expected, formula: str) -> str:
    if formula not in FORMULAS:
        raise InputError(f"formula is '{formula}'; allowed are {', '.join(FORMULAS)}.{nearest(formula, FORMULAS)}")
    return {"nps": "difference", "share": f"difference-{formula}", "mean": "difference-t"}[expected.metric]


def _size(exact: float, groups: float, design: Design, formula: str, inputs: Mapping[str, Any]) -> SampleSize:
    # An answer more for the last bit of a float would be wrong: R's 278 must not become 279.
    per_group = math.ceil(exact - 1e-9)
    answers = math.ceil(per_group * groups - 1e-9)
    invitations = math.ceil(answers / design.response_rate - 1e-9)
    return SampleSize(
        per_group, answers, invitations, invitations <= design.population * groups, exact, formula, inputs
    )


def _inputs(expected: Expected, design: Design, contrast: Contrast | None = None, **given: Any) -> dict[str, Any]:
    compared = {} if contrast is None else {**asdict(contrast), "alpha": contrast.alpha(design)}
    return {**given, **asdict(expected), **asdict(design), **compared}


def _positive(n: float) -> float:
    if not n > 0:
        raise InputError(f"n is {n:g}; give the number of answers per group, 1 or more.")
    return n


def _z(alpha: float) -> float:
    return float(stats.norm.isf(alpha / 2))
