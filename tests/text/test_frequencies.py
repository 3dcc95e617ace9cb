import pytest

from cxlab.text import frequencies


def test_texts_are_counted_and_not_uses():
    found = frequencies([["退款", "退款", "慢"], ["退款", "慢"], ["退款"], []])
    assert found.values.tolist() == [["退款", 3], ["慢", 2]]


def test_a_word_of_a_single_text_is_left_out_and_order_does_not_matter():
    tokens = [["甲", "乙"], ["乙", "丙"], ["丙", "乙"]]
    assert frequencies(tokens)["word"].tolist() == ["乙", "丙"]
    assert frequencies(tokens[::-1]).equals(frequencies(tokens))


@pytest.mark.parametrize("tokens", [[], [[]], [["甲"]]])
def test_nothing_in_common_is_an_empty_table(tokens):
    assert frequencies(tokens).empty


def test_only_the_most_frequent_are_listed():
    assert len(frequencies([[str(n) for n in range(50)]] * 2, most=7)) == 7
