"""A study whose tables name a survey tool's export, and a study that `new` makes of one."""

import random

import pandas as pd
import pytest

from cxlab import Study, intake
from cxlab.errors import InputError
from cxlab.intake.scaffold import scaffold
from cxlab.intake.survey_exports import facts, unfolded

LIKE = ["我很喜欢", "理应如此", "无所谓", "勉强接受", "我很不喜欢"]
PLEASED = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
HEAD = [
    *["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"],
    *["1、您的性别：", "2、您对本站的总体满意度如何？"],
    *["3、请评价以下方面的满意程度—速度", "环境", "态度（现场）"],
    "4、您有多大可能向亲友推荐我们（0-10分）？",
    *["5、如果没有“洗车”，您觉得：", "6、如果有“洗车”，您觉得："],
    *["7、如果有“照明”，您觉得：", "8、如果没有“照明”，您觉得："],
    *["9、您用过哪些服务？", "10、您还有什么意见？"],
]


def rows(coded, n=20):
    """Return one survey of `n` respondents in the text form or the code form."""
    draw = random.Random(5)
    head = HEAD if not coded else [*HEAD[:8], "第3题(速度)", "第3题(环境)", "第3题(态度（现场）)", *HEAD[11:16]]
    table = [[*head, "第9题(充电)", "第9题(洗车)", HEAD[17]] if coded else head]
    for k in range(1, n + 1):
        score = draw.randint(1, 5)
        items = [min(5, max(1, score + draw.choice([-1, 0, 1]))) for _ in range(3)]
        kano = [draw.choice([5, 5, 4]), draw.choice([1, 2]), draw.choice([1, 2, 3]), draw.choice([5, 4, 3])]
        used = draw.choice([(1, 0), (1, 1), (0, 1), (-3, -3)])
        words = "、".join(draw.sample(["排队", "太久", "太暗", "很好", "整洁", "多建站", "便宜"], 4)) + str(k)
        gender, nps = draw.choice([1, 2]), draw.choice([3, 7, 8, 9, 10])
        first = [k, f"2025/3/{k % 28 + 1} 10:00:00", f"{60 + k}秒", "微信", "", "10.0.0.1(广东)"]
        if coded:
            table.append([*first, gender, score, *items, nps, *kano, *used, words])
        else:
            ticked = "┋".join(o for o, t in zip(["充电", "洗车"], used, strict=True) if t == 1)
            said = [PLEASED[v - 1] for v in (score, *items)]
            wishes = [LIKE[v - 1] for v in kano]
            table.append([*first, "男女"[gender - 1], *said, nps, *wishes, ticked or "(跳过)", words])
    return table


@pytest.fixture
def made(exports, tmp_path):
    def make(*files):
        found = scaffold("s", list(files), tmp_path / "data")
        return found, Study.open(found.folder)

    return make


def test_new_needs_no_editing(exports, made, tmp_path):
    found, study = made(exports.file(rows(coded=False), "问卷.csv"))
    assert found.tables == {"问卷.csv": "ratings, kano"}
    ratings = intake.load(study, "ratings", reports=tmp_path / "r")
    kano = intake.load(study, "kano", reports=tmp_path / "r")
    assert {"nps", "csat", "q_01", "q_02", "q_03", "comment", "answered_at"} <= set(ratings.frame)
    assert len(ratings.frame) == 20
    assert ratings.frame[["csat", "q_01", "nps"]].notna().all(axis=None)
    assert ratings.report["cells_set_missing"] == {}
    asked = {
        f: (p["functional"], p["dysfunctional"])
        for f, p in ((f, p.model_dump()) for f, p in study.tables["kano"].features.items())
    }
    assert list(asked.values()) == [(HEAD[13], HEAD[12]), (HEAD[14], HEAD[15])], "by words, not by position"
    assert kano.frame["functional"].between(1, 3).all() and kano.frame["dysfunctional"].between(3, 5).all()
    assert len(kano.frame) == 40


def test_the_codebook_is_kept_and_shown(exports, made, tmp_path):
    _, study = made(exports.file(rows(coded=False), "问卷.csv"))
    loaded = intake.load(study, "ratings", reports=tmp_path / "r")
    again = intake.load(study, "ratings", reports=tmp_path / "r").questions
    pd.testing.assert_frame_equal(loaded.questions, again)
    assert loaded.questions.set_index("column").loc["q3_2", ["text", "option", "kind"]].tolist() == [
        "请评价以下方面的满意程度",
        "环境",
        "matrix",
    ]
    (table,) = (tmp_path / "r").rglob("questions.parquet")
    assert len(pd.read_parquet(table)) == len(again)
    shown = intake.check(study, reports=tmp_path / "r")
    assert "q3_1 – q3_3（矩阵，20 人答）请评价以下方面的满意程度" in shown.render("zh")
    assert "q10 (open, n = 20)" in shown.render("en")


def test_two_forms_of_one_survey_count_once(exports, made, tmp_path):
    text, codes = exports.file(rows(coded=False), "文本.csv"), exports.file(rows(coded=True), "序号.csv")
    _, study = made(codes, text)
    loaded = intake.load(study, "ratings", reports=tmp_path / "r")
    assert study.tables["ratings"].path == "ratings/*.csv"
    assert len(loaded.frame) == 20
    assert [n["other"] for n in loaded.report["notes"] if n["code"] == "second_form"] == ["序号.csv"]


def test_short_names_headers_and_words_are_known(desk, exports):
    desk.file("s.csv", exports.file(rows(coded=False)).read_bytes())
    by = {
        "short": {"q4": "nps", "q3_2": "q_env", "q9_1": "used"},
        "header": {"4、您有多大可能向亲友推荐我们（0-10分）？": "nps", "环境": "q_env", "提交答卷时间": "answered_at"},
        "words": {"请评价以下方面的满意程度—环境": "q_env", "序号": "respondent_id", "来源详情": "source"},
    }
    values = {"q_env": {word: point for point, word in enumerate(PLEASED, start=1)}}
    found = {k: desk.load("ratings", {"path": "s.csv", "columns": c, "values": values}).frame for k, c in by.items()}
    assert found["short"]["q_env"].tolist() == found["header"]["q_env"].tolist() == found["words"]["q_env"].tolist()
    assert found["short"]["used"].dropna().isin(["0", "1"]).all()
    assert found["short"]["nps"].tolist() == found["header"]["nps"].tolist()


def test_a_header_that_is_not_there_is_named_with_the_file(desk, exports):
    desk.file("s.csv", exports.file(rows(coded=False)).read_bytes())
    with pytest.raises(InputError, match=r"s\.csv has no header '4、推荐'"):
        desk.load("ratings", {"path": "s.csv", "columns": {"4、推荐": "nps"}})


def test_lines_are_those_of_the_file(exports):
    table = rows(coded=False, n=5)
    raw = exports.folder / "x.xlsx"
    pd.DataFrame(table).to_excel(raw, header=False, index=False)
    (frame,) = unfolded([intake.read_table(raw)])
    assert list(frame.index) == [2, 3, 4, 5, 6]
    assert facts(frame).export.tool == "wenjuanxing"


def test_a_table_that_is_no_export_is_left_alone(exports):
    raw = intake.read_table(exports.file([["编号", "内容"], [1, "坏了"]]))
    assert unfolded([raw])[0] is raw
