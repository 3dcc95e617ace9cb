import numpy as np
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification.segmented import segmented


def test_an_exact_line_with_a_step_and_a_bend_comes_back():
    t = np.arange(1, 31)
    after = t >= 16
    table = segmented(10 + 0.5 * t - 3 * after + 0.25 * (t - 16) * after, 16).set_index("term")
    np.testing.assert_allclose(table["coefficient"], [10, 0.5, -3, 0.25], atol=1e-10)


def test_without_lags_the_errors_are_white():
    """HC0 by hand."""
    y = np.random.default_rng(5).normal(size=40)
    t = np.arange(1, 41)
    after = (t >= 21).astype(float)
    design = np.column_stack([np.ones(40), t, after, (t - 21) * after])
    inverse = np.linalg.inv(design.T @ design)
    residual = y - design @ inverse @ design.T @ y
    hc0 = inverse @ (design * residual[:, None] ** 2).T @ design @ inverse
    np.testing.assert_allclose(segmented(y, 21, lag=0)["error"], np.sqrt(np.diag(hc0)))


@pytest.mark.parametrize("start", [1, 31, 0])
def test_a_start_outside_the_series_is_refused(start):
    with pytest.raises(InputError, match="must lie after the first"):
        segmented(np.arange(30.0), start)


def test_too_few_periods_and_gaps_are_refused():
    with pytest.raises(InputError, match="4 periods with a start at number 3 cannot carry 4"):
        segmented([1.0, 2, 3, 5], 3)
    with pytest.raises(InputError, match="cannot carry 4"):
        segmented([1.0, 2, 3, 5, 6, 7], 6)
    with pytest.raises(InputError, match="missing values"):
        segmented([1.0, 2, np.nan, 5, 6, 7], 4)
