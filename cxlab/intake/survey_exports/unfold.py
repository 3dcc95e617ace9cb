"""A survey tool's export as a raw table that the rest of the intake reads: a column's name is its question's words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from cxlab.intake.notes import note
from cxlab.intake.survey_exports.export import META, SurveyExport
from cxlab.intake.survey_exports.pair import is_pair
from cxlab.intake.survey_exports.recognise import survey_export

KEY = "survey"
"""Where ``attrs`` of an unfolded table hold its `Unfolded`."""
# Told of header rows taken for records, or of columns that an export is known to have.
_OUTDATED = ("misfit", "twin", "slipped_header", "holds_status", "above_header", "header_repeated")


class Aliases(dict[str, str]):
    """``{short name (q5_2) or header of the file: column}`` of an unfolded table; study.yaml may use all of them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return itself: pandas copies ``attrs`` at every step, and nothing here is ever changed."""
        return self


@dataclass(frozen=True, eq=False)
class Unfolded:
    """The export behind an unfolded table, and its codebook as records with the `title` that each column has."""

    export: SurveyExport
    questions: list[dict[str, Any]]

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return itself, as `Aliases` does."""
        return self


def facts(frame: pd.DataFrame) -> Unfolded | None:
    """Return what a table knows of the export that it comes from, None where it is none."""
    found: Unfolded | None = frame.attrs.get(KEY)
    return found


def unfolded(raws: list[pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the answers of exports as raw tables; a table that is no export is returned as it is.

    Columns are our names of metadata, and for questions the header of the file, or the question's words and its option
    behind a dash. ``attrs["aliases"]`` holds `Aliases`, `facts` the rest. Of the two forms of one survey only the text
    form is returned: the code form holds the same respondents once more.
    """
    exports = [survey_export(raw) for raw in raws]
    known = [(i, e) for i, e in enumerate(exports) if e is not None]
    second = {i: j for i, codes in known for j, texts in known if i != j and is_pair(codes, texts)}
    found = []
    for i, (raw, export) in enumerate(zip(raws, exports, strict=True)):
        if i not in second:
            others = [str(raws[code].attrs["file"]) for code, text in second.items() if text == i]
            found.append(raw if export is None else _unfolded(raw, export, others))
    return found


def _unfolded(raw: pd.DataFrame, export: SurveyExport, others: list[str]) -> pd.DataFrame:
    titles = _titles(export)
    frame = export.answers.rename(columns=titles).astype("object")
    frame = frame.where(frame.notna(), None)
    typed = _typed(export, titles)
    frame = pd.concat([frame, *typed.values(), _blank(raw, frame)], axis=1)
    frame.index.name = "line"
    frame.attrs = dict(raw.attrs)
    frame.attrs.update(_attrs(export, titles, raw, {f"{c}_text": str(words.name) for c, words in typed.items()}))
    frame.attrs["notes"] += [note("second_form", other=other) for other in others]
    return frame


def _titles(export: SurveyExport) -> dict[str, str]:
    """Return ``{column: title}``; no two alike."""
    book = export.questions
    shared = Counter(book["header"])
    titles: dict[str, str] = {}
    for row in book.to_dict("records"):
        column, header, text, option = (str(row[name]) for name in ("column", "header", "text", "option"))
        whole = shared[header] == 1 and text in header and not (text and option)
        said = f"{text}—{option}" if option else text
        titles[column] = column if row["kind"] == META else header if whole else said or header
    times = Counter(titles.values())
    return {c: t if times[t] == 1 else f"{c} {t}" for c, t in titles.items()}


def _typed(export: SurveyExport, titles: dict[str, str]) -> dict[str, pd.Series]:
    """Return what was typed behind the options of each question, under the question's words and the tool's own sign."""
    words = export.questions.set_index("column")["text"]
    found = {}
    for column, rows in export.typed.groupby("column", sort=False):
        first = str(column) if column in words else f"{column}_1"
        text = rows.groupby("line")["text"].agg("; ".join).reindex(export.answers.index)
        found[str(column)] = text.astype("object").rename(f"{words[first] or titles[first]}〖〗")
    return found


def _blank(raw: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the file that hold nothing, so that study.yaml may go on naming them."""
    rows = raw.loc[frame.index]
    return rows[[c for c in rows if rows[c].isna().all() and c not in frame]].astype("object")


def _attrs(export: SurveyExport, titles: dict[str, str], raw: pd.DataFrame, typed: dict[str, str]) -> dict[str, Any]:
    book = export.questions
    shared = Counter(book["header"])
    alone = {h: titles[c] for h, c in zip(book["header"], book["column"], strict=True) if shared[h] == 1}
    aliases = Aliases({alias: title for alias, title in (titles | alone | typed).items() if alias != title})
    notes = [n for n in raw.attrs["notes"] if not n["code"].startswith(_OUTDATED)]
    records = book.assign(title=book["column"].map(titles)).to_dict("records")
    told = note("survey_export", tool=export.tool, questions=int((book["kind"] != META).sum()))
    return {
        KEY: Unfolded(export, [{str(k): v for k, v in row.items()} for row in records]),
        "aliases": aliases,
        "value_labels": {alone[c]: labels for c, labels in raw.attrs["value_labels"].items() if c in alone},
        "notes": [*notes, told, *export.notes],
    }
