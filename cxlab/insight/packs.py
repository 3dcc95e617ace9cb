"""All that customers said on a department's topics, masked: what a department reads before it answers."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlab.study import Link

UNASSIGNED = ""
_SHOWN = ("received_at", "channel", "product", "unit")


def responsible(topics: pd.DataFrame, links: Iterable[Link]) -> pd.DataFrame:
    """Return code, department ("" = nobody), role (lead, support): who answers for each topic.

    A link speaks for a topic when it names its id or label; else the link most of whose words are in the topic's
    keywords does (the first of equal ones).

    Parameters
    ----------
    topics
        code, label, keywords (joined with ``、``).
    """
    links = [link for link in links if link.topic and link.lead]
    rows = []
    for topic in topics.itertuples():
        score, best = max(((_fit(link, topic), -place) for place, link in enumerate(links)), default=(0, 0))
        link = links[-best] if score else None
        rows.append((topic.code, link.lead if link else UNASSIGNED, "lead"))
        rows += [(topic.code, name, "support") for name in (link.support if link else ())]
    return pd.DataFrame(rows, columns=["code", "department", "role"])


def packs(
    complaints: pd.DataFrame, mentions: pd.DataFrame, topics: pd.DataFrame, links: Iterable[Link]
) -> dict[str, pd.DataFrame]:
    """Return a table for each department: every complaint that raises one of its topics, lead before support.

    Parameters
    ----------
    complaints
        complaint_id, text (masked) and, where known, received_at, channel, product, unit.
    mentions
        complaint_id, code, main: the topics of each complaint.
    topics
        code, label, keywords.

    Returns
    -------
    dict
        Department ("" = topics that no link speaks for) → role, code, label, complaint_id, what is known of the
        complaint, main, text; topics in the given order, the newest complaints first.
    """
    kept = ["complaint_id", *(c for c in _SHOWN if c in complaints), "text"]
    said = mentions.merge(topics[["code", "label"]].assign(place=range(len(topics))), on="code")
    said = said.merge(complaints[kept], on="complaint_id").merge(responsible(topics, links), on="code")
    newest = ["received_at"] if "received_at" in said else []
    said = said.sort_values(
        ["role", "place", *newest, "complaint_id"], ascending=[True, True, *(False for _ in newest), True]
    )
    columns = ["role", "code", "label", *kept[:-1], "main", "text"]
    return {str(name): rows[columns].reset_index(drop=True) for name, rows in said.groupby("department")}


def _fit(link: Link, topic: object) -> float:
    named, words = str(link.topic), str(link.topic).split()
    if named in (topic.code, topic.label):  # type: ignore[attr-defined]
        return float("inf")
    keywords = topic.keywords.split("、")  # type: ignore[attr-defined]
    return sum(any(word in keyword or keyword in word for keyword in keywords) for word in words) / len(words)
