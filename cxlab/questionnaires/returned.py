"""Answers to a questionnaire of ours as `cxlab new` sees them: the file holds ratings, KANO answers, or both."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlab.intake import guess as guessing
from cxlab.intake.draft import Source
from cxlab.intake.guess import FileGuess, Guess
from cxlab.intake.labels import quoted_parts
from cxlab.questionnaires.codes import HeaderMap, mapping
from cxlab.questionnaires.text import resource


def parts(source: Source) -> list[Source]:
    """Return one source a table that codes find in a file, none where it has no codes of ours.

    A column with a code is sure; what the tool adds (who answered, when, how long) is guessed as in any other file.
    """
    known = _known(source.frame)
    content = source.found.content
    found = []
    if known.columns:
        told = resource("layout")["evidence"]
        coded = {header: Guess(header, column, 1.0, told) for header, column in known.columns.items()}
        rest = {header: held for header, held in content.items() if header not in coded}
        guessed = {h: g for h, g in guessing.assign(rest, "ratings").items() if g.column not in known.columns.values()}
        sides = {header for sides in known.features.values() for header in sides.values()}
        guesses = [{**guessed, **coded}.get(h, Guess(h, None)) for h in content if h not in sides]
        found.append(replace(source, found=FileGuess("ratings", tuple(guesses), content), features={}))
    if known.features:
        labels = quoted_parts([sides["functional"] for sides in known.features.values()])
        features = {f: {"label": labels.get(s["functional"], f), **s} for f, s in known.features.items()}
        rest = {header: held for header, held in content.items() if not _is_answer(known.columns.get(header, ""))}
        found.append(replace(source, found=replace(source.found, content=rest), features=features))
    return found


def _known(frame: pd.DataFrame) -> HeaderMap:
    """Return what codes say of a table's columns; a survey tool's header may have the code where the title has not."""
    titles = {str(c): str(c) for c in frame.columns}
    titles |= {str(a): t for a, t in frame.attrs.get("aliases", {}).items() if str(a) not in titles and t in titles}
    found = mapping(titles)
    return HeaderMap(
        {titles[header]: column for header, column in found.columns.items()},
        {f: {side: titles[header] for side, header in sides.items()} for f, sides in found.features.items()},
    )


def _is_answer(column: str) -> bool:
    """Return whether a column of ratings holds answers, which tell nothing of KANO features."""
    return column.startswith(("q_", "problem_")) or column in ("csat", "ces", "nps", "comment")
