"""The grammar of the complaint texts: clause frames × slots × regional speech × slips of the keyboard.

All wording is data under ``resources/demo``; this file only puts it together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import yaml

from cxlab.demo.frame import RESOURCES

SLOT = re.compile(r"\{([A-Z0-9]+)\}")
LONGEST = 150
SHORTEST = 6

Sections = dict[str, list[str]]
Rng = np.random.Generator


@dataclass(frozen=True)
class Request:
    """What one text has to say.

    Attributes
    ----------
    kind : problem, need, praise, question or empty.
    topics : topic ids, the more important first; for needs also a feature id; empty for general texts.
    region : region of the unit; decides the voice.
    rider : whether a ride-hailing driver speaks; only they speak of orders and passengers.
    severe, personal : whether a severity clause or personal data is added.
    lounge : "" , "wait" (the lounge is only where it happened) or "own" (the lounge itself is the matter).
    """

    kind: str
    topics: tuple[str, ...] = ()
    region: str = ""
    rider: bool = False
    severe: bool = False
    personal: bool = False
    lounge: str = ""


def read_sections(name: str) -> Sections:
    """Return the ``[section]`` → lines of one frames file; blank lines and ``#`` comments are dropped."""
    sections: Sections = {}
    lines: list[str] = []
    for raw in (RESOURCES / "frames" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if re.fullmatch(r"\[\w+\]", line):
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


@cache
def frames() -> dict[str, Sections]:
    """Return every frames file by its name: topic ids, wishes, praise, question."""
    return {path.stem: read_sections(path.stem) for path in sorted((RESOURCES / "frames").glob("*.txt"))}


@cache
def speech() -> dict[str, Any]:
    """Return how people speak around the matter itself."""
    read: dict[str, Any] = yaml.safe_load((RESOURCES / "speech.yaml").read_text(encoding="utf-8"))
    return read


@cache
def slots() -> dict[str, list[str]]:
    """Return the fillers of each slot."""
    read = yaml.safe_load((RESOURCES / "slots.yaml").read_text(encoding="utf-8"))
    return {name: [str(value) for value in values] for name, values in read.items()}


def compose(request: Request, rng: Rng) -> str:
    """Return one text for `request`, 6 to 150 characters (texts without content may be shorter)."""
    if request.kind == "empty":
        return _pick(speech()["empty"], rng)
    voice = _voice(request.region, rng)
    core = _core(request, voice, rng)
    parts = _around(request, core, voice, rng)
    while len(parts) > 1 and sum(len(part) + 1 for part in parts) > LONGEST - 8:
        optional = [i for i, part in enumerate(parts) if part not in core]
        parts.pop(optional[-1] if optional else -1)
    text = _speak(_reword(_join(parts, request.kind, rng), rng), voice, rng)
    text = _slip(text, request.kind, rng)[:LONGEST]
    return text if len(text) >= SHORTEST else f"{text}{_pick(speech()['because'], rng)}"


def fill(template: str, rng: Rng) -> str:
    """Return `template` with its slots filled; ``#`` and ``^`` in a filler become digits."""
    return SLOT.sub(lambda match: _value(match.group(1), rng), template)


def retell(text: str, rng: Rng) -> str:
    """Return a near duplicate: the same matter sent again, hardly changed."""
    again = _pick(speech()["again"], rng)
    bare = text.rstrip("。！!…？?~ ")
    choices = [f"{again}，{bare}", f"{bare}，{again}", f"{bare}！！", bare.replace("，", " "), f"{bare}。"]
    changed = [choice for choice in choices if choice != text]
    return _pick(changed, rng)


def _value(slot: str, rng: Rng) -> str:
    chosen = fill(_pick(slots()[slot], rng), rng)
    digits = rng.integers(0, 10, size=len(chosen))
    value = "".join(
        str(d) if c == "#" else str(max(int(d), 1)) if c == "^" else c for c, d in zip(chosen, digits, strict=True)
    )
    if slot == "ORDER" and passes_luhn(re.sub(r"\D", "", value)):
        value = value[:-1] + str((int(value[-1]) + 1) % 10)
    return value


def passes_luhn(digits: str) -> bool:
    """Return whether `digits` would pass as a card number; order numbers must not."""
    total = sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(digits)))
    return bool(digits) and total % 10 == 0


def _pick(options: Sequence[str], rng: Rng) -> str:
    return str(options[int(rng.integers(len(options)))])


def _voice(region: str, rng: Rng) -> str:
    found = speech()["region"].get(region)
    return str(found["voice"]) if found and rng.random() < found["share"] else ""


def _core(request: Request, voice: str, rng: Rng) -> list[str]:
    """Return the clauses that carry the matter itself."""
    if request.kind == "problem":
        lines = _problem(request, voice, rng)
    elif request.kind == "need":
        lines = _need(request, rng)
    else:
        topic = request.topics[0] if request.topics else ""
        own = frames().get(topic, {}).get(request.kind)
        lines = _some(own or frames()[request.kind]["main"], 1 + int(not own and rng.random() < 0.25), request, rng)
        if request.kind == "praise" and rng.random() < 0.45:
            lines += _some(frames()["praise"]["more"], 1, request, rng)
    return [fill(line, rng) for line in lines]


def _problem(request: Request, voice: str, rng: Rng) -> list[str]:
    clauses: list[str] = []
    for order, topic in enumerate(request.topics):
        own = frames()[topic]
        count = 1 + int(rng.random() < 0.38) + int(rng.random() < 0.1) + 2 * int(rng.random() < 0.04)
        regional = voice in own and rng.random() < 0.6
        lines = _some(own[voice if regional else "main"], count if order == 0 else 1, request, rng)
        lines = [_shorten(line, rng) for line in lines]
        if order == 0:
            lines = _ambiguous(topic, lines, request, rng)
        if request.lounge == "own" and order == 0:
            lines[0] = _pick(speech()["lounge_own"], rng)
        if order == 0 and rng.random() < 0.38:
            lines += _some(own["more"], 1, request, rng)
        if order == 1 and rng.random() < 0.7:
            lines[0] = _pick(speech()["connector"], rng) + lines[0]
        clauses += lines
    if request.lounge == "wait":
        clauses.insert(1, _pick(speech()["lounge_wait"], rng))
    return clauses


def _shorten(line: str, rng: Rng) -> str:
    """Return a clause or, now and then, only its first half."""
    half, _, rest = line.partition("，")
    return half if rest and len(half) >= SHORTEST and rng.random() < 0.2 else line


def _ambiguous(topic: str, lines: list[str], request: Request, rng: Rng) -> list[str]:
    """Add, or rarely put instead, a clause that a confusable topic shares."""
    shared = [line for pair, own in frames()["shared"].items() if topic in pair.split("_") for line in own]
    draw = rng.random()
    if not shared or draw > 0.3:
        return lines
    return _some(shared, 1, request, rng) + (lines if draw > 0.07 else [])


def _need(request: Request, rng: Rng) -> list[str]:
    """Return a wish about a topic, about a feature (K..), or about anything else."""
    wishes, topic = frames()["wishes"], request.topics[0] if request.topics else "other"
    if topic in wishes:
        lines = _some(wishes[topic], 1, request, rng)
    else:
        lines = _some(frames()[topic]["need"], 1, request, rng)
        if rng.random() < 0.35:
            lines = _some(frames()[topic]["main"], 1, request, rng) + lines
    return lines + ([_pick(speech()["because"], rng)] if rng.random() < 0.3 else [])


def _around(request: Request, core: list[str], voice: str, rng: Rng) -> list[str]:
    parts, extra, problem = list(core), speech(), request.kind == "problem"
    if rng.random() < (0.34 if problem else 0.2):
        parts = [
            fill(line, rng)
            for line in _some(extra["opener"] if problem else extra["polite"][request.kind], 1, request, rng)
        ] + parts
    if request.severe:
        group = extra["severe_of"].get(request.topics[0], "any")
        parts += _some(extra["severe"]["any"] + (extra["severe"][group] if group != "any" else []), 1, request, rng)
    if problem and rng.random() < 0.26:
        regional = voice and rng.random() < 0.7
        parts += _some(extra["voice"][voice]["feeling"] if regional else extra["feeling"], 1, request, rng)
    if problem and rng.random() < 0.16:
        parts.append(_pick(extra["demand"], rng))
    if request.personal:
        parts.append(fill(_pick(extra["personal"], rng), rng))
    return parts


def _some(options: Sequence[str], count: int, request: Request, rng: Rng) -> list[str]:
    """Return `count` different lines of those that this customer could say."""
    able = options if request.rider else _of_private_drivers(tuple(options))
    chosen = rng.permutation(len(able))[:count]
    return [able[int(i)] for i in chosen]


@cache
def _of_private_drivers(options: tuple[str, ...]) -> list[str]:
    return [option for option in options if not any(word in option for word in speech()["rider_words"])]


def _join(parts: list[str], kind: str, rng: Rng) -> str:
    mark = _pick(speech()["punctuation"], rng)
    text = parts[0]
    for part in parts[1:]:
        own_mark = mark if rng.random() < 0.8 else "，"
        text += ("" if text[-1] in "？?！" else own_mark) + part
    return text + _pick(speech()["ending"][kind], rng)


def _reword(text: str, rng: Rng) -> str:
    """Exchange some words for others that say the same."""
    for words in speech()["same"]:
        found = [word for word in words if word in text]
        if found and rng.random() < 0.5:
            text = text.replace(max(found, key=len), _pick(words, rng))
    return text


def _speak(text: str, voice: str, rng: Rng) -> str:
    """Turn a text into regional speech: a few words swapped, a particle at an end."""
    if not voice:
        return text
    for plain, local in speech()["voice"][voice]["swap"]:
        if plain in text and rng.random() < 0.75:
            text = text.replace(plain, local)
    if rng.random() < 0.55 and text[-1] not in "。！!…？?~":
        text += _pick(speech()["voice"][voice]["particle"], rng)
    return text


def _slip(text: str, kind: str, rng: Rng) -> str:
    """Inject what keyboards and tempers do: homophones, lost punctuation, repetition, emoji."""
    if rng.random() < 0.16:
        fitting = [pair for pair in speech()["homophone"] if pair[0] in text]
        if fitting:
            right, wrong = fitting[int(rng.integers(len(fitting)))]
            text = text.replace(right, wrong, 1)
    draw = rng.random(4)
    if draw[0] < 0.07:
        text = re.sub("[，。、]", "" if draw[0] < 0.02 else " ", text).strip()
    if kind == "problem" and draw[1] < 0.05:
        text += _pick(speech()["urge"], rng) * int(rng.integers(2, 5))
    if draw[2] < 0.12:
        text += _pick(speech()["emoji" if kind == "problem" else "happy"], rng) * int(rng.choice([1, 1, 1, 2, 3]))
    if draw[3] < 0.03:
        text = text.upper() if draw[3] < 0.02 else text.replace("，", ",")
    return text
