"""Topics of real complaints against what people labelled; floors are 0.05 below what was measured."""

import csv
import re
from pathlib import Path

import pytest
from sklearn.metrics import normalized_mutual_info_score

from cxlab.text import embed, fit_topics, quotations

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
VECTORS = ROOT / "reports" / ".cache" / "text"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="shared real data are not here"),
]


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cars():
    """Complaint titles without brand and model: those have columns of their own and are no topic."""
    found = rows("car_complaints_12365auto/combined_dedup.csv")[::2]
    names = {row[key] for row in found for key in ("brand", "car_model") if row[key]}
    names |= {re.sub(r"[（(].*", "", name) for name in names} | {name.replace("-", "") for name in names}
    product = re.compile(
        "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)) if name)
    )
    texts = [product.sub(" ", row["desc"]) for row in found]
    return texts, [row["letters"] for row in found]


@pytest.fixture(scope="module")
def car_model(cars):
    return fit_topics(cars[0], embeddings=embed(cars[0], cache=VECTORS))


@pytest.fixture(scope="module")
def hotel():
    found = rows("chnsenticorp_hotel/ChnSentiCorp_htl_all.csv")
    texts = [row["review"] for row in found if row["label"] == "0"][:1200]
    return texts, fit_topics(texts, embeddings=embed(texts, cache=VECTORS))


def test_car_complaints_agree_with_the_problem_codes(cars, car_model):
    one = [len(letter) == 1 for letter in cars[1]]
    labels = [letter for letter, single in zip(cars[1], one, strict=True) if single]
    assert len(labels) > 1000
    assert normalized_mutual_info_score(labels, car_model.assignments.topic[one]) >= 0.36  # measured 0.41-0.43


def test_car_topics_are_of_a_useful_number(car_model):
    assert 8 <= len(car_model.topics) <= 60
    assert (car_model.assignments.topic < 0).mean() <= 0.10
    assert (car_model.assignments.raw_topic < 0).mean() > (car_model.assignments.topic < 0).mean()
    assert car_model.topics["share"].max() < 0.25


def test_a_person_finds_the_car_topics_that_must_be_there(car_model):
    keywords = " ".join(car_model.topics.label)
    for word in ("异响", "漏油", "变速箱", "生锈", "轮胎", "空调"):
        assert word in keywords


def test_a_person_finds_the_hotel_topics_that_must_be_there(hotel):
    _, model = hotel
    assert 8 <= len(model.topics) <= 60
    assert (model.assignments.topic < 0).mean() <= 0.10
    labels = " ".join(model.topics.label)
    for word in ("早餐", "隔音", "空调"):
        assert word in labels


def test_hotel_quotations_are_short_and_about_their_topic(hotel):
    texts, model = hotel
    found = quotations(texts, list(range(len(texts))), model.assignments.topic.tolist(), k=3)
    assert found.quotation.str.len().max() <= 40
    assert found.groupby("group").size().min() >= 2
    breakfast = model.topics[model.topics.label.str.contains("早餐")].topic.iloc[0]
    assert found[found.group == breakfast].quotation.str.contains("早餐|早饭|餐厅").mean() >= 0.6


def test_new_complaints_find_their_topic(car_model):
    topics = car_model.topics.set_index("topic").label
    found = car_model.assign(["发动机漏油，机油少了一半", "轮胎起皮鼓包开裂"])
    assert "漏油" in topics[found.topic[0]]
    assert "轮胎" in topics[found.topic[1]]
