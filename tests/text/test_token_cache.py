import tracemalloc

import pytest

from cxlab.errors import StorageError
from cxlab.text import line_cache, token_cache, tokenize
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


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(line_cache, "_TOGETHER", 10)
    texts = [f"第 {number} 次" for number in range(45)]
    seen = []

    def breaks_down(some):
        if len(seen) == 30:
            raise KeyboardInterrupt
        seen.extend(some)
        return [text.split() for text in some]

    with pytest.raises(KeyboardInterrupt):
        token_cache.cached(texts, tmp_path, breaks_down)
    seen.clear()
    assert token_cache.cached(texts, tmp_path, breaks_down) == [text.split() for text in texts]
    assert seen == texts[30:]


def test_reading_allocates_little_beside_the_words(tmp_path):
    texts = [f"{number} 充电桩 坏 {number % 700} 没人管" for number in range(50_000)]

    def cut(some):
        return [text.split() for text in some]

    def peak_and_rest(work):
        tracemalloc.start()
        found = work()
        rest, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found, peak, rest

    token_cache.cached(texts, tmp_path, cut)
    found, peak, rest = peak_and_rest(lambda: token_cache.cached(texts, tmp_path, lambda new: pytest.fail("cut again")))
    assert found == cut(texts)
    assert peak < 2 * rest  # three words a text; dictionaries of texts took 2.6 times
