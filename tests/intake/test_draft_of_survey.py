"""What `new` makes of messy survey exports: the right question is the score, and nothing is lost on the way."""

import numpy as np
import pandas as pd
import pytest
import yaml

from cxlab import Study, intake
from cxlab.intake.guess import guess
from cxlab.intake.labels import shortened
from cxlab.intake.language import speaks_english
from cxlab.intake.notes import told

SATISFIED = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
BRANCHES = ["城东支行", "城西支行", "高新支行"]
TICK = "您通过哪些渠道联系过我们？(多选)—朋友推荐"
RECOMMEND = "5、您向朋友或同事推荐我们的可能性有多大？(0-10分)"
ITEMS = ["网点环境", "排队等候", "柜员态度"]
N = 60


@pytest.fixture
def drafted(tmp_path):
    def make(columns, name="s"):
        pd.DataFrame(columns).to_csv(tmp_path / f"{name}.csv", index=False)
        made = intake.scaffold(name, [tmp_path / f"{name}.csv"], tmp_path / "data")
        return made.text, Study.open(made.folder)

    return make


def chinese():
    rng = np.random.default_rng(1)
    columns = {"序号": range(1, N + 1), TICK: rng.integers(0, 2, N)}
    columns |= {"4、总体来说，您对本次服务的满意程度是？": rng.choice(SATISFIED, N), RECOMMEND: rng.integers(0, 11, N)}
    columns |= {f"请评价以下各方面—{item}": rng.choice(SATISFIED, N) for item in ITEMS}
    return pd.DataFrame(columns | {"7、您到访的网点": rng.choice(BRANCHES, N)})


def test_the_question_and_no_ticked_option_is_nps_and_a_slip_is_told_with_its_row(drafted):
    frame = chinese()
    frame.loc[17, RECOMMEND] = 11
    text, study = drafted(frame)
    columns = study.tables["ratings"].columns
    assert columns[RECOMMEND] == "nps" and TICK not in columns
    assert (
        "有 1 格不在量表 0–10 之内（11；第 19 行）" in text and "1 cell(s) lie off the scale 0-10 (11; line 19)" in text
    )
    loaded = intake.load(study, "ratings", reports=study.folder / "reports")
    assert loaded.frame["nps"].isna().sum() == 1 and loaded.frame["nps"].max() == 10
    assert loaded.rejects[["line", "column"]].to_numpy().tolist() == [[19, "nps"]]


@pytest.mark.parametrize("title", ["推荐意愿", "满意度", "费力度"])
def test_a_ticked_option_is_no_score_whatever_it_is_called(title):
    frame = pd.DataFrame(
        {"答卷编号": range(N), title: [i % 2 for i in range(N)], "速度": [i % 5 + 1 for i in range(N)]}
    )
    assert not {"nps", "csat", "ces"} & {g.column for g in guess(frame).guesses}


@pytest.mark.parametrize("scales", [{}, {"nps": {"min": 0, "max": 10}}])
def test_a_score_of_ticks_only_is_noted_at_check(desk, scales):
    desk.file("r.csv", "respondent_id,nps,csat\n" + "".join(f"{i},{i % 2},{i % 5 + 1}\n" for i in range(20)))
    notes = desk.load("ratings", {"path": "r.csv"}, scales=scales).report["notes"]
    notes = [note for note in notes if note["code"] == "scale_ticked"]
    assert [(n["code"], n["column"]) for n in notes] == [("scale_ticked", "nps")]
    assert "全是 0 和 1" in told(notes[0], "zh") and "all answers are 0 and 1" in told(notes[0], "en")


def test_an_item_in_scale_words_is_never_the_branch(drafted):
    _, study = drafted(chinese())
    columns = study.tables["ratings"].columns
    assert [columns[f"请评价以下各方面—{item}"] for item in ITEMS] == ["q_01", "q_02", "q_03"]
    assert columns["7、您到访的网点"] == "unit"
    assert [study.label(f"q_0{n}").zh for n in (1, 2, 3)] == ITEMS
    loaded = intake.load(study, "ratings", reports=study.folder / "reports").frame
    assert set(loaded["unit"]) == set(BRANCHES) and loaded["q_01"].notna().all()


def test_one_answer_off_the_ladder_loses_no_item(drafted):
    frame = chinese()
    frame.loc[3, "请评价以下各方面—网点环境"] = "待定吧"
    _, study = drafted(frame)
    assert study.tables["ratings"].columns["请评价以下各方面—网点环境"] == "q_01"


def english(ask):
    rng = np.random.default_rng(2)
    satisfied = [
        f"{word} {end}" for word, end in [("Very", "dissatisfied"), ("Somewhat", "satisfied"), ("Very", "satisfied")]
    ]
    important = ["Not important", "Somewhat important", "Very important"]
    columns = {"Response ID": [f"R_{i}" for i in range(N)], ask: rng.integers(0, 11, N)}
    columns |= {f"{ask} - Group": rng.choice(["Promoter", "Detractor"], N)}
    topics = ("Price clarity", "Support staff", "Delivery speed")
    columns |= {f"How satisfied are you with the following?—{t}": rng.choice(satisfied, N) for t in topics}
    columns |= {f"How important are these to you?—{t}": rng.choice(important, N) for t in topics}
    return columns | {"Which region are you in?": rng.choice(["North", "South"], N)}


@pytest.mark.parametrize(
    "ask",
    [
        "How likely are you to recommend Acme to a friend or colleague?",
        "How likely is it that you would recommend us?",
    ],
)
def test_an_english_survey_is_read_and_reported_in_english(drafted, ask):
    text, study = drafted(english(ask))
    columns = study.tables["ratings"].columns
    assert columns[ask] == "nps" and f"{ask} - Group" not in columns
    assert study.language == "en"
    assert {study.label(c).en for c in columns.values() if c.startswith("q_")} == {
        "Price clarity",
        "Support staff",
        "Delivery speed",
    }
    assert not [header for header in columns if "important" in header]
    assert '# "How important are these to you?—Price clarity": importance_1  # 不读入；问的是重要程度' in text


def test_columns_that_are_left_out_have_their_recodes_as_a_comment(drafted):
    text, _ = drafted(english("How likely are you to recommend us?"))
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("      # importance_1:"))
    block = "\n".join(line.replace("# ", "", 1) for line in lines[at : at + 4])
    assert set(yaml.safe_load(block)["importance_1"]) == {"Not important", "Somewhat important", "Very important"}


def test_english_is_what_has_english_words_and_no_chinese_character():
    said = pd.DataFrame({"Which region are you in?": ["North", "South"]})
    assert speaks_english([said])
    assert not speaks_english([said, pd.DataFrame({"q_a": ["North", "北区"]})])
    assert not speaks_english([pd.DataFrame({"respondent_id": ["R1"], "q_a": [5]})])


@pytest.mark.parametrize(
    ("headers", "labels"),
    [
        (["How easy was it?", "How satisfied are you?", "How fast was it?"], None),
        (["How good is the shop?—Staff", "How good is the shop?—Price", "How often?"], ["Staff", "Price", "How often"]),
        (["How good is it?—Staff", "How good is it?—Price", "How bad is that?—Price", "How bad is that?—Food"], None),
    ],
)
def test_labels_keep_the_words_of_a_question(headers, labels):
    assert list(shortened(headers).values()) == (labels or [h.strip("?") for h in headers])


def test_the_questions_of_a_file_of_two_tables_are_told_once_and_the_tool_by_name(tmp_path):
    rng = np.random.default_rng(3)
    frame = chinese()
    frame.loc[17, RECOMMEND] = 11
    frame = frame.assign(提交答卷时间="2026/8/1 10:00:00", 所用时间="60秒")
    for number, side in ((8, "如果有"), (9, "如果没有")):
        answers = ["我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"]
        frame[f"{number}、{side}“取号”，您的感受是？"] = rng.choice(answers, N)
    frame.to_csv(tmp_path / "w.csv", index=False)
    made = intake.scaffold("w", [tmp_path / "w.csv"], tmp_path / "data")
    assert made.tables == {"w.csv": "ratings, kano"}
    found = intake.check(Study.open(made.folder), reports=tmp_path / "reports")
    said = found.render("zh")
    assert said.count("道：") == said.count("人答）您到访的网点") == 1
    assert f"量表，{N} 人答）您向朋友" in said
    assert "按 问卷星 的导出格式" in said and "wenjuanxing" not in said + found.render("en").replace("Wenjuanxing", "")
