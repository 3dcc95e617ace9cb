"""Answers to a questionnaire of ours as `cxlab new` sees them: the file holds ratings, KANO answers, or both."""

from __future__ import annotations

from dataclasses import replace

from cxlab.intake import guess as guessing
from cxlab.intake.draft import Source
from cxlab.intake.guess import FileGuess, Guess
from cxlab.intake.labels import quoted_parts
from cxlab.questionnaires.codes import mapping
from cxlab.questionnaires.text import layout


def parts(source: Source) -> list[Source]:
    """Return one source a table that codes find in a file, none where it has no codes of ours.

    A column with a code is sure; what the tool adds (who answered, when, how long) is guessed as in any other file.
    """
    known = mapping(map(str, source.frame.columns))
    content = source.found.content
    found = []
    if known.columns:
        told = layout()["evidence"]
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


def _is_answer(column: str) -> bool:
    """Return whether a column of ratings holds answers, which tell nothing of KANO features."""
    return column.startswith(("q_", "problem_")) or column in ("csat", "ces", "nps", "comment")
