"""Small cells are hidden, with their complement, before anything is drawn."""

import pandas as pd

from cxlab.cells import suppress


def table(n):
    return pd.DataFrame({"group": list("abcd")[: len(n)], "n": n, "share": [0.1] * len(n)})


def test_fewer_than_five_and_the_smallest_other_are_hidden():
    hidden = suppress(table([3, 50, 20]))
    assert hidden["suppressed"].tolist() == [True, False, True]
    assert hidden["share"].isna().tolist() == [True, False, True]
    assert hidden["n"].isna().tolist() == [True, False, True]
    assert hidden["group"].tolist() == ["a", "b", "c"]


def test_two_small_groups_hide_each_other():
    assert suppress(table([3, 4, 20]))["suppressed"].tolist() == [True, True, False]


def test_empty_groups_are_no_secret_and_five_are_enough():
    assert suppress(table([0, 5, 20]))["suppressed"].tolist() == [False, False, False]


def test_totals_are_looked_at_one_by_one():
    frame = pd.DataFrame({"topic": ["x", "x", "y", "y"], "n": [3, 50, 60, 70]}, index=[5, 6, 7, 8])
    assert suppress(frame, within=["topic"])["suppressed"].tolist() == [True, True, False, False]


def test_the_original_is_untouched():
    frame = table([3, 50, 20])
    suppress(frame)
    assert frame["n"].tolist() == [3, 50, 20]
