"""What is guessed of scales, as lines of a study.yaml: each with confidence, evidence and what is odd about it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd

from cxlab.intake import clean
from cxlab.intake.notes import Note, told
from cxlab.intake.scales.scale_guess import ScaleGuess
from cxlab.intake.scales.words import resource
from cxlab.intake.words import plain, recodes


def value_lines(column: str, guess: ScaleGuess, *, sure: bool) -> list[str]:
    """Return the recodes of a column under ``values:``, commented out where they are not sure.

    Answers that loading reads the same way unasked ("5分", "3 - Somewhat important", KANO words) are left out.
    """
    needed = {raw: to for raw, to in guess.recode.items() if _unasked(raw, guess) != to}
    if not needed:
        return []
    head, *rest = recode_lines(column, needed)
    lines = [f"{head}  # {_evidence(guess)}", *rest]
    return lines if sure else commented(lines)


def recode_lines(column: str, numbers: Mapping[str, float]) -> list[str]:
    """Return recodes of a column as they stand under ``values:``, highest first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return [f"      {column}:", *(f"        {json.dumps(raw, ensure_ascii=False)}: {to:g}" for raw, to in ordered)]


def scale_lines(column: str, guess: ScaleGuess, *, sure: bool) -> list[str]:
    """Return the scale of a column under ``scales:`` and its notes, commented out where it is not sure."""
    missing = f", missing: [{', '.join(f'{code:g}' for code in guess.missing)}]" if guess.missing else ""
    # What lies off the scale is said beside the column, with its lines; the sides of KANO questions have no line there.
    told = [trap for trap in guess.traps if trap["code"] != "scale_off" or guess.kind.startswith("kano")]
    high = ", high: bad" if guess.high == "bad" else ""
    line = f"  {column}: {{min: {guess.min:g}, max: {guess.max:g}{missing}{high}}}  # {_evidence(guess)}"
    return [*([line] if sure else commented([f"{line}; {resource('notes')['unsure']}"])), *note_lines(told, 2)]


def note_lines(notes: Iterable[Note], indent: int) -> list[str]:
    """Return notes as comments."""
    word = resource("notes")["caution"]
    return [f"{' ' * indent}# {word} {told(found, 'zh')} {told(found, 'en')}" for found in notes]


def commented(lines: list[str]) -> list[str]:
    """Return lines as comments, indented as they are."""
    return [f"{line[: len(line) - len(line.lstrip())]}# {line.lstrip()}" for line in lines]


def _evidence(guess: ScaleGuess) -> str:
    return f"{guess.confidence:.2f} {guess.evidence['zh']} {guess.evidence['en']}"


def _unasked(raw: str, guess: ScaleGuess) -> float | None:
    if guess.kind.startswith("kano") and plain(raw) in recodes("kano_answer"):
        return float(recodes("kano_answer")[plain(raw)])
    number = clean.numbers(pd.Series([raw])).iloc[0]
    return None if pd.isna(number) else float(number)
