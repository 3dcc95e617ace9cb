from __future__ import annotations

import pandas as pd
import pytest

from cxlab.numbers import Number
from cxlab.record import Bars, Exhibit
from cxlab.report import bars
from cxlab.study import Text

TEXT = Text(zh="题", en="title")


@pytest.fixture(autouse=True)
def _columns(known_columns):
    pass


def exhibit(**spec):
    return Exhibit(
        id="x", subject="study:all", title=TEXT, reading=TEXT, alt=TEXT, n="n", bars=Bars(label="feature", **spec)
    )


def test_bars_and_whiskers_share_one_scale_from_zero():
    frame = pd.DataFrame({"feature": ["a", "b"], "share": [0.4, 0.2], "low": [0.3, 0.1], "high": [0.5, 0.3], "n": 100})
    view = bars.view(frame, exhibit(value="share", low="low", high="high"), "zh")
    first, second = view.bars
    assert (view.zero, view.whiskers, view.more) == (0.0, True, 0)
    assert (first.left, first.width, first.low, first.high) == (0.0, 80.0, 60.0, 100.0)
    assert (second.left, second.width) == (0.0, 40.0)
    assert (first.text, first.detail) == ("40%", "30% – 50% · n = 100")


def test_negative_values_lie_left_of_zero():
    frame = pd.DataFrame({"feature": ["a", "b"], "nps": [30.0, -10.0], "n": [50, 60]})
    view = bars.view(frame, exhibit(value="nps"), "zh")
    assert view.zero == 25.0
    assert (view.bars[0].left, view.bars[0].width) == (25.0, 75.0)
    assert (view.bars[1].left, view.bars[1].width) == (0.0, 25.0)
    assert not view.whiskers


def test_a_hidden_group_has_words_and_no_bar():
    frame = pd.DataFrame({"feature": ["a", "b"], "nps": [30.0, None], "n": [50, None]})
    hidden = bars.view(frame, exhibit(value="nps"), "zh").bars[1]
    assert (hidden.left, hidden.text) == (None, "不显示：人数过少，或避免推算出人数过少的一组")


def test_rows_beyond_the_last_bar_are_counted():
    frame = pd.DataFrame({"feature": [str(i) for i in range(30)], "n": range(30, 60), "share": 0.1})
    view = bars.view(frame, exhibit(value="share"), "zh")
    assert (len(view.bars), view.more) == (bars.MOST_BARS, 30 - bars.MOST_BARS)


def test_all_zero_is_drawn_as_nothing_and_not_an_error():
    frame = pd.DataFrame({"feature": ["a"], "share": [0.0], "n": [9]})
    assert bars.view(frame, exhibit(value="share"), "zh").bars[0].width == 0.0


def test_an_exhibit_without_bars_has_none():
    plain = Exhibit(id="x", subject="study:all", title=TEXT, reading=TEXT, alt=TEXT)
    assert bars.view(pd.DataFrame({"feature": ["a"]}), plain, "zh") is None


def test_shares_of_the_first_screen_lie_on_one_scale():
    first, nothing, second = bars.shares(
        [Number(value=0.4, unit="percent", low=0.3, high=0.5), None, Number(value=0.1, unit="percent")], "zh"
    )
    assert nothing is None
    assert (first.width, first.low, first.high) == (80.0, 60.0, 100.0)
    assert (second.width, second.low) == (20.0, None)
