"""How many complaints of which kind and topic reach which unit on which day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.demo.frame import Floats, Frame, plan, stream

WEEKS_A_MONTH = 4
OTHER_KINDS = ("need", "praise", "question", "empty")


def matters() -> dict[str, dict[str, Any]]:
    """Return what a row can be about: the topics of problems, and each other kind as a matter of its own."""
    kinds = plan()["complaints"]["kinds"]
    found = {
        topic: {**figures, "kind": "problem", "weight": figures["share"] * kinds["problem"]}
        for topic, figures in {**plan()["topics"], **plan()["emerging"]}.items()
    }
    found |= {kind: {"kind": kind, "weight": kinds[kind], "silenced": True} for kind in OTHER_KINDS}
    return found


def draw_rows(frame: Frame, seed: int) -> pd.DataFrame:
    """Draw the rows: matter, kind, unit (position) and day (position), one row a complaint.

    Counts are Poisson around expectations that follow sessions, season, holidays and actions, times a weekly
    autoregressive latent, which makes the monthly counts of a topic overdispersed and autocorrelated.
    """
    expected = expected_counts(frame, seed)
    pieces = []
    for matter, mean in expected.items():
        latent = _latent(matter, mean, frame, seed)
        counts = _counts(matter, mean * latent, frame, stream(seed, f"complaints/counts/{matter}"))
        unit, day = np.nonzero(counts)
        piece = pd.DataFrame({"unit": unit, "day": day}).loc[np.repeat(np.arange(len(unit)), counts[unit, day])]
        pieces.append(piece.assign(matter=matter, kind=matters()[matter]["kind"]))
    return pd.concat(pieces, ignore_index=True)


def expected_counts(frame: Frame, seed: int) -> dict[str, Floats]:
    """Return, for each matter, the expected counts, shape (units, days), effects of the actions included.

    The planned share of a matter holds for the whole period.
    """
    total = plan()["complaints"]["rows"]
    emerging = plan()["emerging"]
    result: dict[str, Floats] = {}
    for matter, figures in matters().items():
        shape = _shape(matter, figures, frame, seed)
        if matter in emerging:
            since = frame.since(emerging[matter]["start"])
            problems = sum(mean[:, since].sum() for m, mean in result.items() if m in plan()["topics"])
            share = figures["share"]
            result[matter] = shape / shape.sum() * problems * share / (1 - share)
        else:
            result[matter] = shape / shape.sum() * total * figures["weight"]
    return result


def _shape(matter: str, figures: dict[str, Any], frame: Frame, seed: int) -> Floats:
    """Return the expected counts up to a constant."""
    spread = plan()["complaints"]["unit_spread"]
    rate = np.exp(spread * stream(seed, f"complaints/units/{matter}").standard_normal(len(frame.units)))
    if figures.get("service"):
        rate = rate * frame.units["service"].to_numpy(dtype=float)
    season = figures.get("season", {})
    by_day = np.array([season.get(month, 1.0) for month in frame.days.month])
    by_day = by_day * np.where(frame.holiday, figures.get("holiday", 1.0), 1.0)
    if matter in plan()["emerging"]:
        by_day = by_day * frame.since(figures["start"])
    return frame.sessions * rate[:, None] * by_day * _action_effects(matter, figures, frame)


def _action_effects(matter: str, figures: dict[str, Any], frame: Frame) -> Floats:
    """Return the factor that the actions put on a matter, shape (units, days)."""
    effect = np.ones((len(frame.units), len(frame.days)))
    actions = plan()["actions"]
    for action in actions.values():
        if action.get("topic") != matter:
            continue
        ramp = np.clip(_days_since(frame, action["start"]) / action.get("ramp_days", 1), 0, 1)
        at = frame.units["unit"].isin(action.get("units", frame.units["unit"])).to_numpy()
        effect[at] *= 1 + (action["ratio"] - 1) * ramp
        if peak := action.get("peak"):
            effect *= np.where(frame.within(peak["start"], peak["end"]), peak["factor"], 1.0)
    if figures.get("silenced"):
        effect *= np.where(frame.since(actions["D"]["start"]), silenced_factor(), 1.0)
    return effect


def silenced_factor() -> float:
    """Return the factor on the matters that fall silent when the hotline closes earlier (action D).

    Money, invoices and appointments find another way in; the others lose enough for the planned total.
    """
    weights = {m: f["weight"] for m, f in matters().items() if m not in plan()["emerging"]}
    silenced = sum(w for m, w in weights.items() if matters()[m].get("silenced"))
    return float(1 - (1 - plan()["actions"]["D"]["total"]) * sum(weights.values()) / silenced)


def _counts(matter: str, mean: Floats, frame: Frame, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Draw Poisson counts; within the `steady` windows of a matter given their total, the expected one."""
    counts = rng.poisson(mean)
    for first, last in plan()["steady"].get(matter, []):
        window = frame.within(first, last)
        chance = mean[:, window] / mean[:, window].sum()
        counts[:, window] = rng.multinomial(round(mean[:, window].sum()), chance.ravel()).reshape(chance.shape)
    return counts


def _latent(matter: str, mean: Floats, frame: Frame, seed: int) -> Floats:
    """Return the weekly AR(1) latent by day, mean 1, sized so that monthly counts reach the planned dispersion."""
    rho = plan()["complaints"]["autocorrelation"]
    dispersion = matters()[matter].get("dispersion", plan()["complaints"]["dispersion"])
    weeks = len(frame.days) // 7 + 1
    rng = stream(seed, f"complaints/latent/{matter}")
    path = np.empty(weeks)
    path[0] = rng.standard_normal()
    for week, shock in enumerate(rng.standard_normal(weeks - 1), start=1):
        path[week] = rho * path[week - 1] + np.sqrt(1 - rho**2) * shock
    lags = np.arange(1, WEEKS_A_MONTH)
    shrink = (1 + 2 * ((1 - lags / WEEKS_A_MONTH) * rho**lags).sum()) / WEEKS_A_MONTH
    variance = (dispersion - 1) / (mean.sum() / 24) / shrink
    sd = np.sqrt(np.log1p(variance))
    latent = np.exp(sd * path - sd**2 / 2)[np.arange(len(frame.days)) // 7]
    for first, last in [(frame.days[0], frame.days[-1]), *plan()["steady"].get(matter, [])]:
        window = frame.within(first, last)
        weight = mean[:, window].sum(axis=0)
        if weight.sum() > 0:
            latent[window] /= (latent[window] * weight).sum() / weight.sum()
    return latent


def _days_since(frame: Frame, date: dt.date) -> Floats:
    return np.asarray((frame.days - pd.Timestamp(date)).days + 1, dtype=float)
