"""LimeSurvey: headers are codes ("G01Q02[SQ001]"), texts ("How …? [Speed]"), or both ("G01Q02. How …?")."""

from __future__ import annotations

import re

from cxlab.intake.notes import Note, note
from cxlab.intake.survey_exports.export import OPEN, Form, Heading
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import headings as metadata
from cxlab.intake.survey_exports.metadata import is_metadata, marks
from cxlab.intake.words import plain

_FEWEST_MARKS = 2
_CODE = re.compile(
    r"(?P<code>[A-Za-z]\w*)(?:\[(?P<sub>[^\]]+)\])?(?:\s*[.:]\s+(?P<text>.+)|\s+-\s+(?P<dash>.+))?", re.DOTALL
)
_R_CODE = re.compile(r"(?P<code>[A-Za-z]\w*?)[._](?P<sub>SQ\d+(?:comment)?|other)\.?")
_TEXT = re.compile(r"(?P<text>.+?)\s*(?:\[(?P<item>[^\[\]]+)\])?", re.DOTALL)
_TIMES = re.compile(r"groupTime\d+|\w+Time|(?:Group|Question) time:.*", re.IGNORECASE)


def read(grid: Grid) -> Form | None:
    """Return the form of a LimeSurvey export (two of the tool's own columns), else None."""
    own = marks("limesurvey")
    if len(own.intersection(grid.plain_names)) < _FEWEST_MARKS or "id" not in _short(grid):
        return None
    others: list[tuple[str, str]] = []
    headings: list[Heading] = []
    times = {label for label, name in zip(grid.labels, grid.names, strict=True) if _is_time(name, grid.names)}
    asked = False
    numbers: dict[str, str] = {}
    for label, name in zip(grid.labels, grid.names, strict=True):
        meta = plain(name) in own or (is_metadata(name) and not asked)
        if meta or not name:
            others.append((label, name))
        elif label not in times:
            asked = True
            headings.append(_heading(label, name, numbers))
    found, left_out = metadata(others)
    notes = _incomplete(grid, found)
    return Form("limesurvey", (*found, *headings), grid.records(0), left_out=tuple(left_out), notes=tuple(notes))


def _short(grid: Grid) -> set[str]:
    """Return the last word of each of the first headers: "id", "Response ID", "答复 ID"."""
    return {name.split()[-1] for name in grid.plain_names[:3] if name}


def _is_time(name: str, names: tuple[str, ...]) -> bool:
    """Return whether a column holds the seconds that a page or question took."""
    stem = name.removesuffix("Time")
    known = {re.split(r"[\[.:\s]", n)[0] for n in names}
    return bool(_TIMES.fullmatch(name)) and (
        name.lower().startswith(("grouptime", "group time", "question time")) or stem in known
    )


def _heading(label: str, name: str, numbers: dict[str, str]) -> Heading:
    """Return the heading of a question; one without a code is numbered by its place among the texts."""
    code = _R_CODE.fullmatch(name) or _CODE.fullmatch(name)
    if code is None:
        found = _TEXT.fullmatch(name)
        text, item = (found["text"], found["item"] or "") if found else (name, "")
        number = numbers.setdefault(text, str(len(numbers) + 1))
        return Heading(label, number, text, item, OPEN if plain(item) == "comment" else "")
    parts = code.groupdict()
    words = parts.get("text") or parts.get("dash") or ""
    found = _TEXT.fullmatch(words)
    text, item = (found["text"], found["item"] or "") if found else ("", "")
    sub = parts["sub"] or ""
    typed = sub == "other" or sub.endswith("comment")
    return Heading(label, parts["code"], text or parts["code"], item or sub, OPEN if typed else "")


def _incomplete(grid: Grid, meta: list[Heading]) -> list[Note]:
    """Say how many respondents did not submit; they are kept."""
    submitted = [h.source for h in meta if h.column == "answered_at"]
    count = int(grid.frame[submitted[0]].isna().sum()) if submitted else 0
    return [note("unfinished", count=count)] if 0 < count < len(grid.frame) else []
