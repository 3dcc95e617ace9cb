"""What drafts, decisions and actions mean when they name a matter in words."""

from __future__ import annotations

from collections.abc import Iterable

from cxlab.insight.solutions.support import SIDES
from cxlab.study import Link


def meant(named: Iterable[str], links: Iterable[Link]) -> dict[str, str]:
    """Return the subject that each name stands for; what nothing answers to stays out.

    A name with a side (``touchpoint:wallet``) is one, a code of the codebook is its topic. Words separated by spaces
    stand for the link of the study that shares most of them, told by its touchpoint, else by its feature; where two
    links with different subjects share equally many, nobody can tell and the name stays out.

    Parameters
    ----------
    named
        Such as ``about`` of drafts, ``issue`` of decisions.
    links
        ``links:`` of study.yaml.
    """
    rows = [(set(str(link.topic).split()), _subject(link)) for link in links if link.topic]
    found = {}
    for name in named:
        subject = name if name.partition(":")[0] in SIDES else _by_words(set(name.split()), rows)
        subject = f"topic:{name}" if name[:1] == "T" and name[1:].isdigit() else subject
        if subject:
            found[name] = subject
    return found


def _subject(link: Link) -> str:
    if link.touchpoint:
        return f"touchpoint:{link.touchpoint}"
    return f"feature:{link.feature}" if link.feature else ""


def _by_words(words: set[str], rows: list[tuple[set[str], str]]) -> str:
    shared = [(len(words & row), subject) for row, subject in rows if subject]
    most = max((count for count, _ in shared), default=0)
    best = {subject for count, subject in shared if count == most}
    return best.pop() if most and len(best) == 1 else ""
