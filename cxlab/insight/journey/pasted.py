"""Suggested words as lines that a researcher pastes into ``study.yaml``."""

from __future__ import annotations

import pandas as pd
import yaml


def pasted(points: pd.DataFrame, suggested: pd.DataFrame) -> pd.DataFrame:
    """Return, for each touchpoint that words were suggested for, its word list with them added.

    Parameters
    ----------
    points
        From `points.points`.
    suggested
        From `suggested.suggested`.

    Returns
    -------
    DataFrame
        ``touchpoint``, ``words`` (how many are new), ``line`` (``words: [...]``, the words that the study has first),
        in the order of the journey. The line replaces that of the touchpoint in ``study.yaml``, or stands under its
        id in ``journey.yaml``. Words that lie near no touchpoint come last, their ``touchpoint`` empty: only a person
        can say where they belong, or that a touchpoint is missing.
    """
    rows = []
    for touchpoint, words in [*zip(points["touchpoint"], points["words"], strict=True), ("", ())]:
        had = list(words)
        new = [word for word in suggested.loc[suggested["near"] == touchpoint, "word"] if word not in had]
        if new:
            flow = yaml.safe_dump([*had, *new], allow_unicode=True, default_flow_style=True, width=float("inf"))
            rows.append((touchpoint, len(new), f"words: {flow.strip()}"))
    return pd.DataFrame(rows, columns=["touchpoint", "words", "line"])


def two_each(quotations: pd.DataFrame) -> pd.DataFrame:
    """Return ``word``, ``quote``, ``quote_other`` (empty where there is one only), from ``group``, ``quotation``."""
    table = quotations.assign(place=quotations.groupby("group").cumcount())
    table = table.pivot(index="group", columns="place", values="quotation").reindex(columns=[0, 1]).fillna("")
    return table.set_axis(["quote", "quote_other"], axis=1).rename_axis("word").reset_index()


def saying(complaints: pd.DataFrame, unmapped: pd.Series, suggested: pd.DataFrame) -> pd.DataFrame:
    """Return ``word``, ``complaint_id``, ``tokens``: the texts on no touchpoint that hold each suggested word."""
    texts = complaints.loc[complaints["complaint_id"].isin(unmapped), ["complaint_id", "tokens"]]
    told = texts.assign(word=texts["tokens"].map(set)).explode("word")
    return told[told["word"].isin(suggested["word"])][["word", "complaint_id", "tokens"]].reset_index(drop=True)
