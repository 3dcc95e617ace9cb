import os
import stat

import pytest

from cxlab import Study, intake
from cxlab.errors import InputError
from cxlab.intake.crosswalk import guess_links
from cxlab.intake.guess import guess
from cxlab.intake.pairs import pairs
from cxlab.intake.read import read_table

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
    assert '# "随便": segment_name' in text
    assert "zeros may mean not applicable" in text
    for value in ("13800000001", "GD0001", "审核中", "2025-01-01"):
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
    found = pairs(guess(read_table(tmp_path / "k.csv")).content)
    assert [(p["functional"], p["dysfunctional"]) for p in found.values()] == [("提供代客移车", "不提供代客移车")]


def test_words_that_all_names_share_link_nothing():
    items = {"q_1": "服务价格", "q_2": "服务退款", "q_3": "服务速度"}
    found = guess_links({"K1": "退款服务"}, items, ["退款太慢", "贵"])
    assert [(link.item, link.word, link.count) for link in found] == [("q_2", "退款", 1)]
    assert guess_links({"K1": "服务热线"}, items, []) == []
    assert guess_links({"K1": "启动"}, {"q_1": "价格"}, []) == []
