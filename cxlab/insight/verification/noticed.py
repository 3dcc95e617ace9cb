"""Whether customers speak of the improvements themselves, before and since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from cxlab.insight.intervals import wilson
from cxlab.insight.verification.plan import sides
from cxlab.insight.verification.registered import Registered
from cxlab.insight.verification.series import complete
from cxlab.insight.verification.since import ENDS
from cxlab.insight.verification.solved import mentions

COLUMNS = ["action_id", *(f"{name}_{end}" for end in ENDS for name in ("mentions", "n", "share", "low", "high"))]


def noticed(
    registered: Sequence[Registered], complaints: pd.DataFrame, covers: tuple[dt.date, dt.date]
) -> pd.DataFrame:
    """Count the texts that speak of each improvement, in its baseline and since its start (to date).

    Actions without registered words are left out: what customers would say is fixed beforehand, not looked for.
    That somebody speaks of it is no praise, and silence no failure.

    Parameters
    ----------
    complaints
        ``text``, ``received_at``; all kinds of text, praise too.
    covers
        First and last day of the data.

    Returns
    -------
    DataFrame
        ``action_id``; for ``before`` and ``after`` ``mentions_…``, ``n_…`` (texts), ``share_…`` with Wilson's
        ``low_…`` and ``high_…``.
    """
    periods, rows = complete(covers, "month"), []
    for one in registered:
        if not one.words:
            continue
        months = mentions(complaints, one.words).set_index("period")[["mentions", "n"]].reindex(periods).fillna(0)
        side = sides(periods, one.start, one.plan).where(lambda found: found != "later", "after")
        row: dict[str, object] = {"action_id": one.action_id}
        for end in ENDS:
            said, n = (int(months.loc[(side == end).to_numpy(), name].sum()) for name in ("mentions", "n"))
            low, high = wilson(said, n)
            share = said / n if n else float("nan")
            row |= {f"mentions_{end}": said, f"n_{end}": n, f"share_{end}": share}
            row |= {f"low_{end}": low, f"high_{end}": high}
        rows.append(row)
    return pd.DataFrame(rows, columns=COLUMNS)
