"""The desk of coding, driven as clicks and keys drive it, to answers on disk; and the tables that follow."""

import pandas as pd
import pytest

from cxlab import audit
from cxlab.workbench import CodingDesk, Results, as_table, topic_guide, topic_names

NAME = "2026-11"


@pytest.fixture
def sample(material):
    book = material.book
    return audit.draw_or_continue(
        material.texts, material.audits, NAME, n=60, seed=1, codebook=book.key, version=book.version
    )


@pytest.fixture
def sit_down(material, sample):
    """Return a function that opens a coder's desk."""
    guide = topic_guide(material, sample, "zh")
    return lambda coder, **how: CodingDesk(material.audits, NAME, coder, material.texts, guide, **how)


def enter(field):
    """What the browser sends when Enter is pressed in a field."""
    field._handle_custom_msg({"event": "submit"}, [])


def answers(material):
    return audit.read_answers(material.audits, NAME)


def test_an_answer_is_written_when_its_text_is_left(sit_down, sample, material):
    desk = sit_down("A")
    assert desk.id == sample.items["id"][0]
    desk.answer.value = "T002"
    assert answers(material).empty
    desk.remark.value = "打过 13812345678 问"
    desk.next.click()
    said = answers(material)
    assert said[["id", "coder", "answer"]].to_numpy().tolist() == [[sample.items["id"][0], "A", "T002"]]
    assert said["remark"].tolist() == ["打过 [手机号] 问"]
    assert (desk.id, desk.answer.value, desk.remark.value) == (sample.items["id"][1], None, "")
    desk.back.click()
    assert desk.answer.value == "T002"
    desk.answer.value = audit.UNCLEAR
    desk.next.click()
    assert answers(material)["answer"].tolist() == [audit.UNCLEAR]


def test_leaving_without_an_answer_writes_nothing(sit_down, material):
    desk = sit_down("A")
    desk.next.click()
    desk.next.click()
    desk.back.click()
    assert not list(material.audits.glob("*.A.csv"))
    assert "第 2 / 60 条 · 已答 0" in desk.progress.value


def test_keys_alone_are_enough(sit_down, sample, material):
    desk = sit_down("A")
    last = material.book.entries[-1]
    wanted, word = last.id, last.keywords[0]
    desk.search.value = word
    assert [code for _, code in desk.answer.options] == [wanted]
    enter(desk.search)
    assert answers(material)["answer"].tolist() == [wanted]
    assert (desk.id, desk.search.value) == (sample.items["id"][1], "")
    assert len(desk.answer.options) == len(material.book.entries) + 2
    desk.search.value = "都不是"
    enter(desk.search)
    enter(desk.search)
    assert answers(material)["answer"].tolist() == [wanted, audit.NONE]
    assert desk.id == sample.items["id"][3]


def test_the_machines_answer_is_nowhere_on_the_desk(sit_down, sample):
    desk = sit_down("A")
    for place, code in enumerate(sample.items["code"].head(10)):
        seen = "".join(str(w.value) for w in (desk.progress, desk.text, desk.message)) + str(desk.answer.value)
        assert code not in seen, place
        desk.next.click()


def test_a_table_shows_words_letter_by_letter():
    shown = as_table(pd.DataFrame({"a": ["<img src=x>\u202e" + "长" * 300]})).data
    assert "&lt;img src=x&gt;" + "长" * 300 in shown and "\u202e" not in shown


def test_texts_are_escaped(sit_down, sample, material):
    harmful = material.texts.loc[material.texts["text"].str.contains("onerror"), "id"]
    here = sample.items["id"][sample.items["id"].isin(harmful)]
    assert len(here)
    desk = sit_down("A", only=here.tolist())
    assert "<img" not in desk.text.value and "&lt;img" in desk.text.value and "\u202e" not in desk.text.value


def test_a_coder_goes_on_where_they_were(sit_down, sample):
    desk = sit_down("A")
    for _ in range(3):
        desk.answer.value = "T001"
        desk.next.click()
    again = sit_down("A")
    assert again.id == sample.items["id"][3]
    assert sit_down("B").id == sample.items["id"][0]
    again.next.click()
    again.open.click()
    assert again.id == sample.items["id"][5], "the fourth and fifth are left open, not yet come round to"


def test_a_whole_audit(sit_down, sample, material):
    machine = sample.items.set_index("id")["code"]
    for coder in ("A", "B"):
        desk = sit_down(coder)
        for place, id in enumerate(sample.items["id"]):
            assert desk.id == id
            wrong = place % 10 == 0 and coder == "B"
            other = "T001" if machine[id] != "T001" else "T002"
            desk.answer.value = other if wrong else machine[id]
            desk.next.click()
    assert "全部答完" in desk.message.value
    assert desk.open.disabled
    results = Results.read(material.audits, NAME, topic_names(material, "zh"), material.texts, "zh")
    table = results.precision("B")
    assert table.iloc[0].tolist()[:4] == ["全部（按人数加权）", "60", "0", "54"]
    assert "n = 60" in table["准确率"][0]
    assert results.precision().iloc[0].tolist()[1:4] == ["54", "0", "54"], "the disputed are left out"
    assert results.precision().iloc[1].tolist()[1:4] == ["60", "0", "54"], "and counted as wrong"
    assert results.precision("nobody").iloc[0].tolist()[1:4] == ["0", "0", "0"]
    kappas = results.kappas()
    assert kappas["编码员"].tolist() == ["A – B", "A – 机器", "B – 机器"]
    assert kappas["Kappa 一致性"][1].startswith("1.00")
    assert results.disputes("C").empty, "a third coder is still blind"
    assert len(results.disputes("A")) == 6
    disputes = results.disputes()
    assert len(disputes) == 6
    assert set(disputes["异议"]) == {"编码员间"}
    assert (disputes["A"] == disputes["机器"]).all() and (disputes["A"] != disputes["B"]).all()
    third = sit_down("C", only=disputes["id"].tolist())
    for _ in disputes["id"]:
        third.answer.value = machine[third.id]
        third.next.click()
    settled = Results.read(material.audits, NAME, topic_names(material, "zh"), material.texts, "zh")
    assert settled.precision().iloc[0].tolist()[1:4] == ["60", "0", "60"]
    assert settled.shares().shape[0] == len(sample.strata)


def test_before_any_answer_the_tables_are_empty(material, sample, capsys):
    results = Results.read(material.audits, NAME, topic_names(material, "en"), material.texts, "en")
    assert results.precision().iloc[0]["Precision"] == "–"
    assert results.shares().empty and results.kappas().empty and results.disputes().empty
    results.precision_chart()
    results.shares_chart()


def test_files_hold_no_text(sit_down, material):
    desk = sit_down("A")
    desk.answer.value = "T001"
    desk.next.click()
    written = "".join(file.read_text(encoding="utf-8") for file in material.audits.iterdir())
    assert not any(word in written for word in ("退款", "充电", "发票", "排队"))
