"""A wide KANO export, three columns a feature, becomes one row an answer pair; pairs are named, never positional."""

from __future__ import annotations

import pandas as pd

from cxlab.intake.headers import find
from cxlab.study import TableSource

PARTS = ("functional", "dysfunctional", "importance")


def feature_headers(frame: pd.DataFrame, source: TableSource) -> dict[str, dict[str, str]]:
    """Return ``{feature: {functional | dysfunctional | importance: header of the file}}``.

    Raises
    ------
    InputError
        When the file lacks one of the headers named in study.yaml.
    """
    name = str(frame.attrs["file"])
    found: dict[str, dict[str, str]] = {}
    for feature, parts in source.features.items():
        stated = {part: getattr(parts, part) for part in PARTS}
        found[feature] = {
            part: find(frame, header, name, f"tables.kano.features.{feature}.{part}")
            for part, header in stated.items()
            if header is not None
        }
    return found


def melt(frame: pd.DataFrame, headers: dict[str, dict[str, str]]) -> tuple[pd.DataFrame, int]:
    """Return the tidy answers (one row a respondent and feature) and how many pairs were not asked.

    A pair with one side missing is kept; one with both sides missing was not asked and is left out. The index
    (the record's line) is kept.
    """
    used = {header for parts in headers.values() for header in parts.values()}
    others = [c for c in frame.columns if c not in used]
    pieces = []
    for feature, parts in headers.items():
        piece = frame[others].assign(feature=feature)
        for part in PARTS:
            piece[part] = frame[parts[part]].astype("object") if part in parts else None
        pieces.append(piece)
    tidy = pd.concat(pieces).sort_index(kind="stable")
    asked = tidy["functional"].notna() | tidy["dysfunctional"].notna()
    if not any("importance" in parts for parts in headers.values()):
        tidy = tidy.drop(columns="importance")
    return tidy[asked], int((~asked).sum())
