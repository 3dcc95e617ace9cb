import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from cxlab.survey.r_squared import johnson, lmg, unique

GOLDEN = json.loads((Path(__file__).parents[1] / "golden/survey_drivers.json").read_text(encoding="utf-8"))
SWISS = np.array(GOLDEN["correlations"])


def r2(correlations, chosen):
    inner, outer = correlations[np.ix_(chosen, chosen)], correlations[chosen, -1]
    return float(outer @ np.linalg.solve(inner, outer)) if chosen else 0.0


def test_shares_of_r2_equal_r():
    np.testing.assert_allclose(lmg(SWISS), GOLDEN["lmg"], atol=1e-12)
    np.testing.assert_allclose(johnson(SWISS), GOLDEN["johnson"], atol=1e-12)
    np.testing.assert_allclose(unique(SWISS), GOLDEN["last"], atol=1e-12)


def test_lmg_is_the_average_over_all_orders():
    gains = np.zeros(5)
    orders = list(permutations(range(5)))
    for order in orders:
        for place, driver in enumerate(order):
            gains[driver] += r2(SWISS, list(order[: place + 1])) - r2(SWISS, list(order[:place]))
    np.testing.assert_allclose(lmg(SWISS), gains / len(orders), atol=1e-12)


def test_a_batch_equals_its_parts():
    rng = np.random.default_rng(0)
    batch = np.array([np.corrcoef(rng.normal(size=(30, 5)), rowvar=False) for _ in range(6)]).reshape(2, 3, 5, 5)
    for method in (lmg, johnson):
        np.testing.assert_allclose(method(batch)[1, 2], method(batch[1, 2]), atol=1e-14)


@pytest.mark.parametrize("method", [lmg, johnson])
def test_a_duplicate_shares_with_its_twin(method):
    twin = np.array([[1, 1, 0.2, 0.6], [1, 1, 0.2, 0.6], [0.2, 0.2, 1, 0.3], [0.6, 0.6, 0.3, 1]])
    shares = method(twin)
    assert shares[0] == pytest.approx(shares[1])
    assert shares.sum() == pytest.approx(r2(twin, [0, 2]))
