"""A coding as topics 0, 1, 2 …: what themes, map, stability and charts work on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from cxlab.codebook.coding import Coded
from cxlab.errors import InputError
from cxlab.phrases import in_both_languages
from cxlab.study import Text
from cxlab.text.embed import Vectors
from cxlab.text.model import TopicModel
from cxlab.text.space import Tokens
from cxlab.text.topics import distinct, spread_out, usual_size


def as_topics(coded: Coded, *, embeddings: Vectors, tokens: Tokens, seed: int = 0) -> TopicModel:
    """Return the entries that have texts as a topic model: `topic` counts them by size, `code` is their lasting id.

    Parameters
    ----------
    embeddings, tokens
        As given to `code`.

    Returns
    -------
    TopicModel
        `topics` has the columns code, status, kind and beside, too; `label` is the researcher's name (in both
        languages) or the entry's own. In `assignments` raw_topic equals topic: density has no say any more.

    Raises
    ------
    InputError
        Two entries in use have the same name.
    """
    book = coded.codebook
    named = coded.entries[coded.entries["size"] > 0].sort_values(["size", "code"], ascending=[False, True])
    labels = [in_both_languages(Text(zh=zh, en=en)) for zh, en in zip(named["name_zh"], named["name_en"], strict=True)]
    table = named.assign(label=labels, topic=range(len(named))).reset_index(drop=True)
    twice = table[table["label"].duplicated(keep=False)]
    if len(twice):
        raise InputError(
            f"codebook.yaml: {' and '.join(twice['code'])} have the same name '{twice['name_zh'].iloc[0]}'; "
            "merge them, or name one differently."
        )
    number = dict(zip(table["code"], table["topic"], strict=True))
    topic = coded.assignments["code"].map(number).fillna(-1).astype("int64")
    place = {id: row for row, id in enumerate(book.ids)}
    every = distinct(embeddings, tokens)[1]
    rows = every[spread_out(len(every))]
    unstretched = replace(book.space, stretch=np.empty((0, 0), np.float32))
    return TopicModel(
        assignments=pd.DataFrame(
            {
                "id": coded.assignments["id"],
                "topic": topic,
                "strength": coded.assignments["strength"],
                "raw_topic": topic,
            }
        ),
        topics=table[["topic", "size", "share", "keywords", "label", "code", "status", "kind", "beside"]],
        space=book.space,
        centres=book.centres[[place[code] for code in table["code"]]],
        floor=float(book.floors.min()),
        min_topic_size=max(2, round((book.min_topic_size or usual_size(len(every))) * len(rows) / len(every))),
        n_groups=max(2, len(table)),
        seed=seed,
        vectors=unstretched.transform(embeddings[rows], [tokens[row] for row in rows.tolist()]),
        rows=rows,
    )
