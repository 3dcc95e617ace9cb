"""Ratings, KANO classes and opportunities of touchpoints."""

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.journey.expectations import expectations, opportunities
from cxlab.insight.journey.satisfaction import each_once, line, satisfaction, strangers

ORDER = ["gun", "bill", "fee", "desk"]
LINKS = pd.DataFrame(
    {
        "touchpoint": ["gun", "bill", "fee", "", "desk"],
        "item": ["q_start", "q_price", "q_price", "q_start", None],
        "feature": ["K1", "K2", "", "K1", "K3"],
    }
)
NAMES = {"zh": ["枪", "账单", "占位费", "柜台"], "en": ["Gun", "Bill", "Fee", "Desk"]}
POINTS = pd.DataFrame({"place": range(4), "stage": list("aabb"), "touchpoint": ORDER, **NAMES})


def usual(item):
    return None


def ratings(n=40):
    scores = np.tile([5.0, 4.0, 2.0, 1.0], n // 4)
    return pd.DataFrame({"q_start": scores, "q_price": 2.0, "csat": scores, "touchpoint": "desk"})


def test_a_linked_item_speaks_for_all_its_touchpoints():
    table = satisfaction(ratings().drop(columns="touchpoint"), LINKS, POINTS, usual).set_index("touchpoint")
    assert table.index.tolist() == ["gun", "bill", "fee"]
    assert table["shared"].tolist() == [1, 2, 2]
    assert table.loc["gun", ["share", "mean", "n"]].tolist() == [0.5, 3.0, 40]
    assert table.loc["bill", "share"] == 0


def test_an_item_of_several_touchpoints_is_one_rating():
    once = each_once(line(satisfaction(ratings(), LINKS, POINTS, usual), POINTS))
    assert once[["item", "touchpoints", "shared", "n"]].values.tolist() == [
        ["q_start", ["gun"], 1, 40],
        ["q_price", ["bill", "fee"], 2, 40],
        ["csat", ["desk"], 1, 40],
    ]
    both = ratings().assign(touchpoint=["desk", "gun"] * 20)
    asked = each_once(line(satisfaction(both, LINKS, POINTS, usual), POINTS)).set_index("item")
    assert asked.loc["csat", "touchpoints"].tolist() == [["gun"], ["desk"]]
    assert each_once(line(satisfaction(None, LINKS, POINTS, usual), POINTS)).empty


def test_what_was_asked_at_the_touchpoint_comes_first():
    table = satisfaction(ratings(), LINKS, POINTS, usual)
    drawn = line(table, POINTS).set_index("touchpoint")
    assert drawn.loc["desk", ["item", "share", "gap"]].tolist() == ["csat", 0.5, ""]


def test_no_share_below_twenty_answers_and_gaps_have_reasons():
    few = ratings().assign(q_price=np.nan)
    few.loc[:11, "q_price"] = 4.0
    drawn = line(satisfaction(few.drop(columns="touchpoint"), LINKS, POINTS, usual), POINTS).set_index("touchpoint")
    assert drawn["gap"].to_dict() == {"gun": "", "bill": "few", "fee": "few", "desk": "not_rated"}
    assert drawn.loc["bill", "share"] != drawn.loc["bill", "share"]


def test_shares_on_two_scales_are_not_joined():
    mixed = ratings().assign(ces=6.0).drop(columns="csat")
    drawn = line(satisfaction(mixed, LINKS, POINTS, usual), POINTS).set_index("touchpoint")
    assert drawn.loc["desk", "gap"] == "other_scale"
    assert drawn.loc["gun", "gap"] == ""


@pytest.mark.parametrize("absent", [None, pd.DataFrame(), pd.DataFrame({"nps": [1.0]})])
def test_without_ratings_there_is_no_line(absent):
    table = satisfaction(absent, LINKS, POINTS, usual)
    assert table.empty
    assert line(table, POINTS).empty


def test_a_touchpoint_may_be_called_by_its_name_and_strangers_are_listed():
    called = ratings().assign(touchpoint=["柜台"] * 20 + ["Desk"] * 10 + ["月亮"] * 10)
    table = satisfaction(called, LINKS, POINTS, usual).set_index(["touchpoint", "item"])
    assert table.loc[("desk", "csat"), "n"] == 30
    assert strangers(called, POINTS).values.tolist() == [["月亮", 10]]
    assert strangers(None, POINTS).empty


def test_weights_are_used():
    weighed = ratings(8).assign(weight=[3.0, 3.0, 1.0, 1.0] * 2)
    table = satisfaction(pd.concat([weighed] * 5), LINKS, POINTS, usual).set_index(["touchpoint", "item"])
    assert table.loc[("gun", "q_start"), "share"] == pytest.approx(0.75)


def features(**classes):
    rows = [
        {"feature": f, "category": c[0], "verdict": "certain" if len(c) == 1 else "uncertain", "between": c}
        for f, c in classes.items()
    ]
    return pd.DataFrame(rows).assign(n=200, better=0.3, worse=-0.6)


def test_expectations_follow_the_links():
    table = expectations(LINKS, features(K1="M", K2="OM", K9="A"))
    assert table[["touchpoint", "feature", "category", "sure"]].values.tolist() == [
        ["bill", "K2", "O", False],
        ["gun", "K1", "M", True],
    ]
    assert expectations(LINKS, None).empty


def problems(*groups):
    """Return problems (or what the group says) at touchpoints, and their topics; every text has its own customer."""
    rows = [(point, code, kind) for point, n, code, kind in groups for _ in range(n)]
    table = pd.DataFrame(rows, columns=["touchpoint", "code", "kind"])
    table["complaint_id"] = [f"c{i}" for i in range(len(table))]
    return table.drop(columns="code"), table[["complaint_id", "code"]].assign(main=True)


def test_opportunities_need_five_people():
    at, mentions = problems(
        ("gun", 5, "T1", "problem"),
        ("bill", 9, "T2", "problem"),
        ("desk", 4, "T1", "problem"),
        ("bill", 5, "T2", "need"),
        ("gun", 4, "T1", "need"),
    )
    table = opportunities(expectations(LINKS, features(K1="M", K2="OM", K3="O")), at, mentions)
    assert table[["touchpoint", "reason", "people", "by"]].values.tolist() == [
        ["bill", "perhaps_unmet", 9, "touchpoint"],
        ["gun", "perhaps_unmet", 5, "touchpoint"],
        ["bill", "needs", 5, "wish"],
    ]


def test_only_topics_tied_to_the_feature_speak_for_it():
    at, mentions = problems(("gun", 6, "T1", "problem"), ("gun", 20, "T2", "problem"))
    tied = LINKS.assign(topic=["T1", "", "", "T2", ""])
    expected = expectations(tied, features(K1="M"))
    assert expected[["touchpoint", "topics"]].values.tolist() == [["gun", "T1"]]
    assert opportunities(expected, at, mentions)[["reason", "people", "by"]].values.tolist() == [
        ["must_be_unmet", 6, "topic"]
    ]


def test_what_delights_or_leaves_cold_is_not_unmet():
    at, mentions = problems(*((point, 50, "T1", "problem") for point in ORDER))
    assert opportunities(expectations(LINKS, features(K1="A", K2="IA", K3="R")), at, mentions).empty
