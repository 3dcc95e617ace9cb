"""What all demo tables share: the plan, one random stream per table, days, units and charging sessions."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import yaml

RESOURCES = Path(__file__).parents[1] / "resources" / "demo"

Floats = npt.NDArray[np.float64]


@cache
def plan() -> dict[str, Any]:
    """Return everything that is planted, as ``resources/demo/plan.yaml`` states it."""
    read: dict[str, Any] = yaml.safe_load((RESOURCES / "plan.yaml").read_text(encoding="utf-8"))
    return read


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random stream of one table or part: `name` is hashed into the seed.

    A stream depends on `seed` and its own name only, so that a change in one table reshuffles no other.
    """
    digest = hashlib.blake2b(name.encode("utf-8"), digest_size=16).digest()
    words = [int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4)]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


@dataclass(frozen=True)
class Frame:
    """Days, units and exposure of the study.

    Attributes
    ----------
    days : every day of the period.
    units : unit, region, unit_type, service (bool), size (piles), opened_at; one row a unit.
    sessions : charging sessions, shape (units, days).
    holiday : whether a day lies in a holiday window, shape (days,).
    """

    days: pd.DatetimeIndex
    units: pd.DataFrame
    sessions: Floats
    holiday: npt.NDArray[np.bool_]

    @property
    def months(self) -> list[str]:
        """The month of each day as ``YYYY-MM``, in the order of `days`."""
        return [f"{d:%Y-%m}" for d in self.days]

    def since(self, date: dt.date) -> npt.NDArray[np.bool_]:
        """Return which days are `date` or later."""
        return np.asarray(self.days >= pd.Timestamp(date))

    def within(self, first: dt.date, last: dt.date) -> npt.NDArray[np.bool_]:
        """Return which days lie from `first` to `last`, both included."""
        return self.since(first) & np.asarray(self.days <= pd.Timestamp(last))


def frame(seed: int) -> Frame:
    """Draw the sessions and return the frame of the study."""
    rng = stream(seed, "sessions")
    days = pd.date_range(plan()["period"]["start"], plan()["period"]["end"], freq="D")
    columns = ["unit", "region", "unit_type", "service", "size", "opened_at"]
    units = pd.DataFrame(plan()["units"], columns=columns)
    holiday = np.zeros(len(days), dtype=bool)
    for first, last in plan()["holidays"]:
        holiday |= np.asarray((days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last)))
    figures = plan()["sessions"]
    growth = (1 + figures["monthly_growth"]) ** (np.arange(len(days)) * 12 / 365.25)
    weekend = np.where(np.asarray(days.day_of_week) >= 5, figures["weekend_factor"], 1.0)
    level = growth * weekend * np.where(holiday, figures["holiday_factor"], 1.0)
    noise = 1 + 0.04 * rng.standard_normal((len(units), len(days)))
    busy = 1 + 0.15 * rng.standard_normal((len(units), 1)).clip(-1.5, 1.5)
    base = units["size"].to_numpy(dtype=float)[:, None] * figures["per_pile_and_day"]
    return Frame(days=days, units=units, sessions=np.rint(base * busy * level * noise), holiday=holiday)
