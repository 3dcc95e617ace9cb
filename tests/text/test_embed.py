import importlib.util
import subprocess
import sys
import types

import numpy as np
import pytest

from cxlab.errors import InputError, StorageError
from cxlab.text import embed
from cxlab.text.progress import progress
from cxlab.text.workers import encode_here, in_workers

MODULE = sys.modules["cxlab.text.embed"]  # the package's name `embed` is the function
WORKERS = sys.modules["cxlab.text.workers"]
TEXTS = ["退款太慢", "扫码失败，枪坏了", "退款太慢", "", "The refund is late"]


def lengths(texts):
    return np.array([[len(text), 1.0] for text in texts])


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
    texts = [f"{place}的枪第{number}次坏了" for place in ("东站", "西站") for number in range(60)]
    with in_workers(2) as encode:
        assert (encode(texts) == encode_here(texts)).all()
        assert (encode(texts[:3]) == encode_here(texts[:3])).all()


def test_the_cache_holds_hashes_and_is_used(tmp_path, monkeypatch):
    first = embed(TEXTS, cache=tmp_path)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert sorted(file.name.split(".", 1)[1] for file in files) == ["keys.npy", "vectors.npy"]
    assert not any("退款".encode() in file.read_bytes() for file in files)
    monkeypatch.setattr(WORKERS, "encode_here", lambda texts: pytest.fail("computed again"))
    assert (embed(TEXTS, cache=tmp_path) == first).all()
    assert (embed(TEXTS[::-1], cache=tmp_path) == first[::-1]).all()


def test_only_new_texts_are_computed(tmp_path, monkeypatch):
    embed(TEXTS, cache=tmp_path)
    seen: list[str] = []
    real = WORKERS.encode_here
    monkeypatch.setattr(WORKERS, "encode_here", lambda texts: seen.extend(texts) or real(texts))
    embed([*TEXTS, "新的一条"], cache=tmp_path)
    assert seen == ["新的一条"]


def test_a_broken_cache_file_is_named(tmp_path):
    embed(TEXTS[:1], cache=tmp_path)
    broken = next(tmp_path.rglob("*.vectors.npy"))
    broken.write_bytes(broken.read_bytes()[:100])
    with pytest.raises(StorageError, match=r"Cannot read cached vectors in .*npy; delete"):
        embed(TEXTS[:1], cache=tmp_path)


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(MODULE, "_TOGETHER", 10)
    texts = [f"{number}号桩坏了" for number in range(45)]
    asked: list[int] = []

    def breaks_down(some):
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(len(some))
        return lengths(some)

    breaks_down.model_name = "lengths"
    with pytest.raises(KeyboardInterrupt):
        embed(texts, model=breaks_down, cache=tmp_path)
    again: list[int] = []

    def goes_on(some):
        again.append(len(some))
        return lengths(some)

    goes_on.model_name = "lengths"
    found = embed(texts, model=goes_on, cache=tmp_path)
    assert (asked, again) == ([10, 10, 10], [10, 5])
    assert (found == embed(texts, model=lengths)).all()


def test_parts_and_the_whole_are_the_same(monkeypatch):
    texts = [f"等了{number % 7}分钟" for number in range(30)]
    whole = embed(texts, model=lengths)
    monkeypatch.setattr(MODULE, "_TOGETHER", 4)
    assert (embed(texts, model=lengths) == whole).all()


def test_a_function_of_ones_own():
    vectors = embed(["a", "bb", "a"], model=lambda texts: np.array([[len(text), 0.0] for text in texts]))
    assert vectors.tolist() == [[1, 0], [1, 0], [1, 0]]
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("bad", [lambda t: np.zeros(3), lambda t: np.zeros((1, 3)), lambda t: np.full((2, 2), np.nan)])
def test_a_function_that_returns_nonsense_is_refused(bad):
    with pytest.raises(InputError, match=r"allowed: \(2, d\)"):
        embed(["a", "b"], model=bad)


def test_a_function_is_cached_under_its_name_only(tmp_path):
    def named(texts):
        return lengths(texts)

    with pytest.raises(InputError, match="attribute model_name"):
        embed(["a"], model=named, cache=tmp_path)
    named.model_name = "lengths-1"
    embed(["a"], model=named, cache=tmp_path)
    assert [folder.name for folder in tmp_path.iterdir()] == ["own-lengths-1-v2"]
    named.model_name = "../lengths"
    with pytest.raises(InputError, match=r"model_name is '\.\./lengths'"):
        embed(["a"], model=named, cache=tmp_path)


def test_wrong_model():
    with pytest.raises(InputError, match="Did you mean 'use-multilingual'"):
        embed(["a"], model="use-multilingul")


def test_a_folder_says_how_to_install_what_it_needs(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="a folder with a sentence-transformers model"):
        embed(["a"], model=tmp_path)
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="-r requirements-sentence"):
        embed(["a"], model=str(tmp_path))


def test_a_folder_is_read_by_sentence_transformers_alone(tmp_path, monkeypatch):
    class Reader:
        def __init__(self, folder, *, local_files_only):
            assert local_files_only
            self.folder = folder

        def encode(self, texts, *, batch_size, convert_to_numpy, show_progress_bar):
            assert (batch_size, convert_to_numpy, show_progress_bar) == (1, True, False)
            return lengths(texts)

    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = Reader
    module.__spec__ = importlib.util.spec_from_loader("sentence_transformers", None)
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    monkeypatch.setattr("cxlab.text.encoders.version", lambda package: "5.0")
    folder, cache = tmp_path / "model", tmp_path / "cache"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    assert (embed(["a", "bb"], model=folder, cache=cache) == embed(["a", "bb"], model=lengths)).all()
    (folder / "config.json").write_text("{ }")
    embed(["a", "bb"], model=folder, cache=cache)
    assert len(list(cache.iterdir())) == 2  # another model, another cache


def test_no_texts():
    assert embed([]).shape == (0, 512)


@pytest.mark.parametrize(("watched", "shows"), [("notebook.ipynb", True), ("", False)])
def test_the_bar_is_for_a_notebook_that_somebody_has_open(watched, shows, monkeypatch, capsys):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    if watched:
        monkeypatch.setenv("JPY_SESSION_NAME", watched)
    with progress(3) as bar:
        bar.update(1)
        bar.refresh()
    told = capsys.readouterr()
    assert told.out == ""
    assert ("1/3" in told.err) is shows


def test_importing_brings_no_torch_and_no_extra():
    heavy = {"torch", "sentence_transformers", "umap", "hdbscan"}
    code = f"import sys, cxlab.text; print(*{heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
