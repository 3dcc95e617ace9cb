import pytest

from cxlab.errors import InputError
from cxlab.text.themes import themes


def test_each_topic_has_one_theme_and_there_are_fewer_themes(model, themed):
    found = themes(model, themed.tokens)
    assert found["topic"].tolist() == model.topics["topic"].tolist()
    n_themes = found["theme"].nunique()
    assert 1 < n_themes <= len(model.topics)
    assert found["theme"].max() == n_themes - 1
    assert found.groupby("theme")["label"].nunique().eq(1).all()
    assert found.drop_duplicates("theme")["label"].is_unique


def test_themes_are_numbered_by_size_and_a_lone_topic_names_its_theme(model, themed):
    found = themes(model, themed.tokens).merge(model.topics, on="topic", suffixes=("", "_topic"))
    assert found.groupby("theme")["size"].sum().is_monotonic_decreasing
    alone = found.groupby("theme").filter(lambda theme: len(theme) == 1)
    assert (alone["label"] == alone["label_topic"]).all()


def test_tokens_are_one_a_text(model, themed):
    with pytest.raises(InputError, match="599 tokens for 600 texts"):
        themes(model, themed.tokens[1:])
