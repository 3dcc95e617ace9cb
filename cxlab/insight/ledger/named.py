"""What a decision, an action or a draft is about, where it names its matter in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from cxlab.insight.crosswalk import linked
from cxlab.insight.ledger.directory import KINDS
from cxlab.study import Link


def named(
    names: Iterable[str],
    links: Sequence[Link],
    *,
    topics: pd.DataFrame,
    mentions: pd.DataFrame,
    complaints: pd.DataFrame,
) -> pd.DataFrame:
    """Return the subjects that names mean.

    Parameters
    ----------
    names
        ``T002`` or ``topic:T002`` (a code), a label, ``touchpoint:wallet``, ``feature:K05``, or words, ``topic:``
        before them or not. Words mean what `crosswalk.linked` makes of them; where no topic answers to the words of a
        link, they mean its touchpoint.
    links
        ``links:`` of study.yaml.
    topics, mentions, complaints
        As for `crosswalk.linked`.

    Returns
    -------
    DataFrame
        ``name``, ``subject``: one row for each subject; a name that means nothing has one with an empty subject.
    """
    wanted = list(dict.fromkeys(names))
    bare = {name: name.removeprefix("topic:").strip() for name in wanted}
    plain = {name for name in wanted if name.partition(":")[0] in KINDS[1:]}
    told = {link.topic for link in links}
    more = dict.fromkeys(bare[name] for name in wanted if name not in plain and bare[name] and bare[name] not in told)
    asked = [*links, *(Link(topic=name) for name in more)]
    # the process of a link carries its number through the crosswalk, which does not keep the words
    numbered = [link.model_copy(update={"process": str(number)}) for number, link in enumerate(asked)]
    found = linked(numbered, topics, mentions, complaints).links
    rows = []
    for name in wanted:
        mine = [str(number) for number, link in enumerate(asked) if link.topic == bare[name]]
        subjects = [name] if name in plain else _subjects(found[found["process"].isin(mine)])
        rows += [{"name": name, "subject": subject} for subject in subjects or [""]]
    return pd.DataFrame(rows, columns=["name", "subject"])


def names_in(rows: pd.DataFrame) -> pd.Series:
    """Return what each row of the table ``decisions`` or ``actions`` names.

    Parameters
    ----------
    rows
        ``issue``, ``topic`` and ``touchpoint`` as far as the table has them: the first of these that a row fills.

    Returns
    -------
    Series
        Names as `named` takes them, on the index of `rows`; empty where a row fills none.
    """
    told = rows.reindex(columns=["issue", "topic", "touchpoint"]).astype("str")
    place = "touchpoint:" + told["touchpoint"]
    return told["issue"].fillna(told["topic"]).fillna(place).fillna("").rename("name")


def _subjects(links: pd.DataFrame) -> list[str]:
    for kind in ("topic", "touchpoint"):
        codes = sorted(set(links[kind]) - {""})
        if codes:
            return [f"{kind}:{code}" for code in codes]
    return []
