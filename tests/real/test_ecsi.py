"""ECSI mobile phone survey, 250 respondents, answers 1-10: drivers of satisfaction against R."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import csat, importance

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="survey of shared/ not present")


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(SHARED / "data/mobi_ecsi/mobi.csv")


def reference(file):
    return json.loads((SHARED / "refs" / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ["mobi_CUSA1_perq_perv", "mobi_CUSA1_imag_perq"])
def test_lmg_equals_r(answers, case):
    peer = reference("lmg/relaimpo_reference.json")[case]
    found = importance(answers, "CUSA1", peer["predictors"], n_boot=0)
    assert (found.n, found.dropped) == (250, 0)
    lmg = found.drivers.set_index("driver")["importance"]
    np.testing.assert_allclose(lmg[peer["predictors"]], list(peer["raw"]["lmg"].values()), atol=1e-8)
    ranks = lmg.rank(ascending=False).astype(int).to_dict()
    assert ranks == peer["lmg_rank"]


def test_bootstrap_shares_equal_r_within_monte_carlo_error(answers):
    peer = reference("lmg/relaimpo_reference.json")
    case = peer["mobi_CUSA1_perq_perv"]
    found = importance(answers, "CUSA1", case["predictors"]).drivers.set_index("driver")
    # R prints intervals of the share of R²; ours are in R² units, so only their order of size can be compared.
    interval = peer["mobi9_boot1000_seed1_rela"]
    for side, name in (("lower", "low"), ("upper", "high")):
        share = found[name] / case["R2"]
        np.testing.assert_allclose(share[list(interval[side])], list(interval[side].values()), atol=0.06)


def test_quality_of_the_phone_is_the_first_tier(answers):
    peer = reference("lmg/relaimpo_reference.json")["mobi_CUSA1_perq_perv"]
    found = importance(answers, "CUSA1", peer["predictors"]).drivers
    assert found["driver"].iloc[0] == "PERQ1"
    assert found["tier"].iloc[0] == 1
    assert found["tier"].is_monotonic_increasing


def test_satisfied_share_has_r_interval(answers):
    case = reference("nps/nps_reference.json")["csat_ci"]["cases"][0]
    found = csat(answers["CUSA1"], points=10)
    assert found.value == pytest.approx(case["x"] / case["n"])
    np.testing.assert_allclose([found.low, found.high], [case["wilson"]["lo"], case["wilson"]["hi"]], atol=1e-12)


def test_a_ten_point_scale_is_not_read_as_five_points(answers):
    with pytest.raises(InputError, match="off the scale 1-5"):
        csat(answers["CUSA1"])
