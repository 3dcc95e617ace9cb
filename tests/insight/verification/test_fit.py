import json
from pathlib import Path

import numpy as np
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification import fit
from cxlab.insight.verification.memory import EXTRA, MONTH_APART, Memory, remembered

GOLDEN = json.loads((Path(__file__).parents[2] / "golden/its_glm.json").read_text(encoding="utf-8"))
MONTHS = np.arange(24.0)
COUNTS, EXPOSURE = (np.array(GOLDEN[name], dtype=float) for name in ("counts", "exposure"))
FIRST_AFTER = GOLDEN["first_after"]
AFTER = (MONTHS >= FIRST_AFTER).astype(float)
DESIGN = np.column_stack([np.ones(24), AFTER, np.cos(2 * np.pi * MONTHS / 12), np.sin(2 * np.pi * MONTHS / 12)])
SIZE = np.ones(24)


def test_rates_are_those_of_statsmodels():
    found = fit.fit_counts(COUNTS, EXPOSURE, DESIGN, MONTHS)
    np.testing.assert_allclose(found.beta, GOLDEN["poisson"]["beta"], rtol=1e-9)
    np.testing.assert_allclose(found.fitted, GOLDEN["poisson"]["fitted"], rtol=1e-9)


def test_errors_are_those_of_statsmodels_where_nothing_is_remembered():
    found = fit.fit_counts(COUNTS, EXPOSURE, DESIGN, MONTHS)
    white = fit.covariance_of(DESIGN, found.fitted, np.eye(24) * GOLDEN["poisson"]["scale"], found.fitted)
    np.testing.assert_allclose(np.sqrt(np.diag(white[0])), GOLDEN["poisson"]["bse"], rtol=1e-9)
    assert white[1] == pytest.approx(20)


def test_negative_binomial_of_a_given_spread_and_weighted_means_are_those_of_statsmodels():
    peer = GOLDEN["negative_binomial"]
    np.testing.assert_allclose(fit._poisson(COUNTS, EXPOSURE, DESIGN, peer["alpha"])[0], peer["beta"], rtol=1e-8)
    found = fit.fit_means(COUNTS / 10, EXPOSURE / 100, DESIGN, MONTHS)
    np.testing.assert_allclose(found.beta, GOLDEN["wls"]["beta"], rtol=1e-9)


def test_spread_of_the_negative_binomial_meets_its_moments():
    found = fit._moment(lambda a: fit._pearson(COUNTS, fit._poisson(COUNTS, EXPOSURE, DESIGN, a)[1], a), 20)
    mean = fit._poisson(COUNTS, EXPOSURE, DESIGN, found)[1]
    assert found == 0 or fit._pearson(COUNTS, mean, found) == pytest.approx(20)


def test_likelihood_is_that_of_the_contrasts():
    """Against the density of any full set of contrasts, computed without eigenvectors."""
    rng = np.random.default_rng(3)
    residual = rng.standard_normal(24)
    scaled = DESIGN * np.sqrt(EXPOSURE)[:, None]
    contrasts = np.linalg.svd(scaled)[0][:, 4:].T
    logs = []
    for correlation in MONTH_APART:
        for extra in EXTRA:
            level = correlation ** np.abs(np.subtract.outer(MONTHS, MONTHS)) * extra
            variance = contrasts @ (np.eye(24) + level) @ contrasts.T
            y = contrasts @ residual
            logs.append(-0.5 * (np.linalg.slogdet(variance)[1] + y @ np.linalg.solve(variance, y)))
    weight = np.exp(np.array(logs) - max(logs)).reshape(len(MONTH_APART), -1)
    found = remembered(residual, scaled, MONTHS, SIZE)
    np.testing.assert_allclose(found.extra, weight @ EXTRA / weight.sum(), rtol=1e-9)


def test_a_wandering_level_is_found():
    rng = np.random.default_rng(0)
    months = np.arange(120.0)
    level = np.zeros(120)
    for i in range(1, 120):
        level[i] = 0.4 * level[i - 1] + np.sqrt(1 - 0.4**2) * rng.standard_normal()
    chance = rng.standard_normal(120)
    wild = remembered(chance + 1.5 * level, np.ones((120, 1)), months, np.ones(120))
    calm = remembered(chance, np.ones((120, 1)), months, np.ones(120))
    assert 2.3 < wild.dispersion < 4.5 and wild.correlation > 0.2
    assert 1 <= calm.dispersion < 1.3


def test_memory_widens_the_error_of_a_change():
    forgets, remembers = (Memory((1.0, 0, 0, 0)), Memory((0, 0, 0, 1.0)))
    errors = [
        fit.covariance_of(DESIGN, COUNTS, m.variance(MONTHS, SIZE), COUNTS)[0][1, 1] for m in (forgets, remembers)
    ]
    assert errors[1] > 1.2 * errors[0]
    assert (forgets.dispersion, forgets.correlation, remembers.correlation) == (2.0, 0.0, 0.4)


def test_what_cannot_be_fitted_is_said():
    with pytest.raises(InputError, match="2 periods cannot carry a comparison with 4 coefficients"):
        fit.fit_counts(COUNTS[:2], EXPOSURE[:2], DESIGN[:2], MONTHS[:2])
    twice = np.column_stack([DESIGN, DESIGN[:, 1]])
    with pytest.raises(InputError, match="cannot be told apart"):
        fit.fit_counts(COUNTS, EXPOSURE, twice, MONTHS)
