"""Drivers against R relaimpo, rwa, dominanceanalysis, iopsych and pingouin: what they gave on real data."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.binary import binary_importance
from cxlab.survey.drivers.collinearity import collinearity
from cxlab.survey.drivers.design import correlations, design, standardised
from cxlab.survey.drivers.dominance import measures
from cxlab.survey.drivers.r_squared import explained_by_subset, lmg, partialled

REFS = Path(__file__).parents[2].parent / "shared/refs"
pytestmark = pytest.mark.skipif(not REFS.exists(), reason="reference results of shared/ not present")
FILES = {
    "swiss": "swiss",
    "mobi_blockmeans": "mobi_blockmeans",
    "mobi_CUSA1_perq_perv": "mobi",
    "mobi_CUSA1_imag_perq": "mobi",
    "mobi_CUSA1_all17": "mobi",
    "swiss_weighted": "swiss_weighted",
    "swiss_missing_listwise": "swiss_missing",
}
SWISS = ["Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality"]


def peers(path):
    return json.loads((REFS / path).read_text(encoding="utf-8"))


def table(name):
    return pd.read_csv(REFS / f"lmg/{name}.csv")


def column(result, name):
    return result.drivers.set_index("driver")[name].sort_index()


def equal(found, peer, atol=1e-10):
    np.testing.assert_allclose(found.sort_index(), pd.Series(peer).sort_index(), atol=atol)


RELAIMPO = [case for case in FILES if case != "mobi_CUSA1_all17"]


@pytest.mark.parametrize("case", RELAIMPO)
def test_relaimpo(case):
    peer, data = peers("lmg/relaimpo_reference.json")[case], table(FILES[case])
    weights = "weight" if "weighted" in case else None
    found = importance(data, peer["outcome"], peer["predictors"], weights=weights, n_boot=0)
    assert (found.n, found.dropped) == (peer["n"], len(data) - peer["n"])
    p = len(peer["predictors"])
    assert found.r2 == pytest.approx(peer["R2"], abs=1e-10)
    assert found.r2 == pytest.approx(peer["R2_lm"], abs=1e-10)
    assert 1 - (1 - found.r2) * (found.n - 1) / (found.n - p - 1) == pytest.approx(peer["adjR2"], abs=1e-10)
    assert column(found, "importance").rank(ascending=False).astype(int).to_dict() == peer["lmg_rank"]
    slopes = {name: peer["coef_lm"][name] for name in peer["predictors"]}
    equal(column(found, "coefficient"), slopes)
    equal(
        collinearity(data, peer["outcome"], peer["predictors"], weights=weights).drivers.set_index("driver")["vif"],
        peer["vif"],
    )
    used = data[[*peer["predictors"], peer["outcome"], *([weights] if weights else [])]].dropna()
    weight = used[weights] if weights else np.ones(len(used))
    mean = {name: np.average(used[name], weights=weight) for name in used}
    intercept = mean[peer["outcome"]] - sum(slopes[name] * mean[name] for name in slopes)
    assert intercept == pytest.approx(peer["coef_lm"]["(Intercept)"], abs=1e-8)
    deviation = {name: np.sqrt(np.average((used[name] - mean[name]) ** 2, weights=weight)) for name in used}
    units = pd.Series({name: deviation[name] / deviation[peer["outcome"]] for name in peer["predictors"]}).sort_index()
    beta, outer = column(found, "coefficient") * units, column(found, "correlation")
    ours = {"lmg": column(found, "importance"), "last": column(found, "unique"), "first": outer**2}
    ours |= {"betasq": beta**2, "pratt": beta * outer}
    if "genizi" in peer["raw"]:
        relative = importance(data, peer["outcome"], peer["predictors"], method="johnson", n_boot=0)
        ours["genizi"] = column(relative, "importance")
        survey = design(data, peer["outcome"], peer["predictors"])
        car = measures(correlations(survey, standardised(survey)[0]))["car"]
        ours["car"] = pd.Series(car, index=survey.names)
    for name, values in ours.items():
        equal(values, peer["raw"][name])
        equal(values / values.sum(), peer["rela_true"][name])
    equal(column(found, "share"), peer["rela_true"]["lmg"])


def test_relaimpo_drops_rows_as_listwise():
    peer = peers("lmg/relaimpo_reference.json")["swiss_missing_relaimpo_formula"]
    found = importance(table("swiss_missing"), "Fertility", SWISS, n_boot=0)
    equal(column(found, "importance"), peer["lmg"])
    assert (found.n, found.r2) == (peer["n"], pytest.approx(peer["R2"], abs=1e-10))


def test_groups_enter_together():
    peer, data = peers("lmg/relaimpo_reference.json")["swiss_groups"], table("swiss")
    groups = {name: peer["groups"].get(name, [name]) for name in peer["lmg"]}
    found = importance(data, "Fertility", groups, n_boot=0)
    equal(column(found, "importance"), peer["lmg"])
    equal(column(found, "unique"), peer["last"])
    assert found.r2 == pytest.approx(peer["R2"], abs=1e-10)
    order = [name for names in groups.values() for name in names]
    worth = explained_by_subset(
        data[[*order, "Fertility"]].corr().to_numpy(), [len(names) for names in groups.values()]
    )
    equal(pd.Series({name: worth[2**place] for place, name in enumerate(groups)}), peer["first"])


def test_drivers_that_are_always_in():
    peer = peers("lmg/relaimpo_reference.json")["swiss_always_Catholic"]
    whole = table("swiss")[["Catholic", *peer["lmg"], "Fertility"]].corr().to_numpy()
    shares = lmg(partialled(whole, 1))
    np.testing.assert_allclose(shares, list(peer["lmg"].values()), atol=1e-10)
    assert shares.sum() == pytest.approx(peer["R2.decomp"], abs=1e-10)
    assert shares.sum() + whole[0, -1] ** 2 == pytest.approx(peer["R2"], abs=1e-10)


@pytest.mark.parametrize("interval", ["perc", "bca"])
def test_intervals_equal_boot_relimp_within_monte_carlo_error(interval):
    """A bound of 1,000 draws has a standard error of about a tenth of the interval's half width."""
    peer = peers("lmg/relaimpo_reference.json")["swiss_boot1000_seed1"][interval]
    ours = {"perc": "percentile", "bca": "bca"}[interval]
    found = importance(table("swiss"), "Fertility", SWISS, interval=ours, n_boot=4000).drivers.set_index("driver")
    for side, name in (("lower", "low"), ("upper", "high")):
        bounds = peer[side] if isinstance(peer[side], list) else [peer[side][driver] for driver in SWISS]
        width = (found["high"] - found["low"]).loc[SWISS]
        assert ((found.loc[SWISS, name] - bounds).abs() < 0.1 * width).all()


def test_intervals_of_shares_equal_boot_relimp_within_monte_carlo_error():
    peer = peers("lmg/relaimpo_reference.json")
    interval, names = peer["mobi9_boot1000_seed1_rela"], peer["mobi_CUSA1_perq_perv"]["predictors"]
    found = importance(table("mobi"), "CUSA1", names, n_boot=3000).drivers.set_index("driver").loc[names]
    width = found["share_high"] - found["share_low"]
    for side, name in (("lower", "share_low"), ("upper", "share_high")):
        assert ((found[name] - pd.Series(interval[side])).abs() < 0.1 * width).all()


@pytest.mark.parametrize("case", ["swiss", *(case for case in FILES if case.startswith("mobi"))])
def test_rwa(case):
    peer = peers("rwa/rwa_reference.json")[case]
    found = importance(table(FILES[case]), peer["outcome"], peer["predictors"], method="johnson", n_boot=0)
    equal(column(found, "importance"), peer["raw"])
    equal(column(found, "importance"), peer["genizi_relaimpo"])
    equal(column(found, "share") * 100, peer["rescaled"])
    assert (found.n, found.r2) == (peer["n"], pytest.approx(peer["rsquare"], abs=1e-10))


def test_rwa_with_pairwise_correlations():
    peer, data = peers("rwa/rwa_reference.json")["swiss_missing_pairwise"], table("swiss_missing")
    found = importance(data, "Fertility", SWISS, method="johnson", missing="pairwise", n_boot=0)
    equal(column(found, "importance"), peer["raw"])
    equal(column(found, "share") * 100, peer["rescaled"])
    assert found.r2 == pytest.approx(peer["rsquare"], abs=1e-10)
    listwise = importance(data, "Fertility", SWISS, method="johnson", n_boot=0)
    equal(column(listwise, "importance"), peer["genizi_relaimpo"])
    for name in SWISS:
        assert column(found, "n")[name] == data[[name, "Fertility"]].notna().all(axis=1).sum()
    assert found.n == min(
        data[[a, b]].loc[data["Fertility"].notna()].notna().all(axis=1).sum() for a in SWISS for b in SWISS
    )


def test_rwa_on_its_own_example():
    golden = json.loads((Path(__file__).parents[1] / "golden/survey_drivers.json").read_text(encoding="utf-8"))
    peer = peers("rwa/rwa_reference.json")["repo_expected"]["README_mtcars_cyl_disp_hp_gear"]
    cars = pd.DataFrame(golden["mtcars"])
    found = importance(cars, "mpg", ["cyl", "disp", "hp", "gear"], method="johnson", n_boot=0)
    equal(column(found, "importance"), peer["raw"], atol=5e-8)
    equal(column(found, "share") * 100, peer["rescaled"], atol=5e-6)
    assert found.r2 == pytest.approx(peer["rsquare"], abs=5e-8)


def test_rwa_bootstrap_within_monte_carlo_error():
    peer = pd.DataFrame(peers("rwa/rwa_reference.json")["bootstrap_mobi9_seed1"]).set_index("Variables")
    found = importance(table("mobi"), "CUSA1", list(peer.index), method="johnson", interval="bca", n_boot=3000)
    ours = found.drivers.set_index("driver").loc[peer.index]
    equal(ours["importance"], peer["Raw.RelWeight"])
    width = ours["high"] - ours["low"]
    assert ((ours["low"] - peer["Raw.RelWeight.CI.Lower"]).abs() < 0.1 * width).all()
    assert ((ours["high"] - peer["Raw.RelWeight.CI.Upper"]).abs() < 0.1 * width).all()


def test_iopsych_and_relative_imp():
    found = column(importance(table("swiss"), "Fertility", SWISS, method="johnson", n_boot=0), "importance")
    weights = peers("rwa/rwa_reference.json")["iopsych_swiss"]["eps"]
    equal(found, {row["_row"]: row["Fertility"] for row in weights})
    for case, file, target in (("swiss", "swiss", "Fertility"), ("mobi_CUSA1_perq_perv", "mobi", "CUSA1")):
        rows = pd.DataFrame(peers("lmg/python_peers.json")[f"relativeImp_{case}"]["out"]).set_index("driver")
        ours = importance(table(file), target, list(rows.index), method="johnson", n_boot=0)
        equal(column(ours, "importance"), rows["rawRelaImpt"])
        equal(column(ours, "share") * 100, rows["normRelaImpt"], atol=1e-8)


@pytest.mark.parametrize(
    ("case", "file", "target"), [("swiss", "swiss", "Fertility"), ("mobi_CUSA1_perq_perv", "mobi", "CUSA1")]
)
def test_pingouin(case, file, target):
    peer = peers("lmg/python_peers.json")[f"pingouin_relimp_{case}"]["raw"]
    equal(column(importance(table(file), target, list(peer), n_boot=0), "importance"), peer)


def test_mcfadden_shares_equal_dominanceanalysis():
    peer = peers("dominance/dominance_reference.json")["logistic_mobi"]
    data = table("mobi").assign(high=lambda frame: (frame["CUSA1"] >= 8).astype(int))
    found = binary_importance(data, "high", peer["predictors"])
    equal(column(found, "importance"), peer["average"]["r2.m"])


@pytest.mark.parametrize("file", ["lmg/relaimpo_reference.json", "rwa/rwa_reference.json"])
def test_collinear_drivers_that_stop_the_peers_are_named(file):
    found = peers(file)
    assert "singular" in str(found["collinear_duplicate"])
    data = table("swiss").assign(
        twin=lambda frame: frame["Education"], both=lambda frame: frame["Education"] + frame["Catholic"]
    )
    with pytest.raises(InputError, match="Perfectly collinear drivers: Education, twin"):
        importance(data, "Fertility", ["Education", "Catholic", "twin"])
    with pytest.raises(InputError, match="Perfectly collinear drivers: Catholic, Education, both"):
        importance(data, "Fertility", ["Education", "Catholic", "Agriculture", "both"])


def test_a_yes_or_no_of_20_000_passengers():
    """0 is "not applicable" and leaves rows out; the order is that of a linear model, the model fits at its best."""
    data = pd.read_csv(REFS.parent / "data/airline_passenger_satisfaction/airline_passenger_satisfaction.csv")
    items = ["Online boarding", "Inflight wifi service", "Seat comfort", "Gate location"]
    frame = data[items].where(data[items] != 0).assign(yes=(data["satisfaction"] == "satisfied").astype(int))
    found = binary_importance(frame, "yes", items)
    assert (found.n, found.dropped) == (frame[items].notna().all(axis=1).sum(), frame[items].isna().any(axis=1).sum())
    used = frame.dropna()
    fit = sm.Logit(used["yes"], sm.add_constant(used[items])).fit(disp=0)
    assert found.r2 == pytest.approx(fit.prsquared, abs=1e-9)
    linear = importance(frame, "yes", items, n_boot=0)
    assert found.drivers["driver"].to_list() == linear.drivers["driver"].to_list()
    assert found.drivers["driver"].iloc[0] == "Online boarding"
    assert (found.drivers["high"] - found.drivers["low"]).max() < 0.04
