import pandas as pd
import pytest

from cxlab.intake import clean


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3 - Somewhat important", 3),
        ("9 – Extremely important", 9),
        ("10分", 10),
        ("５", 5),
        ("1,234.5", 1234.5),
        ("¥1,200", 1200),
        ("-2", -2),
        ("5.非常满意", 5),
        ("4、满意", 4),
        ("4.5", 4.5),
        ("123秒", 123),
        ("2分30秒", 150),
        ("1小时2分5秒", 3725),
        ("12 分钟 5 秒", 725),
        ("5分", 5),
        (4, 4),
        (4.0, 4),
        ("3 or 4", None),
        ("2024-11-01", None),
        ("13800138000x", None),
        ("很好", None),
    ],
)
def test_numbers(value, expected):
    found = clean.numbers(pd.Series([value], dtype="object"))[0]
    assert found == expected or (expected is None and pd.isna(found))


@pytest.mark.parametrize(
    "wording",
    ["I’m neutral", "I'm neutral", " i'm  NEUTRAL ", "I am neutral", "无所谓"],
)
def test_wordings_match_whatever_their_quotes_blanks_and_case(wording):
    assert clean.recode(pd.Series([wording]), {}, "kano_answer").tolist() == [3]


def test_the_study_s_recodes_come_first():
    assert clean.recode(pd.Series(["无所谓"]), {"无所谓": 4}, "kano_answer").tolist() == [4]
    assert clean.recode(pd.Series([3, "3", 3.0], dtype="object"), {3: "c"}, None).tolist() == ["c"] * 3


def test_flags_and_missing_words():
    assert clean.flags(pd.Series(["是", "No", 1, 0.0, "maybe"], dtype="object")).tolist()[:4] == [
        True,
        False,
        True,
        False,
    ]
    assert clean.without_missing_words(pd.Series(["N/A", "(跳过)", " ", "无", None])).isna().tolist() == [
        True,
        True,
        True,
        False,
        True,
    ]


def test_strings_lose_control_characters_and_keep_hostile_text():
    text = '=HYPERLINK("http://x")\n<script>alert(1)</script> **bold**'
    found = clean.strings(pd.Series([f"\ufeff{text}\x00\x07 ", 7.0, None], dtype="object"))
    assert found.tolist()[:2] == [text, "7"]
    assert found.isna().tolist() == [False, False, True]
