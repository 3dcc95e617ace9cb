"""Memory and time of the whole road of the chapter `topics`, stage by stage, for n complaints.

    python benchmarks/scale.py 1000000 [--data ../shared/data] [--limit GB] [--work FOLDER]

The texts are shopping reviews cut into clauses and put together anew within their product category, so that all n are
different. Their vectors are hashed pairs of characters times a random matrix, because the packaged model would take
hours for a million; its real rate is measured on 500 texts at the end. `--limit` lets the system refuse anonymous
memory beyond so many GB. Peaks are of this process: anonymous memory (what cannot be given back), and all pages in
memory (mapped files besides, which the system gives back when others need room).
"""

import argparse
import io
import resource
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from sklearn.feature_extraction.text import HashingVectorizer

from cxlab import text
from cxlab.codebook import as_topics, code
from cxlab.insight.changes import changes
from cxlab.insight.counts import count, with_intervals
from cxlab.insight.differences import differences
from cxlab.insight.kinds import main_kinds
from cxlab.insight.periods import per_period
from cxlab.insight.phrases_in_topic import phrases_in_topic
from cxlab.insight.rates import with_rates
from cxlab.insight.together import together
from cxlab.text.clauses import clauses
from cxlab.text.workers import encode_here

MEGABYTE = 1024**2
DAYS = 730


class Watch:
    """Looks at the memory of this process twenty times a second and prints a line a stage."""

    def __init__(self) -> None:
        self.anonymous = self.resident = 0
        threading.Thread(target=self._look, daemon=True).start()
        print(f"{'stage':34}{'seconds':>9}{'CPU s':>8}{'peak MB':>10}{'with files':>12}{'kept MB':>10}", flush=True)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._now(fresh=True)
        start, spent = time.perf_counter(), time.process_time()
        yield
        self._now()
        seconds, spent = time.perf_counter() - start, time.process_time() - spent
        peak, resident, kept = (n / MEGABYTE for n in (self.anonymous, self.resident, _memory()[0]))
        print(f"{name:34}{seconds:9.1f}{spent:8.1f}{peak:10.0f}{resident:12.0f}{kept:10.0f}", flush=True)

    def _now(self, *, fresh: bool = False) -> None:
        anonymous, resident = _memory()
        self.anonymous = max(anonymous, 0 if fresh else self.anonymous)
        self.resident = max(resident, 0 if fresh else self.resident)

    def _look(self) -> None:
        while True:
            self._now()
            time.sleep(0.05)


def _memory() -> tuple[int, int]:
    found = psutil.Process().memory_info()
    return found.rss - getattr(found, "shared", 0), found.rss


def complaints(data: Path, n: int) -> pd.DataFrame:
    """Return n different texts with made-up dates, customers, groups and units."""
    with zipfile.ZipFile(next((data / "online_shopping_10_cats").glob("*.zip"))) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".csv"))
        reviews = pd.read_csv(io.BytesIO(archive.read(name)), dtype=str).dropna(subset=["review"])
    chance = np.random.default_rng(0)
    pools = {
        category: [clause for parts in clauses(mine.tolist()) for clause in parts if len(clause) < 60]
        for category, mine in reviews["review"].groupby(reviews["cat"])
    }
    names = sorted(pools)
    found: dict[str, str] = {}
    while len(found) < n:
        category = names[int(chance.integers(len(names)))]
        pool = pools[category]
        picked = chance.integers(len(pool), size=int(chance.integers(2, 6)))
        found["，".join(pool[row].rstrip("，,。.!！") for row in picked.tolist())] = category
    age = np.sort(chance.integers(0, DAYS, n))[::-1]
    return pd.DataFrame(
        {
            "complaint_id": [f"C{number:07d}" for number in range(n)],
            "text": list(found),
            "product": list(found.values()),
            "received_at": pd.Timestamp("2026-06-30") - pd.to_timedelta(age, unit="D"),
            "customer_key": [f"K{number}" for number in chance.integers(0, max(1, int(0.7 * n)), n)],
            "customer_type": chance.choice(["new", "regular", "member", "business"], n),
            "unit": [f"U{number:02d}" for number in chance.integers(0, 40, n)],
        }
    )


def hashed_pairs(texts: list[str]) -> np.ndarray:
    """Return cheap vectors of a text: alike wording gives alike directions, nothing more."""
    pairs = HashingVectorizer(analyzer="char", ngram_range=(2, 2), n_features=4096, dtype=np.float32)
    return pairs.transform(texts) @ np.random.default_rng(0).normal(size=(4096, 512)).astype(np.float32)


hashed_pairs.model_name = "hashed-pairs"  # type: ignore[attr-defined]


def chapter(watch: Watch, frame: pd.DataFrame, cache: Path) -> None:
    """Do what notebooks/20_topics.ipynb does, and keep what it keeps."""
    texts, ids = frame["text"].tolist(), frame["complaint_id"].tolist()
    known = {"ids": ids, "dates": frame["received_at"], "people": frame["customer_key"]}
    with watch.stage("without_names"):
        matters = text.without_names(texts, frame["product"], frame["unit"])
    with watch.stage("tokenize, empty cache"):
        words = text.tokenize(matters, cache=cache)
    with watch.stage("tokenize, all in the cache"):
        words = text.tokenize(matters, cache=cache)
    with watch.stage("embed, empty cache"):
        vectors = text.embed(matters, model=hashed_pairs, cache=cache)
    with watch.stage("embed, all in the cache"):
        vectors = text.embed(matters, model=hashed_pairs, cache=cache)
    with watch.stage("fit_topics"):
        text.fit_topics(matters, ids=ids, embeddings=vectors, tokens=words)
    old = slice(0, int(0.95 * len(texts)))
    with watch.stage("code, first run (95 % of the texts)"):
        before = {name: values[old] for name, values in known.items()}
        first = code(matters[old], **before, embeddings=vectors[old], tokens=words[old])
    with watch.stage("code, next run"):
        coded = code(matters, **known, embeddings=vectors, tokens=words, learned=first.codebook)
    del first
    with watch.stage("as_topics, stability, themes, map"):
        model = as_topics(coded, embeddings=vectors, tokens=words)
        text.stability(model, n_boot=5)
        text.themes(model, words)
        text.topic_map(model)
    labels, main = model.topics.set_index("topic")["label"], model.assignments["topic"]
    with watch.stage("reading.read, kinds"):
        main_kinds(text.reading.read(texts)["kind"], main)
    with watch.stage("mentions"):
        found = text.mentions(matters, main, tokens=words)
    with watch.stage("quotations"):
        text.quotations(texts, ids, main.tolist())
    with watch.stage("tables of rows and mentions"):
        rows = frame.reset_index(drop=True).assign(row=np.arange(len(frame)), tokens=words)
        every = rows.merge(found, on="row", how="left")
        every["label"] = every["topic"].map(labels)
        mentioned = every[every["topic"].notna()].astype({"topic": "int64"})
    with watch.stage("count"):
        people = int(count(frame).loc[0, "people"])
        with_intervals(count(mentioned, ["topic", "label"], matter="topic"), people)
    with watch.stage("per_period, changes"):
        monthly = with_rates(per_period(mentioned, ["label"], matter="topic"), None, ["label"])
        changes(monthly, "label", last=2, before=12)
    with watch.stage("differences"):
        differences(every, "label", "customer_type")
    with watch.stage("together"):
        together(mentioned, "label")
    with watch.stage("phrases_in_topic"):
        phrases_in_topic(mentioned[mentioned["main"]], "label", most=4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", type=int, nargs="?", default=10_000)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--limit", type=float, help="GB of anonymous memory that the system grants")
    parser.add_argument("--work", type=Path, help="folder on a disk, for the caches; default: the system's")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"No data in {chosen.data}; give --data.")
        return
    if chosen.limit:
        resource.setrlimit(resource.RLIMIT_DATA, (int(chosen.limit * 1024**3),) * 2)
    frame = complaints(chosen.data, chosen.n)
    print(f"{len(frame):,} texts, {frame['text'].str.len().mean():.0f} characters on average; vectors are hashed\n")
    with tempfile.TemporaryDirectory(dir=chosen.work) as cache:
        chapter(Watch(), frame, Path(cache))
    some = frame["text"].head(500).tolist()
    encode_here(some[:1])
    start = time.perf_counter()
    encode_here(some)
    rate = len(some) / (time.perf_counter() - start)
    hours = chosen.n / rate / 3600
    print(f"\nThe packaged model reads {rate:.0f} such texts a second on a core: {hours:.1f} hours for {chosen.n:,}.")


if __name__ == "__main__":
    main()
