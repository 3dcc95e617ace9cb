"""Words of real texts: both engines cut alike, and docs/words.md says how many texts that was seen on."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest

from cxlab.text import normalize, tokenize
from cxlab.text.engine import cutter, plain

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="shared real data are not here"),
]
FILES = {
    "shopping reviews": ("online_shopping_10_cats/online_shopping_10_cats.zip", "review"),
    "car complaints": ("car_complaints_12365auto/combined_dedup.csv", "desc"),
    "car opinions": ("ccf2018_car_opinions/train.csv", "content"),
    "hotel reviews": ("chnsenticorp_hotel/ChnSentiCorp_htl_all.csv", "review"),
    "English narratives": ("cfpb_payday_2023/cfpb_payday_2023.csv", "Consumer complaint narrative"),
}
EVERY = 25


def texts(name: str) -> list[str]:
    path, column = FILES[name]
    data = (DATA / path).read_bytes()
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            data = folder.read(next(inner for inner in folder.namelist() if inner.endswith(".csv")))
    return [row[column] or "" for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


@pytest.fixture(scope="module", params=FILES)
def corpus(request):
    return request.param, texts(request.param)


def test_the_two_engines_cut_alike(corpus):
    name, found = corpus
    written = re.search(
        rf"^\| {name} \| (\d+) \|.*\| (\d+) \| ([\d.]+) % \|$", (ROOT / "docs/words.md").read_text(), re.M
    )
    assert written, f"docs/words.md has no row for {name}"
    assert int(written[1]) == len(found)
    assert float(written[3]) == pytest.approx(100 * (1 - int(written[2]) / len(found)), abs=0.005)
    assert float(written[3]) >= 99.9
    clean = [plain(text) for text in normalize(found[::EVERY])]
    rust, python = cutter("rjieba", ()), cutter("jieba", ())
    different = sum(rust(text) != python(text) for text in clean)
    assert different <= max(1, 0.001 * len(clean))


def test_nearly_every_text_has_words(corpus):
    _, found = corpus
    some = [text for text in found[::EVERY] if text.strip()]
    assert sum(not words for words in tokenize(some)) <= 0.03 * len(some)


def test_no_word_is_a_leftover(corpus):
    _, found = corpus
    seen = {word for words in tokenize(found[::EVERY]) for word in words}
    assert not {word for word in seen if re.search(r"[\s\[\]@/]|\ufffd|^\d+$", word)}
    assert not {"http", "nbsp", "手机号", "xxxx", "dont", "roved"} & seen
