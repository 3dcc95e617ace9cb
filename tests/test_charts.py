"""Charts draw what the table says, with words as phrases and labels that fit a phone."""

import json

import numpy as np
import pandas as pd

from cxlab import charts
from cxlab.charts.look import label
from cxlab.phrases import catalogue, in_both_languages, resolve
from cxlab.study import Text

FRAME = pd.DataFrame(
    {
        "label": ["一次启动成功", "排队与空位", "被隐藏的小组"],
        "value": pd.array([0.4, 0.2, None], dtype="Float64"),
        "low": pd.array([0.3, 0.1, None], dtype="Float64"),
        "high": pd.array([0.5, 0.3, None], dtype="Float64"),
    }
)


def strings(node):
    if isinstance(node, dict):
        return [s for v in node.values() for s in strings(v)]
    if isinstance(node, list):
        return [s for v in node for s in strings(v)]
    return [node] if isinstance(node, str) else []


def drawn(figure):
    return json.loads(charts.to_json(figure))


def every_figure():
    months = pd.DataFrame(
        {
            "period": ["2026-01", "2026-02"],
            "rate": [1.0, 2],
            "low": [0.5, 1],
            "high": [1.5, 3],
            "complete": [True, False],
        }
    )
    shares = pd.DataFrame({"label": ["a"], "M": [0.6], "O": [0.4]})
    both = {"unit": "percent", "axis": "topics.axis_share"}
    corners = ("kano.class_M", "kano.class_O", "kano.class_I", "kano.class_A")
    yield charts.bars(FRAME, "label", "value", whiskers=("low", "high"), **both)
    yield charts.intervals(FRAME, "label", "value", "low", "high", line=0.3, **both)
    yield charts.over_time(months, "rate", axis="voice.axis_rate", unit="rate", band=("low", "high"))
    yield charts.small_multiples(months.assign(t="x"), "t", "rate", band=("low", "high"))
    yield charts.stacked(shares, "label", {"M": "kano.class_M", "O": "kano.class_O"}, charts.CLASS_COLOURS)
    yield charts.quadrant(
        FRAME, "label", "value", "high", axes=("kano.better", "kano.harm"), cuts=(0.5, 0.5), corners=corners
    )


def test_every_phrase_exists_and_no_template_is_repeated():
    for figure in every_figure():
        made = drawn(figure)
        assert "template" not in made["layout"]
        keys = [s[1:] for s in strings(made) if s.startswith("@") and not s.startswith("@{")]
        assert keys is not None and set(keys) <= set(catalogue())
        assert not [s for s in strings(resolve(made, "en")) if s.startswith("@")]


def test_hidden_rows_are_not_drawn():
    for figure in (next(iter(every_figure())), list(every_figure())[1], list(every_figure())[-1]):
        assert "被隐藏的小组" not in charts.to_json(figure)


def test_colours_stay_with_their_rows_when_one_is_hidden():
    frame = FRAME.iloc[[2, 0, 1]]
    bar = charts.bars(
        frame, "label", "value", unit="percent", axis="topics.axis_share", colour=["red", "green", "blue"]
    )
    assert drawn(bar)["data"][0]["marker"]["color"] == ["green", "blue"]
    hidden = pd.DataFrame({"label": ["a", "b"], "M": [0.5, None], "O": [0.5, None]})
    stack = charts.stacked(hidden, "label", {"M": "kano.class_M", "O": "kano.class_O"}, charts.CLASS_COLOURS)
    assert drawn(stack)["data"][0]["y"] == ["a"]


def test_bars_and_whiskers_are_the_numbers_of_the_table():
    bar = drawn(
        charts.bars(FRAME, "label", "value", unit="percent", axis="topics.axis_share", whiskers=("low", "high"))
    )["data"][0]
    assert bar["x"] == [0.4, 0.2]
    assert np.allclose(bar["error_x"]["array"], [0.1, 0.1])
    assert np.allclose(bar["error_x"]["arrayminus"], [0.1, 0.1])


def test_an_unfinished_month_is_hollow():
    line = drawn(list(every_figure())[2])["data"][-1]
    assert line["marker"]["color"][1] == "white" != line["marker"]["color"][0]


def test_ratios_are_drawn_on_a_logarithmic_axis():
    frame = pd.DataFrame({"label": ["a"], "r": [2.0], "low": [0.5], "high": [8.0]})
    axis = drawn(charts.intervals(frame, "label", "r", "low", "high", unit="ratio", axis="topics.axis_ratio", line=1))[
        "layout"
    ]["xaxis"]
    assert axis["type"] == "log"
    assert axis["range"][0] < np.log10(0.5) and axis["range"][1] > np.log10(8)


def test_labels_fit_a_phone_in_both_languages():
    long = in_both_languages(Text(zh="一" * 40, en="word " * 20))
    assert len(resolve(label(long), "zh")) == 16
    assert len(resolve(label(long), "en")) == 24
    assert label("短") == "短"
