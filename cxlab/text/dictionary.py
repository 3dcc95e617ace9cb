"""A study's own words: what is to be cut whole, left out, or read as the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cxlab.errors import InputError, nearest
from cxlab.text.engine import as_cut, cut_apart, cutter, engine_name
from cxlab.text.wordlists import numbered_lines
from cxlab.text.wordlists import synonyms as packaged_synonyms

_FILES = ("user_words.txt", "stopwords.txt", "synonyms.txt")
_ALLOWED = "allowed: Chinese characters, letters and digits, without spaces and marks"
_Numbered = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Dictionary:
    """Words of one study beside the packaged ones, in the form that cut texts have (simplified, lower case).

    Attributes
    ----------
    words
        Cut whole and never dropped, unless `stopwords` names them too.
    stopwords
        Dropped beside the packaged stop words.
    kept
        Packaged stop words that this study wants to keep.
    synonyms
        variant → canonical word; these go before the packaged ones. Both are cut whole.
    """

    words: frozenset[str] = frozenset()
    stopwords: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: str | Path) -> Dictionary:
        """Read ``user_words.txt``, ``stopwords.txt``, ``synonyms.txt`` of `folder`; those that are absent are empty.

        UTF-8 or GBK, with or without a byte order mark; ``#`` starts a comment. User words stand one a line (what
        follows as frequency and part of speech in jieba's own format is passed over); stop words any number a line,
        ``-word`` takes a packaged one away; synonyms in groups, one a line, the canonical word first.

        Raises
        ------
        InputError
            Another ``.txt`` in the folder, an unreadable file, or a broken line; names file and line.
        """
        folder = Path(folder)
        strange = sorted({file.name for file in folder.glob("*.txt")} - set(_FILES))
        if strange:
            raise InputError(
                f"{folder / strange[0]} is no word list; allowed: {', '.join(_FILES)}.{nearest(strange[0], _FILES)}"
            )
        user_words, stopwords, groups = (_lines(folder / name) for name in _FILES)
        words = _user_words(folder / _FILES[0], user_words)
        taken = [(word[1:], word) for _, line in stopwords for word in line]
        found = cls(
            words=frozenset(words.values()),
            stopwords=frozenset(as_cut(word for _, word in taken if not word.startswith("-"))) - {""},
            kept=frozenset(as_cut(rest for rest, word in taken if word.startswith("-"))) - {""},
            synonyms=_synonyms(folder / _FILES[2], groups),
        )
        _prove_whole(folder / _FILES[0], [(number, [word]) for number, word in words.items()], found)
        _prove_whole(folder / _FILES[2], [(number, as_cut(group)) for number, group in groups], found)
        return found

    @property
    def whole(self) -> frozenset[str]:
        """Every word that is to be cut whole: user words and all words of the synonyms but single characters."""
        alike = {word for pair in self.synonyms.items() for word in pair}
        return self.words | {word for word in alike if len(word) > 1}

    @property
    def all_synonyms(self) -> dict[str, str]:
        """Variant → canonical word, the packaged ones included; a packaged group follows its word's new meaning."""
        own, heads = dict(self.synonyms), set(self.synonyms.values())
        packaged = {
            variant: own.get(head, head) for variant, head in packaged_synonyms().items() if variant not in heads
        }
        return packaged | own

    @property
    def key(self) -> str:
        """A hash of the contents: equal for equal dictionaries, whatever the order and form of their files."""
        parts = [sorted(self.words), sorted(self.stopwords), sorted(self.kept), sorted(self.synonyms.items())]
        return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _lines(file: Path) -> _Numbered:
    return [(number, line.split()) for number, line in numbered_lines(file)] if file.exists() else []


def _user_words(file: Path, lines: _Numbered) -> dict[int, str]:
    """Return line number → word; the frequency and part of speech of jieba's format are passed over."""
    for number, parts in lines:
        if len(parts) > 3 or (len(parts) > 1 and not parts[1].isdecimal()):
            raise InputError(f"{file}, line {number}: '{' '.join(parts)}'; allowed: one word a line, {_ALLOWED[9:]}.")
    return dict(zip((number for number, _ in lines), as_cut(parts[0] for _, parts in lines), strict=True))


def _synonyms(file: Path, groups: _Numbered) -> dict[str, str]:
    found: dict[str, str] = {}
    home: dict[str, int] = {}
    for number, group in groups:
        if len(group) < 2:
            raise InputError(
                f"{file}, line {number}: '{group[0]}' stands alone; allowed: the canonical word, then at least one "
                "that is read as the same, with spaces between."
            )
        words = as_cut(group)
        for word in dict.fromkeys(words):
            if word in home:
                raise InputError(
                    f"{file}, line {number}: '{word}' stands in line {home[word]} too; allowed: a word in one group."
                )
            home[word] = number
        found |= {variant: words[0] for variant in words[1:] if variant != words[0]}
    return found


def _prove_whole(file: Path, lines: _Numbered, dictionary: Dictionary) -> None:
    if not lines:
        return
    cut = cutter(engine_name(), tuple(sorted(dictionary.whole)))
    for number, words in lines:
        split = cut_apart(words, cut)
        if split:
            raise InputError(f"{file}, line {number}: '{split[0]}' cannot be cut whole; {_ALLOWED}.")
