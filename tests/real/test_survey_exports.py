"""Real surveys: exports become what their SOURCE notes say, and tables that are no export stay tables."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab import Study, intake
from cxlab.intake.scaffold import scaffold
from cxlab.intake.survey_exports import decoded, is_pair, survey_export

DATA = Path(__file__).parents[2] / "../shared/data"
WJX = DATA / "wjx_export_pair_reportgen"
TEXT, CODES = WJX / "问卷星_800_按选项文本(0).xls", WJX / "问卷星_800_按选项序号(2).xls"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared real surveys are not on this machine")


def read(path):
    return survey_export(intake.read_table(path))


@pytest.fixture(scope="module")
def pair():
    return read(CODES), read(TEXT)


def test_wjx_pair_has_one_shape(pair):
    codes, texts = pair
    assert list(codes.answers.columns) == list(texts.answers.columns)
    assert list(texts.answers.columns) == [
        *["respondent_id", "q1", "q2", "q3", "q4", "q5"],
        *(f"q6_{k}" for k in range(1, 15)),
        "q7",
        *(f"q8_{k}" for k in range(1, 11)),
    ]
    assert len(codes.answers) == len(texts.answers) == 800
    ticks = [c for c in texts.answers if c.startswith(("q6_", "q8_"))]
    pd.testing.assert_frame_equal(codes.answers[ticks], texts.answers[ticks])
    options = [c.questions.set_index("column").loc[ticks, "option"].tolist() for c in pair]
    assert options[0] == options[1]
    assert options[0][22:] == ["ACG文化(动漫、游戏等)", "其他【请注明】"], "nested brackets"


def test_wjx_pair_gives_one_table(pair):
    codes, texts = pair
    assert is_pair(codes, texts)
    one = decoded(codes, texts)
    pd.testing.assert_frame_equal(one.answers, texts.answers)
    labels = one.questions.set_index("column")["answers"]
    assert labels["q2"].count(" = ") == 10, "11 texts against 10 codes: two are one option with other words typed"
    assert labels["q3"] == "1 = 男; 2 = 女"
    assert (texts.typed["column"] == "q2").sum() == 2
    assert codes.typed.empty, "what was typed stands in the text form only"


def test_wjx_titles_lose_their_blanks_and_blank_metadata_is_noted(pair):
    codes, texts = pair
    for export in pair:
        notes = {n["code"]: n.get("headers") for n in export.notes}
        assert notes["blank_columns"] == "提交答卷时间, 所用时间, 来源, 来源详情"
        assert notes["columns_left_out"] == "来自IP"
        assert export.questions.set_index("column").loc["q3", "text"] == "性别"
    assert set(codes.questions["kind"]) == {"meta", "single", "multiple"}
    assert set(texts.questions["kind"]) == {"meta", "single", "multiple"}


def test_wjx_study_of_both_files_counts_nobody_twice(tmp_path):
    made = scaffold("wjx", [CODES, TEXT], tmp_path)
    loaded = intake.load(Study.open(made.folder), "ratings", reports=tmp_path / "r")
    assert len(loaded.frame) == 800
    assert loaded.report["rejected"] == 0
    assert "second_form" in {n["code"] for n in loaded.report["notes"]}


def test_greenspace(tmp_path):
    path = DATA / "greenspace_survey_zh" / "调查数据.xlsx"
    found = read(path)
    assert found.tool == "wenjuanxing"
    assert found.answers.shape == (306, 23)
    assert found.questions["kind"].value_counts().to_dict() == {"scale": 18, "single": 4, "meta": 1}
    assert found.answers.filter(regex=r"^q([5-9]|1\d|2[0-2])$").isin(range(1, 6)).all(axis=None)
    made = scaffold("green", [path], tmp_path)
    frame = intake.load(Study.open(made.folder), "ratings", reports=tmp_path / "r").frame
    items = frame.filter(like="q_")
    assert items.shape == (306, 18)
    raw = items.to_numpy()
    alpha = 18 / 17 * (1 - raw.var(axis=0, ddof=1).sum() / raw.sum(axis=1).var(ddof=1))
    turned = raw.copy()
    turned[:, [15, 16]] = 6 - turned[:, [15, 16]]  # items 20 and 21 are worded negatively
    alpha_turned = 18 / 17 * (1 - turned.var(axis=0, ddof=1).sum() / turned.sum(axis=1).var(ddof=1))
    assert round(max(alpha, alpha_turned), 2) >= 0.92


@pytest.mark.parametrize("name", ["sample.csv", "sample_legacy.csv"])
def test_qualtrics(name, tmp_path):
    found = read(DATA / "qualtrics_export_sample" / name)
    assert found.tool == "qualtrics"
    row = found.answers.iloc[0]
    assert len(found.answers) == 1
    assert row["respondent_id"] == "R_2YPOQ602ER1jkf1"
    assert str(row["answered_at"]) == "2017-07-18 08:28:48"
    assert float(row["duration_seconds"]) in (38.0, 39.0), "stated; from start and end in the legacy form"
    assert (row["q1"], row["q2"]) == (2, "Hello World!")
    book = found.questions.set_index("column")["text"]
    assert book["q1"] == "This is a multiple choice question."
    assert book["q2"] == "This is a free text question."
    left = " ".join(str(n.get("headers")) for n in found.notes)
    assert "IPAddress" in left and "LocationLatitude" in left
    assert "203.0.113.7" not in found.answers.to_csv()
    made = scaffold("q", [DATA / "qualtrics_export_sample" / name], tmp_path)
    assert len(intake.load(Study.open(made.folder), "ratings", reports=tmp_path / "r").frame) == 1


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("kano_reppl_2022/transfers--all_cohorts-clean.csv", (358, 24)),
        ("kano_reppl_2022/storage--cohort1-clean.csv", (91, 21)),
        ("mobi_ecsi/mobi.csv", (250, 24)),
        ("kda_shapka/example_01.csv", (1842, 21)),
        ("kda_shapka/example_02.csv", (525, 18)),
        ("kda_shapka/example_03.csv", (1842, 22)),
        ("airline_passenger_satisfaction/airline_passenger_satisfaction.csv", (20000, 24)),
        ("nps_cran_testdata/testdata.csv", (1000, 10)),
        ("asap_dianping_sample/train_sample.csv", (100, 21)),
        ("car_complaints_12365auto/raw_gb18030_chinese_headers_domino-hu.csv", None),
        ("cfpb_payday_2023/cfpb_payday_2025q1_131.csv", (131, 18)),
    ],
)
def test_tables_of_no_tool_stay_tables(path, shape):
    raw = intake.read_table(DATA / path)
    assert survey_export(raw) is None
    assert shape is None or raw.shape == shape


@pytest.mark.parametrize(
    ("path", "table", "columns"),
    [
        ("mobi_ecsi/mobi.csv", "ratings", 24),
    ],
)
def test_new_makes_a_study_of_a_plain_survey(path, table, columns, tmp_path):
    made = scaffold("s", [DATA / path], tmp_path)
    frame = intake.load(Study.open(made.folder), table, reports=tmp_path / "r").frame
    assert len(frame) == len(intake.read_table(DATA / path))
    assert frame.select_dtypes("number").shape[1] >= columns


def test_kano_pairs_of_reppl_by_words(tmp_path):
    path = DATA / "kano_reppl_2022" / "transfers--all_cohorts-clean.csv"
    study = Study.open(scaffold("k", [path], tmp_path).folder)
    features = study.tables["kano"].features
    assert list(features) == [f"F{n}" for n in range(6, 12)]
    for name, parts in features.items():
        assert (parts.functional, parts.dysfunctional) == (f"{name}_functional", f"{name}_dysfunctional")
        assert parts.importance == f"{name}_importance"
    assert len(intake.load(study, "kano", reports=tmp_path / "r").frame) == 358 * 6
