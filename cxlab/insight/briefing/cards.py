"""One card an issue: what all chapters say on it, in the six parts in which a leader reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxlab.phrases import phrase
from cxlab.record import Finding

Said = tuple[str, Finding]
"""A chapter, and a finding of it."""

PARTS = ("says", "problem", "cause", "improve", "verify", "support")
"""客户说什么, 问题是什么, 原因是什么, 建议怎么改善, 怎么执行和验证, 怎么支持和配合."""
_SIDES = ("topic", "touchpoint", "feature", "item")
_PART_OF = {
    **{"topics/problem": "says", "topics/need": "says", "topics/rising": "problem", "topics/emerging": "problem"},
    **{"keypoints/point": "problem", "kano/class": "problem", "drivers/tier": "problem", "journey/unmet": "problem"},
    **{"solutions/cause": "cause", "solutions/improve": "improve", "solutions/verify": "verify"},
    **{"verification/verdict": "verify", "ledger/waiting": "verify", "ledger/returned": "verify"},
    **{"ledger/solved": "verify", "solutions/opinion": "support"},
}
_MISSED = ("kano.class_M", "kano.class_O")
"""Classes whose lack displeases, by their phrases."""
_MOST = {"says": 2, "problem": 3, "cause": 1, "improve": 1, "verify": 2, "support": 1}


@dataclass(frozen=True)
class Card:
    """What is said on one issue.

    Attributes
    ----------
    subject
        The key point: ``touchpoint:wallet`` or ``topic:T007``.
    about
        That, and the topics, features and items that the crosswalk ties to it.
    parts
        Part → its findings, the most telling first; a part of which nobody says anything is empty.
    """

    subject: str
    about: frozenset[str]
    parts: Mapping[str, tuple[Said, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """Parts without a finding, in the order of reading; who supports is always open to be said."""
        return tuple(part for part in PARTS[:-1] if not self.parts[part])


def cards(points: Sequence[str], links: pd.DataFrame | None, said: Iterable[Said], *, most: int = 4) -> list[Card]:
    """Gather the findings on the first key points.

    Parameters
    ----------
    points
        Subjects of key points, the most urgent first.
    links
        `crosswalk.Crosswalk.links`: ``topic``, ``touchpoint``, ``feature``, ``item``; None: there is no journey, and
        a card is about its subject alone.
    said
        Findings of all chapters; a finding goes to the first card that is about its subject.
    most
        Cards made.

    Returns
    -------
    list of Card
        In the order of `points`. What stands on several chapters' findings is ordered by the part's own chapters
        (`_PART_OF`), then by their rank; at most 3 findings a part.
    """
    every, taken, made = list(said), set(points), []
    for subject in points[:most]:
        about = frozenset({subject, *(_tied(subject, links) - taken)})
        taken |= about
        parts = {part: [one for one in every if one[1].subject in about and _part(one[1]) == part] for part in PARTS}
        made.append(Card(subject, about, {part: _first(found, _MOST[part]) for part, found in parts.items()}))
    return made


def order(said: Iterable[Said]) -> list[str]:
    """Return the subjects that a leader reads about: key points in their order; without any, what customers raise.

    Then topics that are new or rising come before the largest ones.
    """
    every = list(said)
    for kinds in (["keypoints/point"], ["topics/emerging", "topics/rising", "topics/problem"]):
        found = [one for kind in kinds for _, one in sorted(_of(every, kind), key=lambda s: (s[1].rank, s[1].id))]
        if found:
            return list(dict.fromkeys(finding.subject for finding in found))
    return []


def _of(said: Iterable[Said], kind: str) -> list[Said]:
    return [one for one in said if one[1].id.startswith(f"{kind}/")]


def _tied(subject: str, links: pd.DataFrame | None) -> set[str]:
    if links is None:
        return set()
    side, _, name = subject.partition(":")
    mine = links[links[side] == name]
    return {f"{other}:{value}" for other in _SIDES if other != side for value in mine[other] if value}


def _part(finding: Finding) -> str | None:
    kind = "/".join(finding.id.split("/")[:2])
    named = finding.names.get("class")
    if kind == "kano/class" and (named is None or named not in map(phrase, _MISSED)):
        return None
    return _PART_OF.get(kind)


def _first(found: list[Said], most: int) -> tuple[Said, ...]:
    kinds = list(_PART_OF)
    order = sorted(found, key=lambda one: (kinds.index("/".join(one[1].id.split("/")[:2])), one[1].rank, one[1].id))
    return tuple(order[:most])
