import sys

import numpy as np
import pytest

from cxlab.errors import InputError, StorageError
from cxlab.text import embed
from cxlab.text.embed import _in_workers, encode_here

MODULE = sys.modules["cxlab.text.embed"]  # the package's name `embed` is the function
TEXTS = ["退款太慢", "扫码失败，枪坏了", "退款太慢", "", "The refund is late"]


def test_rows_are_unit_vectors_in_the_order_of_the_texts():
    vectors = embed(TEXTS)
    assert vectors.shape == (5, 512)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert (vectors[0] == vectors[2]).all()
    assert vectors[0] @ vectors[4] > vectors[1] @ vectors[4]


def test_a_vector_depends_on_its_text_alone_to_the_bit():
    vectors = embed(TEXTS)
    assert (embed(TEXTS[::-1]) == vectors[::-1]).all()
    assert (embed(TEXTS[1:2]) == vectors[1:2]).all()
    assert (embed(["退款太慢！！！😤"]) != vectors[:1]).any()
    assert (embed(["退\u200b款太慢"]) == vectors[:1]).all()


@pytest.mark.slow
def test_workers_give_the_same_bits():
    texts = [f"{place}的枪第{number}次坏了" for place in ("东站", "西站") for number in range(20)]
    assert (_in_workers(texts, 2) == encode_here(texts)).all()


def test_the_cache_holds_hashes_and_is_used(tmp_path, monkeypatch):
    first = embed(TEXTS, cache=tmp_path)
    files = list(tmp_path.rglob("*"))
    assert [file.suffix for file in files if file.is_file()] == [".npz"]
    assert "退款".encode() not in next(file for file in files if file.is_file()).read_bytes()
    monkeypatch.setattr(MODULE, "encode_here", lambda texts: pytest.fail("computed again"))
    assert (embed(TEXTS, cache=tmp_path) == first).all()


def test_only_new_texts_are_computed(tmp_path, monkeypatch):
    embed(TEXTS, cache=tmp_path)
    seen: list[str] = []
    real = MODULE.encode_here
    monkeypatch.setattr(MODULE, "encode_here", lambda texts: seen.extend(texts) or real(texts))
    embed([*TEXTS, "新的一条"], cache=tmp_path)
    assert seen == ["新的一条"]


def test_a_broken_cache_file_is_named(tmp_path):
    embed(TEXTS[:1], cache=tmp_path)
    broken = next(tmp_path.rglob("*.npz"))
    broken.write_bytes(broken.read_bytes()[:100])
    with pytest.raises(StorageError, match=r"Cannot read cached vectors in .*npz; delete"):
        embed(TEXTS[:1], cache=tmp_path)


def test_a_function_of_ones_own():
    vectors = embed(["a", "bb"], model=lambda texts: np.array([[len(text), 0.0] for text in texts]))
    assert vectors.tolist() == [[1, 0], [1, 0]]


@pytest.mark.parametrize("bad", [lambda t: np.zeros(3), lambda t: np.zeros((1, 3)), lambda t: np.full((2, 2), np.nan)])
def test_a_function_that_returns_nonsense_is_refused(bad):
    with pytest.raises(InputError, match=r"allowed: \(2, d\)"):
        embed(["a", "b"], model=bad)


def test_wrong_model_and_cache():
    with pytest.raises(InputError, match="Did you mean 'use-multilingual'"):
        embed(["a"], model="use-multilingul")
    with pytest.raises(InputError, match="cache is for a named model"):
        embed(["a"], model=lambda texts: np.ones((1, 2)), cache="x")


def test_no_texts():
    assert embed([]).shape == (0, 512)
