import os
import stat

import openpyxl
import pandas as pd
import pytest

from cxlab import Study, intake
from cxlab.errors import InputError
from cxlab.intake.content import describe
from cxlab.intake.crosswalk import guess_links
from cxlab.intake.guess import guess
from cxlab.intake.labels import shortened
from cxlab.intake.read import read_table
from cxlab.intake.scales import kano_pairs

COMPLAINTS = "工单编号,客户手机,问题描述,来电时间,所属站点,随便\n" + "".join(
    f"GD{i:04d},138{i:08d},第{i}次说退款还在审核中一直没人管,2025-01-{i % 28 + 1:02d},U{i % 5},{'甲乙丙'[i % 3]}\n"
    for i in range(40)
)
SURVEY = "答卷编号,您有多大可能推荐我们,总体满意度,1、退款速度,2、站点环境,3、价格清晰\n" + "".join(
    f"{i},{i % 11},{['非常满意', '满意', '一般', '不满意'][i % 4]},{i % 6},{i % 5 + 1},{(i * 7) % 5 + 1}\n"
    for i in range(40)
)
KANO = "序号,如果有两小时内退款，您觉得,如果没有两小时内退款，您觉得\n" + "".join(
    f"{i},{['我很喜欢', '无所谓'][i % 2]},{['我很不喜欢', '勉强接受'][i % 2]}\n" for i in range(20)
)


@pytest.fixture
def files(tmp_path):
    made = {"投诉.csv": COMPLAINTS, "问卷.csv": SURVEY, "kano.csv": KANO}
    for name, text in made.items():
        (tmp_path / name).write_bytes(text.encode("gb18030"))
    return [tmp_path / name for name in made]


def test_a_study_from_three_files_is_ready_at_once(files, tmp_path):
    made = intake.scaffold("mine", files, tmp_path / "data")
    assert made.tables == {"投诉.csv": "complaints", "问卷.csv": "ratings", "kano.csv": "kano"}
    study = Study.open(made.folder)
    assert study.tables["complaints"].columns == {
        "工单编号": "complaint_id",
        "客户手机": "customer_id",
        "问题描述": "text",
        "来电时间": "received_at",
        "所属站点": "unit",
    }
    ratings = study.tables["ratings"]
    assert ratings.columns["您有多大可能推荐我们"] == "nps"
    assert ratings.columns["总体满意度"] == "csat"
    assert ratings.values["csat"] == {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2}
    assert set(ratings.columns.values()) >= {"q_01", "q_02", "q_03"}
    assert len(study.tables["kano"].features) == 1
    assert intake.check(study, reports=tmp_path / "reports").ok


def test_guesses_show_confidence_and_evidence_and_no_value(files, tmp_path):
    text = intake.scaffold("mine", files, tmp_path / "data").text
    assert '"客户手机": customer_id  # 0.9' in text
    assert "手机号 mobile numbers" in text
    assert '# "随便": segment_1  # 不读入；要用它分组' in text
    assert "0 (17.5%) counts as not applicable" in text
    for value in ("13800000001", "GD0001", "审核中", "2025-01-02"):
        assert value not in text


def test_the_crosswalk_is_offered_commented_out_with_its_count(files, tmp_path):
    made = intake.scaffold("mine", files, tmp_path / "data")
    line = next(line for line in made.text.splitlines() if "item: q_01" in line)
    assert line.startswith("#")
    assert "“退款”" in line and "40 complaints" in line
    assert Study.open(made.folder).links == ()


def test_files_are_copied_and_the_secret_stays_out_of_a_repository(files, tmp_path):
    made = intake.scaffold("mine", files, tmp_path / "data")
    assert (made.folder / "投诉.csv").read_bytes() == files[0].read_bytes()
    assert (made.folder / ".gitignore").read_text("utf-8").splitlines() == [".salt"]
    if os.name == "posix":
        assert stat.S_IMODE((made.folder / ".salt").stat().st_mode) == 0o600
    assert {p.name for p in (tmp_path / "data").iterdir()} == {"mine"}


def test_files_of_one_kind_become_a_glob(tmp_path):
    for month in ("01", "02"):
        (tmp_path / f"{month}.csv").write_text(COMPLAINTS, "utf-8")
    made = intake.scaffold("mine", [tmp_path / "01.csv", tmp_path / "02.csv"], tmp_path / "data")
    assert Study.open(made.folder).tables["complaints"].path == "complaints/*.csv"
    report = intake.load(Study.open(made.folder), "complaints", reports=tmp_path / "reports").report
    assert (report["read"], report["duplicates"]) == (80, 40)


def test_a_file_of_no_known_kind_is_left_commented_out(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n", "utf-8")
    made = intake.scaffold("mine", [tmp_path / "x.csv"], tmp_path / "data")
    assert made.tables == {"x.csv": None}
    assert Study.open(made.folder).tables == {}


@pytest.mark.parametrize("name", ["", "../up", "a b", "-x", "名"])
def test_names_that_are_not_allowed(files, tmp_path, name):
    with pytest.raises(InputError, match="is no name for a study"):
        intake.scaffold(name, files, tmp_path / "data")


def test_an_existing_study_is_never_touched(files, tmp_path):
    made = intake.scaffold("mine", files, tmp_path / "data")
    before = {p.name: p.read_bytes() for p in made.folder.iterdir()}
    with pytest.raises(InputError, match="'mine' exists already"):
        intake.scaffold("mine", files, tmp_path / "data")
    assert {p.name: p.read_bytes() for p in made.folder.iterdir()} == before


def test_a_file_that_cannot_be_read_leaves_nothing_behind(tmp_path):
    (tmp_path / "e.csv").write_bytes(b"")
    with pytest.raises(InputError, match=r"e\.csv is empty"):
        intake.scaffold("mine", [tmp_path / "e.csv"], tmp_path / "data")
    assert not (tmp_path / "data").exists()
    with pytest.raises(InputError, match="No file given"):
        intake.scaffold("mine", [], tmp_path / "data")


def test_content_speaks_where_the_header_says_nothing(tmp_path):
    rows = "".join(f"13900{i:06d},第{i}次打电话都没有人接实在等不下去了,处理中\n" for i in range(30))
    (tmp_path / "x.csv").write_text("A1,B1,C1\n" + rows, "utf-8")
    found = guess(read_table(tmp_path / "x.csv"))
    assert found.table == "complaints"
    assert {g.header: g.column for g in found.guesses} == {"A1": "customer_id", "B1": "text", "C1": "status"}


def test_pairs_need_one_question_of_each_side(tmp_path):
    header = "提供代客移车,不提供代客移车,提供咖啡,提供语音广告,不提供广告"
    (tmp_path / "k.csv").write_text(header + "\n" + "喜欢,不喜欢,无所谓,无所谓,喜欢\n" * 6, "utf-8")
    found = kano_pairs(read_table(tmp_path / "k.csv"), {})
    assert [pair[1:3] for pair in found] == [("提供代客移车", "不提供代客移车")]


def test_words_that_all_names_share_link_nothing():
    items = {"q_1": "服务价格", "q_2": "服务退款", "q_3": "服务速度"}
    found = guess_links({"K1": "退款服务"}, items, ["退款太慢", "贵"])
    assert [(link.item, link.word, link.count) for link in found] == [("q_2", "退款", 1)]
    assert guess_links({"K1": "服务热线"}, items, []) == []
    assert guess_links({"K1": "启动"}, {"q_1": "价格"}, []) == []


MESSY = [
    ["某某餐饮2025年顾客反馈明细表（内部资料）"],
    ["序号", "提交日期", "来源", "店名", "顾客称呼", "电话", "反馈详情", "处理结果"],
    *(
        [
            *(i, ["2025-07-01 10:05", "2025/7/2", "2025年7月3日"][i % 3], ["美团", "微信"][i % 2], f"{i % 4}号店"),
            *("王先生", f"138{i:08d}", f"第{i}次催菜都没有人理，等了五十分钟", ["已处理", "未处理"][i % 2]),
        ]
        for i in range(40)
    ),
    ["合计", "", "", "", "", "", "共40条", ""],
]
QUESTIONS = [
    *("答卷编号", "提交时间", "所用时间", "1、您的性别", "2、总体而言，您对我们的满意程度"),
    *(f"{n}、您对{what}的满意程度（1非常不满意-5非常满意）" for n, what in enumerate(("口味", "速度", "价格"), 3)),
    *("6、您有多大可能向亲友推荐我们（0-10分）", "7、您还有什么建议"),
]


def _survey(path):
    book = openpyxl.Workbook()
    book.active.append(QUESTIONS)
    for i in range(60):
        items = [99 if (i + n) % 15 == 0 else (i * (n + 1)) % 5 + 1 for n in range(3)]
        row = [i, f"2025-08-{i % 28 + 1:02d}", f"{60 + i}秒", "男女"[i % 2], i % 5 + 1, *items, i % 11]
        book.active.append([*row, ["希望快一点", None, "无"][i % 3]])
    book.save(path)


def _csv(path, rows):
    path.write_bytes("\n".join(",".join(map(str, row)) for row in rows).encode("gb18030"))
    return path


def test_a_messy_export_is_understood(tmp_path):
    made = intake.scaffold("mine", [_csv(tmp_path / "c.csv", MESSY)], tmp_path / "data")
    study = Study.open(made.folder)
    assert study.tables["complaints"].columns == {
        "提交日期": "received_at",
        "来源": "channel",
        "店名": "unit",
        "电话": "customer_id",
        "反馈详情": "text",
        "处理结果": "status",
    }
    assert (str(study.period.start), str(study.period.end)) == ("2025-07-01", "2025-07-03")
    assert '# "顾客称呼": segment_2  # 不读入；可能含个人信息' in made.text
    report = intake.load(study, "complaints", reports=tmp_path / "reports").report
    assert (report["read"], report["rejected"], report["kept"]) == (41, 1, 40)


def test_a_survey_with_an_open_question_is_no_table_of_complaints(tmp_path):
    _survey(tmp_path / "s.xlsx")
    made = intake.scaffold("mine", [tmp_path / "s.xlsx"], tmp_path / "data")
    study = Study.open(made.folder)
    columns = study.tables["ratings"].columns
    assert {columns[QUESTIONS[4]], columns[QUESTIONS[8]], columns[QUESTIONS[9]]} == {"csat", "nps", "comment"}
    assert [columns[question] for question in QUESTIONS[5:8]] == ["q_01", "q_02", "q_03"]
    assert {name: scale.missing for name, scale in study.scales.items()} == dict.fromkeys(
        ("q_01", "q_02", "q_03"), (99,)
    )
    assert [study.label(f"q_0{n}").zh for n in (1, 2, 3)] == ["口味", "速度", "价格"]
    assert '# "1、您的性别": gender' in made.text
    assert "values:" not in made.text
    loaded = intake.load(study, "ratings", reports=tmp_path / "reports")
    assert loaded.report["not_applicable"] == {"q_01": 4, "q_02": 4, "q_03": 4}
    assert loaded.frame["duration_seconds"].min() == 60
    assert loaded.report["cells_set_missing"] == {}


def test_reviews_with_stars_are_complaints_first(tmp_path):
    rows = [["评论内容", "评分", "口味", "环境", "服务"]]
    rows += [
        [f"第{i}次来，味道一般，上菜很慢，不会再来了", i % 5 + 1, *[(i * n) % 5 + 1 for n in (2, 3, 4)]]
        for i in range(30)
    ]
    assert guess(read_table(_csv(tmp_path / "r.csv", rows))).table == "complaints"


def test_the_sheet_with_the_table_is_chosen_and_the_others_are_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由客服部导出"])
    for row in MESSY[1:-1]:
        (book["明细"] if "明细" in book.sheetnames else book.create_sheet("明细")).append(row)
    book.create_sheet("Sheet3")
    book.save(tmp_path / "b.xlsx")
    made = intake.scaffold("mine", [tmp_path / "b.xlsx"], tmp_path / "data")
    study = Study.open(made.folder)
    assert study.tables["complaints"].sheet == "明细"
    assert "sheets not read: 说明" in made.text
    assert intake.load(study, "complaints", reports=tmp_path / "reports").report["read"] == 40


def test_sheets_that_are_alike_are_all_read(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month, rows in (("7月", MESSY[2:12]), ("8月", MESSY[12:42])):
        page = book.create_sheet(month)
        for row in (MESSY[1], *rows):
            page.append(row)
    book.create_sheet("Sheet3")
    book.save(tmp_path / "b.xlsx")
    made = intake.scaffold("mine", [tmp_path / "b.xlsx"], tmp_path / "data")
    study = Study.open(made.folder)
    assert study.tables["complaints"].sheet == "*"
    report = intake.load(study, "complaints", reports=tmp_path / "reports").report
    assert [(f["file"], f["rows"]) for f in report["files"]] == [("b.xlsx [7月]", 10), ("b.xlsx [8月]", 30)]
    assert report["read"] == 40


def test_a_pattern_that_no_sheet_fits_is_refused(tmp_path, desk):
    _survey(desk.folder / "s.xlsx")
    with pytest.raises(InputError, match=r"s\.xlsx has no sheet that fits '9\*'. Sheets: Sheet"):
        desk.load("ratings", {"path": "s.xlsx", "sheet": "9*"})


def test_a_study_of_unknown_files_says_what_to_do(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n3,4\n", "utf-8")
    made = intake.scaffold("mine", [tmp_path / "x.csv"], tmp_path / "data")
    assert "replace ? by one of: complaints, ratings, kano" in made.text
    assert made.told("study.yaml").splitlines() == [
        "x.csv → 无法判断 no table guessed",
        "请逐项核对 Look the guesses through: study.yaml",
        "下一步 Next: cxlab check mine",
    ]


def test_kano_answers_without_their_other_side_are_named(tmp_path):
    header = "编号,提供代客移车,不提供代客移车,提供咖啡"
    rows = "".join(f"{i},喜欢,不喜欢,无所谓\n" for i in range(6))
    (tmp_path / "k.csv").write_text(header + "\n" + rows, "utf-8")
    text = intake.scaffold("mine", [tmp_path / "k.csv"], tmp_path / "data").text
    assert '# "提供咖啡": segment_1  # KANO 答案，但找不到另一面的题' in text


@pytest.mark.parametrize(
    ("headers", "labels"),
    [
        (["如果提供“扫码点餐”，您觉得", "如果提供“生日甜品”，您觉得"], ["扫码点餐", "生日甜品"]),
        (["Q5_1.请评价—口味", "Q5_2.请评价—速度", "Q5_3.请评价—价格"], ["口味", "速度", "价格"]),
        (["5、口味（满分5分）", "6、速度（满分5分）"], ["口味", "速度"]),
        (["rate speed", "rate space", "rate spirit"], ["speed", "space", "spirit"]),
        (["上菜速度", "上座率", "上门服务"], ["上菜速度", "上座率", "上门服务"]),
        (["服务好", "服务快", "服务"], ["服务好", "服务快", "服务"]),
        ([], []),
    ],
)
def test_labels_are_what_headers_do_not_share(headers, labels):
    assert list(shortened(headers).values()) == labels


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        ([1, 2, 3, 4, 5, 99], (99,)),
        ([1, 2, 3, 4, 5, -1, 98], (-1, 98)),
        ([1, 2, 3, 4, 5, 9], (9,)),
        ([0, 5, 7, 8, 9, 10], ()),
        ([6, 7, 8, 9, 10, 5], ()),
        ([1, 99], ()),
        ([12, 35, 99, 47], ()),
    ],
)
def test_codes_stand_apart_from_a_short_scale(answers, codes):
    held = describe(pd.Series(answers * 20))
    assert held.codes == codes
    assert held.high == max(set(answers) - set(codes))


def _answered(path, header, words, items=4):
    frame = pd.DataFrame({header: [words[i % len(words)] for i in range(60)]})
    for item in range(items):
        frame[f"I{item}"] = [1 + (i + item) % 5 for i in range(60)]
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("header", "words"),
    [("satisfaction", ["satisfied", "neutral or dissatisfied"]), ("总体满意度", ["满意", "一般或不满意", "满意"])],
)
def test_an_overall_answer_of_two_words_is_a_yes_or_no(tmp_path, header, words):
    file = _answered(tmp_path / "r.csv", header, words)
    study = Study.open(intake.scaffold("mine", [file], tmp_path / "data").folder)
    scale = study.scale("csat")
    assert (scale.min, scale.max) == (0, 1)
    assert intake.load(study, "ratings").frame["csat"].mean() == pytest.approx(words.count(words[0]) / len(words))


@pytest.mark.parametrize("words", [["是", "否"], ["agree", "disagree"]])
def test_two_words_of_another_question_are_no_overall_answer(tmp_path, words):
    text = intake.scaffold("mine", [_answered(tmp_path / "r.csv", "Renewed", words)], tmp_path / "data").text
    assert "csat, nps or ces; without one" in text
    assert '# "Renewed"' in text
