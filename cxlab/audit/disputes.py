"""Texts on which people, or people and the machine, do not agree."""

from __future__ import annotations

import pandas as pd

from cxlab.audit.answers import UNCLEAR


def disputes(items: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the disputed texts of a sample.

    Parameters
    ----------
    items, answers
        `Sample.items`; id, coder, answer (and remark).

    Returns
    -------
    DataFrame
        id, code, one column a coder (missing where not answered), remarks (``coder: words``, joined by ``; ``),
        between: ``coders`` where their answers differ or one cannot tell, else ``machine`` where they agree on
        another topic than the machine. Those between coders first; by id.
    """
    wide = answers.pivot(index="id", columns="coder", values="answer")
    table = items.merge(wide, left_on="id", right_index=True, how="inner")
    said = table[wide.columns]
    split = (said.nunique(axis=1) > 1) | said.isin([UNCLEAR]).any(axis=1)
    against = said.bfill(axis=1).iloc[:, 0] != table["code"] if len(wide.columns) else split
    between = pd.Series("machine", index=table.index).where(~split, "coders")
    remarks = answers[answers["remark"].fillna("") != ""] if "remark" in answers else answers.iloc[:0]
    told = (remarks["coder"] + ": " + remarks["remark"]).groupby(remarks["id"]).agg("; ".join).to_dict()
    noted = pd.Series([told.get(id, "") for id in table["id"]], index=table.index, dtype="str")
    table = table.assign(remarks=noted, between=between)[split | against]
    return table.sort_values(["between", "id"], kind="stable", ignore_index=True)
