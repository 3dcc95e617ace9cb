"""Polychoric correlations: what answers on few points would correlate with if they were not rounded."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from cxlab.survey.answers import FloatArray

MOST_POINTS = 11
"""Columns of more distinct values are cut into so many groups of equal size first."""
ROUNDS = 50
CLOSEST = 0.995
"""Largest correlation looked for: two columns that always agree have none."""
SMALLEST = 1e-3
"""Smallest eigenvalue that the matrix is given where pairs contradict each other."""
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(24)


def polychoric(data: FloatArray, weight: FloatArray) -> FloatArray:
    """Correlations of the normal variables of which each column of `data` is a coarse reading, shape (k, k).

    Thresholds come from each column's own answers, each correlation from its pair of columns by maximum likelihood
    (two steps). Pairs use the rows that have both values; missing ones are NaN. A matrix that is not positive
    definite is brought back by raising its smallest eigenvalues.

    Parameters
    ----------
    data : shape (n, k), any scale with an order; no column constant.
    weight : shape (n,), 0 or more.

    Reference
    ---------
    Olsson (1979), Maximum likelihood estimation of the polychoric correlation coefficient, Psychometrika 44;
    R psych `polychoric(correct = 0)`.
    """
    k = data.shape[1]
    codes = np.column_stack([_points(column) for column in data.T])
    points = int(codes.max()) + 1
    own = np.array([np.bincount(code[code >= 0], weight[code >= 0], points) for code in codes.T])
    below = np.cumsum(own, axis=1)[:, :-1] / own.sum(axis=1, keepdims=True)
    limits = special.ndtri(np.column_stack([np.zeros(k), below.clip(0, 1), np.ones(k)])).clip(-9, 9)
    rows, columns = np.triu_indices(k, 1)
    tables = np.array([_table(codes[:, a], codes[:, b], weight, points) for a, b in zip(rows, columns, strict=True)])
    result = np.eye(k)
    result[rows, columns] = result[columns, rows] = _likeliest(tables, limits[rows], limits[columns])
    return _definite(result)


def _points(column: FloatArray) -> npt.NDArray[np.int64]:
    """Position of each answer among the distinct ones, from 0; missing is -1."""
    there = ~np.isnan(column)
    values, position = np.unique(column[there], return_inverse=True)
    if len(values) > MOST_POINTS:
        ends = np.unique(np.quantile(column[there], np.arange(1, MOST_POINTS) / MOST_POINTS))
        ends = ends[ends < values[-1]] if ends[0] < values[-1] else values[-2:-1]
        position = np.searchsorted(ends, column[there])
    result = np.full(len(column), -1)
    result[there] = position
    return result


def _table(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], weight: FloatArray, points: int) -> FloatArray:
    """Weights of rows by both answers, shape (points, points)."""
    both = (first >= 0) & (second >= 0)
    counts = np.bincount(first[both] * points + second[both], weight[both], points**2)
    return counts.astype(np.float64).reshape(points, points)


def _likeliest(tables: FloatArray, first: FloatArray, second: FloatArray) -> FloatArray:
    """Fisher scoring for the correlation of each table, shape (pairs,), all tables at once."""
    rho = np.zeros(len(tables))
    total = tables.sum(axis=(1, 2))
    for _ in range(ROUNDS):
        share, slope = _cells(first, second, rho)
        share = share.clip(1e-12)
        score = (tables * slope / share).sum(axis=(1, 2))
        information = total * (slope**2 / share).sum(axis=(1, 2))
        step = np.divide(score, information, out=np.zeros_like(score), where=information > 0).clip(-0.3, 0.3)
        moved = (rho + step).clip(-CLOSEST, CLOSEST)
        if np.abs(moved - rho).max(initial=0) < 1e-10:
            break
        rho = moved
    return rho


def _cells(first: FloatArray, second: FloatArray, rho: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Probability of each cell under correlation `rho`, and its derivative by rho; shape (pairs, points, points).

    Plackett (1954): the derivative of the bivariate normal distribution by rho is its density; with rho = sin t the
    integral from 0 is smooth up to 1.
    """
    angle = np.arcsin(rho)
    sine = np.sin(angle[:, None] * (NODES + 1) / 2)[:, None, None, :]
    squares = (first**2)[:, :, None] + (second**2)[:, None, :]
    product = first[:, :, None] * second[:, None, :]
    inner = np.exp(-(squares[..., None] - 2 * sine * product[..., None]) / (2 * (1 - sine**2))) @ NODE_WEIGHTS
    below = special.ndtr(first)[:, :, None] * special.ndtr(second)[:, None, :]
    below = below + inner * angle[:, None, None] / (4 * np.pi)
    left = (1 - rho**2)[:, None, None]
    density = np.exp(-(squares - 2 * rho[:, None, None] * product) / (2 * left)) / (2 * np.pi * np.sqrt(left))
    return np.diff(np.diff(below, axis=1), axis=2), np.diff(np.diff(density, axis=1), axis=2)


def _definite(correlations: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(correlations)
    if values[0] >= SMALLEST:
        return correlations
    raised: FloatArray = (vectors * values.clip(SMALLEST)) @ vectors.T
    spread = np.sqrt(np.diagonal(raised))
    result: FloatArray = raised / spread[:, None] / spread
    return result
