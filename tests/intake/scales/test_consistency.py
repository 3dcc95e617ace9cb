"""Items that run against the others, by wording and by correlation."""

import numpy as np
import pandas as pd
import pytest

from cxlab.intake.scales import recognise
from cxlab.intake.scales.consistency import numbers_of, one_list, reversed_items


@pytest.fixture(scope="module")
def items():
    rng = np.random.default_rng(5)
    mood = rng.normal(size=(200, 1))
    frame = pd.DataFrame(mood + rng.normal(scale=0.8, size=(200, 4)), columns=["快", "价格合理", "排队太慢", "干净"])
    return (frame * 1.2 + 3).round().clip(1, 5)


def test_negative_wording_and_negative_correlation_make_a_reversed_item(items):
    found = reversed_items(items.assign(排队太慢=6 - items["排队太慢"]), {})
    assert set(found) == {"排队太慢"}
    assert found["排队太慢"]["code"] == "scale_reversed"
    assert found["排队太慢"]["r"] < -0.4


def test_each_sign_alone_is_told_as_a_doubt(items):
    assert {c: note["code"] for c, note in reversed_items(items, {}).items()} == {"排队太慢": "scale_negative_wording"}
    turned = items.assign(干净=6 - items["干净"]).drop(columns="排队太慢")
    assert {c: note["code"] for c, note in reversed_items(turned, {}).items()} == {"干净": "scale_negative_correlation"}


def test_order_of_rows_and_columns_and_missing_answers_change_nothing(items):
    frame = items.assign(排队太慢=6 - items["排队太慢"])
    frame.iloc[::7, 0] = np.nan
    found = reversed_items(frame, {})
    assert reversed_items(frame.iloc[::-1, ::-1], {}) == found
    assert set(found) == {"排队太慢"}


def test_too_little_says_nothing(items):
    assert reversed_items(items[["快", "排队太慢"]], {}) == {}
    assert reversed_items(items.head(9), {}) == {}
    assert reversed_items(items.assign(快=3.0)[["快", "排队太慢", "干净"]], {}) == {}


def test_items_of_one_list_share_their_scale():
    frame = pd.DataFrame({f"项目{i}": [(i * n) % 5 + 1 for n in range(60)] for i in (1, 2, 3)})
    frame["项目4"] = [n % 3 + 1 for n in range(60)]
    frame["项目5"] = [4, 5] * 30
    frame["项目6"] = [n % 10 + 1 for n in range(60)]
    alone = {c: recognise(frame[c], c) for c in frame}
    assert (alone["项目4"].max, alone["项目5"].kind, alone["项目6"].max) == (3, "none", 10)
    found = one_list(frame.drop(columns="项目6"), {c: g for c, g in alone.items() if c != "项目6"})
    assert {(g.min, g.max) for g in found.values()} == {(1, 5)}
    assert "与同组其他题一样" in found["项目5"].evidence["zh"]
    assert one_list(frame, alone)["项目6"] == alone["项目6"]


def test_answers_become_numbers_as_guessed():
    raw = pd.Series(["非常满意", "没用过", "一般", "马马虎虎", None, "满意", "不满意"] * 9)
    found = recognise(raw, "满意度")
    numbers = numbers_of(raw, found)
    np.testing.assert_array_equal(numbers.head(7), [5, np.nan, 3, np.nan, np.nan, 4, 2])
    np.testing.assert_array_equal(numbers_of(raw, recognise(pd.Series(["x"]))), [np.nan] * len(raw))
