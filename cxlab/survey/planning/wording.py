"""Wording of questionnaires: what a good interviewer would not ask like that, and what changed between two waves.

The rules are data: ``resources/wording/zh.yml`` and ``en.yml``. They propose; a person who knows the questionnaire
decides. No rule looks at what an answer would be.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from cxlab.errors import InputError, nearest

RULES = (
    *("double_barrelled", "leading", "absolute", "negated", "jargon"),
    *("too_long", "two_scales", "time_frame", "personal_data"),
)
_FOLDER = Path(__file__).parents[2] / "resources" / "wording"
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NUMBERING = re.compile(r"^\s*[(（]?(?:q\s?)?\d{1,3}[)）]?\s?[.．、:：)]\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?%?|[\u3400-\u9fff]", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_QUOTES = str.maketrans("’‘“”", "''\"\"")
_MARKS = str.maketrans(",;:?!()", "，；：？！（）")
_BLANK = "\u25a1"
"""Stands in for what a rule passes over, so that positions stay."""


def lint(
    items: Mapping[str, str],
    *,
    answers: Mapping[str, Sequence[str]] | None = None,
    jargon: Iterable[str] = (),
    rules: Iterable[str] = RULES,
) -> pd.DataFrame:
    """Find wordings that make answers hard to read.

    Parameters
    ----------
    items : item id to its text, Chinese or English (one with a Chinese character is read as Chinese). A number before
        the text ("5.", "Q3:") is passed over; an empty text says nothing.
    answers : item id to the words of its answers; only "two_scales" looks at them.
    jargon : further words that customers do not use, such as names of departments or systems; whole words in English.
    rules : which of `RULES` to go by: two things asked at once (double_barrelled), an answer put into the mouth
        (leading), words that hardly ever hold (absolute), a denied denial (negated), words of the trade (jargon), more
        than 50 Chinese characters or 25 English words (too_long), two questions or two kinds of answers in one
        (two_scales), a time that everybody understands differently (time_frame), data that name a person or are
        sensitive (personal_data).

    Returns
    -------
    DataFrame
        item, rule, found (the words, or the length), advice (phrase key); by item in the given order, then by rule.

    Raises
    ------
    InputError
        Unknown rule; answers of an unknown item.

    Reference
    ---------
    The kinds of fault are those of Payne (1951), The Art of Asking Questions, and Dillman, Smyth and Christian (2014).
    """
    wanted, given = list(rules), answers or {}
    for rule in wanted:
        if rule not in RULES:
            raise InputError(
                f"There is no wording rule '{rule}'; allowed are {', '.join(RULES)}.{nearest(rule, RULES)}"
            )
    for item in given:
        if item not in items:
            raise InputError(f"answers name item '{item}', which is not among the items.{nearest(item, items)}")
    own = [re.compile(_whole(word), re.IGNORECASE) for word in jargon]
    rows = []
    for item, text in items.items():
        plain = _plain(text)
        for rule in RULES if plain else ():
            if rule in wanted:
                found = list(_found(rule, plain, given.get(item, ()), own))
                rows += [(item, rule, words, f"wording.{rule}") for words in dict.fromkeys(found)]
    return pd.DataFrame(rows, columns=["item", "rule", "found", "advice"], dtype=str)


def wording_changes(before: Mapping[str, str], after: Mapping[str, str]) -> pd.DataFrame:
    """List what is not asked in the same words in two waves, so that their scores are not compared silently.

    Parameters
    ----------
    before, after : item id to its text. Where the words of the answers or the ends of the scale are to be compared
        too, put them behind the text.

    Returns
    -------
    DataFrame
        item, change, comparable, similarity (0..1, share of words or Chinese characters kept in order), removed,
        added (words, joined by " … "), before, after; the items of `before` in their order, then new ones. Unchanged
        items are left out. `change` is

        - "marks": only numbering, blanks, punctuation, width or case differ; comparable,
        - "renamed": the same words stand under another id, which is `added`; comparable,
        - "turned": a word of denial came or went, so that a high answer may mean the opposite,
        - "numbers": a number changed, such as the ends of the scale or a period,
        - "reworded": anything else,
        - "gone", "new": in one wave only.

    Notes
    -----
    Two waves can only be compared safely where the words are equal; how much a rewording moves the answers is known
    only from asking both forms in one wave.
    """
    moved = _renamed(before, after)
    rows = []
    for item, text in before.items():
        if item in after:
            change = _change(text, after[item])
            removed, added = _pieces(text, after[item])
            rows.append((item, change, _similarity(text, after[item]), removed, added, text, after[item]))
        elif item in moved:
            rows.append((item, "renamed", 1.0, item, moved[item], text, after[moved[item]]))
        else:
            rows.append((item, "gone", 0.0, text, "", text, ""))
    rows += [
        (item, "new", 0.0, "", text, "", text)
        for item, text in after.items()
        if item not in before and item not in moved.values()
    ]
    columns = ["item", "change", "similarity", "removed", "added", "before", "after"]
    table = pd.DataFrame([row for row in rows if row[1]], columns=columns)
    table.insert(2, "comparable", table["change"].isin(["marks", "renamed"]))
    return table


@cache
def _rules(lang: str) -> dict[str, dict[str, Any]]:
    """Rules of a language with their expressions compiled."""
    loaded = yaml.safe_load((_FOLDER / f"{lang}.yml").read_text(encoding="utf-8"))
    return {rule: {key: _compiled(value) for key, value in parts.items()} for rule, parts in loaded.items()}


def _compiled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _compiled(inner) for key, inner in value.items()}
    return [re.compile(each, re.IGNORECASE) for each in value] if isinstance(value, list) else value


def _found(rule: str, text: str, answers: Sequence[str], own: list[re.Pattern[str]]) -> Iterator[str]:
    """What `rule` objects to in one item."""
    lang = _language(text)
    parts = _rules(lang)[rule]
    if rule == "too_long":
        length = len(_TOKEN.findall(text))
        yield from [str(length)] if length > parts["most"] else []
    elif rule == "two_scales":
        yield from _scales(parts["scales"], text)
        words = " | ".join(map(_plain, answers))
        yield from _scales(_rules(_language(words))[rule]["answers"], words)
    elif not any(pattern.search(text) for pattern in parts.get("unless", ())):
        yield from _matches(parts["find"] + (own if rule == "jargon" else []), parts.get("spare", []), text)


def _matches(find: list[re.Pattern[str]], spare: list[re.Pattern[str]], text: str) -> Iterator[str]:
    left = text
    for pattern in spare:
        left = pattern.sub(lambda match: _BLANK * len(match.group()), left)
    for pattern in find:
        for match in pattern.finditer(left):
            yield text[match.start() : match.end()].strip(" ，,")
        left = pattern.sub(lambda match: _BLANK * len(match.group()), left)


def _scales(scales: Mapping[str, list[re.Pattern[str]]], text: str) -> Iterator[str]:
    """The first words of each kind of scale in `text`, if there are two kinds or more."""
    hits = [next((hit.group() for pattern in kind if (hit := pattern.search(text))), "") for kind in scales.values()]
    if sum(map(bool, hits)) > 1:
        yield " / ".join(filter(None, hits))


def _language(text: str) -> str:
    return "zh" if _CHINESE.search(text) else "en"


def _whole(word: str) -> str:
    """Pattern of a word given by the user; in Latin letters it must stand alone."""
    plain = re.escape(_plain(word))
    return plain if _CHINESE.search(word) else rf"(?<![a-z]){plain}(?![a-z])"


def _plain(text: str) -> str:
    """Text as the rules have it: no numbering, letters half-width, marks full-width in Chinese and ASCII in English."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(_QUOTES)
    return _NUMBERING.sub("", plain.translate(_MARKS) if _CHINESE.search(plain) else plain).strip()


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_plain(text).casefold())


def _similarity(before: str, after: str) -> float:
    return difflib.SequenceMatcher(None, _tokens(before), _tokens(after), autojunk=False).ratio()


def _pieces(before: str, after: str) -> tuple[str, str]:
    """What was taken out and what was put in."""
    old, new = _tokens(before), _tokens(after)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    removed = [_join(old[i:j]) for tag, i, j, _, _ in steps if tag in ("replace", "delete")]
    added = [_join(new[i:j]) for tag, _, _, i, j in steps if tag in ("replace", "insert")]
    return " … ".join(removed), " … ".join(added)


def _join(tokens: list[str]) -> str:
    """Tokens as text: blanks between words, none between Chinese characters."""
    return re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", " ".join(tokens))


def _change(before: str, after: str) -> str:
    if before == after:
        return ""
    old, new = _tokens(before), _tokens(after)
    if old == new:
        return "marks"
    if _denials(before) != _denials(after):
        return "turned"
    numbers = [[token for token in tokens if _NUMBER.search(token)] for tokens in (old, new)]
    return "numbers" if numbers[0] != numbers[1] else "reworded"


def _denials(text: str) -> int:
    """How many words of denial a text holds."""
    plain = _plain(text)
    words = _rules(_language(plain))["denial"]
    return len(list(_matches(words["find"], words["spare"], plain)))


def _renamed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Old id to new id where the same words stand under an id of one wave only, and only once."""
    gone = [item for item in before if item not in after and _tokens(before[item])]
    fresh = [item for item in after if item not in before]
    pairs = [(old, new) for old in gone for new in fresh if _tokens(before[old]) == _tokens(after[new])]
    olds, news = [old for old, _ in pairs], [new for _, new in pairs]
    return {old: new for old, new in pairs if olds.count(old) == news.count(new) == 1}
