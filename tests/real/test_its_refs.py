"""Segmented regression and corrections against statsmodels and R: references of shared/refs/its_tests.

And placebos: on real complaints nothing was done on days that were picked at random.
"""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.verification.before_after import before_after
from cxlab.insight.verification.segmented import segmented
from cxlab.insight.verification.series import counts_by_period
from cxlab.insight.verification.verdict import holm

REFS = Path(__file__).parents[2].parent / "shared/refs/its_tests"
pytestmark = pytest.mark.skipif(not REFS.exists(), reason="shared/refs/its_tests is not here")
LOANS = REFS.parents[1] / "data/cfpb_payday_2023/cfpb_payday_2023.csv"
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


@pytest.mark.skipif(not LOANS.exists(), reason="shared/data/cfpb_payday_2023 is not here")
def test_days_on_which_nothing_was_done_hardly_work():
    """Weeks of loan complaints by issue and state: Newey-West tells changes on days without any, ours do not."""
    frame = pd.read_csv(LOANS)
    frame["received_at"] = pd.to_datetime(frame["Date received"], format="%m/%d/%y")
    covers = (frame["received_at"].min().date(), frame["received_at"].max().date())
    told = {"rate-ratio": 0, "its": 0}
    tried = 0
    for column in ("Issue", "State"):
        for _, rows in frame.groupby(column):
            if len(rows) >= 100:
                counts = counts_by_period(rows, covers, every="week", value="rows")
                for day in ("2023-05-15", "2023-07-03"):
                    tried += 1
                    for method in told:
                        told[method] += before_after(counts, day, method=method).verdict in ("worked", "worse")
    assert tried == 26
    assert told["rate-ratio"] <= 2 < 5 <= told["its"]
