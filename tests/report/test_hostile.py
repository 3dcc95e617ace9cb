from __future__ import annotations

import json

import pytest

from cxlab.report.hostile import clean, embed, for_plotly


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("a\u2066b\u2069c\u200f\u061c", "abc"),
        ("充\u200b电\x00站\ufeff", "充电站"),
        ("line\nbreak\ttab 👩\u200d🔧", "line\nbreak\ttab 👩\u200d🔧"),
    ],
)
def test_characters_that_turn_text_around_are_dropped(raw, shown):
    assert clean(raw) == shown


def test_plotly_markup_in_labels_is_shown_letter_by_letter():
    figure = {"data": [{"y": ["<b>x</b>", "<a href='https://example.invalid'>go</a>", "a<br>b"]}]}
    assert for_plotly(figure)["data"][0]["y"] == [
        "&lt;b>x&lt;/b>",
        "&lt;a href='https://example.invalid'>go&lt;/a>",
        "a<br>b",
    ]


def test_hover_templates_keep_their_extra_element_and_labels_do_not():
    trace = {"hovertemplate": "%{x}<br><extra></extra><b>", "name": "<extra></extra>"}
    assert for_plotly(trace) == {
        "hovertemplate": "%{x}<br><extra></extra>&lt;b>",
        "name": "&lt;extra>&lt;/extra>",
    }


def test_parts_of_a_layout_that_fetch_are_dropped():
    figure = {"layout": {"images": [{"source": "https://example.invalid/x.png"}], "map": {}, "title": {"text": "t"}}}
    assert for_plotly(figure) == {"layout": {"title": {"text": "t"}}}


def test_json_cannot_end_the_script_element_it_stands_in():
    node = {"</script>": "<!--<script>\u2028\u2029&"}
    text = embed(node)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == node
