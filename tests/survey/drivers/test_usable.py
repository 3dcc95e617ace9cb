import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.usable import usable


@pytest.fixture
def frame():
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(rng.integers(1, 6, (200, 4)).astype(float), columns=["a", "b", "c", "d"])
    rows.loc[:9, "a"] = np.nan
    return rows.assign(y=np.clip(rows["b"] + rng.integers(-1, 2, 200), 1, 5))


def test_what_says_nothing_or_what_others_say_is_set_apart_and_named(frame):
    frame = frame.assign(
        same=6 - frame["b"], sum=frame["a"] + frame["c"], flat=4.0, blank=np.where(np.arange(200) < 9, 3.0, np.nan)
    )
    items = ["a", "b", "flat", "same", "c", "blank", "sum", "d"]
    found = usable(frame, items, target="y")
    assert found.items == ["a", "b", "c", "d"]
    told = {row.item: (row.reason, row.others, row.n) for row in found.left_out.itertuples()}
    assert told == {
        "flat": ("constant", [], 200),
        "blank": ("empty", [], 9),
        "same": ("copy", ["b"], 200),
        "sum": ("copy", ["a", "c"], 190),
    }
    importance(frame, "y", found.items, n_boot=0)  # which refuses each of the others


def test_nothing_is_set_apart_from_good_items_and_the_order_of_rows_does_not_matter(frame):
    found = usable(frame[::-1], ["d", "a", "c", "b"])
    assert found.items == ["d", "a", "c", "b"]
    assert found.left_out.empty


def test_only_rows_with_a_target_count(frame):
    frame.loc[frame["c"] > 1, "y"] = np.nan
    assert usable(frame, ["a", "c"], target="y").left_out["reason"].tolist() == ["constant"]
    with pytest.raises(InputError, match="Column 'q' is not in the table"):
        usable(frame, ["q"])


def test_few_rows_are_left_to_the_model(frame):
    assert usable(frame.tail(3), ["a", "b", "c", "d"]).left_out.query("reason == 'copy'").empty
