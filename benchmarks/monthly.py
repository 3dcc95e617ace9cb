"""A monthly re-run beside a cold one: 62,000 known complaints and 2,000 new ones through the road of chapter `topics`.

    python benchmarks/monthly.py [--data ../shared/data] [--known 62000] [--new 2000] [--cache FOLDER]

The texts are shopping and hotel reviews with made-up dates over 31 months, the new ones in the last. "Before" runs
the known texts with empty caches and no codebook; "monthly" runs all with what that left behind; "cold" runs all with
nothing, except that its sentence vectors are not made a second time: their seconds are the sum of both runs'. Seconds
are of the clock and, in brackets, of the processor (children included); on a busy machine the latter tell more.
`--cache` takes vectors of earlier trials; then those of "before" and "cold" are not measured.
"""

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from topics import shopping

from cxlab import text
from cxlab.codebook import Codebook, as_topics, code
from cxlab.insight.kinds import main_kinds
from cxlab.insight.phrases_in_topic import phrases_in_topic

MONTHS = 31


class Watch(dict[str, tuple[float, float]]):
    """Seconds of each stage: clock, processor."""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        clock, processor = time.perf_counter(), sum(os.times()[:4])
        yield
        self[name] = time.perf_counter() - clock, sum(os.times()[:4]) - processor


def complaints(data: Path, known: int, new: int) -> pd.DataFrame:
    """Return known and new texts in a random order that is the same in every run, with ids, dates and customers."""
    hotels = pd.read_csv(data / "chnsenticorp_hotel" / "ChnSentiCorp_htl_all.csv", dtype=str)["review"].dropna()
    texts = pd.Series(shopping(data, None).texts + hotels.tolist()).sample(known + new, random_state=0)
    day = np.concatenate(
        [np.linspace(0, 30 * (MONTHS - 1) - 1, known), np.linspace(30 * (MONTHS - 1), 30 * MONTHS, new)]
    )
    return pd.DataFrame(
        {
            "id": [f"C{number}" for number in range(len(texts))],
            "text": texts.to_numpy(),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(day.round(), unit="D"),
        }
    )


def chapter(frame: pd.DataFrame, words_in: Path, vectors_in: Path, learned: Codebook | None) -> tuple[Watch, Codebook]:
    """Do what takes time in notebooks/20_topics.ipynb; return the seconds and what was learned."""
    watch = Watch()
    texts, ids = frame["text"].tolist(), frame["id"].tolist()
    with watch.stage("words"):
        words = text.tokenize(texts, cache=words_in)
    with watch.stage("vectors"):
        vectors = text.embed(texts, cache=vectors_in)
    with watch.stage("coding"):
        coded = code(texts, ids=ids, dates=frame["day"], embeddings=vectors, tokens=words, learned=learned)
    with watch.stage("stability"):
        model = as_topics(coded, embeddings=vectors, tokens=words)
        text.stability(model, n_boot=5)
    with watch.stage("themes, map"):
        text.themes(model, words)
        text.topic_map(model)
    main = model.assignments["topic"]
    with watch.stage("kinds"):
        main_kinds(text.reading.read(texts, cache=words_in)["kind"], main)
    with watch.stage("mentions"):
        text.mentions(texts, main, tokens=words)
    with watch.stage("quotations"):
        text.quotations(texts, ids, main.tolist(), tokens=words)
    with watch.stage("phrases"):
        rows = frame.assign(label=main.map(model.topics.set_index("topic")["label"]), tokens=words)
        phrases_in_topic(rows[main.to_numpy() >= 0], "label", most=4)
    return watch, coded.codebook


def report(before: Watch, monthly: Watch, cold: Watch) -> None:
    runs = {"before": before, "monthly": monthly, "cold": cold}
    for watch in runs.values():
        watch["all"] = tuple(map(sum, zip(*watch.values(), strict=True)))
    print(f"{'':14}" + "".join(f"{name:>20}" for name in runs))
    for stage in cold:
        cells = (f"{clock:.1f} ({processor:.1f})" for clock, processor in (watch[stage] for watch in runs.values()))
        print(f"{stage:14}" + "".join(f"{cell:>20}" for cell in cells))
    clock, processor = (mine / theirs for mine, theirs in zip(monthly["all"], cold["all"], strict=True))
    print(
        f"\nThe monthly run takes {clock:.3f} of the cold one by the clock, {processor:.3f} of its processor seconds."
    )


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--known", type=int, default=62_000)
    parser.add_argument("--new", type=int, default=2_000)
    parser.add_argument("--cache", type=Path, help="folder with vectors of earlier trials")
    chosen = parser.parse_args()
    if not chosen.data.is_dir():
        print(f"No data in {chosen.data}; give --data.")
        return
    frame = complaints(chosen.data, chosen.known, chosen.new)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        vectors = chosen.cache or work / "vectors"
        chapter(frame.head(500), work / "warm", vectors, None)  # imports and compiles
        before, learned = chapter(frame.head(chosen.known), work / "words", vectors, None)
        monthly, _ = chapter(frame, work / "words", vectors, learned)
        cold, _ = chapter(frame, work / "cold", vectors, None)
    cold["vectors"] = tuple(map(sum, zip(before["vectors"], monthly["vectors"], strict=True)))
    print(f"{chosen.known:,} known and {chosen.new:,} new texts; seconds by the clock (of the processor)\n")
    report(before, monthly, cold)


if __name__ == "__main__":
    main()
