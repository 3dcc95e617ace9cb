from dataclasses import replace

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
