"""What a leader reads first: a few findings of all chapters, in the order in which they are to be read."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from cxlab.phrases import in_both_languages, phrase
from cxlab.record import ChapterRecord, Finding

MOST = {
    **{"good": 2, "level": 1, "changed": 3, "done": 4, "back": 2, "next": 1, "also": 2, "drivers": 2, "needs": 2},
}
"""At most so many of a kind."""
OF_THE_LOOP = ("verification", "ledger")
"""Chapters whose findings have kinds of their own."""


def headlines(records: Mapping[str, ChapterRecord], told: Collection[str] = ()) -> dict[str, list[tuple[str, Finding]]]:
    """Choose the findings of a first screen, those on single issues aside (`cards`).

    Parameters
    ----------
    told
        Ids of findings that stand on the cards already.

    Returns
    -------
    dict
        ``good``: what is going well; ``level``: where the main score stands; ``changed``: what got worse or is new;
        ``done``: verdicts on actions; ``back``: issues that returned to step one; ``next``: what the next survey takes;
        ``also``: further scores, and answers that a number should not rest on; ``drivers``: what moves satisfaction
        most; ``needs``: what must work. Each a list of (chapter, finding), at most `MOST` of a kind, in the chapters'
        own rank.
    """
    every = [(slug, finding) for slug, record in records.items() for finding in record.findings]
    rest = [(s, f) for s, f in every if f.id not in told]
    level = sorted(((s, f) for s, f in every if f.id.startswith("scores/level/")), key=lambda pair: pair[1].rank)
    chosen = {
        "level": level[:1],
        "also": level[1:2] + [(s, f) for s, f in every if f.id.startswith("scores/praise/")],
        "good": [(s, f) for s, f in every if f.role == "good" and s not in OF_THE_LOOP],
        "changed": [(s, f) for s, f in rest if _changed(f) and s not in OF_THE_LOOP],
        "done": [(s, f) for s, f in every if f.id.startswith("verification/verdict/")],
        "back": [(s, f) for s, f in every if f.id.startswith("ledger/returned/")],
        "drivers": [(s, f) for s, f in rest if f.id.startswith("drivers/tier/")],
        "needs": [(s, f) for s, f in rest if f.id.startswith("kano/class/") and _certain_must_be(f)],
        "next": [(s, f) for s, f in every if f.id in ("survey_design/too_few", "survey_design/sample")],
    }
    return {
        kind: sorted(found, key=lambda pair: (pair[1].rank, pair[1].id))[: MOST[kind]] for kind, found in chosen.items()
    }


def _changed(finding: Finding) -> bool:
    return finding.role == "problem" and not finding.id.startswith("keypoints/point/")


def since(previous: Iterable[Finding], now: Iterable[Finding]) -> pd.DataFrame:
    """Compare the numbers of the same findings in two runs.

    Returns
    -------
    DataFrame
        ``subject`` (what the finding is about, in both languages), ``field``, ``value_then``, ``value_now``,
        ``unit_of_row`` of numbers whose intervals do not overlap. Shares of drivers are left out: they are parts of
        one model, and another item in it moves them all.
    """
    before = {finding.id: finding for finding in previous}
    rows = [
        {
            "subject": _about(finding),
            "field": name,
            "value_then": old.value,
            "value_now": number.value,
            "unit_of_row": number.unit,
        }
        for finding in now
        if finding.id in before and not finding.id.startswith("drivers/")
        for name, number in finding.values.items()
        if (old := before[finding.id].values.get(name)) is not None
        and None not in (old.low, old.high, number.low, number.high)
        and (number.low > old.high or number.high < old.low)  # type: ignore[operator]
    ]
    return pd.DataFrame(rows, columns=["subject", "field", "value_then", "value_now", "unit_of_row"])


def _about(finding: Finding) -> str:
    """Return the name of what a finding is about; one on the whole study is about all customers."""
    if finding.subject == "study:all" or not finding.names:
        return in_both_languages(phrase("briefing.whole"))
    return in_both_languages(next(iter(finding.names.values())))


def _certain_must_be(finding: Finding) -> bool:
    sure = finding.values.get("certainty")
    named = finding.names.get("class")
    must_be = named == phrase("kano.class_M") and finding.exhibit == "quadrant"
    return bool(must_be and sure and math.isfinite(sure.value))
