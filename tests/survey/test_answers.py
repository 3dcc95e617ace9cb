import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.answers import need_columns, numbers, on_scale, weights_for


def test_missing_column_names_what_there_is_and_the_nearest():
    with pytest.raises(InputError, match=r"'csatt' is not in the table \(it has: csat, nps\)\. Did you mean 'csat'"):
        need_columns(pd.DataFrame({"csat": [1], "nps": [2]}), ["csatt"])


@pytest.mark.parametrize(
    "values", [["3", "4", None], pd.Series([3, 4, pd.NA], dtype="Int64"), [3.0, 4.0, float("nan")]]
)
def test_numbers_reads_strings_nullable_and_plain_columns_alike(values):
    np.testing.assert_array_equal(numbers(values), [3, 4, np.nan])


def test_text_is_refused_by_column_and_value():
    with pytest.raises(InputError, match=r"'functional' holds 2 values that are not numbers .我很喜欢.*study.yaml"):
        numbers(["我很喜欢", 3, "我很喜欢"], "functional")


def test_dates_are_not_numbers():
    with pytest.raises(InputError, match="holds dates"):
        numbers(pd.Series(pd.to_datetime(["2025-01-01"])), "when")


@pytest.mark.parametrize("value", [0, 6, 2.5, 99])
def test_off_scale_answers_are_named(value):
    with pytest.raises(InputError, match=rf"1 answers off the scale 1-5 \({value:g}\)"):
        on_scale([1, 5, None, value], 1, 5)


@pytest.mark.parametrize(
    ("weights", "message"),
    [([1, 2], "2 weights for 3 rows"), ([1, -1, 1], "1 of 3 weights"), ([1, None, 1], "1 of 3 weights")],
)
def test_wrong_weights(weights, message):
    with pytest.raises(InputError, match=message):
        weights_for(weights, 3)
