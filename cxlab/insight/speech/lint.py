"""How a report speaks: each sentence against the wording guide, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from cxlab.insight.speech.bases import has_interval, unfounded
from cxlab.insight.speech.sentence import Sentence
from cxlab.insight.speech.words import Language, language, rules

COLUMNS = ("rule", "severity", "where", "found", "better")


def lint(sentences: Iterable[Sentence], *, departments: Iterable[str] = (), staff: Iterable[str] = ()) -> pd.DataFrame:
    """Find what a report should not say, or not like that.

    Parameters
    ----------
    sentences
        What the report says; customers' own words between quotation marks are exempt from all rules except those on
        quotations (at most 40 characters, no names of staff, no mockery of staff).
    departments, staff
        Names that the study knows, beside the usual words for departments and roles.

    Returns
    -------
    DataFrame
        ``rule``, ``severity`` (error: must not be published; warning: a person looks), ``where``, ``found`` (the words,
        or the length), ``better`` (phrase key); in the order of the sentences, then of the rules. Each finding once.

        - "blame": a department or person with words of blame; reported speech ("客户反映…") is none;
        - "dismissal": what a customer felt is denied; "cause": a cause without a registered test;
        - "ranking", "shaming"; "everybody": all customers, without a count;
        - "no_base": a percentage, score, rate or multiple without n and without interval; "small_percent": n < 20;
          "small_sample": n < 30 and not said so;
        - "command": what is ordered or threatened; "two_ways": a suggestion with a threat or a doubt in it (role
          improve, or none);
        - "verdict": words for success and failure other than the fixed ones;
        - "intensifier" without an interval, "significant" without a test;
        - "too_long": more than two sentences; "jargon": terms of the trade.

        Captions may be longer, and the base of their numbers is the table that they explain.
    """
    names = tuple(sorted(set(departments) - {""})), tuple(sorted(set(staff) - {""}))
    rows = []
    for sentence in sentences:
        found = set(_broken(sentence, language(sentence.lang, *names)))
        rows += [
            row(rule, sentence.where, words) for rule in rules() for words in sorted(w for r, w in found if r == rule)
        ]
    return as_frame(rows)


def row(rule: str, where: str, found: str) -> tuple[str, ...]:
    """Return a row of the result; the advice of a rule is the phrase ``speech.<rule>``."""
    return rule, rules()[rule]["severity"], where, found, f"speech.{rule}"


def as_frame(rows: Iterable[tuple[str, ...]]) -> pd.DataFrame:
    """Return rows as the frame that `lint` describes."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS), dtype="str")


def _broken(sentence: Sentence, words: Language) -> Iterator[tuple[str, str]]:
    for rule, each in words.rules.items():
        if not _excused(rule, sentence, words):
            text = " ".join(sentence.quotations) if rule == "quotation_mockery" else sentence.own
            text = sentence.text if rule == "staff_name" else text
            yield from ((rule, found) for found in each.matches(text))
    long = [quoted for quoted in sentence.quotations if len(quoted.strip(" …")) > words.most_quoted]
    yield from (("quotation_long", str(len(quoted.strip(" …")))) for quoted in long)
    parts = [part for part in words.sentence_end.split(sentence.own) if any(map(str.isalnum, part))]
    if sentence.role != "caption":
        yield from unfounded(sentence, words)
        yield from [("too_long", str(len(parts)))] if len(parts) > words.most_sentences else []


def _excused(rule: str, sentence: Sentence, words: Language) -> bool:
    """Tell whether what stands behind a sentence lets it say what the rule forbids."""
    if rule == "cause":
        return sentence.support == "registered"
    if rule == "significant":
        return sentence.support != "none"
    if rule == "intensifier":
        return has_interval(sentence, words)
    return rule == "two_ways" and sentence.role not in ("", "improve")
