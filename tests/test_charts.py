"""Charts draw what the table says, with words as phrases and labels that fit a phone."""

import datetime as dt
import json

import numpy as np
import pandas as pd

from cxlab import charts
from cxlab.charts.look import label
from cxlab.phrases import catalogue, in_both_languages, resolve
from cxlab.study import Event, Text

FRAME = pd.DataFrame(
    {
        "label": ["一次启动成功", "排队与空位", "被隐藏的小组"],
        "value": pd.array([0.4, 0.2, None], dtype="Float64"),
        "low": pd.array([0.3, 0.1, None], dtype="Float64"),
        "high": pd.array([0.5, 0.3, None], dtype="Float64"),
    }
)

MATTERS = pd.DataFrame(
    {
        "label": ["启动失败", "充电慢", "被隐藏的小组", "发票"],
        "theme": ["充电", "充电", "费用", "费用"],
        "x": pd.array([0.0, 1.0, None, 4.0], dtype="Float64"),
        "y": pd.array([2.0, 2.1, None, 0.5], dtype="Float64"),
        "people": pd.array([400, 100, None, 4], dtype="Int64"),
        "state": ["new", "rising", "level", "falling"],
    }
)
CELLS = pd.DataFrame(
    {
        "topic": ["启动失败", "启动失败", "发票"],
        "group": ["热线", "门店", "热线"],
        "share": pd.array([0.2, 0.05, None], dtype="Float64"),
        "rest": [0.1, 0.1, 0.1],
        "differs": pd.array([True, False, None], dtype="boolean"),
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
    yield charts.grouped_bars(FRAME.assign(theme=["a", "b", "a"]), "theme", "label", "value", **both)
    yield charts.bubble_map(MATTERS, "label", "x", "y", "people", colour=charts.shades(MATTERS["theme"]))
    yield charts.heat(CELLS, "topic", "group", "share", "rest", marked="differs", unit="percent")
    yield charts.shifts(MATTERS, "label", "x", "y", state="state", unit="rate", axis="voice.axis_rate", note="x")
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
    for figure in every_figure():
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
    axis = drawn(charts.intervals(frame, "label", "r", "low", "high", unit="ratio", axis="topics.axis_rate", line=1))[
        "layout"
    ]["xaxis"]
    assert axis["type"] == "log"
    assert axis["range"][0] < np.log10(0.5) and axis["range"][1] > np.log10(8)


def test_labels_fit_a_phone_in_both_languages():
    long = in_both_languages(Text(zh="一" * 40, en="word " * 20))
    assert len(resolve(label(long), "zh")) == 16
    assert len(resolve(label(long), "en")) == 24
    assert label("短") == "短"


def test_headings_stand_above_their_bars_and_groups_share_a_colour():
    frame = pd.DataFrame({"theme": ["a", "b", "a"], "label": ["x", "y", "z"], "value": [0.3, 0.2, 0.1]})
    made = drawn(charts.grouped_bars(frame, "theme", "label", "value", unit="percent", axis="topics.axis_share"))
    assert made["layout"]["yaxis"]["ticktext"] == ["x", "z", "y"]
    bars, headings = made["data"][0], made["data"][-1]
    assert bars["marker"]["color"] == [charts.BLUE, charts.BLUE, charts.ORANGE]
    assert headings["text"] == ["a", "b"]
    assert headings["y"][0] < bars["y"][0] < bars["y"][1] < headings["y"][1] < bars["y"][2]


def test_labels_on_a_crowded_map_never_cover_each_other():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(rng.random((60, 2)), columns=["x", "y"])
    frame = frame.assign(people=rng.integers(5, 500, 60), label=[f"话题{i}很长的名字" for i in range(60)])
    made = drawn(charts.bubble_map(frame, "label", "x", "y", "people"))["data"][0]
    shown = [i for i, text in enumerate(made["text"]) if text]
    assert 10 < len(shown) < 60
    assert frame["people"][shown].mean() > frame["people"].mean()
    assert made["hoverinfo"] == "skip"
    areas = np.array(made["marker"]["size"]) ** 2
    large = frame["people"] > 150
    assert np.allclose(
        areas[large] / frame["people"][large], areas[large][0] / frame["people"][large].iloc[0], rtol=0.02
    )


def test_only_certain_cells_are_framed_and_colour_says_more_or_less():
    made = drawn(charts.heat(CELLS, "topic", "group", "share", "rest", marked="differs", unit="percent"))
    (frame,) = made["layout"]["shapes"]
    assert (frame["x0"] + frame["x1"], frame["y0"] + frame["y1"]) == (0, 0)
    assert made["data"][0]["z"] == [[1.0, -1.0], [None, None]]
    assert made["data"][0]["text"] == [["20%", "5%"], ["", ""]]


def test_a_shift_goes_from_before_to_now_and_a_newcomer_has_no_ratio():
    made = drawn(
        charts.shifts(MATTERS, "label", "x", "y", state="state", unit="rate", axis="voice.axis_rate", note="y")
    )
    way, *_, then, now, notes = made["data"]
    assert way["x"] == [0.0, 2.0]
    assert then["marker"]["color"] == ["white"] * 3
    assert now["x"] == [2.0, 2.1, 0.5]
    assert notes["text"][0] == "" and notes["text"][1].strip() == "×2.10"


def test_events_are_shaded_in_every_panel_whatever_the_period():
    events = [Event(name=Text(zh="春节", en="Spring Festival"), start=dt.date(2026, 2, 15), end=dt.date(2026, 2, 23))]
    for labels, place in (
        (["2025-12", "2026-01/02", "2026-03"], 1),
        (["2026-02-09", "2026-02-23", "2026-03-02"], 0),
        (["2025-Q4", "2026-Q1", "2026-Q2"], 1),
    ):
        table = pd.DataFrame({"period": labels * 2, "t": ["a"] * 3 + ["b"] * 3, "rate": 1.0, "low": 0.5, "high": 2.0})
        table["complete"] = table["period"] != labels[-1]
        made = drawn(charts.small_multiples(table, "t", "rate", band=("low", "high"), events=events))
        shaded = [s for s in made["layout"]["shapes"] if s["type"] == "rect"]
        assert len(shaded) == 2
        assert {s["x0"] for s in shaded} == {place - 0.5}
        assert {(s["xref"], s["yref"]) for s in shaded} == {("x", "y domain"), ("x2", "y2 domain")}
        assert [t["marker"]["size"][-1] for t in made["data"] if "marker" in t] == [6, 6]
