"""Which table a file is and what its columns mean, guessed from headers and content; no value is ever shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from cxlab.intake import clean, dates, tables
from cxlab.intake.headers import folded, synonyms
from cxlab.intake.words import plain, recodes, resource

SURE = 0.6
_ROWS = 500
_LEAST_TEXT = 8
_ITEMS_MAKE_RATINGS = 3


@dataclass(frozen=True)
class Guess:
    """A header and the column it seems to be; `confidence` 0..1 (from `SURE` it is used), `evidence` in words."""

    header: str
    column: str | None
    confidence: float = 0.0
    evidence: str = ""


@dataclass(frozen=True)
class Content:
    """What a column holds: shares (0..1) of the kinds of value, and their length and range."""

    distinct: int
    unlike: float
    length: float
    date: float
    number: float
    whole: float
    low: float
    high: float
    phone: float
    status: float
    answer: float
    flag: float
    zero: float


@dataclass(frozen=True)
class FileGuess:
    """The table a file seems to be (None: no idea), one guess a header, and the content of each column."""

    table: str | None
    guesses: tuple[Guess, ...]
    content: dict[str, Content] = field(default_factory=dict)


def guess(frame: pd.DataFrame) -> FileGuess:
    """Guess the table of a raw table and the meaning of each of its columns."""
    sample = frame.iloc[:: max(1, len(frame) // _ROWS)]
    content = {str(c): describe(sample[c]) for c in frame.columns}
    best: tuple[float, str, dict[str, Guess]] | None = None
    for table in tables.TABLES:
        found = assign(content, table)
        got = {g.column for g in found.values()}
        if not set(tables.required(table)) <= got or (table == "ratings" and not got & {"nps", "csat", "ces"}):
            items = [h for h, c in content.items() if h not in found and _is_item(c)]
            if table != "ratings" or len(items) < _ITEMS_MAKE_RATINGS:
                continue
        score = sum(g.confidence for g in found.values()) + (1.0 if table == "complaints" else 0.0)
        if best is None or score > best[0]:
            best = (score, table, found)
    if best is None:
        return FileGuess(None, tuple(Guess(h, None) for h in content), content)
    _, table, found = best
    if table == "ratings":
        found |= _items({h: c for h, c in content.items() if h not in found or found[h].confidence < SURE})
    return FileGuess(table, tuple(found.get(h, Guess(h, None)) for h in content), content)


def describe(values: pd.Series) -> Content:
    """Return what a column holds."""
    given = clean.without_missing_words(values).dropna()
    if given.empty:
        return Content(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    text = given.map(plain).astype("str")
    number = clean.numbers(given)
    known = number.dropna()
    words = {plain(w) for w in resource("values")["status_words"]}
    digits = text.str.replace(r"[\s-]", "", regex=True)
    return Content(
        distinct=int(text.nunique()),
        unlike=float(text.nunique() / len(text)),
        length=float(text.str.len().mean()),
        date=float(dates.parse(given, day_first=False, timezone="UTC").values.notna().mean()),
        number=float(number.notna().mean()),
        whole=float((known % 1 == 0).mean()) if len(known) else 0.0,
        low=float(known.min()) if len(known) else 0.0,
        high=float(known.max()) if len(known) else 0.0,
        phone=float(digits.str.fullmatch(r"(?:\+?86)?1[3-9]\d{9}(?:\.0)?").mean()),
        status=float(text.isin(words).mean()),
        answer=float(text.isin(set(recodes("kano_answer"))).mean()) if number.isna().all() else 0.0,
        flag=float(text.isin(set(recodes("flag"))).mean()),
        zero=float((known == 0).mean()) if len(known) else 0.0,
    )


def assign(content: dict[str, Content], table: str) -> dict[str, Guess]:
    """Give each column of ours to the header that fits best, best fits first."""
    offers = [g for header, held in content.items() for g in _offers(header, held, table)]
    taken: dict[str, Guess] = {}
    used: set[str | None] = set()
    order = {header: place for place, header in enumerate(content)}
    for offer in sorted(offers, key=lambda g: (-g.confidence, order[g.header])):
        if offer.header not in taken and offer.column not in used:
            taken[offer.header] = offer
            used.add(offer.column)
    return taken


def _offers(header: str, held: Content, table: str) -> list[Guess]:
    say = resource("scaffold")["evidence"]
    offers = []
    for column, start, why in _by_header(header, table):
        fit = _fit(held, table, column)
        if fit > 0:
            offers.append(
                Guess(header, column, round(start + 0.4 * fit, 2), f"{say[why]}; {_evidence(held, table, column)}")
            )
    if table == "complaints":
        for column, confidence in _by_content(held):
            offers.append(Guess(header, column, confidence, f"{say['content']}; {_evidence(held, table, column)}"))
    return offers


def _by_header(header: str, table: str) -> list[tuple[str, float, str]]:
    name, known = folded(header), synonyms(table)
    if name in known:
        return [(known[name], 0.58, "header")]
    inside = [(len(word), column) for word, column in known.items() if len(word) >= _shortest(word) and word in name]
    return [(max(inside)[1], 0.38, "part")] if inside else []


def _shortest(word: str) -> int:
    return 4 if word.isascii() else 2


def _by_content(held: Content) -> list[tuple[str, float]]:
    found = []
    if held.length >= _LEAST_TEXT and held.unlike > 0.5 and max(held.number, held.date) < 0.2:
        found.append(("text", round(min(0.75, 0.5 + held.length / 200), 2)))
    if held.phone > 0.8:
        found.append(("customer_id", 0.9))
    if held.status > 0.8:
        found.append(("status", 0.95))
    if held.date > 0.9 and held.phone < 0.1 and not (held.number > 0.9 and held.length < 8):
        found.append(("received_at", 0.55))
    return found


def _fit(held: Content, table: str, column: str) -> float:
    """How well a content fits a column of ours, 0 (cannot be) to 1."""
    kind = tables.kind(table, column)
    scale = tables.default_scale(table, column)
    if not held.distinct:
        return 0.0
    if kind == "date":
        return held.date if held.date > 0.5 else 0.0
    if kind == "number":
        share = max(held.number, held.answer)
        return 0.0 if share < 0.5 else share * (0.4 if scale and not _on(held, scale) else 1.0)
    if kind == "flag":
        return held.flag if held.flag > 0.5 else 0.0
    if kind == "text":
        return 1.0 if held.length >= _LEAST_TEXT and held.number < 0.5 else 0.2
    if kind == "id":
        return held.unlike
    return 0.2 if kind == "word" and held.number > 0.9 else 1.0


def _on(held: Content, scale: tuple[float, float]) -> bool:
    return held.answer > 0.5 or (scale[0] <= held.low and held.high <= scale[1])


def _is_item(held: Content) -> bool:
    """An answer to a rating item: whole numbers of a short scale, not all alike."""
    short = held.low >= 0 and 2 <= held.high <= 10 and held.distinct >= 3
    return short and held.number > 0.9 and held.whole > 0.99


def _items(content: dict[str, Content]) -> dict[str, Guess]:
    found: dict[str, Guess] = {}
    for number, header in enumerate((h for h, c in content.items() if _is_item(c)), start=1):
        slug = re.sub(r"[^a-z0-9]+", "_", plain(header)).strip("_") if header.isascii() else ""
        column = f"q_{slug or f'{number:02d}'}"
        if any(g.column == column for g in found.values()):
            column = f"{column}_{number:02d}"
        found[header] = Guess(header, column, 0.7, _evidence(content[header], "ratings", column))
    return found


def _evidence(held: Content, table: str, column: str) -> str:
    say = resource("scaffold")["evidence"]
    kind = tables.kind(table, column)
    if kind == "key" and held.phone > 0.5:
        return str(say["phone"].format(share=held.phone))
    if column == "status" and held.status > 0.5:
        return str(say["status"].format(share=held.status))
    if held.answer > 0.5:
        return str(say["answers"].format(share=held.answer))
    if kind == "date":
        return str(say["date"].format(share=held.date))
    if kind == "text":
        return str(say["text"].format(length=held.length))
    if kind == "number":
        return str(say["number"].format(share=held.number, low=held.low, high=held.high))
    return str(say["words"].format(distinct=held.distinct))
