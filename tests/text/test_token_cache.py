import pytest

from cxlab.errors import StorageError
from cxlab.text import token_cache, tokenize
from cxlab.text.dictionary import Dictionary

TEXTS = ["充电桩坏了没人管", "😀", "退款慢", "充电桩坏了没人管", "The fees are too high"]


def test_the_same_words_with_and_without_a_cache(tmp_path):
    assert tokenize(TEXTS, cache=tmp_path) == tokenize(TEXTS) == tokenize(TEXTS[::-1], cache=tmp_path)[::-1]
    assert tokenize([], cache=tmp_path) == []


def test_only_new_texts_are_cut(tmp_path):
    seen = []

    def cut(texts):
        seen.extend(texts)
        return [[text] for text in texts]

    token_cache.cached(["甲", "乙"], tmp_path, cut)
    assert token_cache.cached(["乙", "丙", "甲"], tmp_path, cut) == [["乙"], ["丙"], ["甲"]]
    assert seen == ["甲", "乙", "丙"]


def test_other_word_lists_have_a_cache_of_their_own(tmp_path):
    tokenize(TEXTS, cache=tmp_path)
    own = Dictionary(stopwords=frozenset(["退款"]))
    assert tokenize(["退款慢"], cache=tmp_path, dictionary=own) == [["慢"]]
    assert tokenize(["退款慢"], cache=tmp_path, stopwords=()) == [["退款", "慢"]]
    assert len(list(tmp_path.iterdir())) == 3


def test_no_text_stands_in_the_cache(tmp_path):
    tokenize(["我在二号站说了三遍，充电桩坏了"], cache=tmp_path)
    (file,) = tmp_path.rglob("*.parquet")
    assert "我在二号站".encode() not in file.read_bytes()


def test_a_broken_file_is_named(tmp_path):
    tokenize(TEXTS, cache=tmp_path)
    (file,) = tmp_path.rglob("*.parquet")
    file.write_bytes(b"no parquet")
    with pytest.raises(StorageError, match=f"{file.name}; delete that file"):
        tokenize(TEXTS, cache=tmp_path)
