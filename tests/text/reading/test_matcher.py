"""Entries found from left to right, the longest first, with slots; linear in whatever text."""

import time

import pytest

from cxlab.text.reading.matcher import Matcher


def found(entries, text):
    return [entry for _, _, entry in Matcher(entries).find(text)]


def test_the_longest_wins_and_matches_do_not_overlap():
    assert found(["好", "好用", "不好用"], "不好用，好用，好") == ["不好用", "好用", "好"]
    assert found(["火锅", "火"], "火锅起火") == ["火锅", "火"]


@pytest.mark.parametrize(
    ("entry", "text", "hit"),
    [
        ("打了{many}次", "打了5次", True),
        ("打了{many}次", "打了 12 次电话", True),
        ("打了{many}次", "打了三次", True),
        ("打了{many}次", "打了1次", False),
        ("打了{many}次", "打了一次", False),
        ("等了{n}小时", "等了1.5小时", True),
        ("{n}天没", "都11天没到", True),
        ("希望…处理", "希望你们尽快处理", True),
        ("希望…处理", "希望,处理", False),
        ("希望…处理", "希望你们能够早日给我们处理", False),
        ("overcharg*", "i was overcharged", True),
        ("bad", "a badge", False),
        ("bad", "很bad的", True),
    ],
)
def test_slots(entry, text, hit):
    assert bool(found([entry], text)) is hit


def test_without_entries_nothing_is_found():
    assert found([], "什么都没有") == []


@pytest.mark.parametrize("text", ["1" * 200_000, "希望" * 100_000, "打了" * 100_000, "a" * 200_000, "打了两" * 60_000])
def test_a_long_text_takes_linear_time(text):
    start = time.perf_counter()
    found(["希望…处理", "打了{many}次", "{n}天没", "{many}个人都", "overcharg*"], text)
    assert time.perf_counter() - start < 5
