"""Every score, interval and test that R, scipy and statsmodels computed too: references of shared/refs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.survey import benjamini_hochberg, compare, csat, nps
from cxlab.survey.association import chi_square
from cxlab.survey.drivers.asymmetry import asymmetry
from cxlab.survey.effort import easy_end
from cxlab.survey.ranks import mann_whitney
from cxlab.survey.scores import PSEUDO, nps_moments, nps_shares, wilson

REFS = Path(__file__).parents[2].parent / "shared/refs"
pytestmark = pytest.mark.skipif(not REFS.exists(), reason="shared/refs is not here")
CI = {"wald": "wald", "adj": "adjusted-wald"}


def load(name):
    return json.loads((REFS / name).read_text(encoding="utf-8")) if REFS.exists() else {}


NPS, TESTS, R = (
    load(name) for name in ("nps/nps_reference.json", "its_tests/tests_reference.json", "its_tests/R_crosscheck.json")
)


@pytest.fixture(scope="module")
def data():
    return pd.read_csv(REFS / "nps/nps_testdata.csv")


@pytest.fixture(scope="module")
def halves():
    mobi = pd.read_csv(REFS / "lmg/mobi.csv")
    return mobi, mobi["CUSA1"].iloc[:125], mobi["CUSA1"].iloc[125:]


def moments(scores, pseudo):
    """Score and standard error as fractions, with the given pseudo-answers."""
    shares = nps_shares(np.array(scores, dtype=float), np.ones(len(scores)))
    score, variance = nps_moments(shares, len(scores), pseudo)
    return score, np.sqrt(variance)


def same(found, expected, tolerance=1e-8):
    expected = [np.nan if value is None else value for value in np.atleast_1d(np.array(expected, dtype=object))]
    np.testing.assert_allclose(np.atleast_1d(found), np.array(expected, dtype=float), atol=tolerance, rtol=tolerance)


def summary_equals(scores, case):
    """n, counts, nps, var, se of R NPS 1.1."""
    scores = np.array(scores, dtype=float)
    shares = nps_shares(scores, np.ones(len(scores)))
    assert len(scores) == case["n"]
    same(shares * len(scores), list(case["counts"].values()))
    same([nps(scores).value / 100, moments(scores, 0 * PSEUDO)[1]], [case["nps"], case["se"]])
    same(moments(scores, 0 * PSEUDO)[1] ** 2 * len(scores), case["var"])


def interval_equals(scores, case, kind):
    """nps.x, int, se.hat, p.value, delta.hat of R NPS 2.0.999, which does not clip and drops the sign of delta.hat."""
    found = nps(scores, ci=CI[kind])
    same(found.value / 100, case["nps.x"])
    same([found.low / 100, found.high / 100], np.clip(sorted(case["int"]), -1, 1))
    centre, error = moments(scores, PSEUDO if kind == "adj" else 0 * PSEUDO)
    same(error, case["se.hat"])
    same(abs(centre), case.get("delta.hat", case.get("delta", abs(centre))))
    with np.errstate(divide="ignore", invalid="ignore"):
        same(2 * stats.norm.sf(np.abs(np.divide(centre, error))), case["p.value"])


@pytest.mark.parametrize("column", ["BU", "Region"])
def test_nps_of_all_and_of_groups(data, column):
    summary_equals(data["REC"], NPS["all"])
    for name, case in NPS[f"by_{column}"].items():
        here = data.loc[data[column] == name, "REC"]
        if case["n"]:
            summary_equals(here, case)
        else:
            assert nps(here).n == 0
            assert np.isnan(nps(here).value)


@pytest.mark.parametrize(
    ("key", "kind"),
    [("one_sample_v1_wald", "wald"), ("one_sample_v2_wald", "wald"), ("one_sample_v2_adjusted.wald", "adj")],
)
def test_nps_of_one_sample(data, key, kind):
    case = NPS[key]
    interval_equals(data["REC"], case, kind)
    found = nps(data["REC"], ci=CI[kind])
    assert found.n == case["n.x"]
    assert (found.low > 0 or found.high < 0) == case["sig"]
    same([found.value / 100] * 2, [NPS["one_sample_v2_iterative"][key] for key in ("nps.x", "delta.hat")])


@pytest.mark.parametrize("name", NPS.get("edge", {}))
def test_nps_of_edge_cases(name):
    case = NPS["edge"][name]
    summary_equals(case["x"], case["v1"])
    interval_equals(case["x"], case["v2_wald"], "wald")
    interval_equals(case["x"], case["v2_adj"], "adj")
    same(nps(case["x"]).value / 100, case["v2_iter"]["nps.x"])


def test_nps_from_counts_and_with_missing_answers():
    case = NPS["from_counts"]
    scores = np.repeat([3, 8, 10], case["counts"])
    interval_equals(scores, case["v2_wald"], "wald")
    interval_equals(scores, case["v2_adj"], "adj")
    given = [value for value in NPS["na"]["x"] if value is not None]
    same(nps(NPS["na"]["x"]).value, nps(given).value)
    error = moments(given, 0 * PSEUDO)[1]
    same([error**2 * len(given), error], [NPS["na"]["v1_var"], NPS["na"]["v1_se"]])


@pytest.mark.parametrize("key", ["two_sample_v1_wald", "two_sample_v2_wald", "two_sample_v2_adjusted.wald"])
def test_nps_of_two_samples(data, key):
    case = NPS[key]
    x, y = (data.loc[data["BU"] == name, "REC"] for name in NPS["two_sample_groups"])
    adjusted = key.endswith("adjusted.wald")
    (first, first_error), (second, second_error) = (moments(s, PSEUDO if adjusted else 0 * PSEUDO) for s in (x, y))
    error, delta = np.hypot(first_error, second_error), first - second
    same([error, delta], [case["se.hat"], case.get("delta.hat", case.get("delta"))])
    same([nps(x).value / 100, nps(y).value / 100], [case["nps.x"], case["nps.y"]])
    same(delta + stats.norm.ppf(0.975) * error * np.array([-1, 1]), case["int"])
    same(2 * stats.norm.sf(abs(delta) / error), case["p.value"])
    found = compare(y, x)
    assert (found.n_b, found.n_a, found.p < 0.05) == (case["n.x"], case["n.y"], case["sig"])
    if adjusted:
        same([found.low / 100, found.high / 100, found.p], [*case["int"], case["p.value"]])
        same(found.value / 100, case["nps.x"] - case["nps.y"])


def test_csat_wilson():
    for case in NPS["csat_ci"]["cases"]:
        found = csat([5] * case["x"] + [1] * (case["n"] - case["x"]))
        same([found.value, found.low, found.high], [case["wilson"][key] for key in ("est", "lo", "hi")])
        same([found.low, found.high], case["prop.test_nocorrect"])
    for shares, case in TESTS["wilson_statsmodels"].items():
        x, n = map(int, shares.split("/"))
        same(wilson(x / n, n, 0.95), case["wilson"])


def test_two_shares():
    case = TESTS["two_prop"]
    second, first = ([5] * x + [1] * (n - x) for x, n in zip(case["x"], case["n"], strict=True))
    found = compare(first, second, metric="csat")
    same(found.p, case["p"])
    same(np.sign(found.value) * stats.norm.isf(found.p / 2), case["z_pooled"])
    same([found.low, found.high], case["diff_ci_newcomb"])
    same(found.p, R["prop_test"]["nocorrect"]["p.value"])
    same(stats.norm.isf(found.p / 2) ** 2, R["prop_test"]["nocorrect"]["statistic"])


def test_chi_square():
    case = TESTS["chi2"]
    found = chi_square(pd.DataFrame(case["table"]))
    same([found.statistic, found.p, found.df, found.cramers_v], [case[k] for k in ("chi2", "p", "dof", "cramers_v")])
    same(found.cells["expected"], np.ravel(case["expected"]))
    two = TESTS["chi2_2x2"]
    found = chi_square(pd.DataFrame(two["table"]))
    same([found.statistic, found.p], two["no_correction"])


def test_ranks_and_means_of_two_halves(halves):
    _, first, last = halves
    case = TESTS["mannwhitney_mobi_first125_vs_last125"]
    found = mann_whitney(first, last)
    same([found.u, found.p], [case["U1"], case["p_cc"]])
    same([found.u, found.p], [R["wilcox"]["W"], R["wilcox"]["p"]])
    welch = compare(last, first, metric="mean")
    same(welch.p, case["welch_p"])
    half = (welch.high - welch.low) / 2 / stats.t.ppf(0.975, case["welch_df"])
    same(welch.value / half, case["welch_t"])


def test_spearman(halves):
    mobi, _, _ = halves
    found = easy_end(mobi["CUSA1"], mobi["PERQ1"])
    same([found.value, found.p], TESTS["spearman_kendall"]["spearman"])
    assert found.end == "easy"


def test_benjamini_hochberg():
    for expected in (TESTS["padjust"]["fdr_bh"], R["p_adjust"]["BH"]):
        same(benjamini_hochberg(TESTS["padjust"]["p"]), expected)


def test_penalty_and_reward_of_r(halves):
    """R `lm` and sandwich `vcovHC(type = "HC3")` on dummies of up to 5 and from 9."""
    case = R["prca_crosscheck"]
    found = asymmetry(halves[0], "CUSA1", ["PERQ1", "PERQ2", "PERQ4", "PERV1", "IMAG1"], cuts=(5, 9), fewest=1)
    same(found.base, case["coef"]["(Intercept)"])
    reach = stats.t.ppf(0.975, found.n - 11)
    for _, row in found.drivers.iterrows():
        for side in ("penalty", "reward"):
            name = f"{row['driver']}_{side}"
            error = (row[f"{side}_high"] - row[f"{side}_low"]) / 2 / reach
            same([row[side], error], [case["coef"][name], case["HC3"][name]])
