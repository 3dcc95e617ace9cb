"""The maps of roles beside each other."""

import pandas as pd
import pytest

from cxlab.insight.journey.draft import Material, draft
from cxlab.insight.journey.points import points
from cxlab.insight.journey.role_maps import clear, role_maps
from cxlab.study import Journey

PLACES = [{"id": "gun", "name": "枪", "words": ["枪"]}, {"id": "bill", "name": "账单", "words": ["账单"]}]
JOURNEY = Journey.model_validate({"stages": [{"id": "charge", "name": "充电", "touchpoints": PLACES}]})


def material(**texts):
    """Return texts by role: `taxi={"枪坏了": 30}`."""
    rows = [(role, text) for role, said in texts.items() for text, n in said.items() for _ in range(n)]
    complaints = pd.DataFrame(rows, columns=["customer_type", "text"]).assign(kind="problem")
    complaints["complaint_id"] = [f"c{i:03d}" for i in range(len(rows))]
    codes = complaints["text"].map({"枪坏了": "T1", "账单贵": "T2"})
    mentions = complaints[["complaint_id"]].assign(code=codes, main=True).dropna()
    links = pd.DataFrame({"topic": ["T1"], "touchpoint": ["gun"], "feature": "", "item": "q_start", "how": "named"})
    scores = [5.0] * 20 + [1.0] * 20 + [4.0] * 10
    ratings = pd.DataFrame({"q_start": scores, "customer_type": ["taxi"] * 40 + ["own"] * 10})
    return Material(points(JOURNEY), complaints, mentions, links, ratings)


@pytest.fixture(scope="module")
def pair():
    every = material(
        taxi={"枪坏了": 60, "账单贵": 20, "天气": 20}, own={"枪坏了": 10, "账单贵": 22, "天气": 68}, bus={"天气": 30}
    )
    return every, draft(every)


def test_every_role_stands_at_every_touchpoint(pair):
    table = role_maps(*pair).set_index(["touchpoint", "role"])
    assert table.index.tolist() == [(point, role) for point in ("gun", "bill") for role in ("bus", "own", "taxi")]
    assert table.loc[("gun", "taxi"), ["people", "n", "share", "pain", "mark"]].tolist() == [60, 100, 0.6, "T1", "more"]
    assert table.loc[("gun", "bus"), ["people", "n", "share", "pain"]].tolist() == [0, 30, 0, ""]
    assert 0 < table.loc[("gun", "bus"), "high"] < 0.2
    assert table.loc["gun", "all"].tolist() == [70 / 230] * 3


def test_each_role_has_its_own_ratings_and_none_below_twenty(pair):
    table = role_maps(*pair).set_index(["touchpoint", "role"])
    assert table.loc[("gun", "taxi"), ["top_share", "rated"]].tolist() == [0.5, 40]
    assert table.loc[("gun", "own"), "top_share"] != table.loc[("gun", "own"), "top_share"]
    assert table.loc["bill", "rated"].tolist() == [0, 0, 0]


def test_clear_differences_stand_against_everybody_else(pair):
    table = clear(*pair)
    assert table.loc[0, ["touchpoint", "role", "people", "n"]].tolist() == ["gun", "taxi", 60, 100]
    assert table.loc[0, ["rest", "rest_n"]].tolist() == [10 / 130, 130]
    assert table.loc[0, "rest_low"] < 10 / 130 < table.loc[0, "rest_high"] < table.loc[0, "low"]
    assert table["touchpoint"].is_unique
    assert len(clear(*pair, most=0)) == 0


def test_a_rest_of_nobody_is_zero_with_its_interval():
    every = material(taxi={"枪坏了": 40, "天气": 10}, own={"天气": 50})
    row = clear(every, draft(every)).iloc[0]
    assert row[["role", "rest", "rest_low", "rest_n"]].tolist() == ["taxi", 0, 0, 50]
    assert row["rest_high"] == pytest.approx(0.0713, abs=1e-4)  # R: prop.test(0, 50, correct = FALSE)


def test_one_role_is_no_comparison():
    every = material(taxi={"枪坏了": 60})
    assert role_maps(every, draft(every)).empty
    assert clear(every, draft(every)).empty
