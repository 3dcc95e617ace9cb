import pandas as pd
import pytest

from cxlab.errors import StorageError
from cxlab.text.reading import Lexicon, read
from cxlab.text.reading import reader as module

TEXTS = [
    "充电桩坏了没人管，气死我了",
    "服务很好，谢谢",
    "",
    "希望加个雨棚",
    "充电桩坏了没人管，气死我了",
    "漏电了，手麻",
]


def test_the_same_readings_with_and_without_a_cache(tmp_path):
    plain = read(TEXTS)
    for _ in range(2):
        pd.testing.assert_frame_equal(read(TEXTS, cache=tmp_path), plain)
    pd.testing.assert_frame_equal(read(TEXTS[::-1], cache=tmp_path), plain[::-1].reset_index(drop=True))
    assert read([], cache=tmp_path).empty


def test_only_new_texts_are_read(tmp_path, monkeypatch):
    seen = []
    real = module._Reader.rows
    monkeypatch.setattr(module._Reader, "rows", lambda self, some: seen.extend(some) or real(self, some))
    read(TEXTS[:2], cache=tmp_path)
    read(TEXTS, cache=tmp_path)
    assert seen == [*TEXTS[:2], "", "希望加个雨棚", "漏电了，手麻"]


def test_other_lists_have_a_cache_of_their_own(tmp_path):
    read(["真蓝"], cache=tmp_path)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "angry.txt").write_text("[2]\n真蓝\n", encoding="utf-8")
    own = Lexicon.read(tmp_path / "lists")
    assert read(["真蓝"], lexicon=own, cache=tmp_path).equals(read(["真蓝"], lexicon=own))
    assert len(list(tmp_path.glob("readings-*"))) == 2


def test_no_customer_s_words_stand_in_the_cache(tmp_path):
    read(["我在二号站说了三遍，气死我了"], cache=tmp_path)
    (file,) = tmp_path.rglob("*.parquet")
    found = pd.read_parquet(file)["line"].item()
    assert "二号站" not in found
    assert "气死" in found


def test_a_broken_file_is_named_for_readings(tmp_path):
    read(TEXTS, cache=tmp_path)
    (file,) = tmp_path.rglob("*.parquet")
    file.write_bytes(b"no parquet")
    with pytest.raises(StorageError, match=f"{file.name}; delete that file"):
        read(TEXTS, cache=tmp_path)
