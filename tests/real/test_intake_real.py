"""Intake on real exports; totals from the SOURCE.md of each folder."""

import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml

from cxlab import Study, intake
from cxlab.errors import InputError
from cxlab.intake.notes import told

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="real data (../shared) is not on this machine")
CARS = DATA / "car_complaints_12365auto"
CHINESE = {
    "id": "complaint_id",
    "投诉品牌": "product",
    "投诉车系": "series",
    "问题简述": "text",
    "典型问题": "codes",
    "投诉时间": "received_at",
    "投诉状态": "status",
}
ENGLISH = {"id": "complaint_id", "brand": "product", "desc": "text", "problem": "codes", "datetime": "received_at"}


@pytest.fixture
def load(tmp_path):
    def loaded(table, path, columns=None, *, scales=None, **source):
        raw = {
            "name": "real",
            "title": "real",
            "tables": {table: {"path": str(path), "columns": columns or {}, **source}},
            "scales": scales or {},
        }
        (tmp_path / "study.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
        found = intake.load(Study.open(tmp_path), table, reports=tmp_path / "reports")
        counts = found.report
        parts = ("rejected", "duplicates", "near_duplicates", "kept")
        assert counts["read"] == sum(counts[p] for p in parts)
        return found

    return loaded


def test_car_complaints_from_the_raw_gb18030_file_with_chinese_headers(load):
    found = load("complaints", CARS / "raw_gb18030_chinese_headers_domino-hu.csv", CHINESE)
    assert found.report["files"][0]["encoding"] == "gb18030"
    assert (found.report["read"], found.report["duplicates"], found.report["kept"]) == (630, 330, 300)
    assert found.report["dates"]["received_at"]["first"] == "2020-06-18"
    assert set(found.frame["status"]) <= {"处理反馈", "信息审核", "用户评分", "厂家受理"}
    row = found.frame.set_index("complaint_id").loc["485773"]
    assert (row["product"], row["series"], row["codes"]) == ("吉利汽车", "博越", "J300,O348,")
    assert found.rejects.empty


def test_car_complaints_with_slash_dates_equal_the_same_file_in_utf8(load):
    slashes = load("complaints", CARS / "raw_gb18030_slash_dates_David-YYJ.csv", ENGLISH).frame
    dashes = load("complaints", CARS / "mit_renqiang_L1_car_complain_20200605_0608.csv", ENGLISH).frame
    assert len(slashes) == len(dashes) == 600
    assert slashes.sort_values("complaint_id", ignore_index=True).equals(
        dashes.sort_values("complaint_id", ignore_index=True)
    )


def test_car_complaints_of_two_files_by_a_glob(load):
    found = load("complaints", CARS / "mit_*.csv", ENGLISH)
    assert [f["rows"] for f in found.report["files"]] == [600, 600]
    assert found.report["read"] == 1200
    assert found.frame["complaint_id"].is_unique


def test_the_shifted_file_is_noticed_and_read_by_content(load):
    path = CARS / "raw_shifted_columns_githw.csv"
    notes = " | ".join(told(note, "en") for note in intake.read_table(path).attrs["notes"])
    assert "'status' should hold status words, but 100% are whole numbers | every value of column 'status'" in notes
    assert "'problem' holds status words (100%)" in notes
    found = load(
        "complaints", path, {"status": "complaint_id", "problem": "status", "desc": "text", "datetime": "received_at"}
    )
    assert found.report["read"] == 330
    assert found.frame["status"].isin(["处理反馈", "信息审核", "用户评分", "厂家受理"]).all()
    assert found.frame["received_at"].dt.strftime("%Y-%m").unique().tolist() == ["2020-08"]


def test_all_car_files_give_what_the_combined_file_holds(load):
    found = load("complaints", CARS / "combined_dedup.csv", ENGLISH)
    assert found.report["read"] == 4334
    assert found.report["duplicates"] == 0
    months = found.frame["received_at"].dt.strftime("%Y-%m").value_counts()
    raw = pd.Series({"2020-06": 1530, "2020-08": 900, "2021-01": 752, "2021-02": 1152})
    assert ((raw - months) >= 0).all()
    assert (raw - months).sum() == found.report["near_duplicates"] <= 10


def test_a_blank_id_beside_the_real_one(load):
    columns = {"id_": "complaint_id", "desc": "text", "datetime": "received_at", "type_": "model"}
    found = load("complaints", CARS / "raw_alphabetical_columns_blank_id_wo580.csv", columns)
    assert found.report["read"] == 600
    assert found.frame["complaint_id"].notna().all()
    assert found.report["ids_generated"] == 0


def test_a_wrong_encoding_is_refused_with_the_one_that_fits(load):
    path = CARS / "raw_gb18030_chinese_headers_domino-hu.csv"
    with pytest.raises(InputError, match=r"declared as utf-8.*gb18030 fits"):
        load("complaints", path, CHINESE, encoding="utf-8")


def test_hotel_reviews_without_ids_and_dates(load):
    found = load(
        "complaints", DATA / "chnsenticorp_hotel" / "ChnSentiCorp_htl_all.csv", {"review": "text", "label": "label"}
    )
    assert found.report["read"] == 7766
    assert found.report["rejected_by_reason"] == {"text: missing": 1}
    assert found.frame["complaint_id"].is_unique
    assert found.report["kept"] >= 7700
    assert "received_at" not in found.frame


def test_kano_transfers_from_wide_wordings(load):
    features = {
        f"F{i}": {
            "functional": f"F{i}_functional",
            "dysfunctional": f"F{i}_dysfunctional",
            "importance": f"F{i}_importance",
        }
        for i in range(6, 12)
    }
    path = DATA / "kano_reppl_2022" / "transfers--all_cohorts-clean.csv"
    found = load("kano", path, {"ID": "respondent_id", "Gender": "gender"}, features=features)
    assert (found.report["records"], found.report["read"], found.report["kept"]) == (358, 358 * 6, 358 * 6)
    assert found.rejects.empty
    assert set(found.frame["functional"]) == set(found.frame["dysfunctional"]) == {1, 2, 3, 4, 5}
    printed = pd.read_csv(DATA / "kano_reppl_2022" / "published_transfers_table.csv").set_index("feature")
    means = found.frame.groupby("feature")["importance"].mean()
    assert (means - printed["importance"]).abs().max() < 1e-6
    assert _pouliot(found.frame).equals(printed[["A", "O", "M", "I", "R", "Q"]].loc[_pouliot(found.frame).index])


def _pouliot(frame):
    """Count classes by Pouliot's table, written out here so that intake is checked on its own."""
    rows = ["QAAAO", "RQIIM", "RIIIM", "RIIQM", "RRRRQ"]
    classes = [rows[int(f) - 1][int(d) - 1] for f, d in zip(frame["functional"], frame["dysfunctional"], strict=True)]
    counts = pd.crosstab(frame["feature"], pd.Series(classes, index=frame.index))
    counts.columns.name = None
    return counts[["A", "O", "M", "I", "R", "Q"]]


def test_kano_storage_with_a_typo_in_its_wording(load):
    features = {
        f"F{i}": {"functional": f"F{i}_functional", "dysfunctional": f"F{i}_dysfunctional"} for i in range(1, 6)
    }
    found = load(
        "kano", DATA / "kano_reppl_2022" / "storage--cohort1-clean.csv", {"ID": "respondent_id"}, features=features
    )
    assert (found.report["kept"], len(found.rejects)) == (91 * 5, 0)
    known = pd.read_csv(DATA / "kano_reppl_2022" / "recomputed_counts.csv").query("table == 'pouliot_modified'")
    known = known[known["file"].str.contains("cohort1") & known["file"].str.contains("storage")].set_index("feature")
    assert (_pouliot(found.frame) == known.loc[_pouliot(found.frame).index, ["A", "O", "M", "I", "R", "Q"]]).all(
        axis=None
    )


def test_ecsi_on_its_ten_point_scales(load):
    raw = pd.read_csv(DATA / "mobi_ecsi" / "mobi.csv")
    columns = {c: f"q_{c.lower()}" for c in raw.columns if c != "CUSA1"} | {"CUSA1": "csat"}
    ten = {"min": 1, "max": 10}
    found = load("ratings", DATA / "mobi_ecsi" / "mobi.csv", columns, scales={"csat": ten, "q_*": ten})
    assert (found.report["kept"], len(found.rejects)) == (250, 0)
    assert found.frame["respondent_id"].is_unique
    assert found.frame["csat"].mean() == pytest.approx(raw["CUSA1"].mean())


def test_airline_zeros_are_not_applicable_and_counted_per_item(load):
    columns = {
        "id": "respondent_id",
        "Departure/Arrival time convenient": "q_time",
        "Ease of Online booking": "q_booking",
        "Inflight wifi service": "q_wifi",
        "Online boarding": "q_boarding",
        "satisfaction": "satisfaction",
    }
    path = DATA / "airline_passenger_satisfaction" / "airline_passenger_satisfaction.csv"
    found = load("ratings", path, columns, scales={"q_*": {"min": 1, "max": 5, "missing": [0]}})
    shares = {c: round(n / 20_000 * 100, 1) for c, n in found.report["not_applicable"].items()}
    assert shares == {"q_time": 5.2, "q_booking": 4.2, "q_wifi": 3.0, "q_boarding": 2.3}
    assert found.report["kept"] == 20_000
    assert found.rejects.empty
    assert found.frame["q_wifi"].min() == 1


def test_american_dates_and_long_narratives(load):
    columns = {"Complaint ID": "complaint_id", "Consumer complaint narrative": "text", "Date received": "received_at"}
    found = load("complaints", DATA / "cfpb_payday_2023" / "cfpb_payday_2025q1_131.csv", columns)
    assert found.report["read"] == 131
    assert found.frame["received_at"].dt.year.unique().tolist() == [2025]
    assert found.report["dates"]["received_at"]["rule"].startswith("month_")
    whole = intake.read_table(DATA / "cfpb_payday_2023" / "cfpb_payday_2023.csv")
    assert len(whole) == 2827


def test_survey_tools_are_readable_raw():
    for name, columns in (("问卷星_800_按选项文本(0).xls", 14), ("问卷星_800_按选项序号(2).xls", 36)):
        frame = intake.read_table(DATA / "wjx_export_pair_reportgen" / name)
        assert frame.shape == (800, columns)
        assert list(frame.index[:2]) == [2, 3]
    assert intake.read_table(DATA / "qualtrics_export_sample" / "sample.csv").shape[0] == 3
    assert intake.read_table(DATA / "greenspace_survey_zh" / "调查数据.xlsx").shape == (306, 23)


@pytest.mark.slow
def test_a_large_file_is_taken_at_a_thousand_reviews_a_second(load, tmp_path):
    with zipfile.ZipFile(DATA / "online_shopping_10_cats" / "online_shopping_10_cats.zip") as packed:
        (tmp_path / "reviews.csv").write_bytes(packed.read(packed.namelist()[0]))
    reviews = intake.read_table(tmp_path / "reviews.csv")
    assert len(reviews) == 62_774
    reviews[::3].to_csv(tmp_path / "third.csv", index=False)
    start = time.process_time()
    found = load("complaints", "third.csv", {"review": "text", "cat": "product", "label": "label"})
    spent = time.process_time() - start
    assert found.report["read"] == 20_925
    assert found.frame["product"].nunique() == 10
    assert not found.frame["text"].str.contains("\ufeff").any()
    assert spent < 20, f"{spent:.0f} s of CPU"
