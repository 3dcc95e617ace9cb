"""The desk of curation, driven as clicks and keys drive it, to a file that the next run reads."""

import pytest

from cxlab.codebook import Edits, rename, retire
from cxlab.errors import InputError
from cxlab.workbench import CurationDesk, Material
from cxlab.workbench.kinds_panel import proposal
from cxlab.workbench.session import ChangedMeanwhile, Session


def titled(desk):
    return [title for title, _ in desk.topics.options]


@pytest.fixture
def desk(material):
    return CurationDesk(material)


def choose(desk, code):
    desk.topics.value = code
    return desk


def decided(material):
    return Edits.read(material.decisions)


def test_topics_are_listed_with_size_and_status(desk, material):
    assert len(titled(desk)) == len(material.book.entries) >= 4
    assert titled(desk)[0].startswith("T001 ")
    assert "待确认" in titled(desk)[0]
    assert "T001" in desk.facts.value
    assert "稳定" in desk.facts.value
    desk.filter.value = "税号"
    assert len(titled(desk)) == 1
    desk.filter.value = "没有这个话题"
    assert (titled(desk), desk.topics.value, desk.facts.value) == ([], None, "")
    desk.filter.value = ""
    assert desk.topics.value == "T001"


def test_rename_save_and_the_file(desk, material):
    choose(desk, "T002").decisions.zh.value = "退款慢"
    assert not material.decisions.exists()
    assert "T002 退款慢" in titled(desk)[1]
    assert (desk.undo.description, desk.save.disabled) == ("撤销（1）", False)
    desk.save.click()
    assert decided(material)["T002"].name.zh == "退款慢"
    assert decided(material).codebook == material.book.key
    assert "name: 退款慢" in material.decisions.read_text(encoding="utf-8")
    assert (desk.undo.description, desk.save.disabled) == ("撤销（0）", True)
    choose(desk, "T002").decisions.en.value = "Slow refund"
    desk.save.click()
    assert decided(material)["T002"].name.model_dump() == {"zh": "退款慢", "en": "Slow refund"}
    assert CurationDesk(material, "en").session.entries().loc["T002", "name_en"] == "Slow refund"


def test_choosing_another_topic_decides_nothing(desk):
    choose(desk, "T002").decisions.zh.value = "退款慢"
    for code in ("T001", "T003", "T002"):
        choose(desk, code)
    assert desk.session.unsaved == 1
    assert desk.decisions.zh.value == "退款慢"


def test_every_decision_and_its_undoing(desk, material):
    choose(desk, "T001").decisions.fates["lock"].click()
    assert "已锁定" in desk.facts.value
    choose(desk, "T002").decisions.fates["retire"].click()
    assert "已退役" in titled(desk)[-1]
    assert desk.decisions.zh.disabled
    assert [name for name, button in desk.decisions.fates.items() if not button.disabled] == ["restore"]
    choose(desk, "T003").decisions.target.value = "T001"
    desk.decisions.merge.click()
    assert "并入 T001" in desk.facts.value
    choose(desk, "T004").decisions.how.value = "2"
    desk.decisions.split.click()
    assert "待拆分" in desk.facts.value
    desk.decisions.note.value = "看 过  了"
    assert desk.undo.description == "撤销（5）"
    desk.save.click()
    edits = decided(material)
    assert (edits["T001"].status, edits["T002"].status, edits["T003"].merge_into) == ("locked", "retired", "T001")
    assert (edits["T004"].split.parts, edits["T004"].note) == (2, "看 过 了")
    choose(desk, "T003").decisions.fates["restore"].click()
    choose(desk, "T003").decisions.fates["confirm"].click()
    assert "已确认" in desk.facts.value
    for _ in range(2):
        desk.undo.click()
    assert desk.session.edits["T003"].merge_into == "T001"
    desk.undo.click()
    assert desk.session.unsaved == 0


def test_parts_by_words_and_what_cannot_be(desk):
    choose(desk, "T001").decisions.how.value = "退款 到账 | 押金"
    desk.decisions.split.click()
    assert desk.session.edits["T001"].split.words == (("退款", "到账"), ("押金",))
    choose(desk, "T002").decisions.how.value = "12"
    desk.decisions.split.click()
    assert "没有改动" in desk.message.value
    choose(desk, "T002").decisions.zh.value = "重名"
    choose(desk, "T003").decisions.zh.value = "重名"
    assert "T002 and T003 would both be called" in desk.message.value
    assert desk.decisions.zh.value == ""
    assert desk.session.unsaved == 2


def test_kinds_are_unconfirmed_until_a_person_says(desk, material):
    code = next(e.id for e in material.book.entries if "退款" in e.keywords)
    choose(desk, code).panel.value = "kinds"
    assert list(desk.kinds.choices) == ["", "wallet"]
    assert desk.kinds.choices["wallet"].value == ""
    desk.kinds.choices["wallet"].value = "need"
    desk.kinds.choices[""].value = "problem"
    assert (desk.session.edits[code].kind, desk.session.edits[code].kinds) == ("problem", {"wallet": "need"})
    assert desk.session.edits[code].status == "confirmed"
    desk.kinds.choices["wallet"].value = ""
    desk.save.click()
    assert (decided(material)[code].kind, decided(material)[code].kinds) == ("problem", {})


def test_a_proposal_needs_texts():
    import pandas as pd

    assert proposal(pd.Series(["problem"] * 4)) is None
    assert proposal(pd.Series([""] * 9)) is None
    assert proposal(pd.Series(["need"] * 2 + ["problem"] * 3)) == ("problem", 3)


def test_quotations_are_escaped_searched_and_turned(desk, material):
    code = next(e.id for e in material.book.entries if "退款" in e.keywords)
    choose(desk, code)
    assert desk.quotes.list.value.count("<p ") == 8
    desk.quotes.words.value = "onerror 钱包"
    assert 0 < len(desk.quotes.found()) < 40
    shown = desk.quotes.list.value
    assert "<img" not in shown and "</script" not in shown and "\u202e" not in shown
    assert "&lt;img src=x <mark>onerror</mark>" in shown
    desk.quotes.words.value = "税号"
    assert "没有符合的原话" in desk.quotes.list.value
    desk.quotes.everywhere.value = True
    everywhere = desk.quotes.found()
    assert len(everywhere) == material.texts["text"].str.contains("税号").sum()
    desk.quotes.on.click()
    assert "第 2 /" in desk.quotes.count.value
    assert not desk.quotes.back.disabled


def test_touchpoints_names_and_the_map_are_escaped(desk, material):
    code = next(e.id for e in material.book.entries if "扫码" in e.keywords)
    choose(desk, code).decisions.zh.value = "<a href=//x>b</a>"
    desk.panel.value = "kinds"
    labels = [row.children[0].value for row in desk.kinds.widget.children[1:]]
    assert "<b>扫码&lt;b&gt;</b>" in labels
    assert "<a " not in desk.facts.value
    desk.panel.value = "map"
    figure = desk.map.output.outputs[0]["data"]["application/vnd.plotly.v1+json"]
    assert "<a" not in str(figure["data"][0]["text"])
    colours = figure["data"][0]["marker"]["color"]
    assert colours.count("#d1621b") == 1


def test_what_somebody_changed_meanwhile_is_not_written_over(desk, material):
    choose(desk, "T002").decisions.zh.value = "我的名字"
    choose(desk, "T003").decisions.fates["confirm"].click()
    theirs = rename(retire(Edits(codebook=material.book.key), "T003"), "T001", zh="别人的名字")
    theirs.write(material.decisions)
    before = material.decisions.read_bytes()
    desk.save.click()
    assert material.decisions.read_bytes() == before
    assert "没有覆盖" in desk.message.value
    desk.again.click()
    assert "2 处改动保留" in desk.message.value
    desk.save.click()
    assert {decided(material)[code].name.zh for code in ("T001", "T002")} == {"别人的名字", "我的名字"}


def test_steps_that_no_longer_fit_are_told(desk, material):
    choose(desk, "T002").decisions.zh.value = "同名"
    rename(Edits(codebook=material.book.key), "T001", zh="同名").write(material.decisions)
    desk.again.click()
    assert "不适用而放弃" in desk.message.value
    assert desk.session.unsaved == 0


def test_a_file_that_appears_or_goes_is_a_change(material):
    session = Session(material.decisions, material.book)
    session.do(lambda edits: rename(edits, "T001", zh="甲"), "甲")
    Edits().write(material.decisions)
    with pytest.raises(ChangedMeanwhile, match="changed meanwhile"):
        session.save()
    assert session.unsaved == 1


def test_a_file_for_another_codebook_is_refused(material):
    Edits(codebook="00000000").write(material.decisions)
    with pytest.raises(InputError, match="made for the codebook 00000000"):
        CurationDesk(material)


def test_without_a_report_it_says_what_to_do(place):
    with pytest.raises(InputError, match="Run the report first"):
        Material.open(place / "small", place / "reports" / "small" / "nothing")


def test_the_desk_speaks_english_too(material):
    desk = CurationDesk(material, "en")
    assert desk.save.description == "Save"
    choose(desk, "T001").decisions.zh.value = "Charging"
    assert "T001 is now called" in desk.message.value
    desk.panel.value = "kinds"
    assert "Small" in desk.widget.children[0].value
