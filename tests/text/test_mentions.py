import sys

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.text.mentions import mentions

SLOW = ["充电功率很低，充得慢"] * 30
BILL = ["发票抬头开错了，会计不收"] * 30
OTHER = ["停车场的保安态度很凶"] * 30
BOTH = "充电功率很低充得慢，还有发票抬头开错了会计不收"


@pytest.fixture(scope="module")
def found():
    texts = [*SLOW, *BILL, *OTHER, BOTH, "", "今天天气不错我们去公园"]
    topics = [0] * 30 + [1] * 30 + [2] * 30 + [0, -1, -1]
    return mentions(texts, topics)


def of(found, row):
    return list(found.loc[found["row"] == row, ["topic", "main"]].itertuples(index=False, name=None))


def test_a_text_mentions_its_main_topic_and_what_another_clause_is_about(found):
    assert of(found, 0) == [(0, True)]
    assert of(found, 90) == [(0, True), (1, False)]


def test_a_text_without_a_topic_mentions_nothing_unless_a_clause_is_clear(found):
    assert of(found, 91) == []
    assert of(found, 92) == []
    texts = [*SLOW, *BILL, *OTHER, BOTH]
    assert of(mentions(texts, [0] * 30 + [1] * 30 + [2] * 30 + [-1]), 90) == [(0, False), (1, False)]


def test_each_topic_once_however_many_clauses():
    texts = [*SLOW, *BILL, *OTHER, "停车场的保安态度很凶，发票抬头开错了会计不收，发票抬头又开错了会计不收"]
    assert of(mentions(texts, [0] * 30 + [1] * 30 + [2] * 30 + [2]), 90) == [(2, True), (1, False)]


def test_the_order_of_rows_does_not_matter(found):
    texts = np.array([*SLOW, *BILL, *OTHER, BOTH])
    topics = np.array([0] * 30 + [1] * 30 + [2] * 30 + [0])
    order = np.random.default_rng(1).permutation(len(texts))
    again = mentions(texts[order].tolist(), topics[order])
    again["row"] = order[again["row"]]
    pd.testing.assert_frame_equal(
        again.sort_values(["row", "topic"], ignore_index=True),
        mentions(texts.tolist(), topics).sort_values(["row", "topic"], ignore_index=True),
    )


def test_without_any_topic_nothing_is_mentioned():
    assert mentions(["充电慢", "退款慢"], [-1, -1]).empty
    assert mentions([], []).empty


def test_lengths_must_agree():
    with pytest.raises(InputError, match="2 texts, 1 topics"):
        mentions(["a", "b"], [0])


def test_parts_and_the_whole_are_the_same(monkeypatch):
    texts = [*SLOW, *BILL, *OTHER, BOTH, "", "今天天气不错我们去公园", "", BOTH]
    topics = [0] * 30 + [1] * 30 + [2] * 30 + [0, -1, -1, -1, 1]
    whole = mentions(texts, topics)
    monkeypatch.setattr(sys.modules["cxlab.text.mentions"], "_TOGETHER", 1)
    pd.testing.assert_frame_equal(mentions(texts, topics), whole)
