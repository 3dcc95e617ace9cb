"""How a page is built: customers first, good news first, and the rights of a department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

import pandas as pd

from cxlab.insight.speech.lint import as_frame, row
from cxlab.insight.speech.words import language
from cxlab.phrases import Lang
from cxlab.record import Finding, Role

_ORDER = {role: place for place, role in enumerate(r for r in get_args(Role) if r != "good")}


@dataclass(frozen=True)
class Page:
    """A page of the briefing: its findings in reading order, its other texts, and the department that it is for."""

    where: str
    findings: Sequence[Finding]
    texts: Sequence[str] = ()
    lang: Lang = "zh"
    department: str | None = None


def lint_page(page: Page) -> pd.DataFrame:
    """Find what is missing or out of order on a page.

    Returns
    -------
    DataFrame
        As `lint` returns it.

        - "customers_first": on one subject the findings do not run in the order says, problem, cause, improve, verify,
          support, or a later one stands there without what customers say; found is the subject;
        - "no_people": what customers say stands there without how many of them; found is the finding's id;
        - "good_first": something else stands before what is going well; found is that finding's id;
        - "notice", "contest": a department's page does not carry "用于改进，不用于个人考核" or no place to contest a
          coding; found is the department.
    """
    return as_frame(row(rule, page.where, found) for rule, found in _broken(page))


def _broken(page: Page) -> Iterator[tuple[str, str]]:
    subjects: dict[str, list[Role]] = {}
    for finding in page.findings:
        if finding.role != "good":
            subjects.setdefault(finding.subject, []).append(finding.role)
    for subject, roles in subjects.items():
        places = [_ORDER[role] for role in roles]
        if places != sorted(places) or (len(places) > 1 and places[0] > _ORDER["problem"]):
            yield "customers_first", subject
    yield from (("no_people", f.id) for f in page.findings if f.role == "says" and not _counted(f))
    kinds = [finding.role for finding in page.findings]
    if "good" in kinds and kinds[0] != "good":
        yield "good_first", page.findings[0].id
    if page.department is not None:
        said, words = " ".join(page.texts), language(page.lang)
        for rule, pattern in (("notice", words.notice), ("contest", words.contest)):
            if not pattern.search(said):
                yield rule, page.department


def _counted(finding: Finding) -> bool:
    return any(number.unit == "people" or number.n is not None for number in finding.values.values())
