"""One thing that a report says, with what stands behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cxlab.insight.speech.words import BLANK, without
from cxlab.numbers import Number, fill
from cxlab.phrases import Lang
from cxlab.record import ChapterRecord, Finding

Support = Literal["none", "test", "registered"]
"""What a statement rests on: a description, a statistical test, or a test that was registered beforehand."""

_QUOTED = re.compile(r"\"([^\"\n]*)\"|“([^“”]*)”|「([^「」]*)」|『([^『』]*)』")

_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Sentence:
    """A finding, caption or part of a draft as a reader meets it.

    Attributes
    ----------
    where
        Its place as the researcher knows it, such as a finding's id.
    text
        What it says, in `lang`; a claim of at most two sentences.
    role
        As in `cxlab.record.Finding`; "caption" for what explains a chart, empty for anything else.
    support
        "test" lets it say significant, "registered" lets it name a cause too.
    numbers
        The named numbers of a finding; a report shows their intervals and bases below the sentence, so they count.
    labels
        Names filled into it; one between quotation marks is a label, no quotation.
    """

    where: str
    text: str
    lang: Lang = "zh"
    role: str = ""
    support: Support = "none"
    numbers: Mapping[str, Number] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """The words of the report itself: quotations blanked out, and the fields of a template."""
        said = _QUOTED.sub(lambda match: match[0][0] + BLANK * (len(match[0]) - 2) + match[0][-1], self.text)
        return without(said, [_FIELD])

    @property
    def quotations(self) -> list[str]:
        """What stands between quotation marks and is no label."""
        found = ("".join(part or "" for part in match.groups()) for match in _QUOTED.finditer(self.text))
        return [quoted for quoted in found if quoted not in self.labels]


def of_finding(finding: Finding, lang: Lang, *, support: Support = "none") -> Sentence:
    """Return a finding as a reader of `lang` meets it, its fields filled."""
    text = fill(finding.claim, finding.values, finding.names, lang)
    labels = tuple(str(getattr(name, lang)) for name in finding.names.values())
    return Sentence(finding.id, text, lang, finding.role, support, finding.values, labels)


def of_record(record: ChapterRecord, lang: Lang, *, support: Mapping[str, Support] | None = None) -> list[Sentence]:
    """Return all that a chapter says in `lang`: its findings with their caveats, titles and readings of its exhibits.

    Parameters
    ----------
    support
        What the findings stand on, by their id; the others are taken for descriptions.
    """
    said = []
    for finding in record.findings:
        said.append(of_finding(finding, lang, support=(support or {}).get(finding.id, "none")))
        said += [Sentence(finding.id, getattr(caveat, lang), lang, "caption") for caveat in finding.caveats]
    for exhibit in record.exhibits:
        for part in ("title", "reading"):
            text = fill(getattr(exhibit, part), exhibit.values, exhibit.names, lang)
            said.append(Sentence(f"{record.slug}/{exhibit.id}/{part}", text, lang, "caption", numbers=exhibit.values))
    return said
