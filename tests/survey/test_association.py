"""Chi-square of a table of counts."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey.association import chi_square

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/survey_scores.json").read_text(encoding="utf-8"))


def test_equals_scipy_and_r():
    case = GOLDEN["chi_square"]
    found = chi_square(pd.DataFrame(case["table"], index=["old", "new"], columns=["low", "mid", "high"]))
    np.testing.assert_allclose(
        [found.statistic, found.df, found.p, found.cramers_v],
        [case[key] for key in ("statistic", "df", "p", "cramers_v")],
        rtol=1e-12,
    )
    cell = found.cells.iloc[5]
    assert (cell["row"], cell["column"], cell["n"]) == ("new", "high", 60)
    # The corner of a 2 x 2 table: the square of its residual is the statistic.
    two = chi_square(pd.DataFrame(GOLDEN["two_by_two"]["table"]))
    assert two.statistic == pytest.approx(GOLDEN["two_by_two"]["statistic"], rel=1e-12)
    assert two.p == pytest.approx(GOLDEN["two_by_two"]["p"], rel=1e-12)
    np.testing.assert_allclose(two.cells["residual"] ** 2, two.statistic)


def test_residuals_are_standard_normal_where_nothing_differs():
    rng = np.random.default_rng(1)
    draws = [chi_square(pd.DataFrame(rng.multinomial(90, [0.2, 0.3, 0.5], size=3))) for _ in range(120)]
    assert np.std([draw.cells["residual"].iloc[0] for draw in draws]) == pytest.approx(1, abs=0.15)
    assert stats.kstest([draw.p for draw in draws], "uniform").pvalue > 0.01


def test_empty_rows_are_left_out_and_thin_tables_said_to_be():
    table = pd.DataFrame([[30, 0, 45], [0, 0, 0], [20, 0, 40]], index=list("abc"), columns=list("xyz"))
    found = chi_square(table)
    assert (found.df, found.n, found.thin) == (1, 135, False)
    assert set(found.cells["row"]) == {"a", "c"}
    assert chi_square(pd.DataFrame([[3, 1], [1, 3]])).thin
    alone = chi_square(table[:1])
    assert np.isnan(alone.p)
    assert alone.cells["residual"].isna().all()
    assert chi_square(table[1:2]).n == 0


@pytest.mark.parametrize("bad", [-1, 0.5, np.nan])
def test_only_counts_can_be_tested(bad):
    with pytest.raises(InputError, match="whole numbers of 0 or more"):
        chi_square(pd.DataFrame([[1, bad], [2, 3]]))
