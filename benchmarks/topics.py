"""Topics beside BERTopic's defaults, LDA and NMF: same words, same sentence vectors, in one run.

    python benchmarks/topics.py [--data ../shared/data] [--sets opinions shopping complaints all] [--seeds 5]
                                [--cache FOLDER] [--others-seeds 5]

Seconds are of the processor, so that a busy machine decides nothing: "cluster" leads from sentence vectors to a label
for every text ("dense" is EVoC's part of it, or all of UMAP + HDBSCAN), "keywords" to ten words a topic, chosen by
c-TF-IDF for those that cluster, by weight for LDA and NMF. NMI, purity and stability are over *all* texts; those
without a topic count as a class of their own. NMI and seconds are means over the seeds, stability is the mean adjusted
Rand index between their runs, the other columns are of the first. BERTopic's defaults need `pip install --no-deps
umap-learn pynndescent hdbscan`; without them these lines are left out. LDA and NMF get as many topics as cxlab found.
"""

import argparse
import io
import itertools
import os
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from cxlab.text import cluster, embed, fit_topics, tokenize, topics
from cxlab.text.coherence import coherence, diversity
from cxlab.text.keywords import keywords_of
from cxlab.text.space import Space

BOUNDS = {"analyzer": list, "min_df": 3, "max_df": 0.3}
WORDS = 10
STAGES = ("cluster", "dense", "keywords")
HEADS = {
    "seeds": 6, "cluster": 9, "dense": 8, "keywords": 10, "topics": 8, "no topic": 10, "NMI": 7, "purity": 8,
    "NPMI": 8, "diversity": 11, "stability": 11,
}  # fmt: skip


@dataclass
class Corpus:
    """Texts with a human class each, their words and sentence vectors."""

    name: str
    texts: list[str]
    classes: np.ndarray
    tokens: list[list[str]] = field(default_factory=list)
    vectors: np.ndarray = field(default_factory=lambda: np.empty((0, 0)))


@dataclass
class Found:
    """Labels (-1: no topic), ten keywords a topic, and the processor seconds of each stage."""

    labels: np.ndarray
    keywords: list[list[str]]
    seconds: dict[str, float]


class Clock(defaultdict[str, float]):
    """Processor seconds of this process and its children, all threads, by stage."""

    def __init__(self) -> None:
        super().__init__(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = sum(os.times()[:4])
        yield
        self[name] += sum(os.times()[:4]) - start

    def timing(self, name: str, function: Callable) -> Callable:
        def timed(*args: object, **settings: object) -> object:
            with self.stage(name):
                return function(*args, **settings)

        return timed


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


def ours(method: cluster.Method) -> Callable[[Corpus, int], Found]:
    def fit(corpus: Corpus, seed: int) -> Found:
        clock = Clock()
        with (
            mock.patch.dict(cluster._DENSE, {method: clock.timing("dense", cluster._DENSE[method])}),
            mock.patch.object(topics, "keywords_of", clock.timing("keywords", keywords_of)),
            clock.stage("cluster"),
        ):
            model = fit_topics(corpus.texts, embeddings=corpus.vectors, tokens=corpus.tokens, seed=seed, method=method)
        clock["cluster"] -= clock["keywords"]
        words = [text.split("、")[:WORDS] for text in model.topics["keywords"]]
        return Found(model.assignments["topic"].to_numpy(), words, clock)

    return fit


def bertopic_defaults(corpus: Corpus, seed: int) -> Found:
    import hdbscan
    import umap

    clock = Clock()
    with clock.stage("cluster"), clock.stage("dense"):
        plane = umap.UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        labels = hdbscan.HDBSCAN(min_cluster_size=10).fit_predict(plane.fit_transform(corpus.vectors))
    space = Space.fit(corpus.vectors, corpus.tokens)
    with clock.stage("keywords"):
        words = keywords_of(corpus.tokens, labels.astype(np.int64), space)
    return Found(labels, [words[number][:WORDS] for number in sorted(words)], clock)


def decomposed(model: LatentDirichletAllocation | NMF, vectorizer: CountVectorizer, corpus: Corpus) -> Found:
    clock = Clock()
    with clock.stage("cluster"):
        weights = model.fit_transform(vectorizer.fit_transform(corpus.tokens))
        labels = np.where(weights.max(axis=1) > weights.min(axis=1), weights.argmax(axis=1), -1)
    names = vectorizer.get_feature_names_out()
    return Found(labels, [names[np.argsort(-row)[:WORDS]].tolist() for row in model.components_], clock)


def lda(k: int) -> Callable[[Corpus, int], Found]:
    return lambda c, seed: decomposed(LatentDirichletAllocation(k, random_state=seed), CountVectorizer(**BOUNDS), c)


def nmf(k: int) -> Callable[[Corpus, int], Found]:
    return lambda c, seed: decomposed(
        NMF(k, init="nndsvdar", random_state=seed, max_iter=500), TfidfVectorizer(**BOUNDS), c
    )


def purity(classes: np.ndarray, labels: np.ndarray) -> float:
    return float(pd.crosstab(labels, classes).max(axis=1).sum() / len(labels))


def row(corpus: Corpus, name: str, method: Callable[[Corpus, int], Found], seeds: int) -> dict[str, float]:
    """Print one line of the table and return its values."""
    runs = [method(corpus, seed) for seed in range(seeds)]
    first, pairs = runs[0], itertools.combinations(runs, 2)
    values = {
        "seeds": seeds,
        **{stage: np.mean([run.seconds.get(stage, np.nan) for run in runs]) for stage in STAGES},
        "topics": len(set(first.labels.tolist()) - {-1}),
        "no topic": (first.labels < 0).mean(),
        "NMI": np.mean([normalized_mutual_info_score(corpus.classes, run.labels) for run in runs]),
        "purity": purity(corpus.classes, first.labels),
        "NPMI": np.nanmean(coherence(first.keywords, corpus.tokens)),
        "diversity": diversity(first.keywords),
        "stability": np.mean([adjusted_rand_score(a.labels, b.labels) for a, b in pairs]) if seeds > 1 else np.nan,
    }
    shown = {"seeds": "d", "topics": "d", "no topic": ".1%"} | dict.fromkeys(STAGES, ".1f")
    cells = ("" if np.isnan(value) else format(value, shown.get(head, ".3f")) for head, value in values.items())
    print(f"{name:18}" + "".join(f"{cell:>{HEADS[head]}}" for head, cell in zip(HEADS, cells, strict=True)), flush=True)
    return values


def compare(corpus: Corpus, *, seeds: int, others: int, cache: Path | None) -> None:
    clock = Clock()
    with clock.stage("words"):
        corpus.tokens = tokenize(corpus.texts)
    with clock.stage("vectors"):
        corpus.vectors = embed(corpus.texts, cache=cache)
    vectors = "from the cache" if cache else f"{clock['vectors']:.1f} s"
    print(f"\n{corpus.name}: {len(corpus.texts):,} texts; words {clock['words']:.1f} s, vectors {vectors}, both once")
    print(" " * 18 + "".join(f"{head:>{width}}" for head, width in HEADS.items()))
    mine = row(corpus, "cxlab", ours("evoc"), seeds)
    if find_spec("umap") and find_spec("hdbscan"):
        theirs = row(corpus, "BERTopic defaults", bertopic_defaults, others)
        print(
            f"{'':18}NMI {mine['NMI'] / theirs['NMI']:.2f} times theirs, cluster "
            f"{mine['cluster'] / theirs['cluster']:.3f}, dense {mine['dense'] / theirs['dense']:.3f}"
        )
        row(corpus, "cxlab with UMAP", ours("umap-hdbscan"), others)
    else:
        print("BERTopic defaults  left out: pip install --no-deps umap-learn pynndescent hdbscan")
    row(corpus, "LDA", lda(mine["topics"]), others)
    row(corpus, "NMF", nmf(mine["topics"]), others)


def warm_up() -> None:
    """Import and compile what all use, so that no line pays for it."""
    rng = np.random.default_rng(0)
    texts = [f"充电 {n % 50} 慢 退款 {n % 7}" for n in range(5_000)]
    small = Corpus("", texts, np.zeros(5_000), tokenize(texts), rng.normal(size=(5_000, 8)).astype(np.float32))
    ours("evoc")(small, 0)
    if find_spec("umap") and find_spec("hdbscan"):
        bertopic_defaults(small, 0)


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
    parser.add_argument("--sets", nargs="+", choices=sets, default=list(sets))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--others-seeds", type=int, help="seeds of the others, where their time matters; default: all")
    parser.add_argument("--cache", type=Path, help="folder where sentence vectors are kept from run to run")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"No data in {chosen.data}; give --data.")
        return
    warm_up()
    for name in chosen.sets:
        compare(
            sets[name](chosen.data),
            seeds=chosen.seeds,
            others=chosen.others_seeds or chosen.seeds,
            cache=chosen.cache,
        )


if __name__ == "__main__":
    main()
