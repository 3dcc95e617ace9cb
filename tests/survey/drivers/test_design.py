import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.drivers.design import correlations, design, standardised


def survey(n=50):
    rng = np.random.default_rng(0)
    return pd.DataFrame(rng.integers(1, 6, (n, 3)).astype(float), columns=["a", "b", "y"])


@pytest.mark.parametrize("scale", [1.0, 1e20])
def test_rows_come_in_one_order_even_where_one_column_hides_the_others(scale):
    frame = survey().assign(a=lambda f: f["a"] * scale, w=lambda f: 1 + f.index % 2)
    first = design(frame, "y", ["a", "b"], weights="w")
    second = design(frame.sample(frac=1, random_state=5), "y", ["b", "a"], weights="w")
    np.testing.assert_array_equal(first.data, second.data)
    np.testing.assert_array_equal(first.weight, second.weight)


def test_columns_of_drivers_stand_together_and_rows_of_no_weight_are_left_out():
    frame = survey().assign(f=pd.Categorical(["u", "v", "w", "u", None] * 10), w=[0, 1] * 25)
    found = design(frame, "y", {"z": ["b", "a"], "f": ["f"]}, weights="w")
    assert (found.names, found.sizes, found.columns) == (["f", "z"], [2, 2], ["f=v", "f=w", "a", "b"])
    assert (found.factors, found.single, len(found.data), found.dropped) == (["f"], False, 20, 10)
    np.testing.assert_array_equal(found.of_single(np.arange(4.0)), [np.nan, np.nan])


def test_correlations_are_numpy_s_and_pandas_for_pairs():
    frame = survey()
    found = design(frame, "y", ["a", "b"])
    whole = correlations(found, standardised(found)[0])
    np.testing.assert_allclose(whole, np.corrcoef(frame.to_numpy(), rowvar=False), atol=1e-12)
    frame.loc[:9, "a"] = np.nan
    found = design(frame, "y", ["a", "b"], missing="pairwise")
    np.testing.assert_allclose(correlations(found, standardised(found)[0]), frame.corr(), atol=1e-12)
    assert found.pairs.tolist() == [[40, 40, 40], [40, 50, 50], [40, 50, 50]]


def test_infinite_values_and_text_are_refused():
    with pytest.raises(InputError, match="'a' holds 1 values that are not numbers"):
        design(survey().assign(a=[np.inf, *range(49)]), "y", ["a", "b"])
    with pytest.raises(InputError, match=r"1 rows have all 3 columns; 2 drivers need at least 4"):
        design(survey().assign(a=[1.0] + [np.nan] * 49), "y", ["a", "b"])
