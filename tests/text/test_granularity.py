import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.text.coherence import coherence, diversity
from cxlab.text.granularity import granularity
from cxlab.text.grouping import find_groups
from cxlab.text.keywords import keywords_of
from cxlab.text.stability import come_back


@pytest.fixture(scope="module")
def table(model, themed):
    return granularity(model, themed.tokens, n_boot=1)


def test_finer_choices_have_more_topics_and_the_models_own_is_marked(table, model):
    assert table.topics.is_monotonic_increasing
    assert table.topics.iloc[0] < table.topics.iloc[-1]
    assert table.min_topic_size.is_monotonic_decreasing
    chosen = table[table.chosen]
    assert len(chosen) == 1
    assert chosen.min_topic_size.item() == model.min_topic_size
    assert abs(chosen.topics.item() - len(model.topics)) <= 1
    assert table.coherence.between(-1, 1).all()
    assert table[["diversity", "stability", "raw_no_topic"]].stack().between(0, 1).all()


def test_a_line_by_hand(table, model, themed):
    settings = {"min_size": round(model.min_topic_size / 2), "n_groups": model.n_groups * 2}
    found = find_groups(model.vectors, model.space, **settings)
    words = keywords_of([themed.tokens[row] for row in model.rows], found.nearest, found.space)
    again = come_back(
        model.vectors,
        found.nearest,
        lambda drawn: find_groups(drawn, model.space, **settings),
        n_topics=len(words),
        n_boot=1,
        seed=0,
    )
    line = table.iloc[-1]
    assert line.topics == len(words)
    assert line.coherence == pytest.approx(np.mean(coherence(list(words.values()), themed.tokens)))
    assert line.diversity == pytest.approx(diversity(list(words.values())))
    assert line.stability == pytest.approx(again.mean())
    assert line.raw_no_topic == pytest.approx((found.dense < 0).mean())


def test_same_again_and_on_a_sample(table, model, themed, monkeypatch):
    pd.testing.assert_frame_equal(table, granularity(model, themed.tokens, factors=(0.5, 1, 1.5, 2)[::-1], n_boot=1))
    monkeypatch.setattr(sys.modules["cxlab.text.granularity"], "_MOST", 300)
    few = granularity(model, themed.tokens, factors=[1.0], n_boot=1)
    assert few.min_topic_size.item() == model.min_topic_size
    assert 2 <= few.topics.item() <= len(model.topics)


def test_what_cannot_be_compared(model, themed):
    with pytest.raises(InputError, match="fit the topics again"):
        granularity(replace(model, vectors=None), themed.tokens)
    with pytest.raises(InputError, match="3 tokens for 600 texts"):
        granularity(model, themed.tokens[:3])
    with pytest.raises(InputError, match="allowed: above 0"):
        granularity(model, themed.tokens, factors=[0, 1])
    with pytest.raises(InputError, match="n_boot is 0"):
        granularity(model, themed.tokens, n_boot=0)
