"""Penalty-reward, dominance and dissatisfiers against statsmodels, R and the closed form, on the data of shared/."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.survey import importance
from cxlab.survey.drivers.asymmetry import asymmetry
from cxlab.survey.drivers.binary import binary_importance
from cxlab.survey.drivers.collinearity import collinearity
from cxlab.survey.drivers.dissatisfiers import dissatisfiers, enhancers
from cxlab.survey.drivers.dominance import KINDS, dominance, measures
from cxlab.survey.drivers.r_squared import explained_by_subset

REFS = Path(__file__).parents[2].parent / "shared" / "refs"
pytestmark = pytest.mark.skipif(not REFS.exists(), reason="reference data of shared/ not present")
PENALTY_REWARD = {
    "mobi_lo5_hi9": ("lmg/mobi.csv", (5, 9)),
    "mobi_lo6_hi9_perq": ("lmg/mobi.csv", (6, 9)),
    "shapka_example_01_lo6_hi9": ("shapka/example_01.csv", (6, 9)),
}
DOMINANCE = {"swiss": ("lmg/swiss.csv", "Fertility"), "mobi_perq": ("lmg/mobi.csv", "CUSA1")}
RELAIMPO = {
    "swiss": "swiss",
    "mobi_blockmeans": "mobi_blockmeans",
    "mobi_CUSA1_perq_perv": "mobi",
    "mobi_CUSA1_imag_perq": "mobi",
}
SHAPKA = [
    *("example_01_first10_kda", "example_01_first10_kea", "example_01_first12_kda", "example_01_first12_kea"),
    "example_02_first10_kda",
]
WEIGHTED = ["example_03_weighted_first10_kda", "example_03_weighted_first10_kea"]
SAMPLED = ["README_example_03_weighted_20attr_kda", "README_example_03_weighted_20attr_kea"]


def reference(path):
    return json.loads((REFS / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", PENALTY_REWARD)
def test_penalty_and_reward_equal_statsmodels(case):
    peer, (file, cuts) = reference("prca/prca_reference.json")[case], PENALTY_REWARD[case]
    frame, items = pd.read_csv(REFS / file).dropna(subset=[peer["outcome"]]), peer["predictors"]
    frame[items] = frame[items].fillna(7.5)  # the peer counts a missing answer as reference
    found = asymmetry(frame, peer["outcome"], items, cuts=cuts, fewest=10)
    table = found.drivers.set_index("driver")
    assert (found.n, found.dropped) == (peer["n"], 0)
    assert (found.r2, found.base) == pytest.approx((peer["R2"], peer["coef"]["const"]), abs=1e-10)
    t = stats.t.ppf(0.975, found.n - len(peer["coef"]))
    for item in items:
        row, theirs = table.loc[item], peer["impact_asymmetry"][item]
        for effect, count in (("penalty", "n_low"), ("reward", "n_high")):
            name, ends = f"{item}_{effect}", row[[f"{effect}_low", f"{effect}_high"]].astype(float)
            assert row[count] == peer["counts"][name]
            ours = [row[effect], row[f"{effect}_p"], *ends, (ends.iloc[1] - ends.iloc[0]) / 2 / t]
            expected = [peer["coef"][name], peer["p_HC3"][name], *peer["ci95_HC3"][name], peer["se_HC3"][name]]
            np.testing.assert_allclose(ours, expected, atol=1e-10)
        gain = (1 + row["impact_asymmetry"]) / 2
        span = row["reward"] + abs(row["penalty"])
        ours = [row["penalty"], row["reward"], row["reward"], abs(row["penalty"]), span, gain, 1 - gain]
        expected = [theirs[key] for key in ("penalty", "reward", "RI", "PI", "RIOCS", "SGP", "DGP")]
        np.testing.assert_allclose([*ours, row["impact_asymmetry"]], [*expected, theirs["IA"]], atol=1e-10)


def test_fewer_than_thirty_answers_in_a_group_are_not_estimated():
    peer = reference("prca/prca_reference.json")["mobi_lo5_hi9"]
    found = asymmetry(pd.read_csv(REFS / "lmg/mobi.csv"), peer["outcome"], peer["predictors"], cuts=(5, 9))
    table = found.drivers.set_index("driver")
    for item in peer["predictors"]:
        for effect in ("penalty", "reward"):
            enough = peer["counts"][f"{item}_{effect}"] >= 30
            assert np.isnan(table.loc[item, effect]) == (not enough)
    assert table["kind"].isna().sum() == 3


def test_plain_regression_beside_it():
    peer, frame = reference("prca/prca_reference.json"), pd.read_csv(REFS / "lmg/mobi.csv")
    items, plain = peer["mobi_lo5_hi9"]["predictors"], peer["plain_ols_mobi"]
    found = importance(frame, "CUSA1", items, n_boot=0)
    assert found.r2 == pytest.approx(plain["R2"], abs=1e-10)
    coefficient = found.drivers.set_index("driver")["coefficient"]
    vif = collinearity(frame, "CUSA1", items).drivers.set_index("driver")["vif"]
    for item in items:
        assert coefficient[item] == pytest.approx(plain["coef"][item], abs=1e-10)
        assert vif[item] == pytest.approx(plain["vif"][item], abs=1e-9)


@pytest.mark.parametrize("case", DOMINANCE)
def test_dominance_equals_dominanceanalysis(case):
    peer, (file, target) = reference("dominance/dominance_reference.json")[case], DOMINANCE[case]
    names = peer["general"]["names"]
    found = dominance(pd.read_csv(REFS / file), target, names, n_boot=0)
    assert found.n == peer["n"]
    for kind in KINDS:
        ours = found.pairs.pivot(index="driver", columns="other", values=kind).loc[names, names]
        np.testing.assert_array_equal(ours.fillna(0.5), peer[kind]["matrix"])
    lmg = found.drivers.set_index("driver")["lmg"]
    np.testing.assert_allclose(lmg[names], [peer["average_contribution"][name] for name in names], atol=1e-10)
    levels = found.levels.pivot(index="others", columns="driver", values="gain")[names]
    theirs = pd.DataFrame(peer["contribution_by_level"]).set_index("level")[names]
    np.testing.assert_allclose(levels, theirs, atol=1e-10)


@pytest.mark.parametrize("case", DOMINANCE)
def test_gains_of_every_model_equal_dominanceanalysis(case):
    peer, (file, target) = reference("dominance/dominance_reference.json")[case], DOMINANCE[case]
    names = peer["general"]["names"]
    explained = explained_by_subset(pd.read_csv(REFS / file)[[*names, target]].corr().to_numpy())
    for model in peer["fits"]:
        inside = set() if model["model"] == "1" else set(model["model"].split("+"))
        subset = sum(1 << names.index(name) for name in inside)
        for at, name in enumerate(names):
            if name not in inside:
                gain = explained[subset | 1 << at] - explained[subset]
                assert gain == pytest.approx(model[name], abs=1e-10)


def test_dominance_equals_domir():
    peer = reference("dominance/dominance_reference.json")["domir_swiss"]
    names = list(peer["general"])
    found = dominance(pd.read_csv(REFS / "lmg/swiss.csv"), "Fertility", names, n_boot=0)
    table = found.drivers.set_index("driver").loc[names]
    assert found.r2 == pytest.approx(peer["value"], abs=1e-10)
    np.testing.assert_allclose(table["lmg"], list(peer["general"].values()), atol=1e-10)
    np.testing.assert_allclose(table["lmg"] / found.r2, list(peer["standardized"].values()), atol=1e-10)
    assert (found.drivers["driver"].map(peer["ranks"]) == [1, 2, 3, 4, 5]).all()
    levels = found.levels.pivot(index="driver", columns="others", values="gain").loc[names]
    np.testing.assert_allclose(levels, peer["conditional"], atol=1e-10)
    wins = found.pairs.pivot(index="driver", columns="other", values="adds_more").loc[names, names]
    np.testing.assert_allclose(wins, np.array(peer["complete"], dtype=float), atol=1e-12)


def test_dominance_seen_again_equals_dominanceanalysis_within_monte_carlo_error():
    """500 resamples there, 2,000 here: 3.5 standard errors of the difference of two shares near .5 are .09."""
    peer = reference("dominance/dominance_reference.json")["swiss_boot500_seed1"]
    names = sorted({row["k"] for row in peer} | {row["i"] for row in peer})
    found = dominance(pd.read_csv(REFS / "lmg/swiss.csv"), "Fertility", names, n_boot=2000)
    pairs = found.pairs.set_index(["driver", "other"])
    for row in peer:
        ours = pairs.loc[(row["i"], row["k"])]
        assert ours[row["dominance"]] == row["Dij"]
        assert ours[f"{row['dominance']}_again"] == pytest.approx(row["Rep"], abs=0.09)


def test_dominance_of_a_yes_or_no_equals_dominanceanalysis():
    """R's glm stops at a relative change of the deviance of 1e-8."""
    peer = reference("dominance/dominance_reference.json")["logistic_mobi"]
    frame = pd.read_csv(REFS / "lmg/mobi.csv")
    found = binary_importance(frame.assign(happy=(frame["CUSA1"] >= 8) * 1), "happy", peer["predictors"])
    ours = found.drivers.set_index("driver")["importance"]
    for name, value in peer["average"]["r2.m"].items():
        assert ours[name] == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize("case", RELAIMPO)
def test_measures_equal_relaimpo(case):
    peer = reference("lmg/relaimpo_reference.json")[case]
    frame = pd.read_csv(REFS / f"lmg/{RELAIMPO[case]}.csv")[[*peer["predictors"], peer["outcome"]]]
    for name, values in measures(frame.corr().to_numpy()).items():
        expected = [peer["raw"][name][driver] for driver in peer["predictors"]]
        np.testing.assert_allclose(values, expected, atol=1e-10)
        shares = [peer["rela_true"][name][driver] for driver in peer["predictors"]]
        np.testing.assert_allclose(values / values.sum(), shares, atol=1e-10)


def key_drivers(case):
    """Our result and ShapKa's table, both by attribute."""
    peer = reference("shapka/shapka_reference.json")[case]
    frame = pd.read_csv(REFS / f"shapka/example_{case.split('example_')[1][:2]}.csv")
    items = [name for name in frame if name.startswith(("Attribute", "Complain"))][: peer["n_X"]]
    if "example_02" in case:
        frame[items] = 1 - frame[items]  # ticked complaints are failures
    cut, settings = peer["thresholds"], {"weights": peer["weight"], "n_boot": 0}
    ends = (
        ("dissat_upperbound", "low", dissatisfiers) if case.endswith("kda") else ("sat_lowerbound", "high", enhancers)
    )
    cuts = {f"target_{ends[1]}": cut[f"y_{ends[0]}"], f"item_{ends[1]}": cut[f"X_{ends[0]}"]}
    found = ends[2](frame, "Overall Satisfaction", items, **cuts, **settings)
    return found.items.set_index("item"), pd.DataFrame(peer["table"]).set_index("Attribute")


@pytest.mark.parametrize("case", [*SHAPKA, *WEIGHTED, *SAMPLED])
def test_values_equal_the_closed_form(case):
    exact = reference("shapka/closed_form_exact.json")
    ours = key_drivers(case)[0]["value"]
    theirs = exact[case]["exact_unclipped"]
    np.testing.assert_allclose(ours[list(theirs)], list(theirs.values()), atol=1e-10)
    if case in WEIGHTED:  # enumerated over all coalitions with the right weights
        values = exact["weight_bug_in_ShapKa_2.0.2"][f"{case[-3:]}_correct_weighted_shapley"]
        np.testing.assert_allclose(ours[list(values)], list(values.values()), atol=1e-10)


def test_twenty_attributes_are_exact():
    exact = reference("shapka/closed_form_exact.json")["example_01_20attr_kda_exact"]
    frame = pd.read_csv(REFS / "shapka/example_01.csv")
    found = dissatisfiers(frame, "Overall Satisfaction", list(exact), target_low=6, item_low=6, n_boot=0)
    np.testing.assert_allclose(found.items.set_index("item")["value"][list(exact)], list(exact.values()), atol=1e-10)


@pytest.mark.parametrize("case", SHAPKA)
def test_tables_equal_shapka_where_it_does_not_clip(case):
    """ShapKa rounds to 2 decimals, sets negative values to 0, and takes "Satisfied on attribute" of all rows."""
    ours, theirs = key_drivers(case)
    np.testing.assert_allclose(ours["value"].clip(lower=0)[theirs.index], theirs["Shapley value"], atol=0.00501)
    given = [column for column in theirs if column.startswith("%(")]
    for name, column in (("within", given[0]), ("beside", given[1])):
        np.testing.assert_allclose(100 * ours[name][theirs.index], theirs[column], atol=0.00501)
    ranked = ours.index[ours["value"] > 0.06]  # those above are in the same order
    for name, column in (("reach", "Reach"), ("noise", "Noise"), ("objective", "Objective")):
        np.testing.assert_allclose(100 * ours.loc[ranked, name], theirs.loc[ranked, column], atol=0.00501)


@pytest.mark.parametrize("case", WEIGHTED)
def test_weighted_tables_of_shapka_are_wrong(case):
    ours, theirs = key_drivers(case)
    assert (ours["value"].clip(lower=0)[theirs.index] - theirs["Shapley value"]).abs().max() > 0.5
