import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from cxlab.survey.drivers.r_squared import explained_by_subset, johnson, lmg, partialled, shapley, unique

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/survey_drivers.json").read_text(encoding="utf-8"))
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


def test_groups_and_drivers_that_are_always_in_equal_r():
    names = GOLDEN["order"]
    order = [name for group in GOLDEN["groups"]["of"].values() for name in group]
    at = [names.index(name) for name in [*order, "Fertility"]]
    sizes = [len(group) for group in GOLDEN["groups"]["of"].values()]
    turned = SWISS[np.ix_(at, at)]
    for values, peer in ((lmg(turned, sizes), "lmg"), (unique(turned, sizes), "last")):
        np.testing.assert_allclose(
            values, [GOLDEN["groups"][peer][name] for name in GOLDEN["groups"]["of"]], atol=1e-12
        )
    at = [names.index(name) for name in ["Catholic", *GOLDEN["always_catholic"], "Fertility"]]
    beyond = lmg(partialled(SWISS[np.ix_(at, at)], 1))
    np.testing.assert_allclose(beyond, list(GOLDEN["always_catholic"].values()), atol=1e-12)


def test_the_worth_of_every_subset():
    worth = explained_by_subset(SWISS)
    for subset in (0, 1, 6, 21, 31):
        assert worth[subset] == pytest.approx(r2(SWISS, [j for j in range(5) if subset >> j & 1]), abs=1e-12)
    np.testing.assert_allclose(shapley(np.array([0.0, 1.0, 2.0, 3.0])), [1.0, 2.0])
    np.testing.assert_allclose(shapley(np.array([0.0, 0.0, 0.0, 1.0])), [0.5, 0.5])
