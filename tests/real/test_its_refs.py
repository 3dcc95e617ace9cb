"""Segmented regression and corrections against statsmodels and R: references of shared/refs/its_tests."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.verification.segmented import segmented
from cxlab.insight.verification.verdict import holm

REFS = Path(__file__).parents[2].parent / "shared/refs/its_tests"
pytestmark = pytest.mark.skipif(not REFS.exists(), reason="shared/refs/its_tests is not here")
TERMS = {"(Intercept)": "const"}


def load(name):
    return json.loads((REFS / name).read_text(encoding="utf-8")) if REFS.exists() else {}


STATSMODELS, R = load("its_reference.json"), load("R_crosscheck.json")
CASES = [
    (series, key) for series, found in STATSMODELS.items() if series != "meta" for key in found if key.startswith("nw_")
]


@pytest.fixture(scope="module")
def series():
    deaths = np.log(pd.read_csv(REFS / "ukdriverdeaths.csv")["drivers"])
    scores = pd.read_csv(REFS / "nps_monthly_synthetic.csv")["nps"]
    return {
        "log_drivers": (deaths, 170, None),
        "log_drivers_seasonal": (deaths, 170, 12),
        "nps_synthetic": (scores, 13, None),
    }


def same(found, expected):
    expected = pd.Series(expected).rename(TERMS)
    np.testing.assert_allclose(found[expected.index], expected, atol=1e-8, rtol=1e-8)


@pytest.mark.parametrize(("name", "key"), CASES)
def test_statsmodels(series, name, key):
    values, start, season = series[name]
    lag, corrected = re.fullmatch(r"nw_lag(\d+)_corr(True|False)", key).groups()
    table = segmented(values, start, season=season, lag=int(lag), small_sample=corrected == "True").set_index("term")
    same(table["coefficient"], STATSMODELS[name]["coef"])
    same(table["error"], STATSMODELS[name][key]["se"])
    same(table["p"], STATSMODELS[name][key]["p"])
    small = pd.Series(STATSMODELS[name][key]["p"])
    np.testing.assert_allclose(table["p"][small.index], small, rtol=1e-8)


@pytest.mark.parametrize("lag", [0, 1, 6, 12])
@pytest.mark.parametrize("adjust", [False, True])
def test_sandwich_newey_west(series, lag, adjust):
    values, start, _ = series["log_drivers"]
    table = segmented(values, start, lag=lag, small_sample=adjust).set_index("term")
    same(table["coefficient"], R["coef"])
    same(table["error"], R["nw"][f"lag{lag}"][f"adjust_{str(adjust).lower()}"])


def test_the_lag_rule_of_24_periods_is_two(series):
    values, start, _ = series["nps_synthetic"]
    table = segmented(values, start).set_index("term")
    same(table["error"], STATSMODELS["nps_synthetic"]["nw_lag2_corrFalse"]["se"])


def test_holm():
    reference = load("tests_reference.json")["padjust"]
    np.testing.assert_allclose(holm(reference["p"]), reference["holm"], atol=1e-12)
    np.testing.assert_allclose(holm(reference["p"]), R["p_adjust"]["holm"], atol=1e-12)
