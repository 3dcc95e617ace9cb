import pytest

from cxlab.errors import InputError
from cxlab.text import embed, memory


def test_too_little_memory_is_told_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: memory.GIGABYTE)
    with pytest.raises(InputError, match=r"1,000,000 texts of 50 characters need about \d\.\d GB.*; 1\.0 GB are free"):
        memory.require(1_000_000, 50)
    memory.require(10_000, 50)
    monkeypatch.setattr(memory, "available", lambda: 1000)
    with pytest.raises(InputError, match="give embed a cache"):
        embed(["充电慢"], model=lambda texts: pytest.fail("was asked"))


def test_more_texts_longer_texts_and_vectors_in_memory_take_more():
    base = memory.expected(500_000, 50)
    assert memory.expected(1_000_000, 50) > base
    assert memory.expected(500_000, 100) > base
    assert memory.expected(500_000, 50, mapped=False) == base + 500_000 * 512 * 4


@pytest.mark.parametrize(("n", "measured"), [(10_000, 476), (50_000, 1011), (200_000, 917), (1_000_000, 1637)])
def test_the_estimate_is_above_what_was_measured_and_not_by_far(n, measured):
    """Peak less what was held before, in MB, of `benchmarks/scale.py` (51 characters, 512 hashed numbers)."""
    assert measured < memory.expected(n, 51) / 1024**2 < 1.5 * measured


def test_a_container_that_grants_less_counts(tmp_path, monkeypatch):
    everything = memory.available()
    (tmp_path / "memory.max").write_text(f"{8 * 1024**2}\n")
    (tmp_path / "memory.current").write_text(f"{6 * 1024**2}\n")
    (tmp_path / "memory.stat").write_text(f"anon {1024**2}\ninactive_file {1024**2}\n")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    monkeypatch.setattr(memory, "_own_group", lambda: "/")
    assert memory.available() == 3 * 1024**2
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available() > everything / 2
