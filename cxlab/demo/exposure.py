"""Exposure: charging sessions and service contacts per unit and month, the denominators of rates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.demo.frame import Frame, plan, stream

CONTACTS_PER_SESSION = 0.011


def draw_exposure(frame: Frame, seed: int) -> pd.DataFrame:
    """Return period (YYYY-MM), unit, orders (sessions) and contacts (calls and chats answered).

    Contacts fall with the shorter hotline hours of action D; sessions do not.
    """
    rng, action = stream(seed, "exposure"), plan()["actions"]["D"]
    by_month = pd.DataFrame(frame.sessions.T, index=pd.Index(frame.months, name="period")).groupby(level=0).sum()
    orders = by_month.to_numpy()
    months = pd.to_datetime(by_month.index)
    shorter = np.where(months >= pd.Timestamp(action["start"]), 0.75, 1.0)[:, None]
    contacts = rng.poisson(orders * CONTACTS_PER_SESSION * shorter)
    return pd.DataFrame(
        {
            "period": np.repeat(by_month.index.to_numpy(), orders.shape[1]),
            "unit": np.tile(frame.units["unit"].to_numpy(), orders.shape[0]),
            "orders": orders.astype(int).ravel(),
            "contacts": contacts.ravel(),
        }
    )
