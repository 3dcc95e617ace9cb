"""Praise is proposed by words, negation undoes it, and a topic must stand out by it."""

import pytest

from cxlab.text.praise import is_praise, praise_topics


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("师傅很耐心，给个五星好评", True),
        ("服務很貼心，感謝", True),
        ("Great service, thank you", True),
        ("非常不满意", False),
        ("一点都不耐心", False),
        ("排队两小时没人管", False),
        ("", False),
    ],
)
def test_words_and_negation(text, expected):
    assert is_praise([text]).tolist() == [expected]


def test_a_topic_must_stand_out():
    angry = ["位置不错，房间太差"] * 3 + ["太吵"] * 7
    assert praise_topics(angry * 3, [0] * 10 + [1] * 10 + [2] * 10) == []
    kind = ["师傅很耐心"] * 6 + ["太吵"] * 4
    assert praise_topics(kind + ["太吵"] * 20, [0] * 10 + [1] * 10 + [2] * 10) == [0]
