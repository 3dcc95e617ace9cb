"""Brands are not matters; kinds of business are."""

from cxlab.text.names import without_names

MODELS = [f"车型{i:02d}" for i in range(25)]


def test_names_and_their_parts_are_taken_out_longest_first():
    columns = [*MODELS, "马自达3 昂克赛拉", "马自达3", None]
    assert without_names(["马自达3昂克赛拉中控屏开裂", "车型07漏油"], columns) == ["  中控屏开裂", " 漏油"]


def test_a_column_of_few_kinds_stays():
    assert without_names(["充电太慢"], ["充电", "保养"] * 50) == ["充电太慢"]


def test_numbers_and_single_characters_stay():
    assert without_names(["等了30分钟，慢"], [*MODELS, "30", "慢"]) == ["等了30分钟，慢"]
