"""A questionnaire as data: items, answers and blocks with ids that survive every tool, and a first draft of one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from cxlab.errors import InputError, nearest
from cxlab.study import Text

Kind = Literal[
    "csat", "ces", "nps", "functional", "dysfunctional", "importance", "single", "multiple", "open", "screening"
]
SCALES = ("csat", "ces", "nps", "functional", "dysfunctional", "importance")
"""Kinds answered on a scale: the codes of their answers are the numbers of the tables `ratings` and `kano`."""
ABSENT = "na"
"""Code of the answer beside a scale that means "not experienced"."""
MOST_FEATURES = 8
"""KANO features on one page: more are not answered with care on a phone."""
NPS_FROM = 2
LONGEST_ID = 20

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*|[A-Za-z]\d{1,3}_(functional|dysfunctional|importance)")
_FEATURE = re.compile(r"[A-Za-z]\d{1,3}")
_CODE = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True)
class Answer:
    """One answer: a code of Latin letters, digits and _ that data keep, and what the respondent reads."""

    code: str
    text: Text


@dataclass(frozen=True)
class Item:
    """One question.

    Its `id` is the column of `ratings` that it fills (``csat``, ``nps``, ``q_refund``, a segment), or
    ``<feature>_functional``, ``_dysfunctional``, ``_importance`` for `kano`. `answers` run from the lowest code up
    and are empty for an open question. `ends` holds codes after which nothing more is asked (screening), `alone` codes
    that exclude all others (of a multiple answer).
    """

    id: str
    kind: Kind
    text: Text
    answers: tuple[Answer, ...] = ()
    block: str = ""
    required: bool = True
    touchpoint: str | None = None
    feature: str | None = None
    ends: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A page of the questionnaire."""

    id: str
    title: Text


@dataclass(frozen=True)
class Questionnaire:
    """A title, its items in the order of asking, their blocks, and notes for whoever sends it out.

    Raises
    ------
    InputError
        An id is repeated, too long or not of the allowed letters, a block is unknown or empty, an item lacks
        answers, a code is repeated or unknown.
    """

    title: Text
    items: tuple[Item, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        ids = [item.id for item in self.items]
        _refuse_repeated("items", ids)
        _refuse_repeated("items that differ in capitals or _ only", [plain_id(i).lower() for i in ids])
        _refuse_repeated("blocks", [block.id for block in self.blocks])
        known = [block.id for block in self.blocks]
        for item in self.items:
            _check(item, known)
        empty = [block for block in known if not self.of_block(block)]
        if empty:
            raise InputError(f"Block(s) {', '.join(empty)} hold no item; leave them out.")

    def of_block(self, block: str) -> tuple[Item, ...]:
        """Return the items of a block, in order."""
        return tuple(item for item in self.items if item.block == block)

    def gates(self, item: Item) -> tuple[tuple[str, str], ...]:
        """Return (item id, answer code) of earlier answers after which `item` is not asked."""
        before = self.items[: self.items.index(item)]
        return tuple((earlier.id, code) for earlier in before for code in earlier.ends)

    def features(self) -> tuple[str, ...]:
        """Return the KANO features, in order."""
        return tuple(item.feature for item in self.items if item.kind == "functional" and item.feature)


def plain_id(item: str) -> str:
    """Return an id as tools keep it that allow letters and digits only: ``q_app_map`` is ``qAppMap``."""
    if item.endswith(("_functional", "_dysfunctional", "_importance")):
        return item.replace("_", "")
    first, *rest = item.split("_")
    return first + "".join(part.capitalize() for part in rest)


def draft(
    touchpoints: Mapping[str, Text],
    needs: Mapping[str, Text],
    *,
    title: Text,
    round: int,
    effort: Collection[str] = (),
    segments: Mapping[str, Mapping[str, Text]] | None = None,
) -> Questionnaire:
    """Draft a questionnaire: screening, overall, touchpoints, the iceberg item, KANO pairs, an open question.

    Parameters
    ----------
    touchpoints : ``{id: name}``; each gets a CSAT item (1-5, 5 very satisfied), or a CES item (1-7, 7 very easy) where
        its id is in `effort`. Both have "not experienced" beside the scale. Item ids are ``q_<id>``; an id that is
        too long or no name of small Latin letters becomes ``q_t01`` ... by position.
    needs : ``{id: name}``; each gets a functional and a dysfunctional question (1 like ... 5 dislike), on pages of at
        most 8 features of equal size. Ids such as K05 are kept; where one has another form, all become K01 ...
    round : round of the improvement cycle, from 1; NPS (0-10) is asked from round two on, a note says why.
    segments : ``{column: {code: label}}`` asked at the end, for quotas and comparisons; where a code has other
        characters than Latin letters, digits and _, the codes of its column become c1 ... in their order.

    Raises
    ------
    InputError
        Nothing to ask, a round below 1, an effort id that is no touchpoint, a segment with fewer than 2 classes.
    """
    _check_request(touchpoints, needs, round, effort)
    items = [
        replace(_item("screen", "screening", "screen", "start"), ends=("no",)),
        _item("csat", "csat", "csat", "overall"),
        *([_item("nps", "nps", "nps", "overall")] if round >= NPS_FROM else []),
        *_touchpoint_items(touchpoints, effort),
        replace(_item("problem", "multiple", "problem", "problem"), alone=("none",)),
        *_kano_items(needs),
        replace(_item("comment", "open", "comment", "end"), required=False),
        *[_segment(column, classes) for column, classes in (segments or {}).items()],
    ]
    pages = _pages(len(needs))
    asked = {item.block for item in items}
    blocks = [Block(b, t) for b, t in _titles(len(pages)).items() if b in asked]
    said = ["nps_apart" if round >= NPS_FROM else "nps_later", "rest"]
    notes = [_text("notes", key) for key in said]
    if len(pages) > 1:
        notes.append(_text("notes", "kano_blocks", features=len(needs), blocks=len(pages), most=max(pages)))
    return Questionnaire(title, tuple(items), tuple(blocks), tuple(notes))


def with_importance(questionnaire: Questionnaire, needs: Mapping[str, Text]) -> Questionnaire:
    """Return the questionnaire with the stated importance (1-5) of each need asked behind its KANO pair.

    `needs` is what `draft` was given; the importance weighs Better, Worse and class shares.
    """
    names = dict(zip(questionnaire.features(), needs.values(), strict=True))
    items: list[Item] = []
    for item in questionnaire.items:
        items.append(item)
        if item.kind == "dysfunctional" and item.feature:
            items.append(_side(item.feature, "importance", names[item.feature], item.block))
    return replace(questionnaire, items=tuple(items))


def _check_request(
    touchpoints: Mapping[str, Text], needs: Mapping[str, Text], round: int, effort: Collection[str]
) -> None:
    if not touchpoints and not needs:
        raise InputError("There is nothing to ask: name at least one touchpoint or one need.")
    if round < 1:
        raise InputError(f"round is {round}; the first round is 1.")
    for touchpoint in effort:
        if touchpoint not in touchpoints:
            raise InputError(f"effort names '{touchpoint}', which is no touchpoint.{nearest(touchpoint, touchpoints)}")


def _touchpoint_items(touchpoints: Mapping[str, Text], effort: Collection[str]) -> list[Item]:
    items = []
    for number, (touchpoint, name) in enumerate(touchpoints.items(), start=1):
        kind: Kind = "ces" if touchpoint in effort else "csat"
        asked = _item(_column(touchpoint, number), kind, f"{kind}_touchpoint", "touchpoints", name=name)
        items.append(replace(asked, answers=(*asked.answers, *_answers("absent")), touchpoint=touchpoint))
    return items


def _column(touchpoint: str, number: int) -> str:
    named = f"q_{touchpoint}"
    return named if _ID.fullmatch(named) and len(named) <= LONGEST_ID else f"q_t{number:02d}"


def _kano_items(needs: Mapping[str, Text]) -> list[Item]:
    kept = all(_FEATURE.fullmatch(need) for need in needs)
    names = {need if kept else f"K{n:02d}": name for n, (need, name) in enumerate(needs.items(), start=1)}
    block_of = [f"kano{page}" for page, size in enumerate(_pages(len(needs)), start=1) for _ in range(size)]
    return [
        _side(feature, side, name, block)
        for (feature, name), block in zip(names.items(), block_of, strict=True)
        for side in ("functional", "dysfunctional")
    ]


def _side(feature: str, side: Kind, name: Text, block: str) -> Item:
    return replace(_item(f"{feature}_{side}", side, side, block, name=name), feature=feature)


def _pages(features: int) -> list[int]:
    """Split features into as few pages as allowed, of sizes that differ by one at most."""
    pages = -(-features // MOST_FEATURES)
    return [features // pages + (page < features % pages) for page in range(pages)]


def _segment(column: str, classes: Mapping[str, Text]) -> Item:
    if len(classes) < 2:
        raise InputError(f"Segment '{column}' has {len(classes)} classes; at least 2 are needed to tell groups apart.")
    kept = all(_CODE.fullmatch(code) for code in classes)
    answers = tuple(Answer(code if kept else f"c{n}", text) for n, (code, text) in enumerate(classes.items(), start=1))
    return replace(_item(column, "single", "segment", "end"), answers=answers)


def _item(id: str, kind: Kind, wording: str, block: str, *, name: Text | None = None) -> Item:
    """Return an item worded by `wording`; {name} in it is said in each language."""
    scale = "kano" if kind in ("functional", "dysfunctional") else kind if kind in SCALES else wording
    text = _text("items", wording) if name is None else _named(_text("items", wording), name)
    return Item(id, kind, text, _answers(scale), block)


def _named(text: Text, name: Text) -> Text:
    return Text(zh=text.zh.replace("{name}", name.zh.strip()), en=text.en.replace("{name}", name.en.strip()))


def _answers(scale: str) -> tuple[Answer, ...]:
    return tuple(Answer(code, Text(**text)) for code, text in _wording()["answers"].get(scale, {}).items())


def _titles(pages: int) -> dict[str, Text]:
    """Return the title of each block that there may be, in the order of asking."""
    order = ["start", "overall", "touchpoints", "problem", *(f"kano{n}" for n in range(1, pages + 1)), "end"]
    return {
        block: _text("blocks", "kano", number=int(block[4:]), total=pages)
        if block.startswith("kano")
        else _text("blocks", block)
        for block in order
    }


def _text(part: str, key: str, **values: int) -> Text:
    found: dict[str, str] = _wording()[part][key]
    return Text(**{lang: text.format(**values) if values else text for lang, text in found.items()})


@cache
def _wording() -> dict[str, Any]:
    file = files("cxlab").joinpath("resources/questionnaire/wording.yml")
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def _refuse_repeated(what: str, ids: list[str]) -> None:
    repeated = [i for i, count in Counter(ids).items() if count > 1]
    if repeated:
        raise InputError(f"The questionnaire repeats {what}: {', '.join(repeated)}. Give each an id of its own.")


def _check(item: Item, blocks: list[str]) -> None:
    if item.kind not in get_args(Kind):
        raise InputError(
            f"Item '{item.id}': kind is '{item.kind}'; allowed are {', '.join(get_args(Kind))}."
            f"{nearest(item.kind, get_args(Kind))}"
        )
    if not _ID.fullmatch(item.id) or len(item.id) > LONGEST_ID:
        raise InputError(
            f"'{item.id}' is no id for an item: use at most {LONGEST_ID} small letters, digits and single _, each part "
            "beginning with a letter (q_refund), or <letter><number>_functional and _dysfunctional for a KANO pair."
        )
    if item.block not in blocks:
        raise InputError(f"Item '{item.id}' names the block '{item.block}'; known are {', '.join(blocks)}.")
    if not item.text.zh.strip() or not item.text.en.strip():
        raise InputError(f"Item '{item.id}' lacks its wording in zh or en.")
    codes = [answer.code for answer in item.answers]
    if (item.kind == "open") != (not codes):
        raise InputError(f"Item '{item.id}' is '{item.kind}' and has {len(codes)} answers; open questions have none.")
    _refuse_repeated(f"answers of item '{item.id}'", codes)
    odd = [code for code in codes if not _CODE.fullmatch(code)]
    odd += [code for code in (*item.ends, *item.alone) if code not in codes]
    if odd:
        raise InputError(f"Item '{item.id}': {', '.join(odd)} is no code of its answers (Latin letters, digits and _).")
