"""Topics of the CCF 2018 car opinions: cxlab, LDA and NMF on the same words, in one run.

    python benchmarks/topics.py ../shared/data/ccf2018_car_opinions/train.csv

Texts with one human subject of ten. NMI over all of these texts: one without a topic counts as its own class.
`embed` is shared by nobody but cxlab; LDA and NMF use word counts and tf-idf only.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score

from cxlab.text import embed, fit_topics, tokenize


def opinions(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    grouped = frame.groupby("content_id", sort=False).agg(text=("content", "first"), subject=("subject", "unique"))
    single = grouped[grouped.subject.str.len() == 1]
    return single.assign(subject=single.subject.str[0]).reset_index(drop=True)


def decomposed(
    model: LatentDirichletAllocation | NMF, vectorizer: CountVectorizer, tokens: list[list[str]]
) -> np.ndarray:
    weights = model.fit_transform(vectorizer.fit_transform(tokens))
    return np.where(weights.max(axis=1) > weights.min(axis=1), weights.argmax(axis=1), -1)


def timed(work: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    start = time.perf_counter()
    labels = work()
    return labels, time.perf_counter() - start


def main() -> None:
    data = opinions(Path(sys.argv[1]))
    texts = data.text.tolist()
    fit_topics(texts[:500], embeddings=np.random.default_rng(0).normal(size=(500, 8)))  # imports and compiles
    tokens, seconds_tokens = timed(lambda: tokenize(texts))
    vectors, seconds_vectors = timed(lambda: embed(texts))
    ours, seconds_ours = timed(
        lambda: fit_topics(texts, embeddings=vectors, tokens=tokens).assignments.topic.to_numpy()
    )
    n_topics = len(set(ours.tolist()) - {-1})
    bounds = {"analyzer": list, "min_df": 3, "max_df": 0.3}
    lda = LatentDirichletAllocation(n_topics, random_state=0)
    nmf = NMF(n_topics, init="nndsvd", random_state=0, max_iter=500)
    rows = [("cxlab", ours, seconds_ours, seconds_vectors)]
    rows += [("LDA", *timed(lambda: decomposed(lda, CountVectorizer(**bounds), tokens)), 0.0)]
    rows += [("NMF", *timed(lambda: decomposed(nmf, TfidfVectorizer(**bounds), tokens)), 0.0)]
    print(f"{len(texts)} texts, 10 subjects, words in {seconds_tokens:.1f} s")
    print(f"{'':8}{'seconds':>9}{'vectors':>9}{'topics':>8}{'outliers':>10}{'NMI':>7}")
    for name, labels, seconds, seconds_embed in rows:
        nmi = normalized_mutual_info_score(data.subject, labels)
        n_found = len(set(labels.tolist()) - {-1})
        print(f"{name:8}{seconds:9.1f}{seconds_embed:9.1f}{n_found:8}{(labels < 0).mean():10.1%}{nmi:7.3f}")


if __name__ == "__main__":
    main()
