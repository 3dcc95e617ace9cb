"""What belongs together: codebook topics, touchpoints, processes, departments, KANO features and survey items.

A study names a topic by its code, its label, or words. Words are looked for in customers' texts, and what is only
guessed from them says so: a researcher confirms it by writing the code into ``links:``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.insight.intervals import wilson
from cxlab.insight.journey.placed import Finder
from cxlab.phrases import visible
from cxlab.study import Link

HALF = 0.5
LEAST_SHARE = 0.05
FEWEST = 5
_EVIDENCE = ["by", "share", "low", "high", "n"]
LINK = ["topic", "touchpoint", "process", "lead", "support", "feature", "item", "asked", "how", *_EVIDENCE]


@dataclass(frozen=True)
class Crosswalk:
    """What belongs together, and what stands alone.

    Attributes
    ----------
    links
        One row a topic of a link, or a link that no topic answers to (``topic`` empty; its touchpoint, feature and
        item still belong together): ``topic`` (code), ``touchpoint``, ``process``, ``lead``, ``support`` (joined with
        ``、``), ``feature``, ``item``, ``asked`` (the topic as the study writes it), all empty where nothing is named;
        ``how``: *named* (code, label, or no topic asked for), *words*, *guessed*, or *none*; ``by`` (half, ahead,
        there: see `linked`) with the ``share``, its Wilson ``low`` and ``high`` and ``n`` behind words and guesses.
    unlinked
        ``side`` (topic, link, touchpoint, feature, item), ``name``, ``why``: *no_link* names it; *no_topic* answers to
        it; *no_such_topic* is in the codebook; *unknown*: a link names it, but the study has no such touchpoint, or
        the survey no such feature or item. In the order of the study.
    """

    links: pd.DataFrame
    unlinked: pd.DataFrame

    def guessed(self) -> pd.DataFrame:
        """Return the links that a person has not confirmed."""
        return self.links[self.links["how"].isin(["words", "guessed"])].reset_index(drop=True)

    def of(self, subject: str) -> pd.DataFrame:
        """Return the links of ``topic:T002``, ``touchpoint:wallet``, ``feature:K05``, ``item:q_app`` or a code."""
        side, _, name = subject.rpartition(":")
        return self.links[self.links[side or "topic"] == name].reset_index(drop=True)


def linked(
    links: Iterable[Link],
    topics: pd.DataFrame,
    mentions: pd.DataFrame,
    complaints: pd.DataFrame,
    *,
    touchpoints: pd.DataFrame | None = None,
    asked: Mapping[str, Sequence[str]] | None = None,
) -> Crosswalk:
    """Resolve what a study names into the topics of its codebook.

    A link that gives a code (``T002``, ``topic:T002``) or a label means that topic. For words, longer words are heard
    before shorter ones within them (占位费 is not 占位), and the link has the topics

    * *half*: of whose main texts at least half hold one of its words (Wilson's lower end; ``how`` words), else
    * *ahead*: whose main texts hold its words clearly more often than other topics' texts do, and than words of every
      other link: at least 5 texts and 5 % hold them, the lower end lies above the share in other topics, and of the
      texts that hold words of only one of two links more than half hold this one's (lower end; ``how`` guessed), else
    * *there*: in which at least half of all texts with its words are (lower end; ``how`` guessed): it lies within the
      topic, which may be about more.

    Topics that no link claims, and touchpoints without a topic, then look for each other by the touchpoints' own
    words under the same three rules (``how`` guessed throughout). Nothing else is linked.

    Parameters
    ----------
    links
        ``links:`` of study.yaml.
    topics
        ``code``, ``label``.
    mentions
        ``complaint_id``, ``code``, ``main``.
    complaints
        ``complaint_id``, ``text`` (masked; in simplified script where the words are).
    touchpoints
        From `journey.points.points`: ``touchpoint``, ``words``, ``process``, ``lead``, ``support``; None: no journey.
    asked
        ``{"feature": ids, "item": ids}`` that the survey has, so that those without a link are listed.

    References
    ----------
    The share among discordant texts is the sign test's (McNemar 1947), with Wilson's interval.

    Notes
    -----
    For what an action or a decision names, add a link: ``linked([*study.links, Link(topic=name)], …)``.
    """
    wanted = list(links)
    topics = topics.assign(label=[visible(label).zh for label in topics["label"]])
    known = set(topics["code"]) | {f"topic:{code}" for code in topics["code"]} | set(topics["label"])
    texts = mentions[mentions["main"]].merge(complaints[["complaint_id", "text"]], on="complaint_id")
    found = _pairs(texts, {_key(link): str(link.topic).split() for link in wanted if _is_words(link, known)})
    rows = [row for link in wanted for row in _rows_of(link, topics, found, known)]
    places = touchpoints if touchpoints is not None else pd.DataFrame(columns=["touchpoint", "words"])
    rows += _through_touchpoints(rows, texts, places, set(topics["code"]))
    table = pd.DataFrame(rows, columns=LINK).astype(
        {"n": "int64", **dict.fromkeys(("share", "low", "high"), "float64")}
    )
    table = table.astype(dict.fromkeys([c for c in LINK if c not in ("share", "low", "high", "n")], "str"))
    missing = [("link", link.topic, _why(link)) for link in wanted if _nothing(link, found, known)]
    return Crosswalk(links=table, unlinked=_alone(table, missing, topics, places, asked or {}))


def _is_words(link: Link, known: set[str]) -> bool:
    return bool(link.topic) and link.topic not in known and not _looks_like_code(str(link.topic))


def _looks_like_code(name: str) -> bool:
    bare = name.removeprefix("topic:")
    return bare != name or (bare[:1] == "T" and bare[1:].isdigit())


def _rows_of(link: Link, topics: pd.DataFrame, found: pd.DataFrame, known: set[str]) -> list[dict[str, object]]:
    base = {
        "touchpoint": link.touchpoint or "",
        "process": link.process or "",
        "lead": link.lead or "",
        "support": "、".join(link.support),
        "feature": link.feature or "",
        "item": link.item or "",
        "asked": link.topic or "",
    }
    if link.topic in known:
        bare = str(link.topic).removeprefix("topic:")
        codes = topics.loc[(topics["code"] == bare) | (topics["label"] == bare), "code"]
        return [_row(base, topic=code, how="named") for code in codes]
    if not link.topic:
        return [_row(base, topic="", how="named")]
    mine = found[found["key"] == _key(link)]
    if mine.empty:
        return [_row(base, topic="", how="none")]
    return [
        _row(
            base, topic=row["code"], how="words" if row["by"] == "half" else "guessed", **{c: row[c] for c in _EVIDENCE}
        )
        for row in mine.to_dict("records")
    ]


def _row(base: Mapping[str, str], **given: object) -> dict[str, object]:
    return {**base, "by": "", "share": float("nan"), "low": float("nan"), "high": float("nan"), "n": 0, **given}


def _nothing(link: Link, found: pd.DataFrame, known: set[str]) -> bool:
    return bool(link.topic) and link.topic not in known and not (found["key"] == _key(link)).any()


def _key(link: Link) -> str:
    """Return the same for the same words: two links with them do not vie for a topic."""
    return " ".join(sorted(set(str(link.topic).split())))


def _why(link: Link) -> str:
    return "no_such_topic" if _looks_like_code(str(link.topic)) else "no_topic"


def _pairs(texts: pd.DataFrame, words: Mapping[Any, Sequence[str]]) -> pd.DataFrame:
    """Return key, code, by, share, low, high, n: the pairs that one of the three rules of `linked` finds."""
    columns = ["key", "code", *_EVIDENCE]
    names = list(words)
    finder = Finder.of({str(place): words[name] for place, name in enumerate(names)})
    held = [{point for point, _, _ in finder.spots(finder.words_in(str(text)))} for text in texts["text"]]
    said = pd.DataFrame({str(place): [str(place) in one for one in held] for place in range(len(names))})
    if said.empty:
        return pd.DataFrame(columns=columns)
    codes = texts["code"].reset_index(drop=True)
    sizes, anywhere, counts = codes.value_counts().to_dict(), said.sum(), said.groupby(codes).sum()
    rows = []
    for code, row in counts.iterrows():
        ahead = _ahead(said[(codes == code).to_numpy()])
        for place, name in enumerate(names):
            k, n, everywhere = int(row[str(place)]), int(sizes[code]), int(anywhere[str(place)])
            others = (everywhere - k) / max(len(texts) - n, 1)
            rule = _rule(k, n, everywhere, others if ahead == str(place) else None)
            if rule is not None:
                base = everywhere if rule == "there" else n
                rows.append((name, code, rule, k / base, *wilson(k, base), base))
    return pd.DataFrame(rows, columns=columns).sort_values(["key", "share", "code"], ascending=[True, False, True])


def _rule(k: int, n: int, everywhere: int, others: float | None) -> str | None:
    """Return which rule ties words to a topic; `others` is their share in other topics where the words are ahead."""
    if k < FEWEST:
        return None
    if wilson(k, n)[0] >= HALF:
        return "half"
    if others is not None and k / n >= LEAST_SHARE and wilson(k, n)[0] > others:
        return "ahead"
    return "there" if wilson(k, everywhere)[0] >= HALF else None


def _ahead(said: pd.DataFrame) -> str | None:
    """Return the key whose words these texts hold clearly more often than those of every other key; one needs two."""
    if said.shape[1] < 2:
        return None
    counts = said.sum()
    best = str(counts.idxmax())
    for other in said.columns.drop(best):
        alone = int((said[best] & ~said[other]).sum())
        if wilson(alone, alone + int((said[other] & ~said[best]).sum()))[0] > HALF:
            continue
        return None
    return best


def _through_touchpoints(
    rows: Sequence[Mapping[str, object]], texts: pd.DataFrame, places: pd.DataFrame, codes: set[str]
) -> list[dict[str, object]]:
    """Return guessed rows for topics that no link claims, and for touchpoints without a topic."""
    claimed = {row["topic"] for row in rows if row["topic"]}
    settled = {row["touchpoint"] for row in rows if row["topic"]}
    found = _pairs(texts, dict(zip(places["touchpoint"], places["words"], strict=True)))
    by_id = {row["touchpoint"]: row for row in places.to_dict("records")}
    guesses = []
    for pair in found.to_dict("records"):
        free_topic = pair["code"] in codes - claimed and pair["by"] != "there"
        free_touchpoint = pair["key"] not in settled
        if free_topic or free_touchpoint:
            point = by_id[pair["key"]]
            base = {name: _text(point.get(name)) for name in ("process", "lead")}
            base |= {
                "touchpoint": pair["key"],
                "support": "、".join(point.get("support") or ()),
                "feature": "",
                "item": "",
                "asked": "",
            }
            guesses.append(_row(base, topic=pair["code"], how="guessed", **{c: pair[c] for c in _EVIDENCE}))
    return guesses


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _alone(
    table: pd.DataFrame,
    missing: list[tuple[str, str | None, str]],
    topics: pd.DataFrame,
    places: pd.DataFrame,
    asked: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    sides = {"topic": list(topics["code"]), "touchpoint": list(places["touchpoint"]), **asked}
    with_topic = set(table.loc[table["topic"] != "", "touchpoint"])
    rows = [(side, name, why) for side, name, why in missing]
    for side, names in sides.items():
        there = with_topic if side == "touchpoint" else set(table[side])
        why = "no_topic" if side == "touchpoint" else "no_link"
        rows += [(side, name, why) for name in names if name not in there]
        if len(names) and side != "topic":
            rows += [(side, name, "unknown") for name in table[side].unique() if name not in ("", *names)]
    return pd.DataFrame(rows, columns=["side", "name", "why"]).astype("str")
