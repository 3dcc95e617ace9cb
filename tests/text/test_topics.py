import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError, NotApplicable, StorageError
from cxlab.text import TopicModel, embed, fit_topics, tokenize, topics
from cxlab.text.model import read


def test_themes_come_back(model, themed):
    frame = model.assignments.assign(theme=themed.theme)
    kept = frame[frame.topic >= 0]
    assert len(model.topics) >= 6
    purity = kept.groupby("topic").theme.agg(lambda names: names.value_counts().iloc[0]).sum() / len(kept)
    assert purity > 0.95
    for theme in set(themed.theme):
        main = kept[kept.theme == theme].topic.mode()[0]
        assert kept[kept.topic == main].theme.mode()[0] == theme


def test_tables_are_as_promised(model, themed):
    assert list(model.assignments) == ["id", "topic", "strength", "raw_topic"]
    assert list(model.topics) == ["topic", "size", "share", "keywords", "label"]
    assert model.assignments.id.tolist() == list(range(600))
    assert model.assignments.strength.between(0, 1).all()
    sizes = model.assignments.topic.value_counts()
    assert model.topics["size"].tolist() == [sizes[topic] for topic in model.topics.topic]
    assert model.topics["size"].is_monotonic_decreasing
    assert model.topics["share"].sum() + (model.assignments.topic < 0).mean() == pytest.approx(1)
    assert model.topics.label.is_unique
    assert not model.topics.label.str.contains(r"[*_#`]").any()
    assert (model.assignments.topic < 0).mean() <= 0.10
    assert (model.assignments[model.assignments.topic < 0].strength == 0).all()
    assert set(model.assignments.raw_topic) <= {-1, *model.topics.topic}


def test_a_small_size_that_was_asked_for_is_used(themed):
    fitted = fit_topics(themed.texts, embeddings=themed.vectors, tokens=themed.tokens, min_topic_size=3)
    assert fitted.min_topic_size == 3


def test_topics_found_in_a_sample_hold_for_all_texts(themed, monkeypatch):
    monkeypatch.setattr(topics, "_FIT_MOST", 400)
    monkeypatch.setattr(topics, "_CHUNK", 150)
    fitted = fit_topics(themed.texts, embeddings=themed.vectors, tokens=themed.tokens)
    assert len(fitted.rows) == 400
    assert (fitted.assignments.raw_topic[fitted.rows] >= 0).mean() > 0.5
    assert (fitted.assignments.topic < 0).mean() <= 0.10
    kept = fitted.assignments.assign(theme=themed.theme).query("topic >= 0")
    purity = kept.groupby("topic").theme.agg(lambda names: names.value_counts().iloc[0]).sum() / len(kept)
    assert purity > 0.9
    order = np.random.default_rng(3).permutation(600)
    other = fit_topics(
        [themed.texts[row] for row in order],
        ids=order.tolist(),
        embeddings=themed.vectors[order],
        tokens=[themed.tokens[row] for row in order],
    )
    back = other.assignments.sort_values("id").reset_index(drop=True)
    pd.testing.assert_frame_equal(back, fitted.assignments)


def test_keywords_are_the_theme_words(model, themed):
    from itertools import chain

    top = model.topics.keywords[0].split("、")
    rows = model.assignments.topic == 0
    used = Counter(chain.from_iterable(np.array(themed.tokens, dtype=object)[rows]))
    assert set(top[:3]) <= {word for word, _ in used.most_common(10)}


def test_row_order_does_not_matter(model, themed):
    order = np.random.default_rng(1).permutation(600)
    other = fit_topics(
        [themed.texts[row] for row in order],
        ids=order.tolist(),
        embeddings=themed.vectors[order],
        tokens=[themed.tokens[row] for row in order],
    )
    pd.testing.assert_frame_equal(other.topics, model.topics)
    back = other.assignments.sort_values("id").reset_index(drop=True)
    pd.testing.assert_frame_equal(back, model.assignments)


def test_save_and_load_without_pickle(model, themed, tmp_path):
    model.save(tmp_path)
    assert {file.suffix for file in tmp_path.iterdir()} == {".json", ".npz", ".parquet"}
    assert themed.texts[0] not in (tmp_path / "model.json").read_text(encoding="utf-8")
    loaded = TopicModel.load(tmp_path)
    pd.testing.assert_frame_equal(loaded.topics, model.topics)
    pd.testing.assert_frame_equal(loaded.assignments, model.assignments)
    some = slice(0, 50)
    new = loaded.assign(themed.texts[some], embeddings=themed.vectors[some], tokens=themed.tokens[some])
    assert new.topic.tolist() == model.assignments.topic[some].tolist()
    assert new.strength.tolist() == model.assignments.strength[some].tolist()


def test_a_folder_without_a_model_is_named(tmp_path, model):
    with pytest.raises(StorageError, match="holds no readable topic model"):
        TopicModel.load(tmp_path)
    model.save(tmp_path)
    facts = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "model.json").write_text(json.dumps(facts | {"format": 99}), encoding="utf-8")
    with pytest.raises(StorageError, match="another format than 2"):
        TopicModel.load(tmp_path)


def test_what_fits_nothing_stays_without_topic(model):
    vectors = -model.space.sentence_mean[None, :].astype(np.float32)
    assert model.assign(["完全无关"], embeddings=vectors, tokens=[["无关词"]]).topic.tolist() == [-1]
    assert model.assign([""], embeddings=np.ones((1, 32), np.float32), tokens=[[]]).topic.tolist() == [-1]
    assert model.assign([], embeddings=np.ones((0, 32), np.float32), tokens=[]).empty


def test_repeated_texts_count_in_size_but_make_no_topic(themed, model):
    spam = fit_topics(
        themed.texts + [themed.texts[0]] * 200,
        embeddings=np.vstack([themed.vectors, np.repeat(themed.vectors[:1], 200, axis=0)]),
        tokens=themed.tokens + [themed.tokens[0]] * 200,
    )
    assert len(spam.topics) == len(model.topics)
    assert spam.assignments.topic[600:].nunique() == 1
    assert spam.topics["size"].max() >= 200


def test_wordless_texts_keep_their_place(themed):
    model = fit_topics(
        ["", *themed.texts, "😀"],
        embeddings=np.vstack([np.ones((1, 32)), themed.vectors, np.ones((1, 32))]),
        tokens=[[], *themed.tokens, []],
    )
    assert model.assignments.topic.iloc[[0, -1]].tolist() == [-1, -1]
    assert (model.assignments.topic < 0).mean() <= 0.10


@pytest.mark.parametrize(
    "texts",
    [["退款慢", "枪坏了", "排队"], ["退款慢"], ["退款慢"] * 500, [""] * 500, ["😀😤"] * 500, []],
    ids=["three", "one", "identical", "empty", "emoji", "none"],
)
def test_too_few_texts_is_not_applicable(texts):
    with pytest.raises(NotApplicable) as caught:
        fit_topics(texts, embeddings=np.ones((len(texts), 4), np.float32))
    assert caught.value.reason == "topics.too_few"
    assert caught.value.values["least"] == "50"


def test_wrong_arguments_are_named(themed):
    with pytest.raises(InputError, match="2 ids for 600 texts"):
        fit_topics(themed.texts, ids=[1, 2])
    with pytest.raises(InputError, match="5 embeddings for 600 texts"):
        fit_topics(themed.texts, embeddings=themed.vectors[:5], tokens=themed.tokens)
    with pytest.raises(InputError, match="min_topic_size is 1; allowed: 2"):
        fit_topics(themed.texts, min_topic_size=1)


def test_a_model_refuses_vectors_of_another_kind(model):
    with pytest.raises(InputError, match="embeddings have 3 columns; this model has 32"):
        model.assign(["x"], embeddings=np.ones((1, 3), np.float32), tokens=[["x"]])


def test_english_only():
    rng = np.random.default_rng(0)
    words = ["refund delayed bank transfer", "charger broken cable screen", "queue parking blocked spot"]
    texts = [" ".join(rng.permutation(words[row % 3].split())[:3]) + f" case{row}" for row in range(150)]
    vectors = np.eye(3, 8, dtype=np.float32)[np.arange(150) % 3] + rng.normal(scale=0.05, size=(150, 8)).astype("f4")
    model = fit_topics(texts, embeddings=vectors, tokens=tokenize(texts))
    assert len(model.topics) >= 2
    assert all(label.isascii() for label in model.topics.label.str.replace("·", ""))


def test_vectors_and_words_are_computed_where_not_given():
    texts = ["扫码失败，枪坏了", "退款太慢", "The refund is late"]
    vectors, words = read(texts, None, None)
    assert (vectors == embed(texts)).all()
    assert words == tokenize(texts)
