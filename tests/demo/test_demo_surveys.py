"""The survey tables reproduce the planted scores, classes and drivers."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cxlab.demo.frame import plan
from cxlab.demo.population import lmg

FEATURES = plan()["kano"]["features"]
EVALUATION = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]  # functional x dysfunctional, traditional table


@pytest.fixture(scope="module")
def classes(demo):
    table = demo.table("kano")
    pairs = zip(table["functional"].astype(int), table["dysfunctional"].astype(int), strict=True)
    return table.assign(kano=[EVALUATION[f - 1][d - 1] for f, d in pairs])


def nps(scores):
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def fit(items, target):
    design = np.column_stack([np.ones(len(items)), items])
    left = target - design @ np.linalg.lstsq(design, target, rcond=None)[0]
    return 1 - left.var() / target.var()


@pytest.mark.parametrize("feature", FEATURES)
def test_kano_classes_in_exact_counts(classes, feature):
    counts = classes.loc[classes["feature"] == feature, "kano"].value_counts()
    assert [counts.get(c, 0) for c in "AOMIRQ"] == [4 * share for share in FEATURES[feature]["shares"]]


def test_kano_respondents_and_the_flip_of_k08(classes):
    people = classes.drop_duplicates("respondent_id")["customer_type"].value_counts()
    k08 = classes[classes["feature"] == "K08"].groupby("customer_type")["kano"].agg(lambda s: s.mode()[0])
    assert people.to_dict() == {"private": 260, "ride_hailing": 140}
    assert k08.to_dict() == {"private": "A", "ride_hailing": "I"}
    assert [f for f, p in FEATURES.items() if not p.get("certain", True)] == ["K05", "K08", "K10", "K12"]


def test_ratings_frame(demo):
    ratings = demo.ratings
    assert len(ratings) == 4_800
    assert (ratings.groupby("unit").size() == 200).all() and (ratings.groupby(["unit", "wave"]).size() == 25).all()
    assert ratings["q_maintenance"].notna().mean() == pytest.approx(0.35, abs=0.02)
    assert ratings.filter(regex="^q_").stack().dropna().between(1, 5).all()


def test_nps_falls_by_mix_alone(demo):
    ratings = demo.ratings
    late = ratings["wave"] > 4
    riders = ratings["customer_type"] == "ride_hailing"
    assert riders[~late].mean() == pytest.approx(0.20) and riders[late].mean() == pytest.approx(0.45)
    assert nps(ratings.loc[~late, "nps"]) == pytest.approx(27.6, abs=0.2)
    assert nps(ratings.loc[late, "nps"]) == pytest.approx(19.6, abs=0.2)
    for year in (late, ~late):
        assert nps(ratings.loc[year & ~riders, "nps"]) == pytest.approx(34, abs=0.3)
        assert nps(ratings.loc[year & riders, "nps"]) == pytest.approx(2, abs=0.3)
    assert demo.truth["nps"]["by_segment"]["private"] == pytest.approx(34, abs=0.1)


def test_prompted_praise_at_one_unit(demo):
    unit = demo.ratings[demo.ratings["unit"] == "U12"]
    quick = unit["duration_seconds"] < 15
    assert (quick & (unit["nps"] == 10)).mean() == pytest.approx(0.92)
    assert (unit.loc[quick, "comment"] == "").all()
    assert (demo.ratings.loc[demo.ratings["unit"] != "U12", "duration_seconds"] >= 15).all()


def test_flattered_units_are_in_the_bottom_quarter(demo):
    satisfied = (demo.ratings["csat"] >= 4).groupby(demo.ratings["unit"]).mean().sort_values()
    assert {"U07", "U19"} <= set(satisfied.index[:6])


def test_satisfaction_follows_the_items(demo):
    asked = [c for c in demo.ratings if c.startswith("q_") and c != "q_maintenance"]
    honest = demo.ratings[demo.ratings["source"] != "员工"]
    truth = demo.truth["drivers"]["population"]["everyone"]
    assert truth["r2"] == pytest.approx(0.60, abs=0.02)
    assert fit(honest[asked].to_numpy(), honest["csat"].to_numpy()) == pytest.approx(truth["r2"], abs=0.03)
    importance = lmg(honest[asked].corr().to_numpy(), honest[asked].corrwith(honest["csat"]).to_numpy())
    for item, share in zip(asked, importance / importance.sum(), strict=True):
        assert share == pytest.approx(truth["lmg_share"][item], abs=0.025), item


def test_population_tiers_and_the_weightless_driver(demo):
    shares = demo.truth["drivers"]["population"]["everyone"]["lmg_share"]
    first, second, rest = ([shares[i] for i in tier if i in shares] for tier in demo.truth["drivers"]["tiers"])
    assert min(first) > 1.25 * max(second) and min(second) > 1.25 * max(rest)
    assert 0.04 < shares["q_member"] < 0.07
    assert sum(shares.values()) == pytest.approx(1, abs=1e-3)


def test_lmg_equals_the_average_over_all_orders():
    between = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
    target = np.array([0.6, 0.5, 0.45])

    def explained(chosen):
        i = list(chosen)
        return target[i] @ np.linalg.solve(between[np.ix_(i, i)], target[i]) if i else 0.0

    gains = np.zeros(3)
    for order in permutations(range(3)):
        for place, driver in enumerate(order):
            gains[driver] += (explained(order[: place + 1]) - explained(order[:place])) / 6
    assert lmg(between, target) == pytest.approx(gains, abs=1e-12)


def test_refund_item_rises_by_a_quarter_after_the_action(demo):
    ratings = demo.ratings[demo.ratings["unit"] != "U12"]
    after = pd.to_datetime(ratings["answered_at"]) >= "2025-12-22"
    others = ratings[["q_app", "q_speed", "q_price"]].mean(axis=1)
    change = [s[after].mean() - s[~after].mean() for s in (ratings["q_refund"], others)]
    assert change[0] - change[1] == pytest.approx(0.25, abs=0.1)


def test_employees_lead_customers_by_a_wave(demo):
    lead = demo.truth["organisation"]["employee_lead"]["realised"]
    assert lead["lag_1"] == pytest.approx(0.65, abs=0.08)
    assert lead["lag_0"] < lead["lag_1"] - 0.2
    assert len(demo.table("employees")) == 24 * 15 * 3
