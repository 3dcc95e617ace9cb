import sys
from dataclasses import replace

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.text import stability


def test_clear_themes_come_back_and_again_the_same(model):
    marks = stability(model, n_boot=3)
    assert marks.topic.tolist() == model.topics.topic.tolist()
    assert marks.stability.between(0, 1).all()
    assert marks.stability.mean() > 0.6
    assert marks.equals(stability(model, n_boot=3))
    assert not marks.equals(stability(model, n_boot=3, seed=1))


def test_a_loaded_model_cannot_be_resampled(model):
    with pytest.raises(InputError, match="fit the topics again"):
        stability(replace(model, vectors=None))
    with pytest.raises(InputError, match="n_boot is 0"):
        stability(model, n_boot=0)


def test_a_topic_that_no_drawn_text_has_did_not_come_back(model):
    topics = pd.concat([model.topics, model.topics.tail(1).assign(topic=len(model.topics), size=0)], ignore_index=True)
    found = stability(replace(model, topics=topics), n_boot=2)
    assert found["stability"].tolist() == [*stability(model, n_boot=2)["stability"], 0.0]


def test_of_many_texts_fewer_are_drawn(model, monkeypatch):
    monkeypatch.setattr(sys.modules["cxlab.text.stability"], "_MOST", 300)
    seen = []
    monkeypatch.setattr(sys.modules["cxlab.text.stability"], "find_groups", lambda drawn, **_: seen.append(len(drawn)))
    assert stability(model, n_boot=2)["stability"].eq(0).all()
    assert seen == [300, 300]
