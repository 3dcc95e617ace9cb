"""Which table a file is and what its columns mean, guessed from headers and content; no value is ever shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pandas as pd

from cxlab.intake import tables
from cxlab.intake.content import Content, describe
from cxlab.intake.headers import folded, synonyms
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.scale_guess import ScaleGuess
from cxlab.intake.words import plain, recodes, resource

SURE = 0.6
_ROWS = 500
_LEAST_TEXT = 8
_ITEMS_MAKE_RATINGS = 3
_SURE_ITEM = 0.7
_SHORT_ANSWERS = 0.6
_HALF, _MOST_WORDS, _SAME = 0.5, 15, 0.2
_MOST_UNKNOWN = 0.05
# Names of things; the words of an answer scale are none.
_NAMES = ("unit", "channel", "product", "touchpoint")
_RECOMMENDED = 0.5
_WORDED = ("nps", "csat", "ces", "likert", "importance", "binary")
# Complaints are made of words: nearly every row holds some, and more than the few of an open question.
_WORDS_FILLED, _WORDS_LENGTH, _WORDS_BONUS = 0.9, 12, 3.0


@dataclass(frozen=True)
class Guess:
    """A header and the column it seems to be; `confidence` 0..1 (from `SURE` it is used), `evidence` in words."""

    header: str
    column: str | None
    confidence: float = 0.0
    evidence: str = ""


@dataclass(frozen=True)
class FileGuess:
    """The table a file seems to be (None: no idea), one guess a header, and the content of each column."""

    table: str | None
    guesses: tuple[Guess, ...]
    content: dict[str, Content] = field(default_factory=dict)


def guess(frame: pd.DataFrame) -> FileGuess:
    """Guess the table of a raw table and the meaning of each of its columns.

    A survey tool's export (its ``attrs`` tell) holds answers of respondents: ratings where nothing else fits.
    """
    sample = frame.iloc[:: max(1, len(frame) // _ROWS)]
    content = {str(c): _described(sample[c]) for c in frame.columns}
    survey = "survey" in frame.attrs
    among = [t for t in tables.TABLES if not survey or "respondent_id" in tables.TABLES[t]]
    offers = {table: _explain(content, table) for table in among}
    scores = {t: _score(content, t, *offer) for t, offer in offers.items() if _possible(t, *offer)}
    if survey and not scores:
        scores = {"ratings": 0.0}
    if not scores:
        return FileGuess(None, tuple(Guess(h, None) for h in content), content)
    table = max(scores, key=lambda t: scores[t])
    found = offers[table][0] | offers[table][1]
    return FileGuess(table, tuple(found.get(h, Guess(h, None)) for h in content), content)


def _described(values: pd.Series) -> Content:
    """Return what a column holds, answers in words on a known scale and what its question asks for included."""
    held = describe(values)
    if held.date > _HALF or not 1 < held.distinct <= _MOST_WORDS:
        return held
    scale = recognise(values, str(values.name))
    if scale.confidence < SURE:
        return held
    if held.number > _HALF:
        return replace(held, asks=scale.kind)
    worded = scale.kind in _WORDED and _in_words(scale) and _unknown(scale) <= _MOST_UNKNOWN * values.notna().sum()
    return replace(held, worded=1.0, answer=0.0, asks=scale.kind) if worded else held


def _in_words(scale: ScaleGuess) -> bool:
    """Tell whether answers are words of a scale; yes and no are a tick."""
    return bool(scale.recode) and not any(plain(raw) in recodes("flag") for raw in scale.recode)


def _unknown(scale: ScaleGuess) -> int:
    """Return how many answers are not on a scale."""
    return sum(int(trap["count"]) for trap in scale.traps if trap["code"] == "scale_unknown")


def _explain(content: dict[str, Content], table: str) -> tuple[dict[str, Guess], dict[str, Guess]]:
    """Return the columns that a table finds among the headers, and rating items among the rest."""
    found = assign(content, table)
    rest = {h: c for h, c in content.items() if h not in found or found[h].confidence < SURE}
    return found, _items(rest, table)


def _possible(table: str, found: dict[str, Guess], items: dict[str, Guess]) -> bool:
    got = {g.column for g in found.values()}
    if table == "ratings":
        return bool(got & {"nps", "csat", "ces"}) or len(items) >= _ITEMS_MAKE_RATINGS
    return set(tables.required(table)) <= got


def _score(content: dict[str, Content], table: str, found: dict[str, Guess], items: dict[str, Guess]) -> float:
    """Return how much of a file a table explains."""
    score = sum(g.confidence for g in found.values())
    if table == "complaints":
        words = next(content[h] for h, g in found.items() if g.column == "text")
        score += 1.0
        score += _WORDS_BONUS if words.filled >= _WORDS_FILLED and words.length >= _WORDS_LENGTH else 0.0
    return score + (_SURE_ITEM * len(items) if len(items) >= _ITEMS_MAKE_RATINGS else 0.0)


def assign(content: dict[str, Content], table: str) -> dict[str, Guess]:
    """Give each column of ours to the header that fits best, best fits first."""
    names = [folded(header) for header in content]
    shared = {word for word in synonyms(table) if sum(word in name for name in names) > 1}
    lone_date = sum(_is_date(held) for held in content.values()) == 1
    offers = [g for h, held in content.items() for g in _offers(h, held, table, shared=shared, lone_date=lone_date)]
    offers += _recommended(content, table)
    taken: dict[str, Guess] = {}
    used: set[str | None] = set()
    order = {header: place for place, header in enumerate(content)}
    for offer in sorted(offers, key=lambda g: (-g.confidence, order[g.header])):
        if offer.header not in taken and offer.column not in used:
            taken[offer.header] = offer
            used.add(offer.column)
    return taken


def _recommended(content: dict[str, Content], table: str) -> list[Guess]:
    """Offer NPS for the question that asks for a recommendation on 0 to 10, where there is one and no more."""
    asking = [header for header, held in content.items() if held.asks == "nps"] if "nps" in tables.TABLES[table] else []
    if len(asking) != 1:
        return []
    held = content[asking[0]]
    confidence = round(_RECOMMENDED + 0.4 * _fit(held, table, "nps"), 2)
    why = resource("scaffold")["evidence"]["question"]
    return [Guess(asking[0], "nps", confidence, f"{why}; {_evidence(held, table, 'nps')}")]


def _offers(header: str, held: Content, table: str, *, shared: set[str], lone_date: bool) -> list[Guess]:
    say = resource("scaffold")["evidence"]
    offers = []
    for column, start, why in _by_header(header, table, shared):
        fit = _fit(held, table, column)
        if fit > 0:
            offers.append(
                Guess(header, column, round(start + 0.4 * fit, 2), f"{say[why]}; {_evidence(held, table, column)}")
            )
    if table == "complaints":
        for column, confidence in _by_content(held, lone_date=lone_date):
            offers.append(Guess(header, column, confidence, f"{say['content']}; {_evidence(held, table, column)}"))
    return offers


def _by_header(header: str, table: str, shared: set[str]) -> list[tuple[str, float, str]]:
    """Find our column by a header; a word that several headers share tells no score from the others."""
    name, known = folded(header), synonyms(table)
    if name in known:
        return [(known[name], 0.58, "header")]
    inside = [
        (len(word), column)
        for word, column in known.items()
        if len(word) >= _shortest(word)
        and word in name
        and not (word in shared and tables.default_scale(table, column) is not None)
    ]
    return [(max(inside)[1], 0.38, "part")] if inside else []


def _shortest(word: str) -> int:
    return 4 if word.isascii() else 2


def _is_date(held: Content) -> bool:
    return held.date > 0.9 and held.phone < 0.1 and not (held.number > 0.9 and held.length < 8)


def _by_content(held: Content, *, lone_date: bool) -> list[tuple[str, float]]:
    found = []
    if held.length >= _LEAST_TEXT and held.unlike > 0.5 and max(held.number, held.date) < 0.2:
        found.append(("text", round(min(0.75, 0.5 + held.length / 200), 2)))
    if held.phone > 0.8:
        found.append(("customer_id", 0.9))
    if held.status > 0.8:
        found.append(("status", 0.95))
    if _is_date(held):
        found.append(("received_at", 0.65 if lone_date else 0.55))
    return found


def _fit(held: Content, table: str, column: str) -> float:
    """How well a content fits a column of ours, 0 (cannot be) to 1."""
    kind = tables.kind(table, column)
    scale = tables.default_scale(table, column)
    if not held.distinct or _cannot_be(held, column, scale):
        return 0.0
    if kind == "date":
        return held.date if held.date > 0.5 else 0.0
    if kind == "number":
        share = max(held.number, held.answer, held.worded)
        return 0.0 if share < 0.5 else share * (0.4 if scale and not _on(held, scale) else 1.0)
    if kind == "flag":
        return held.flag if held.flag > 0.5 else 0.0
    if kind == "text":
        words = held.number < 0.5 and held.date < 0.5
        enough = held.length >= _LEAST_TEXT
        return 1.0 if words and enough else _SHORT_ANSWERS if words and table == "ratings" else 0.2
    if kind == "id":
        return held.unlike
    if kind == "key" and held.distinct <= _MOST_WORDS and held.unlike < _SAME:
        return 0.0  # a handful of answers that repeat: "how many phones", not whose
    return 0.2 if kind == "word" and held.number > 0.9 else 1.0


def _cannot_be(held: Content, column: str, scale: tuple[float, float] | None) -> bool:
    """Tell whether a content rules a column out: ticks and importance are no score, words of a scale no name."""
    if scale is not None and scale[1] > 1:
        return held.ticked or held.asks == "importance"
    return column in _NAMES and (bool(held.worded) or (held.ticked and held.distinct > 1))


def _on(held: Content, scale: tuple[float, float]) -> bool:
    return max(held.answer, held.worded) > _HALF or (scale[0] <= held.usual_low and held.usual_high <= scale[1])


def _is_item(held: Content) -> bool:
    """An answer to a rating item: whole numbers of a short scale, not all alike, or words of a known one.

    How important something is, is no rating of it, and of two words only the overall answer is one.
    """
    if held.asks in ("importance", "binary"):
        return False
    if held.worded:
        return True
    short = held.low >= 0 and 2 <= held.high <= 10 and held.distinct >= 3
    return short and held.number > 0.9 and held.whole > 0.99


def _items(content: dict[str, Content], table: str) -> dict[str, Guess]:
    """Name the rating items of a table that may have some."""
    prefix = tables.ATTRIBUTE_PREFIX.get(table)
    found: dict[str, Guess] = {}
    for number, header in enumerate((h for h, c in content.items() if prefix and _is_item(c)), start=1):
        slug = re.sub(r"[^a-z0-9]+", "_", plain(header)).strip("_") if header.isascii() else ""
        column = f"{prefix}{slug or f'{number:02d}'}"
        if any(g.column == column for g in found.values()):
            column = f"{column}_{number:02d}"
        found[header] = Guess(header, column, _SURE_ITEM, _evidence(content[header], table, column))
    return found


def _evidence(held: Content, table: str, column: str) -> str:
    say = resource("scaffold")["evidence"]
    kind = tables.kind(table, column)
    if kind == "key" and held.phone > 0.5:
        return str(say["phone"].format(share=held.phone))
    if column == "status" and held.status > 0.5:
        return str(say["status"].format(share=held.status))
    if held.answer > _HALF:
        return str(say["answers"].format(share=held.answer))
    if held.worded:
        return str(say["worded"].format(distinct=held.distinct))
    if kind == "date":
        return str(say["date"].format(share=held.date))
    if kind == "text":
        return str(say["text"].format(length=held.length))
    if kind == "number":
        return str(say["number"].format(share=held.number, low=held.low, high=held.high)) + _codes_seen(held)
    return str(say["words"].format(distinct=held.distinct))


def _codes_seen(held: Content) -> str:
    codes = ", ".join(str(code) for code in held.codes)
    return str(resource("scaffold")["evidence"]["codes"].format(codes=codes, share=held.coded)) if codes else ""
