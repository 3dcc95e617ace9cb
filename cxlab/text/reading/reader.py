"""Reads complaint texts by rules: one row a text, with the words that led to each judgement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache as remember
from pathlib import Path

import pandas as pd

from cxlab.text.line_cache import lines
from cxlab.text.normalize import normalize
from cxlab.text.reading.clauses import Clauses
from cxlab.text.reading.cues import Cue, CueFinder
from cxlab.text.reading.kind import Forms, KindReader, kind
from cxlab.text.reading.levels import Levels
from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.red_lines import RedLines
from cxlab.text.reading.tone import tone
from cxlab.text.token_cache import code_key

_GRAVEST = 3
_HARD = 2
COLUMNS = {
    "kind": "str",
    "emotion": "str",
    "polarity": "float64",
    "strength": "int64",
    "effort": "int64",
    "severity": "int64",
    "red_line": "str",
    "why_kind": "str",
    "why_tone": "str",
    "why_effort": "str",
    "why_severity": "str",
    "why_red_line": "str",
}


def read(texts: Iterable[str], *, lexicon: Lexicon | None = None, cache: str | Path | None = None) -> pd.DataFrame:
    """Return how each text reads by the rules of word lists, in the order of `texts`.

    Rules, not understanding: sarcasm is taken at its word, and a reader of the lists can say why a text was read as
    it was. How often they are right is measured in docs/reading.md. A missing text is the caller's to drop.

    Parameters
    ----------
    texts
        Texts as they came, in simplified or traditional script, Mandarin, Cantonese or English.
    lexicon
        `Lexicon.read(folder)` of a study; the packaged lists by default.
    cache
        Folder where readings are kept by the hash of text, lists and code. Pass masked texts only: the lists' words
        that a text uses can be read there.

    Returns
    -------
    DataFrame
        kind (problem, need, praise, question, no_content), emotion (angry, anxious, disappointed, satisfied,
        neutral), polarity (-1..1, 0 also where nothing was found), strength of the emotion (0-3), effort (0-3: asking
        again, waiting, being passed on), severity (0-3: 1 a cost, 2 money or a day lost, stranded, 3 health and
        danger), red_line (lanes joined by ``|``: safety, regulator, media, vulnerable, privacy, crowd; empty without
        one) and, for each judgement, the lexicon entries that led to it (why_kind, why_tone, why_effort,
        why_severity, why_red_line), joined by ``; ``. No other words of a customer are in the frame.
    """
    reader = _packaged() if lexicon is None else _Reader.of(lexicon)
    if cache is None:
        rows = reader.rows(list(texts))
    else:
        folder = Path(cache) / f"readings-{_key(lexicon or Lexicon.read())}"
        kept = lines(list(texts), folder, lambda new: [json.dumps(row, ensure_ascii=False) for row in reader.rows(new)])
        rows = [tuple(json.loads(line)) for line in kept]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _key(lexicon: Lexicon) -> str:
    """Return a hash of what decides how a text reads."""
    state = hashlib.blake2b(code_key().encode(), digest_size=8)
    for file in sorted(Path(__file__).parent.glob("*.py")):
        state.update(file.read_bytes())
    state.update(json.dumps({name: dict(entries) for name, entries in lexicon.lists.items()}).encode())
    return state.hexdigest()


@remember
def _packaged() -> _Reader:
    return _Reader.of(Lexicon.read())


@dataclass(frozen=True)
class _Reader:
    cues: CueFinder
    kinds: KindReader
    effort: Levels
    severity: Levels
    red_lines: RedLines

    @classmethod
    def of(cls, lexicon: Lexicon) -> _Reader:
        return cls(
            CueFinder(lexicon),
            KindReader(lexicon),
            Levels(lexicon, "effort"),
            Levels(lexicon, "severity"),
            RedLines(lexicon),
        )

    def rows(self, texts: list[str]) -> list[tuple[object, ...]]:
        return [self.row(text, plain.lower()) for text, plain in zip(texts, normalize(texts), strict=True)]

    def row(self, raw: str, text: str) -> tuple[object, ...]:
        clauses = Clauses.of(text)
        forms = self.kinds.forms(text, clauses)
        told = [_in_its_clause(cue, forms) for cue in self.cues.find(text, clauses)]
        effort, effort_words = self.effort.find(text)
        severity, severity_words = self.severity.find(text)
        if self.kinds.empty(text):
            what, words = "no_content", tuple[str, ...]()
        else:
            what, words = kind(told, forms, clauses.spoken(text), hard=max(effort, severity) >= _HARD)
        lanes = self.red_lines.find(text, problem=what == "problem")
        if "safety" in lanes:
            severity, severity_words = _GRAVEST, (*severity_words, *lanes["safety"])
        felt = tone(told + self.cues.pictures(raw), raw)
        judged = (what, felt.emotion, felt.polarity, felt.strength, effort, severity, "|".join(lanes))
        lane_words = [entry for entries in lanes.values() for entry in entries]
        return *judged, *map(_joined, (words, felt.words, effort_words, severity_words, lane_words))


def _in_its_clause(cue: Cue, forms: Forms) -> Cue:
    """What is wished for or asked after is not there: a good word says nothing then."""
    if cue.weight > 0 and (cue.clause in forms.wishing or cue.clause in forms.asking):
        return replace(cue, weight=0.0)
    return cue


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words))
