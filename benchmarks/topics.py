"""Topics beside BERTopic's defaults, LDA and NMF: same words, same sentence vectors, in one run.

    python benchmarks/topics.py [--data ../shared/data] [--sets opinions shopping complaints all] [--seeds 5]

NMI, purity and stability are over *all* texts; those without a topic count as a class of their own. NPMI and diversity
are of ten keywords a topic, chosen by c-TF-IDF for the two that cluster, by weight for LDA and NMF. Stability is the
mean adjusted Rand index between runs under different seeds. BERTopic's defaults need `pip install --no-deps umap-learn
pynndescent hdbscan`; without them that line is left out. LDA and NMF get as many topics as cxlab found.
"""

import argparse
import io
import itertools
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from cxlab.text import embed, fit_topics, tokenize
from cxlab.text.coherence import coherence, diversity
from cxlab.text.keywords import keywords_of
from cxlab.text.space import Space

BOUNDS = {"analyzer": list, "min_df": 3, "max_df": 0.3}
WORDS = 10
WIDTHS = (9, 8, 10, 8, 8, 8, 11, 11)


@dataclass
class Corpus:
    """Texts with a human class each, their words and sentence vectors."""

    name: str
    texts: list[str]
    classes: np.ndarray
    tokens: list[list[str]] = field(default_factory=list)
    vectors: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Found:
    """Labels (-1: no topic), ten keywords a topic, and how long it took."""

    labels: np.ndarray
    keywords: list[list[str]]
    seconds: float


def opinions(data: Path) -> Corpus:
    """CCF 2018 car opinions that have one of ten subjects."""
    frame = pd.read_csv(data / "ccf2018_car_opinions" / "train.csv", dtype=str, encoding="utf-8-sig")
    grouped = frame.groupby("content_id", sort=False).agg(text=("content", "first"), subject=("subject", "unique"))
    single = grouped[grouped.subject.str.len() == 1]
    return Corpus("car opinions", single.text.tolist(), single.subject.str[0].to_numpy())


def shopping(data: Path, n: int | None) -> Corpus:
    """Reviews of ten product categories."""
    with zipfile.ZipFile(next((data / "online_shopping_10_cats").glob("*.zip"))) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        frame = pd.read_csv(io.BytesIO(archive.read(name)), dtype=str).dropna(subset=["review"])
    frame = frame.sample(n, random_state=0) if n else frame
    return Corpus(f"shopping {len(frame):,}", frame.review.tolist(), frame.cat.to_numpy())


def complaints(data: Path) -> Corpus:
    """English complaints about loans, with the issue that the customer chose."""
    frame = pd.read_csv(data / "cfpb_payday_2023" / "cfpb_payday_2023.csv", dtype=str)
    text = next(c for c in frame if "narrative" in c.lower())
    issue = next(c for c in frame if c.lower() == "issue")
    frame = frame.dropna(subset=[text, issue])
    return Corpus("loan complaints", frame[text].tolist(), frame[issue].to_numpy())


def ours(corpus: Corpus, seed: int) -> Found:
    with timed() as clock:
        model = fit_topics(corpus.texts, embeddings=corpus.vectors, tokens=corpus.tokens, seed=seed)
    words = [text.split("、")[:WORDS] for text in model.topics["keywords"]]
    return Found(model.assignments["topic"].to_numpy(), words, clock[0])


def bertopic_defaults(corpus: Corpus, seed: int) -> Found:
    import hdbscan
    import umap

    with timed() as clock:
        plane = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        labels = hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(plane.fit_transform(corpus.vectors))
        space = Space.fit(corpus.vectors, corpus.tokens)
        words = keywords_of(corpus.tokens, labels.astype(np.int64), space)
    return Found(labels, [words[number][:WORDS] for number in sorted(words)], clock[0])


def decomposed(model: LatentDirichletAllocation | NMF, vectorizer: CountVectorizer, corpus: Corpus) -> Found:
    with timed() as clock:
        weights = model.fit_transform(vectorizer.fit_transform(corpus.tokens))
        labels = np.where(weights.max(axis=1) > weights.min(axis=1), weights.argmax(axis=1), -1)
    names = vectorizer.get_feature_names_out()
    return Found(labels, [names[np.argsort(-row)[:WORDS]].tolist() for row in model.components_], clock[0])


def lda(k: int) -> Callable[[Corpus, int], Found]:
    return lambda c, seed: decomposed(LatentDirichletAllocation(k, random_state=seed), CountVectorizer(**BOUNDS), c)


def nmf(k: int) -> Callable[[Corpus, int], Found]:
    return lambda c, seed: decomposed(
        NMF(k, init="nndsvdar", random_state=seed, max_iter=500), TfidfVectorizer(**BOUNDS), c
    )


@contextmanager
def timed() -> Iterator[list[float]]:
    clock, start = [0.0], time.perf_counter()
    yield clock
    clock[0] = time.perf_counter() - start


def purity(classes: np.ndarray, labels: np.ndarray) -> float:
    return float(pd.crosstab(labels, classes).max(axis=1).sum() / len(labels))


def row(corpus: Corpus, name: str, method: Callable[[Corpus, int], Found], seeds: int) -> int:
    """Print one line of the table and return the number of topics."""
    runs = [method(corpus, seed) for seed in range(seeds)]
    first, n_topics = runs[0], len(set(runs[0].labels.tolist()) - {-1})
    pairs = itertools.combinations(runs, 2)
    stable = np.mean([adjusted_rand_score(a.labels, b.labels) for a, b in pairs]) if seeds > 1 else float("nan")
    nmi = np.mean([normalized_mutual_info_score(corpus.classes, run.labels) for run in runs])
    npmi = np.nanmean(coherence(first.keywords, corpus.tokens))
    print(
        f"{name:18}{np.mean([run.seconds for run in runs]):9.1f}{n_topics:8}{(first.labels < 0).mean():10.1%}{nmi:8.3f}"
        f"{purity(corpus.classes, first.labels):8.3f}{npmi:8.3f}{diversity(first.keywords):11.2f}{stable:11.2f}",
        flush=True,
    )
    return n_topics


def compare(corpus: Corpus, seeds: int) -> None:
    with timed() as words:
        corpus.tokens = tokenize(corpus.texts)
    with timed() as vectors:
        corpus.vectors = embed(corpus.texts)
    print(
        f"\n{corpus.name}: {len(corpus.texts):,} texts; words {words[0]:.1f} s, vectors {vectors[0]:.1f} s, both once"
    )
    heads = ("seconds", "topics", "no topic", "NMI", "purity", "NPMI", "diversity", "stability")
    print(" " * 18 + "".join(f"{head:>{width}}" for head, width in zip(heads, WIDTHS, strict=True)))
    k = row(corpus, "cxlab", ours, seeds)
    try:
        row(corpus, "BERTopic defaults", bertopic_defaults, seeds)
    except ImportError:
        print("BERTopic defaults  left out: pip install --no-deps umap-learn pynndescent hdbscan")
    row(corpus, "LDA", lda(k), seeds)
    row(corpus, "NMF", nmf(k), seeds)


def main() -> None:
    warnings.simplefilter("ignore")
    sets = {
        "opinions": opinions,
        "shopping": lambda data: shopping(data, 5_000),
        "complaints": complaints,
        "all": lambda data: shopping(data, None),
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sets", nargs="+", choices=sets, default=["opinions", "shopping", "complaints"])
    parser.add_argument("--seeds", type=int, default=5)
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"No data in {chosen.data}; give --data.")
        return
    warm = np.random.default_rng(0).normal(size=(500, 8))  # imports and compiles, for all alike
    fit_topics([f"充电 {n % 50} 慢 退款 {n % 7}" for n in range(500)], embeddings=warm)
    for name in chosen.sets:
        compare(sets[name](chosen.data), chosen.seeds)


if __name__ == "__main__":
    main()
