"""Sample size: inverses, bounds, other programs' numbers, and power as simulated."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from cxlab.errors import InputError
from cxlab.survey.compare import benjamini_hochberg
from cxlab.survey.planning.sample_plan import (
    Contrast,
    Design,
    each_against_the_rest,
    expect_mean,
    expect_nps,
    expect_share,
)
from cxlab.survey.planning.sample_size import (
    answers_for_change,
    answers_for_margin,
    detectable_change,
    margin_of,
    power_of,
)

EXPECTED = st.one_of(
    st.builds(expect_nps, st.floats(-60, 60), passives=st.floats(0, 0.35)),
    st.builds(expect_share, st.floats(0.02, 0.98)),
    st.builds(expect_mean, st.floats(2, 6), spread=st.floats(0.3, 2.5)),
)
DESIGN = st.builds(
    Design,
    level=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
    power=st.sampled_from([0.5, 0.8, 0.9]),
    population=st.one_of(st.just(math.inf), st.integers(50, 10**6)),
    design_effect=st.floats(0.8, 3),
    response_rate=st.floats(0.01, 1),
)
quick = settings(deadline=None, max_examples=40)


def unit(expected):
    """A hundredth of the scale: what a margin or a change of this metric is counted in."""
    return {"nps": 2.0, "share": 0.01, "mean": 0.06}[expected.metric]


@quick
@given(EXPECTED, DESIGN, st.floats(1, 20), st.floats(1.1, 3))
def test_a_wider_margin_needs_no_more_answers(expected, design, size, factor):
    narrow = answers_for_margin(expected, size * unit(expected), design=design)
    wide = answers_for_margin(expected, size * factor * unit(expected), design=design)
    assert wide.exact < narrow.exact
    assert wide.per_group <= narrow.per_group


@quick
@given(EXPECTED, DESIGN, st.floats(0.01, 20), st.integers(1, 12))
def test_never_more_answers_than_customers(expected, design, size, segments):
    found = answers_for_margin(expected, size * unit(expected), segments=segments, design=design)
    assert found.per_group <= design.population
    assert found.answers == segments * found.per_group
    assert found.invitations >= found.answers
    assert found.reachable == (found.invitations <= segments * design.population)
    change = answers_for_change(expected, size * 0.1 * unit(expected), design=design)
    assert change.per_group <= design.population


@quick
@given(EXPECTED, DESIGN, st.floats(0.5, 20))
def test_margin_inverts_sample_size(expected, design, size):
    needed = answers_for_margin(expected, size * unit(expected), design=design)
    found = margin_of(expected, needed.exact, design=design)
    assert found.change == pytest.approx(size * unit(expected), rel=1e-7)
    assert found.formula == needed.formula == "margin"


@quick
@given(
    EXPECTED,
    DESIGN,
    st.floats(0.5, 8),
    st.sampled_from([1.0, 0.5, 3.0]),
    st.sampled_from(["pooled", "arcsine"]),
    st.sampled_from(["up", "down"]),
)
def test_detectable_change_inverts_sample_size(expected, design, size, ratio, formula, direction):
    sign = 1 if direction == "up" else -1
    change = sign * size * unit(expected)
    if not expected.lowest < expected.value + change < expected.highest:
        return
    contrast = Contrast(ratio=ratio)
    needed = answers_for_change(expected, change, contrast=contrast, design=design, formula=formula)
    if design.population - needed.exact < 1e-6 * needed.exact:
        return  # who has asked everybody finds any change: many changes for one n
    found = detectable_change(
        expected, needed.exact, contrast=contrast, design=design, formula=formula, direction=direction
    )
    assert found.change == pytest.approx(change, rel=1e-6)


@quick
@given(EXPECTED, DESIGN, st.floats(0.5, 8), st.sampled_from([1.0, 0.5, 3.0]))
def test_answers_for_a_change_have_the_power(expected, design, size, ratio):
    change = size * unit(expected)
    if expected.value + change > expected.highest:
        return
    contrast = Contrast(ratio=ratio)
    needed = answers_for_change(expected, change, contrast=contrast, design=design)
    if design.population - needed.exact < 1e-6 * needed.exact:
        return
    found = power_of(expected, expected.at(expected.value + change), needed.exact, contrast=contrast, design=design)
    assert found.power == pytest.approx(design.power, abs=1e-8)
    assert 0 <= found.wrong_sign < (1 - design.level) / 2


def test_no_difference_is_found_as_often_as_alpha_says():
    for expected in (expect_nps(30, passives=0.3), expect_share(0.7), expect_mean(5, spread=1.4)):
        found = power_of(expected, expected, 300)
        assert (found.power, found.wrong_sign) == pytest.approx((0.025, 0.025))
    everybody = power_of(expect_share(0.7), expect_share(0.71), 100, design=Design(population=100))
    assert (everybody.power, everybody.wrong_sign) == (1, 0)


@pytest.mark.parametrize(("effect", "ratio"), [(0.2, 1.0), (0.3, 1.0), (0.5, 1.0), (0.3, 4.0), (0.2, 0.5)])
def test_means_need_what_the_t_test_needs(effect, ratio):
    # statsmodels 0.14 TTestIndPower().solve_power: exact noncentral t. Guenther's formula is within one answer.
    exact = TTestIndPower().solve_power(effect, power=0.8, alpha=0.05, ratio=ratio)
    found = answers_for_change(expect_mean(4, spread=1.5), effect * 1.5, contrast=Contrast(ratio=ratio))
    assert found.formula == "difference-t"
    assert found.exact == pytest.approx(exact, abs=0.05)


def test_power_is_what_a_simulation_gives():
    rng, draws = np.random.default_rng(5), 4000
    before, after = expect_nps(30, passives=0.3), expect_nps(40, passives=0.3)
    n = answers_for_change(before, 10).per_group
    counts = [rng.multinomial(n, shares, draws) for shares in ([0.2, 0.3, 0.5], [0.15, 0.3, 0.55])]
    moments = [_adjusted_wald(side) for side in counts]
    z = (moments[1][0] - moments[0][0]) / np.sqrt(moments[0][1] + moments[1][1])
    found = power_of(before, after, n).power
    assert found == pytest.approx(0.8, abs=0.001)
    assert (z > 1.96).mean() == pytest.approx(found, abs=3 * math.sqrt(0.16 / draws))


def _adjusted_wald(counts):
    shares = (counts + np.array([0.75, 1.5, 0.75])) / (counts.sum(axis=1, keepdims=True) + 3)
    score = shares[:, 2] - shares[:, 0]
    return score, (shares[:, 2] + shares[:, 0] - score**2) / (counts.sum(axis=1) + 3)


def test_a_breakdown_keeps_its_power_with_the_correction():
    rng, draws, segments = np.random.default_rng(6), 1500, 6
    contrast = each_against_the_rest(segments, correction="bonferroni")
    needed = answers_for_change(expect_share(0.6), 0.1, contrast=contrast)
    assert needed.answers == segments * needed.per_group
    assert needed.inputs["alpha"] == pytest.approx(0.05 / 6)
    one = rng.binomial(needed.per_group, 0.6, draws)
    rest = rng.binomial(5 * needed.per_group, 0.7, draws)
    n_rest, pooled = 5 * needed.per_group, (one + rest) / (6 * needed.per_group)
    z = (one / needed.per_group - rest / n_rest) / np.sqrt(pooled * (1 - pooled) * (1 / needed.per_group + 1 / n_rest))
    assert (z < -2.638257).mean() == pytest.approx(0.8, abs=0.035)  # 2.638257 = qnorm(1 - .05 / 12)


@pytest.mark.parametrize("real", [1, 3, 8])
def test_benjamini_hochberg_finds_the_planned_share(real):
    # A test planned at alpha and 80 % has its z at z(alpha) + z(0.8); the others have none.
    design, contrast = Design(), each_against_the_rest(8, correction="bh", real=real)
    alpha = contrast.alpha(design)
    assert 0.05 / 8 <= alpha <= 0.05
    shift = np.where(np.arange(8) < real, stats.norm.isf(alpha / 2) + stats.norm.ppf(0.8), 0)
    z = np.random.default_rng(real).normal(size=(600, 8)) + shift
    found = np.array([benjamini_hochberg(row) <= 0.05 for row in 2 * stats.norm.sf(np.abs(z))])
    assert 0.76 < found[:, :real].mean() < 0.86


def test_more_to_find_asks_for_fewer_answers():
    sizes = [
        answers_for_change(expect_share(0.6), 0.1, contrast=each_against_the_rest(8, real=real)).per_group
        for real in (1, 4, 8)
    ]
    assert sizes[0] > sizes[1] > sizes[2]
    bonferroni = answers_for_change(expect_share(0.6), 0.1, contrast=each_against_the_rest(8, correction="bonferroni"))
    assert sizes[0] == bonferroni.per_group


def test_invitations_follow_from_the_response_rate():
    found = answers_for_margin(expect_share(), 0.05, design=Design(response_rate=0.1, population=3000))
    assert (found.per_group, found.invitations, found.reachable) == (341, 3410, False)
    assert found.inputs["response_rate"] == 0.1


def test_a_design_effect_multiplies_where_customers_are_many():
    plain = answers_for_margin(expect_share(), 0.05).exact
    clustered = answers_for_margin(expect_share(), 0.05, design=Design(design_effect=1.8)).exact
    assert clustered == pytest.approx(1.8 * plain)


def test_too_few_answers_detect_nothing_on_the_scale():
    assert math.isnan(detectable_change(expect_share(0.9), 10).change)
    assert detectable_change(expect_share(0.9), 10, direction="down").change < -0.4
    assert detectable_change(expect_share(0.9), 80, design=Design(population=80)).change == 0


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: expect_share(1), "neither included"),
        (lambda: expect_nps(80, passives=0.3), "30% passives"),
        (lambda: expect_mean(5, spread=4), "scale of 1 to 7"),
        (lambda: Design(power=0.2), "power is 0.2"),
        (lambda: Design(level=95), "level is 95"),
        (lambda: Design(population=0), "population is 0"),
        (lambda: Design(response_rate=0), "response_rate is 0"),
        (lambda: Design(design_effect=0), "design_effect is 0"),
        (lambda: Contrast(correction="bonferoni"), "Did you mean 'bonferroni'"),
        (lambda: Contrast(tests=2, real=3), "real 3"),
        (lambda: each_against_the_rest(1), "two or more"),
        (lambda: answers_for_margin(expect_share(), 0), "margin is 0"),
        (lambda: answers_for_change(expect_share(), 0), "change is 0"),
        (lambda: answers_for_change(expect_share(0.9), 0.2), "smaller change"),
        (lambda: answers_for_change(expect_share(), 0.1, formula="arcsin"), "Did you mean 'arcsine'"),
        (lambda: detectable_change(expect_share(), 0), "n is 0"),
        (lambda: detectable_change(expect_share(), 50, direction="over"), "up, down"),
        (lambda: power_of(expect_share(), expect_nps(0, passives=0.2), 50), "share with nps"),
    ],
)
def test_wrong_plans_are_refused(call, says):
    with pytest.raises(InputError, match=says):
        call()
