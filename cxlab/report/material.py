"""What lies behind the exhibits of a run: table and figure as numbers, for forms that draw or calculate anew."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab import phrases
from cxlab.phrases import Lang
from cxlab.record import ChapterRecord, Exhibit
from cxlab.report.hostile import clean


@dataclass(frozen=True)
class Material:
    """An exhibit's record, its table and its figure (plotly's JSON with the words of one language)."""

    record: Exhibit
    frame: pd.DataFrame
    figure: dict[str, Any] | None


def read(run_dir: Path, lang: Lang) -> dict[str, Material]:
    """Return ``{anchor: material}`` for every exhibit of a run; anchors are those of `cxlab.report.model`."""
    found = {}
    for file in sorted(run_dir.glob("artifacts/*/chapter.json")):
        folder = file.parent
        for exhibit in ChapterRecord.read(folder).exhibits:
            frame = pd.read_parquet(folder / f"{exhibit.id}.parquet")
            drawn = folder / f"{exhibit.id}.figure.json"
            figure = json.loads(drawn.read_text(encoding="utf-8")) if exhibit.figure else None
            found[f"{folder.name}--{exhibit.id}"] = Material(exhibit, frame, _said(figure, lang))
    return found


def _said(figure: Any, lang: Lang) -> Any:
    return _cleaned(phrases.resolve(figure, lang))


def _cleaned(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _cleaned(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_cleaned(value) for value in node]
    return clean(node) if isinstance(node, str) else node
