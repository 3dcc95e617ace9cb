"""What a survey is planned with: what answers are expected, how it is done, and what is compared with what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from cxlab.errors import InputError, nearest

Correction = Literal["none", "bonferroni", "bh"]
CORRECTIONS = ("none", "bonferroni", "bh")


@dataclass(frozen=True)
class Expected:
    """What is expected of one group: `value` of the metric, `variance` of one answer, and the ends of the scale.

    Units: "nps" in points (-100..100), "share" 0..1, "mean" in answers.
    """

    metric: Literal["nps", "share", "mean"]
    value: float
    variance: float
    lowest: float
    highest: float

    def at(self, value: float) -> Expected:
        """Return the same group with another value: passives of an NPS and spread of a mean stay as they are."""
        if not self.lowest <= value <= self.highest:
            raise InputError(
                f"{self.metric} would be {value:g}; it can lie between {self.lowest:g} and {self.highest:g}. "
                "Ask for a smaller change."
            )
        variance = {
            "nps": self.variance + self.value**2 - value**2,
            "share": value * (1 - value),
            "mean": self.variance,
        }
        return Expected(self.metric, value, variance[self.metric], self.lowest, self.highest)


def expect_nps(value: float, *, passives: float) -> Expected:
    """Expect an NPS of `value` points with a share `passives` (0..1) of answers 7-8; fewer passives ask for more n."""
    most = 100 * (1 - passives)
    if not (0 <= passives < 1 and abs(value) <= most and abs(value) < 100):
        raise InputError(
            f"An NPS of {value:g} with {passives:.0%} passives cannot be planned with; passives are a share 0..1, and "
            "NPS is less than 100 points and no more than the share of promoters and detractors allows."
        )
    return Expected("nps", value, 100 * most - value**2, -most, most)


def expect_share(share: float = 0.5) -> Expected:
    """Expect a share (CSAT, top boxes, any yes/no); 0.5 asks for the most answers and is right if nothing is known."""
    if not 0 < share < 1:
        raise InputError(f"The expected share is {share:g}; give one between 0 and 1, neither included.")
    return Expected("share", share, share * (1 - share), 0, 1)


def expect_mean(value: float, *, spread: float, points: int = 7) -> Expected:
    """Expect a mean (CES) on 1..`points` with standard deviation `spread` of the answers."""
    if not (1 <= value <= points and 0 < spread <= (points - 1) / 2):
        raise InputError(
            f"A mean of {value:g} with a standard deviation of {spread:g} does not fit a scale of 1 to {points}; "
            f"the deviation lies above 0 and at most at {(points - 1) / 2:g}."
        )
    return Expected("mean", value, spread**2, 1, points)


@dataclass(frozen=True)
class Design:
    """How the survey is done.

    Parameters
    ----------
    level : confidence of intervals, 1 - alpha of two-sided tests.
    power : chance to find a change that is there, in its direction.
    population : customers in each compared group; inf where they are many, or where the conclusion is about customers
        to come and not only about those on the list.
    design_effect : variance against a simple random sample: 1 + cv² of the weights (Kish), 1 + (cluster size - 1) icc.
    response_rate : share of invitations that come back as usable answers.
    """

    level: float = 0.95
    power: float = 0.8
    population: float = math.inf
    design_effect: float = 1.0
    response_rate: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise InputError(f"level is {self.level:g}; it is a share between 0 and 1, such as 0.95.")
        if not 0.5 <= self.power < 1:
            raise InputError(
                f"power is {self.power:g}; it is a share from 0.5, a coin's toss, to below 1, such as 0.8."
            )
        if not self.population >= 1:
            raise InputError(f"population is {self.population:g}; give the number of customers in each group.")
        if not 0 < self.response_rate <= 1:
            raise InputError(f"response_rate is {self.response_rate:g}; it is a share above 0, 1 if all answer.")
        if not 0 < self.design_effect < math.inf:
            raise InputError(f"design_effect is {self.design_effect:g}; it is above 0, 1 for a simple random sample.")

    def answers(self, n0: float) -> float:
        """Answers per group for which `n0` of a simple random sample from many would do."""
        n = n0 * self.design_effect
        return n / (1 + n / self.population)

    def worth(self, n: float) -> float:
        """Answers of a simple random sample from many that `n` per group are worth; inf when everybody answered."""
        if n >= self.population:
            return math.inf
        return n / (self.design_effect * (1 - n / self.population))


@dataclass(frozen=True)
class Contrast:
    """What is compared: one group with another `ratio` times its size, in one of `tests` tests that are corrected.

    `real` is the number of tests in which a change is expected to be there: Benjamini-Hochberg asks less of each
    test the more of them find something, and as much as Bonferroni when only one does.
    """

    ratio: float = 1.0
    tests: int = 1
    correction: Correction = "none"
    real: int = 1

    def __post_init__(self) -> None:
        if self.correction not in CORRECTIONS:
            raise InputError(
                f"correction is '{self.correction}'; allowed are {', '.join(CORRECTIONS)}."
                f"{nearest(self.correction, CORRECTIONS)}"
            )
        if not (self.ratio > 0 and 1 <= self.real <= self.tests):
            raise InputError(
                f"ratio is {self.ratio:g}, tests {self.tests}, real {self.real}; ratio is above 0 and real between 1 "
                "and tests."
            )

    def alpha(self, design: Design) -> float:
        """Level of significance that each test is held to, so that all of them together are at 1 - level.

        For "bh" the expected p value at which Benjamini-Hochberg stops, alpha r power / (m - alpha (m - r)) for r
        real changes among m tests (after Jung 2005), never below Bonferroni's alpha / m.
        """
        alpha = 1 - design.level
        if self.correction == "none":
            return alpha
        if self.correction == "bonferroni":
            return alpha / self.tests
        stops = alpha * self.real * design.power / (self.tests - alpha * (self.tests - self.real))
        return max(stops, alpha / self.tests)


def each_against_the_rest(segments: int, *, correction: Correction = "bh", real: int = 1) -> Contrast:
    """Contrast of a breakdown: every one of `segments` equal groups against all others, as `by_group` tests them."""
    if segments < 2:
        raise InputError(f"segments is {segments}; a breakdown compares two or more.")
    return Contrast(ratio=segments - 1, tests=segments, correction=correction, real=real)


TWO_GROUPS = Contrast()
