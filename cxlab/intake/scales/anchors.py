"""The known shapes of answer scales: which words stand at which point, from the resource ``anchors.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from string import Formatter

from cxlab.intake.scales.words import bare, resource
from cxlab.intake.words import recodes


@dataclass(frozen=True)
class Shape:
    """An answer scale in words: `points` maps a bare word to its point, 1 being the low end.

    `main` is the word that names each point, `kind` a kind of `ScaleGuess` ("kano" for both sides).
    """

    name: str
    kind: str
    size: int
    points: dict[str, int]
    main: tuple[str, ...]

    @property
    def lopsided(self) -> bool:
        """Whether it has more words above its middle than below."""
        return " skew" in self.name


@cache
def shapes() -> tuple[Shape, ...]:
    """Return every known shape, simple ones first."""
    known = resource("anchors")
    found = [_family(family, shape) for shape in known["shapes"] for family in known["families"]]
    found += [_listed(name, given["kind"], given["points"]) for name, given in known["sets"].items()]
    return (*found, kano())


@cache
def kano() -> Shape:
    """Return the KANO answers, 1 like to 5 dislike; words the intake knows already are among them."""
    points = {bare(word): int(point) for word, point in recodes("kano_answer").items()}
    more = resource("anchors")["kano"]
    points |= {bare(word): point for point, words in more.items() for word in words}
    main = ("我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢")
    return Shape("kano", "kano", 5, points, main)


@cache
def kano_only() -> frozenset[str]:
    """Return the words that make a set of answers a KANO one."""
    return frozenset(bare(word) for word in resource("anchors")["kano_only"])


@cache
def not_applicable() -> frozenset[str]:
    """Return the words of answers that are none."""
    return frozenset(bare(word) for word in resource("anchors")["not_applicable"])


def place_of(word: str) -> tuple[float, str] | None:
    """Return where on a scale a bare word stands (0 the low end, 1 the high one), and the kind of the scale."""
    return _places().get(word)


def known(word: str) -> bool:
    """Tell whether a bare word is an answer of any scale, or means that there is none."""
    return word in _places() or word in kano().points or word in not_applicable()


@cache
def _places() -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for shape in shapes()[:-1]:
        for word, point in shape.points.items():
            found.setdefault(word, ((point - 1) / (shape.size - 1), shape.kind))
    return found


def _family(family: str, shape: str) -> Shape:
    known = resource("anchors")
    templates = known["shapes"][shape]
    points: dict[str, int] = {}
    main: dict[int, str] = {}
    given = known["families"][family]
    for lang in (lang for lang in templates if lang in given):
        words = {**known["degrees"][lang], **given[lang]}
        for point, wordings in enumerate(templates[lang], start=1):
            for word in _expanded(wordings, words):
                points.setdefault(bare(word), point)
                main.setdefault(point, word)
    size = len(next(iter(templates.values())))
    return Shape(f"{family} {shape}", given.get("kind", family), size, points, tuple(main[p] for p in sorted(main)))


def _expanded(wordings: list[str], words: dict[str, list[str]]) -> Iterator[str]:
    for wording in wordings:
        names = [name for _, name, _, _ in Formatter().parse(wording) if name]
        for chosen in product(*(words[name] for name in names)):
            yield wording.format(**dict(zip(names, chosen, strict=True)))


def _listed(name: str, kind: str, points: list[list[str]]) -> Shape:
    known = {bare(word): point for point, words in enumerate(points, start=1) for word in words}
    return Shape(name, kind, len(points), known, tuple(words[0] for words in points))
