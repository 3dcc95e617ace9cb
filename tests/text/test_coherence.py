import math

import pytest

from cxlab.errors import InputError
from cxlab.text.coherence import coherence, diversity

TEXTS = [["a", "b"], ["a", "b", "b"], ["c"], ["a", "c"]]


def test_npmi_by_hand():
    # p(a) = 3/4, p(b) = 1/2, p(a, b) = 1/2; p(c) = 1/2, p(a, c) = 1/4, b and c never meet
    ab = math.log(0.5 / (0.75 * 0.5)) / -math.log(0.5)
    ac = math.log(0.25 / (0.75 * 0.5)) / -math.log(0.25)
    assert coherence([["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"]], TEXTS) == pytest.approx(
        [ab, ac, -1, (ab + ac - 1) / 3]
    )


def test_words_that_are_always_together_have_one_and_independent_ones_zero():
    assert coherence([["x", "y"]], [["x", "y"], ["z"]]) == pytest.approx([1])
    assert coherence([["x", "y"]], [["x", "y"], ["x"], ["y"], []]) == pytest.approx([0])
    assert coherence([["x", "y"]], [["x", "y"]]) == [1]


def test_a_word_alone_has_no_pair_and_an_unknown_word_never_meets_another():
    assert math.isnan(coherence([["a"]], TEXTS)[0])
    assert coherence([["a", "never"]], TEXTS) == [-1]
    assert math.isnan(coherence([[]], TEXTS)[0])


def test_no_text_is_refused():
    with pytest.raises(InputError, match="no texts"):
        coherence([["a"]], [])


def test_diversity_counts_words_that_topics_share():
    assert diversity([["a", "b"], ["c", "d"]]) == 1
    assert diversity([["a", "b"], ["a", "c"]]) == 0.75
    assert math.isnan(diversity([]))
