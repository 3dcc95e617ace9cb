"""The briefing as Markdown: everything of the first screen, and nothing that a chat would take for markup."""

import pytest

from cxlab import report
from cxlab.report import gate
from cxlab.report.markdown import escaped


@pytest.fixture
def told(run_dir):
    (file,) = report.build(run_dir, formats=["markdown"])
    assert file == run_dir / "share" / "harm-2024-11-01_2026-10-31.md"
    return file.read_text(encoding="utf-8")


def test_it_says_what_the_first_screen_says_in_its_order(told):
    parts = [
        "虚构数据",
        "## 做得好的",
        "## 现状与变化",
        "## 当前要关注的问题",
        "1. 启动失败：每千次 6.1 位。",
        "请决定先修哪几台",
    ]
    parts += ["## 需要您决定和支持的", "请决定试点范围", "## 逐个问题", "**客户说什么** 客户说启动失败。", "用于改进"]
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert "95% 区间 5.3 – 7.0" in told


@pytest.mark.parametrize("text", ["[a](javascript:b)", "<b>x</b>", "**b**", "`c`", "# d", "a|b", "~~e~~", "f\n# g"])
def test_what_looks_like_markup_is_text(text):
    shown = escaped(text)
    assert "\n" not in shown
    assert all(shown[place - 1] == "\\" for place, sign in enumerate(shown) if sign in "[]<>*`#|~_")


def test_the_gate_reads_it(run_dir):
    report.build(run_dir, formats=["markdown"])
    gate.check(run_dir)
    file = next((run_dir / "share").glob("*.md"))
    file.write_text(file.read_text(encoding="utf-8") + "138\\-1234\\-5678 13812345678\n", encoding="utf-8")
    with pytest.raises(gate.GateRefused, match=r"\.md: personal data"):
        gate.check(run_dir)


def test_without_a_briefing_there_is_none(run_dir):
    (run_dir / "artifacts" / "briefing" / "chapter.json").unlink()
    assert report.build(run_dir, formats=["markdown"]) == []
