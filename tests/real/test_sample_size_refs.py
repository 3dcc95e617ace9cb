"""Sample size and power against R samplingbook, power.prop.test, pwr, and simulated NPS power."""

import json
import math
from pathlib import Path

import pytest

from cxlab.survey.planning.sample_plan import Design, expect_nps, expect_share
from cxlab.survey.planning.sample_size import answers_for_change, answers_for_margin, power_of

FILE = Path(__file__).parents[2].parent / "shared" / "refs" / "nps" / "nps_reference.json"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="shared/refs is not here")
R_ROOT = 1e-6
"""R finds n by uniroot with extendInt, to about 1e-7 of 1,000."""


def reference(key):
    return json.loads(FILE.read_text(encoding="utf-8"))[key] if FILE.exists() else []


def test_answers_for_a_margin_equal_samplingbook():
    for case in reference("sample_size_fpc")["cases"]:
        population = math.inf if case["N"] == "Inf" else case["N"]
        expected, level = expect_share(case["P"]), case["level"]
        found = answers_for_margin(expected, case["e"], design=Design(level=level, population=population))
        many = answers_for_margin(expected, case["e"], design=Design(level=level))
        assert found.per_group == case["n"]
        assert many.exact == pytest.approx(case["n0_unrounded"], rel=1e-12)
        # Cochran's form with N - 1 asks for the same number or one more.
        assert many.exact / (1 + (many.exact - 1) / population) == pytest.approx(case["n_cochran_n0m1"], rel=1e-12)
        assert 0 <= math.ceil(case["n_cochran_n0m1"]) - found.per_group <= 1


@pytest.mark.parametrize("case", reference("power_two_prop"), ids=lambda case: f"{case['p1']}-{case['p2']}")
def test_two_shares_equal_r(case):
    first, second = expect_share(case["p1"]), expect_share(case["p2"])
    solved = case["n_given"] == "solve"
    for peer, formula, strict in [
        ("power.prop.test", "pooled", False),
        ("power.prop.test_strict", "pooled", True),
        ("pwr.2p.test", "arcsine", True),
    ]:
        theirs = case[peer]
        ours = power_of(first, second, theirs["n"], formula=formula)
        power = ours.power + strict * ours.wrong_sign
        assert power == pytest.approx(theirs["power"], abs=1e-9 if solved else 1e-12)
    h = 2 * math.asin(math.sqrt(case["p1"])) - 2 * math.asin(math.sqrt(case["p2"]))
    assert h == pytest.approx(case["pwr.2p.test"]["h"], rel=1e-12)
    if solved:
        needed = answers_for_change(first, case["p2"] - case["p1"])
        assert needed.exact == pytest.approx(case["power.prop.test"]["n"], abs=R_ROOT)
        # The others count significant results in the wrong direction as found: a thousandth of an answer less.
        for peer, formula in [("power.prop.test_strict", "pooled"), ("pwr.2p.test", "arcsine")]:
            needed = answers_for_change(first, case["p2"] - case["p1"], formula=formula)
            assert 0 < needed.exact - case[peer]["n"] < 3e-3


@pytest.mark.parametrize("case", reference("power_nps_diff_sim"), ids=lambda case: f"{case['delta']}")
def test_nps_power_equals_the_reference_and_its_simulation(case):
    first, second = (
        expect_nps(100 * (promoters - detractors), passives=passives)
        for detractors, passives, promoters in (case["p_det_pas_pro_A"], case["p_det_pas_pro_B"])
    )
    n = case["n_per_group"]
    assert math.sqrt((first.variance + second.variance) / n) / 100 == pytest.approx(case["se"], rel=1e-12)
    assert second.value - first.value == pytest.approx(100 * case["delta"], abs=1e-9)
    found = power_of(first, second, n)
    assert found.power + found.wrong_sign == pytest.approx(case["power_normal_approx"], abs=1e-12)
    assert found.power + found.wrong_sign == pytest.approx(case["power_simulated_4000"], abs=2 * case["mc_se"])
    if case["delta"]:
        needed = answers_for_change(first, second.value - first.value)
        assert needed.exact == pytest.approx(case["n_per_group_for_80"], rel=1e-12)
