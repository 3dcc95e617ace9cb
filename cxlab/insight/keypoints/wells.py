"""The four wells of needs, each entry with what it is about and the complaint behind it."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["subject", "well", "complaint_id"]


def wells(
    found: pd.DataFrame,
    said: pd.DataFrame,
    kinds: pd.DataFrame,
    *,
    opportunities: pd.DataFrame | None = None,
    compared: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Gather needs for `needs_pool.needs_pool`.

    Parameters
    ----------
    found
        From `pains.pains`: where texts are at home; texts of kind need give *original* needs there.
    said
        ``complaint_id``, ``touchpoint``: what each text speaks of; texts of kind praise give *praise* there.
    kinds
        ``complaint_id``, ``kind`` (`cxlab.text.reading.read`).
    opportunities
        ``touchpoint``, ``feature`` (empty where none), ``reason``: the journey's opportunities give *latent* needs;
        those with reason needs are the original ones again and left out.
    compared
        From `comparison_shopping.comparison_shopping`; what is ``behind`` gives *comparison* needs.

    Returns
    -------
    DataFrame
        ``subject``, ``well``, ``complaint_id`` (empty for latent and comparison), in the order of the wells.
    """
    of_kind = {kind: kinds.loc[kinds["kind"] == kind, "complaint_id"] for kind in ("need", "praise")}
    wanted = found[found["complaint_id"].isin(of_kind["need"])].assign(well="original")
    praised = said[said["complaint_id"].isin(of_kind["praise"])].assign(well="praise")
    parts = [
        wanted.rename(columns={"point": "subject"})[COLUMNS],
        praised.assign(subject="touchpoint:" + praised["touchpoint"])[COLUMNS],
    ]
    if opportunities is not None:
        latent = opportunities[opportunities["reason"] != "needs"]
        features = ("feature:" + latent["feature"]).where(latent["feature"] != "", "touchpoint:" + latent["touchpoint"])
        parts.insert(1, latent.assign(subject=features, well="latent", complaint_id="")[COLUMNS])
    if compared is not None:
        parts.append(compared[compared["behind"]].assign(well="comparison", complaint_id="")[COLUMNS])
    return pd.concat(parts, ignore_index=True).drop_duplicates(ignore_index=True)
