"""Columns of answers that would be lost in silence: most of them cannot be read, or there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake import clean, tables, validate
from cxlab.intake.notes import Note, listed, note
from cxlab.intake.privacy import mask
from cxlab.intake.scales.against_study import holds_answers
from cxlab.intake.scales.aside import shown
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.scale_guess import ScaleGuess
from cxlab.intake.scales.study_lines import recode_lines
from cxlab.study import Study

_HALF = 0.5
_ELEVEN_POINTS = (0, 10)
_ITEM = "q_recommend"
_SHOWN, _LINES, _WORDS = 3, 5, 7


def unread(frame: pd.DataFrame, asked: Mapping[str, tuple[str, str]], table: str, study: Study) -> list[Note]:
    """Return a note for each column of answers that is empty.

    Parameters
    ----------
    frame
        Cells of one file as it holds them; the index is the line, ``attrs["file"]`` the file.
    asked
        ``{column of frame: (header of the file, column of ours)}``.

    Raises
    ------
    InputError
        When at least half of the cells given in a column of answers are no numbers, after the study's `values`. The
        recodes to add are spelled out where the words are those of a known scale.
    """
    notes: list[Note] = []
    for column, (header, ours) in asked.items():
        if frame.empty or not _is_answer(table, ours, study):
            continue
        stated = study.tables[table].values.get(ours, {})
        read = clean.recode(frame[column], stated, validate.built_in_recodes(table, ours))
        given = clean.without_missing_words(read).dropna()
        lost = given[clean.numbers(given).isna()]
        if given.empty:
            notes.append(note("no_answers", file=frame.attrs["file"], column=_named(header, ours)))
        elif len(lost) >= _HALF * len(given):
            guess = recognise(frame[column], f"{header} {ours}" if table == "kano" else header)
            raise InputError(
                f"{frame.attrs['file']}, column '{_named(header, ours)}': {len(lost)} of {len(given)} answers are no "
                f"numbers, in line {listed(map(int, lost.index), most=_LINES)}, such as {_examples(lost)}. "
                + _advice(table, ours, guess, lost, study)
            )
    return notes


def _is_answer(table: str, column: str, study: Study) -> bool:
    """Tell whether a column holds a score or an item, on a scale of its own or of the study's."""
    if tables.kind(table, column) != "number":
        return False
    return table == "kano" or holds_answers(table, column) or study.scale(column) is not None


def _named(header: str, ours: str) -> str:
    return header if header == ours else f"{header} → {ours}"


def _examples(lost: pd.Series) -> str:
    return ", ".join(f"'{word}'" for word in dict.fromkeys(shown([str(v) for v in lost.unique()[:_SHOWN]])))


def _advice(table: str, column: str, guess: ScaleGuess, lost: pd.Series, study: Study) -> str:
    """Say which lines study.yaml needs: those of the scale that the words are on, else their form."""
    known = {raw: to for raw, to in guess.recode.items() if guess.kind != "none"}
    stated = study.scale(column)
    ends = (stated.min, stated.max) if stated is not None else tables.default_scale(table, column)
    found = "These are words of a known scale; add (and check)" if known else "No known scale has these words; add"
    if known and ends == _ELEVEN_POINTS and table == "ratings":
        found = f"They are no answers from 0 to 10, so no NPS: map the header to '{_ITEM}' instead, and add (and check)"
        column, ends = _ITEM, None
    words = guess.unknown if known else [mask(str(word)) for word in lost.unique()[:_WORDS]]
    lines = recode_lines(column, known) if known else [f"      {column}:"]
    left = [f"        {'# ' if known else ''}{_quoted(word)}: NUMBER" for word in words]
    left += ["        # …"] if not known and lost.nunique() > _WORDS else []
    told = [f"{found} at their places in study.yaml:", "tables:", f"  {table}:", "    values:", *lines, *left]
    if known and (guess.min, guess.max) != ends:
        told += ["scales:", f"  {column}: {{min: {guess.min:g}, max: {guess.max:g}}}"]
    return "\n".join([*told, f'Or leave the column out: map its header to "" under tables.{table}.columns.'])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
