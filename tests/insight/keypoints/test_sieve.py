"""Ingredients, the sieve's order, Pareto and owners on small frames with known answers."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.insight.keypoints.ingredients import INGREDIENTS, Sources, ingredients, tally
from cxlab.insight.keypoints.owners import made_of, owners
from cxlab.insight.keypoints.pareto import pareto
from cxlab.insight.keypoints.sieve import sieve

SIDES = ["topic", "touchpoint", "process", "lead", "support", "feature", "item", "how"]
LINKS = pd.DataFrame(
    [
        ("T1", "gun", "设备", "运维", "", "K01", "q_start", "named"),
        ("T2", "wallet", "退款", "财务", "数字", "K05", "q_refund", "guessed"),
        ("T3", "app", "信息", "数字", "", "K03", "q_app", "words"),
        ("T4", "", "开票", "财务", "", "K08", "", "named"),
    ],
    columns=SIDES,
)
KANO = pd.DataFrame(
    {
        "feature": ["K01", "K05", "K03"],
        "category": ["M", "O", "O"],
        "verdict": ["certain", "uncertain", "certain"],
        "between": ["M", "OM", "O"],
        "worse": [-0.86, -0.76, -0.79],
        "worse_low": [-0.9, -0.8, -0.83],
        "worse_high": [-0.8, -0.7, -0.75],
        "n": [400, 400, 400],
    }
)
DRIVERS = pd.DataFrame(
    {
        "driver": ["q_start", "q_refund", "q_app"],
        "share": [0.2, 0.1, 0.3],
        "share_low": [0.18, 0.08, 0.28],
        "share_high": [0.22, 0.12, 0.32],
        "tier": [2, 3, 1],
        "floor": [False, False, False],
        "n": [1000, 1000, 1000],
        "top_share": [0.6, 0.5, 0.4],
        "top_low": [0.58, 0.48, 0.38],
        "top_high": [0.62, 0.52, 0.42],
    }
)


def world():
    """40 people at the gun, 30 at the wallet, 25 at the app, 10 with T4 and 8 with T5; every tenth of all is silent."""
    sizes = {"touchpoint:gun": 40, "touchpoint:wallet": 30, "touchpoint:app": 25, "topic:T4": 10, "topic:T5": 8}
    topics = dict(zip(sizes, ["T1", "T2", "T3", "T4", "T5"], strict=True))
    rows = [(f"{p}-{k:02}", p, topics[p], "main") for p, n in sizes.items() for k in range(n)]
    found = pd.DataFrame(rows, columns=["complaint_id", "point", "topic", "how"])
    both = found[found["point"] == "touchpoint:gun"].head(5).assign(point="touchpoint:wallet", how="second")
    found = pd.concat([found, both], ignore_index=True)
    quiet = [f"quiet-{k}" for k in range(12)]
    complaints = pd.DataFrame({"complaint_id": [*found["complaint_id"].drop_duplicates(), *quiet]})
    return found, complaints.assign(customer_key="c" + complaints["complaint_id"])


def sources(**given):
    return Sources(**({"kano": KANO, "drivers": DRIVERS} | given))


def run(given):
    found, complaints = world()
    counted = tally(found, complaints, given)
    return counted, ingredients(counted, LINKS, given)


def test_each_ingredient_has_its_interval_and_n():
    complaints = world()[1]
    read = complaints[["complaint_id"]].assign(severity=0, effort=2)
    read.loc[read["complaint_id"].str.startswith("touchpoint:gun-0"), "severity"] = 3
    keys = complaints["customer_key"][:20].tolist()
    worth = pd.Series([10.0] * 19 + [4.0, 6.0], index=[*keys, keys[-1]])
    _, told = run(sources(readings=read, worth=worth))
    gun = told[told["point"] == "touchpoint:gun"].set_index("ingredient")
    assert gun.index.tolist() == list(INGREDIENTS)
    assert gun.loc["people", ["value", "n"]].tolist() == [40 / 125, 125]
    wilson = stats.binomtest(10, 40).proportion_ci(method="wilson")
    assert gun.loc["severity", ["value", "low", "high"]].tolist() == pytest.approx([0.25, wilson.low, wilson.high])
    assert gun.loc["effort", "value"] == 1
    assert gun.loc["worth", ["value", "n"]].tolist() == [200, 20]
    assert gun.loc["must_be", ["value", "low", "high", "n"]].tolist() == [0.86, 0.8, 0.9, 400]
    assert gun.loc["driver", ["value", "low", "high", "n"]].tolist() == [0.2, 0.18, 0.22, 1000]
    assert gun.loc["shortfall", ["value", "low", "high"]].tolist() == pytest.approx([0.4, 0.38, 0.42])
    assert gun.loc["red_line", ["missing", "n"]].tolist() == ["no_source", 0]


def test_what_is_missing_says_why_and_is_not_filled():
    read = world()[1][["complaint_id"]].assign(severity=1, effort=1)
    _, told = run(sources(readings=read))
    why = told.set_index(["point", "ingredient"])["missing"]
    assert why["topic:T4", "must_be"] == "not_asked"
    assert why["topic:T5", "must_be"] == why["topic:T5", "driver"] == why["topic:T4", "driver"] == "not_linked"
    assert why["topic:T4", "severity"] == "few"
    assert why["topic:T4", "worth"] == "no_source"
    assert told.loc[told["missing"] != "", ["value", "low", "high"]].isna().all(axis=None)
    assert (told.loc[told["missing"] != "", "n"] == 0).all()


def test_the_sieve_goes_red_line_must_be_driver_volume_rest():
    red = pd.DataFrame({"complaint_id": ["topic:T4-03"], "point": ["topic:T4"]})
    given = sources(red_lines=red)
    counted, told = run(given)
    table = sieve(counted, told, LINKS, given)
    assert table["point"].tolist() == [
        "topic:T4", "touchpoint:gun", "touchpoint:app", "touchpoint:wallet", "topic:T5",
    ]  # fmt: skip
    assert table["step"].tolist() == ["red_line", "must_be", "driver", "volume", "rest"]
    assert table["place"].tolist() == [1, 2, 3, 4, 5]
    by = table.set_index("point")
    assert by.loc["topic:T4", "red_lines"] == 1
    assert by.loc["touchpoint:gun", "also"] == "volume"
    assert by["must_be"].to_dict() == {
        "topic:T4": "", "touchpoint:gun": "yes", "touchpoint:app": "no", "touchpoint:wallet": "perhaps", "topic:T5": "",
    }  # fmt: skip
    assert by.loc["touchpoint:gun", "driver"] == "strong"
    assert by.loc["touchpoint:app", "driver"] == "strong_poor"
    assert by.loc["touchpoint:wallet", "driver"] == "weak"
    assert by.loc["topic:T5", "missing"].split("、") == [
        "severity", "effort", "worth", "must_be", "driver", "shortfall",
    ]  # fmt: skip


def test_a_red_line_is_a_pain_even_where_no_topic_says_so():
    red = pd.DataFrame(
        {"complaint_id": ["quiet-3", "touchpoint:gun-01"], "point": ["touchpoint:desk", "touchpoint:gun"]}
    )
    given = sources(red_lines=red)
    counted, told = run(given)
    table = sieve(counted, told, LINKS, given).set_index("point")
    assert table.loc["touchpoint:desk", ["step", "people", "red_lines"]].tolist() == ["red_line", 1, 1]
    assert table.loc["touchpoint:gun", ["people", "red_lines"]].tolist() == [40, 1]


def test_without_other_chapters_volume_decides():
    given = Sources()
    counted, told = run(given)
    table = sieve(counted, told, LINKS, given)
    assert table["people"].is_monotonic_decreasing
    assert table["step"].tolist() == ["volume"] * 3 + ["rest"] * 2
    empty = tally(world()[0].head(0), world()[1], given)
    assert sieve(empty, ingredients(empty, LINKS, given), LINKS, given).empty


def test_a_driver_on_the_floor_or_well_performed_chooses_nothing():
    floored = DRIVERS.assign(floor=[False, False, True])
    given = sources(drivers=floored)
    counted, told = run(given)
    assert "driver" not in sieve(counted, told, LINKS, given)["step"].tolist()


def test_a_person_counts_once_in_the_pareto_sum():
    counted, _ = run(Sources())
    table = pareto(counted)
    assert table["people"].tolist() == [40, 35, 25, 10, 8]
    assert table["cumulative"].tolist() == [40, 70, 95, 105, 113]
    assert table["cumulative_share"].iloc[-1] == 1
    assert table["within"].tolist() == [True, True, True, False, False]
    assert pareto(counted, mark=0.85)["within"].sum() == 4


def test_order_of_rows_does_not_matter():
    found, complaints = world()
    counted = tally(found, complaints, Sources())
    again = tally(found.sample(frac=1, random_state=1), complaints.sample(frac=1, random_state=2), Sources())
    assert again.points == counted.points
    assert np.array_equal(again.there, counted.there)


def test_the_journey_speaks_before_a_link_and_nobody_is_said():
    places = pd.DataFrame(
        {
            "touchpoint": ["wallet", "gun"],
            "process": ["退款流程", None],
            "lead": ["结算部", None],
            "support": [("数字",), ()],
            "side": ["back", "front"],
        }
    )
    table = owners(["touchpoint:wallet", "touchpoint:gun", "topic:T4", "topic:T5"], LINKS, places).set_index("point")
    assert table.loc["touchpoint:wallet"].tolist() == ["退款流程", "结算部", "数字", "back", "journey"]
    assert table.loc["touchpoint:gun"].tolist() == ["设备", "运维", "", "", "named"]
    assert table.loc["topic:T4", ["lead", "how"]].tolist() == ["财务", "named"]
    assert table.loc["topic:T5", ["lead", "how"]].tolist() == ["", "none"]


def test_a_point_is_made_of_its_topics():
    found, complaints = world()
    table = made_of(found, complaints).set_index(["point", "topic"])
    assert table["people"].to_dict()["touchpoint:wallet", "T1"] == 5
    assert table.loc[("touchpoint:wallet", "T2"), "share"] == 30 / 35
