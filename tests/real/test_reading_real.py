"""docs/reading.md says what the rules do: its numbers are made again, of real reviews on a sample for speed."""

import importlib.util
import re
import time
from pathlib import Path

import numpy as np
import pytest

from cxlab.text.reading import read

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
real = pytest.mark.skipif(not DATA.exists(), reason="shared real data are not here")


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("reading_benchmark", ROOT / "benchmarks" / "reading.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rate(name: str) -> float:
    """The first share of the page's row."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
    return float(re.search(r"\b[01]\.\d{3}", line)[0])


def agrees(hits: np.ndarray, stated: float) -> bool:
    """Within three standard errors of the sample, and a point for changes of the normalizer."""
    return abs(hits.mean() - stated) <= 3 * np.sqrt(stated * (1 - stated) / len(hits)) + 0.01


@real
@pytest.mark.parametrize(
    ("name", "load"), [("hotel reviews", "hotel"), ("car opinions", "cars"), ("restaurants", "restaurants")]
)
def test_polarity_is_as_the_page_says(benchmark, name, load):
    frame = getattr(benchmark, load)()
    frame = benchmark.reported(frame[frame["label"] != 0]).iloc[:1200]
    assert agrees(np.sign(read(frame["text"])["polarity"].to_numpy()) == frame["label"].to_numpy(), rate(name))


@real
def test_shopping_reviews_are_as_the_page_says_and_fast(benchmark):
    frame = benchmark.reported(benchmark.shopping(4000))
    read(["warm"])
    start = time.process_time()
    found = read(frame["text"])
    assert (time.process_time() - start) / len(frame) * 62_000 < 60
    assert agrees(np.sign(found["polarity"].to_numpy()) == frame["label"].to_numpy(), rate("shopping reviews"))


@real
@pytest.mark.parametrize(
    ("name", "load"), [("car complaints (12365)", "car_complaints"), ("loan complaints (CFPB, English)", "loans")]
)
def test_complaints_read_as_problems(benchmark, name, load):
    found = read(benchmark.reported(getattr(benchmark, load)()).iloc[:400]["text"])
    assert agrees((found["kind"] == "problem").to_numpy(), rate(name))


def test_the_demo_reads_as_the_page_says(benchmark):
    frame = benchmark.reported(benchmark.demo(), "complaint_id")
    found = read(frame["text"])
    for kind in ("problem", "need", "praise", "question", "no_content"):
        truth = (frame["kind"] == kind).to_numpy()
        assert (found["kind"][truth] == kind).mean() == pytest.approx(rate(kind), abs=0.02)


def test_the_red_line_sentences_score_as_the_page_says(benchmark):
    assert benchmark.cases() in PAGE
