import concurrent.futures
import json
import os
import stat
import time

import openpyxl
import pandas as pd
import pyreadstat
import pytest
import sqlalchemy

from cxlab import intake
from cxlab.errors import InputError
from cxlab.intake import tables
from cxlab.intake.notes import told
from cxlab.intake.words import resource_files

MAPPING = {"编号": "complaint_id", "内容": "text", "时间": "received_at", "手机": "customer_id", "门店": "unit"}
HEADER = "编号,内容,时间,手机,门店\n"


def funnel_holds(report):
    parts = ("rejected", "duplicates", "near_duplicates", "kept")
    return report["read"] == sum(report[p] for p in parts)


def test_the_road_of_a_table(desk):
    rows = [
        "1,充电枪拔不出来，电话13912345678,2024-11-01,13800138000,奥体站",
        "1,充电枪拔不出来，电话13912345678,2024-11-01,13800138000,奥体站",
        "2,充电枪拔不出来! 电话13912345678,2024/11/2,138-0013-8000,奥体站",
        "3,,2024-11-03,13700137000,奥体站",
        "4,贵,2024-02-30,13700137000,学府路站",
        "5,慢,2024-11-05",
    ]
    loaded = desk.complaints(HEADER + "\n".join(rows) + "\n", MAPPING)
    report = loaded.report
    assert [report[k] for k in ("read", "rejected", "duplicates", "near_duplicates", "kept")] == [6, 2, 1, 1, 2]
    assert loaded.frame["complaint_id"].tolist() == ["1", "4"]
    assert loaded.frame["text"].tolist() == ["充电枪拔不出来，电话[手机号]", "贵"]
    assert loaded.frame["unit"].tolist() == ["奥体站", "学府路站"]
    assert loaded.frame["received_at"].isna().tolist() == [False, True]
    assert report["rejected_by_reason"] == {"text: missing": 1, "fields 5": 1}
    assert report["cells_set_missing"] == {"received_at": 1}
    listed = loaded.rejects[["file", "line", "column", "reason", "dropped"]].to_numpy().tolist()
    assert listed == [
        ["c.csv", 5, "text", "missing", True],
        ["c.csv", 6, "received_at", "no_date", False],
        ["c.csv", 7, "", "fields 5", True],
    ]
    assert loaded.rejects["value"].tolist() == ["", "2024-02-30", "3"]
    json.dumps(report)


def test_no_phone_number_leaves_intake(desk):
    rows = "1,打我13800138000,13800138000,13800138000,13800138000站\n2,x,y,z,w\n"
    loaded = desk.complaints(HEADER + rows, {**MAPPING, "门店": "unit"})
    for part in (loaded.frame, loaded.rejects):
        assert not part.astype("str").apply(lambda c: c.str.contains("13800138000")).any(axis=None)
    assert "13800138000" not in json.dumps(loaded.report)
    assert "13800138000" not in intake.check(desk.study({"complaints": {"path": "c.csv", "columns": MAPPING}})).render()


def test_broken_characters_are_undone_before_masking(desk):
    broken = "服务热线的张先生态度很差，让我白跑一趟".encode().decode("gb18030", errors="replace")
    loaded = desk.complaints(f"text\n{broken}\n充电充不进去\n")
    assert loaded.frame["text"][0].startswith("服务热线的[姓名]先生态度很差")
    assert loaded.frame["text"][1] == "充电充不进去"
    found = {"code": "broken_characters", "file": "c.csv", "column": "text", "repaired": 1, "lost": 1}
    assert found in loaded.report["notes"]


def test_equal_customers_stay_equal_across_tables_and_runs(desk):
    desk.file("c.csv", "内容,手机\n慢,13800138000\n")
    book = openpyxl.Workbook()
    book.active.append(["手机", "总体满意度"])
    book.active.append([13800138000, 4])
    book.active.append(["138 0013 8000", 5])
    book.save(desk.folder / "r.xlsx")
    study = desk.study(
        {
            "complaints": {"path": "c.csv", "columns": {"内容": "text", "手机": "customer_id"}},
            "ratings": {"path": "r.xlsx", "columns": {"手机": "customer_id", "总体满意度": "csat"}},
        }
    )
    keys = {
        *intake.load(study, "complaints", reports=desk.reports).frame["customer_key"],
        *intake.load(study, "ratings", reports=desk.reports).frame["customer_key"],
    }
    assert len(keys) == 1
    assert "customer_id" not in intake.load(study, "ratings", reports=desk.reports).frame


def test_extra_ids_are_keyed(desk):
    loaded = desk.complaints("text,plate_no\n慢,粤B12345\n", {"plate_no": "plate_no"})
    assert loaded.frame["plate_no"][0] == "粤B12345" or "[" in loaded.frame["plate_no"][0]
    desk.file("c.csv", "text,plate_no\n慢,粤B12345\n")
    source = {"path": "c.csv", "columns": {"plate_no": "plate_no"}}
    keyed = desk.load("complaints", source, privacy={"ids": ["plate_no"]}).frame["plate_no"][0]
    assert len(keyed) == 16
    assert "12345" not in keyed


def test_hostile_text_is_only_text(desk):
    hostile = ['=HYPERLINK("http://x","y")', "<script>alert(1)</script>", "**bold** [a](b)", "很" * 200_000]
    rows = "".join(f'"{t.replace(chr(34), chr(34) * 2)}"\n' for t in hostile)
    assert sorted(desk.complaints("text\n" + rows).frame["text"]) == sorted(hostile)


def test_ids_come_from_content_whatever_the_order(desk):
    first = desk.complaints("text,unit\n慢,A\n贵,A\n慢,B\n").frame.set_index("complaint_id")["text"]
    second = desk.complaints("text,unit\n慢,B\n慢,A\n贵,A\n").frame.set_index("complaint_id")["text"]
    assert first.sort_index().equals(second.sort_index())
    assert first.index.is_unique


def test_anonymous_answers_are_never_duplicates(desk):
    desk.file("r.csv", "nps\n9\n9\n9\n")
    loaded = desk.load("ratings", {"path": "r.csv"})
    assert loaded.report["kept"] == 3
    assert loaded.frame["respondent_id"].is_unique


def test_an_update_under_the_same_number_replaces_the_earlier_state(desk):
    loaded = desk.complaints("complaint_id,text,status\n1,慢,处理中\n2,贵,处理中\n1,慢,已解决\n")
    assert loaded.frame.set_index("complaint_id")["status"].to_dict() == {"1": "已解决", "2": "处理中"}
    assert loaded.report["duplicates"] == 1


def test_scales_and_codes_for_not_applicable(desk):
    desk.file("r.csv", "id,nps,csat,等待,清洁\n1,10,5,0,3\n2,11,4,5,0\n3,9,x,9,1\n")
    columns = {"id": "respondent_id", "等待": "q_wait", "清洁": "q_clean"}
    loaded = desk.load(
        "ratings", {"path": "r.csv", "columns": columns}, scales={"q_*": {"min": 1, "max": 5, "missing": [0]}}
    )
    assert loaded.frame["q_wait"].fillna(-1).tolist() == [-1, 5, -1]
    assert loaded.report["not_applicable"] == {"q_wait": 1, "q_clean": 1}
    assert loaded.report["cells_set_missing"] == {"csat": 1, "nps": 1, "q_wait": 1}
    reasons = dict(zip(loaded.rejects["column"], loaded.rejects["reason"], strict=True))
    assert reasons == {"nps": "off_scale 0-10", "csat": "no_number", "q_wait": "off_scale 1-5"}
    assert loaded.report["kept"] == 3


def test_a_scale_whose_high_end_is_bad_is_turned_and_said(desk):
    desk.file("r.csv", "csat,费力,等待\n1,7,2\n5,1,99\n2,,9\n")
    loaded = desk.load(
        "ratings",
        {"path": "r.csv", "columns": {"费力": "ces", "等待": "q_wait"}},
        scales={"csat": {"min": 1, "max": 5, "high": "bad"}, "ces": {"min": 1, "max": 7, "high": "bad"}}
        | {"q_wait": {"min": 0, "max": 4, "missing": [99], "high": "bad"}},
    )
    assert loaded.frame["csat"].tolist() == [5, 1, 4]
    assert loaded.frame["ces"].fillna(-1).tolist() == [1, 7, -1]
    assert loaded.frame["q_wait"].fillna(-1).tolist() == [2, -1, -1]
    turned = [found for found in loaded.report["notes"] if found["code"] == "turned"]
    assert {found["column"]: found["ends"] for found in turned} == {"csat": "1-5", "ces": "1-7", "q_wait": "0-4"}
    assert turned[0]["column"] in told(turned[0], "en")


def test_a_stated_scale_replaces_the_usual_one(desk):
    desk.file("r.csv", "csat\n10\n1\n")
    assert desk.load("ratings", {"path": "r.csv"}, scales={"csat": {"min": 1, "max": 10}}).rejects.empty


def test_allowed_words_in_chinese_and_english_and_bounds(desk):
    desk.file("u.csv", "unit,unit_type,size\nA,自营,10\nB,Franchise,-3\nC,月球,\n")
    loaded = desk.load("units", {"path": "u.csv"})
    assert loaded.frame["unit_type"].fillna("").tolist() == ["own", "partner", ""]
    assert loaded.rejects["reason"].tolist() == [
        "at_least 0",
        "one_of own, partner, outsourced",
    ]


WIDE = (
    "ID,客群,F1正,F1反,F1重要,F2反,F2正\n"
    "a,网约车,我很喜欢,我很不喜欢,3 - Somewhat important,I’m neutral,I like it\n"
    "b,私家车,无所谓,,9,,\n"
)
FEATURES = {
    "K01": {
        "label": {"zh": "启动", "en": "Start"},
        "functional": "F1正",
        "dysfunctional": "F1反",
        "importance": "F1重要",
    },
    "K02": {"functional": "F2正", "dysfunctional": "F2反"},
}


def test_wide_kano_is_melted_by_name_never_by_position(desk):
    desk.file("k.csv", WIDE)
    loaded = desk.load(
        "kano", {"path": "k.csv", "columns": {"ID": "respondent_id", "客群": "group"}, "features": FEATURES}
    )
    answers = loaded.frame.set_index(["group", "feature"])[["functional", "dysfunctional", "importance"]]
    assert answers.loc[("网约车", "K01")].tolist() == [1, 5, 3]
    assert answers.loc[("网约车", "K02")].tolist()[:2] == [1, 3]
    assert answers.loc[("私家车", "K01")].fillna(-1).tolist() == [3, -1, 9]
    report = loaded.report
    assert (report["records"], report["read"], report["not_asked"], report["one_sided"]) == (2, 3, 1, 1)
    assert report["features"] == {"K01": {"zh": "启动", "en": "Start"}, "K02": {"zh": "K02", "en": "K02"}}
    assert funnel_holds(report)


def test_kano_answers_keep_their_order_whatever_the_scale_says(desk):
    desk.file("k.csv", "respondent_id,feature,functional,dysfunctional\n1,K1,1,5\n2,K1,2,4\n")
    bad = {"min": 1, "max": 5, "high": "bad"}
    loaded = desk.load("kano", {"path": "k.csv"}, scales={"functional": bad, "dysfunctional": bad})
    assert loaded.frame[["functional", "dysfunctional"]].to_numpy().tolist() == [[1, 5], [2, 4]]


def test_wide_kano_without_ids_keeps_one_respondent_a_record(desk):
    desk.file("k.csv", "a,b,c,d\n喜欢,喜欢,喜欢,喜欢\n喜欢,喜欢,喜欢,喜欢\n")
    features = {"X": {"functional": "a", "dysfunctional": "b"}, "Y": {"functional": "c", "dysfunctional": "d"}}
    loaded = desk.load("kano", {"path": "k.csv", "features": features})
    assert loaded.frame.groupby("respondent_id").size().tolist() == [2, 2]


def test_a_study_s_recodes(desk):
    desk.file("k.csv", "feature,functional,dysfunctional\nK,超赞,超烂\n")
    values = {"functional": {"超赞": 1}, "dysfunctional": {"超烂": 5}}
    assert desk.load("kano", {"path": "k.csv", "values": values}).frame.iloc[0][
        ["functional", "dysfunctional"]
    ].tolist() == [1, 5]


def test_spss_codes_for_numbers_and_labels_for_words(desk):
    pyreadstat.write_sav(
        pd.DataFrame({"sat": [1.0, 5.0], "sex": [1.0, 2.0]}),
        desk.folder / "s.sav",
        variable_value_labels={"sat": {1: "差", 5: "好"}, "sex": {1: "男", 2: "女"}},
        variable_measure={"sat": "nominal", "sex": "ordinal"},
    )
    loaded = desk.load("ratings", {"path": "s.sav", "columns": {"sat": "csat", "sex": "sex"}})
    assert loaded.frame["csat"].tolist() == [1, 5]
    assert loaded.frame["sex"].tolist() == ["男", "女"]


def test_several_files_by_a_glob(desk):
    desk.file("2025-02.csv", "text,id\n贵,2\n,3\n")
    desk.file("2025-01.csv", "text,id\n慢,1\n")
    loaded = desk.load("complaints", {"path": "2025-*.csv", "columns": {"id": "complaint_id"}})
    assert loaded.frame["complaint_id"].tolist() == ["1", "2"]
    assert loaded.rejects[["file", "line"]].to_numpy().tolist() == [["2025-02.csv", 3]]
    assert [f["file"] for f in loaded.report["files"]] == ["2025-01.csv", "2025-02.csv"]


def test_a_database_by_its_url_and_the_environment(desk, monkeypatch):
    engine = sqlalchemy.create_engine(f"sqlite:///{desk.folder / 'd.db'}")
    pd.DataFrame({"words": ["慢", None], "n": [1, 2]}).to_sql("cases", engine, index=False)
    engine.dispose()
    monkeypatch.setenv("CX_DB", "d.db")
    source = {"path": "sqlite:///${CX_DB}", "query": "select * from cases", "columns": {"words": "text"}}
    loaded = desk.load("complaints", source)
    assert loaded.frame["text"].tolist() == ["慢"]
    assert loaded.rejects[["file", "line"]].to_numpy().tolist() == [["database", 2]]


def test_secrets_of_a_database_are_never_told(desk, monkeypatch):
    monkeypatch.setenv("CX_SECRET", "hunter2")
    source = {"path": "sqlite:///${CX_SECRET}/none/d.db", "query": "select 1", "columns": {"words": "text"}}
    with pytest.raises(InputError) as error:
        desk.load("complaints", source)
    assert "hunter2" not in str(error.value)
    assert error.value.__cause__ is None and error.value.__suppress_context__
    monkeypatch.delenv("CX_SECRET")
    with pytest.raises(InputError, match="no variable CX_SECRET"):
        desk.load("complaints", source)


@pytest.mark.parametrize(
    ("content", "source", "message"),
    [
        ("内容\n慢\n", {"columns": {"投诉内容": "text"}}, r"c\.csv has no header '投诉内容'\. Did you mean '内容'"),
        ("a,b\n慢,慢\n", {"columns": {"a": "text", "b": "text"}}, "headers 'a' and 'b' of c.csv both map to 'text'"),
        ("a\n慢\n", {"columns": {"a": "Text"}}, "'Text' is no column of 'complaints'. Did you mean 'text'"),
        ("投诉内容\n慢\n", {}, "lacks the required column.* text.*'投诉内容' may be 'text'"),
        ("text\n", {}, "c.csv holds a header and not one row"),
        ("id,text\n1,\n2,\n", {}, r"no valid row\. Reasons: text is missing \(2\)"),
        ("", {}, "c.csv is empty"),
        ("text\n慢\n", {"path": "x.csv"}, r"no file 'x\.csv'.*Did you mean 'c\.csv'"),
        ("text\n慢\n", {"path": "x*.csv"}, "no file 'x"),
        ("text\n慢得很\n", {"encoding": "gb18030"}, "declared as gb18030.*utf-8 fits"),
    ],
)
def test_what_the_user_is_told(desk, content, source, message):
    desk.file("c.csv", content)
    with pytest.raises(InputError, match=message) as error:
        desk.load("complaints", {"path": "c.csv", **source})
    assert error.value.exit_code == 2
    assert not list(desk.reports.rglob("*.parquet"))


def test_unknown_tables(desk):
    desk.file("c.csv", "text\n慢\n")
    with pytest.raises(InputError, match=r"'complaint' is no input table\. Did you mean 'complaints'"):
        desk.load("complaint", {"path": "c.csv"})
    with pytest.raises(InputError, match="maps no table 'ratings'"):
        intake.load(desk.study({"complaints": {"path": "c.csv"}}), "ratings", reports=desk.reports)


def test_a_header_that_is_ours_is_shadowed_by_an_explicit_mapping(desk):
    loaded = desk.complaints("text,desc\nold,new\n", {"desc": "text"})
    assert loaded.frame["text"].tolist() == ["new"]
    assert loaded.report["ignored"] == {"c.csv": ["text"]}


def test_a_misspelt_column_is_pointed_out(desk):
    loaded = desk.complaints("text,d\n慢,2025-01-01\n", {"d": "recieved_at"})
    assert any(note["code"] == "near_name" and note["alike"] == "received_at" for note in loaded.report["notes"])


def test_an_ambiguous_date_column_warns_with_its_rule(desk):
    loaded = desk.complaints("text,received_at\n慢,03/04/2026\n", day_first=True)
    assert loaded.frame["received_at"][0] == pd.Timestamp("2026-04-03")
    assert loaded.report["notes"] == [
        {"code": "ambiguous_dates", "column": "received_at", "count": 1, "rule": "day_open"}
    ]


def test_the_cache_is_private_used_once_a_key_and_whole(desk):
    loaded = desk.complaints("text\n慢\n")
    folder = next(desk.reports.rglob("report.json")).parent
    assert folder.relative_to(desk.reports).parts[:4] == ("desk", ".cache", "intake", "complaints")
    study = desk.study({"complaints": {"path": "c.csv", "columns": {}}})
    assert folder.name == intake.key(study, "complaints")
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(f.stat().st_mode) for f in folder.iterdir()} == {0o600}
    before = {f.name: f.stat().st_mtime_ns for f in folder.iterdir()}
    again = intake.load(study, "complaints", reports=desk.reports)
    assert again.frame.equals(loaded.frame)
    assert {f.name: f.stat().st_mtime_ns for f in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    "change",
    [
        {"content": "text\n快\n"},
        {"source": {"values": {"status": {"a": "b"}}}},
        {"extra": {"scales": {"post_csat": {"min": 1, "max": 10}}}},
        {"extra": {"privacy": {"ids": ["unit"]}}},
        {"extra": {"timezone": "Europe/Paris"}},
        {"extra": {"period": {"start": "2024-01-01", "end": "2024-12-31"}}},
        {"salt": "0" * 64},
    ],
)
def test_every_ingredient_changes_the_key(desk, change):
    desk.file("c.csv", "text\n慢\n")
    before = intake.key(desk.study({"complaints": {"path": "c.csv"}}), "complaints")
    assert before == intake.key(desk.study({"complaints": {"path": "c.csv"}}, language="en"), "complaints")
    if "content" in change:
        desk.file("c.csv", change["content"])
    if "salt" in change:
        desk.file(".salt", change["salt"])
    study = desk.study({"complaints": {"path": "c.csv", **change.get("source", {})}}, **change.get("extra", {}))
    assert intake.key(study, "complaints") != before


def test_the_key_covers_the_word_lists_of_intake_and_privacy():
    folders = {p.parent.name for p in resource_files()}
    assert folders >= {"intake", "privacy"}


def test_many_at_once_agree(desk):
    desk.file("c.csv", "text,received_at\n" + "".join(f"第{i}条投诉内容,2025-01-01\n" for i in range(300)))
    study = desk.study({"complaints": {"path": "c.csv"}})
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: intake.load(study, "complaints", reports=desk.reports).frame, range(8)))
    assert all(f.equals(found[0]) for f in found)
    assert len(list((desk.reports / "desk/.cache/intake/complaints").iterdir())) == 1


def test_types_of_a_loaded_table(desk):
    loaded = desk.complaints(
        "text,received_at,reopened,compensation,label\n慢,2025-01-01,是,10,1\n", {"label": "label"}
    )
    found = {c: str(t) for c, t in loaded.frame.dtypes.items()}
    assert found == {
        "complaint_id": "str",
        "text": "str",
        "received_at": "datetime64[us]",
        "reopened": "boolean",
        "compensation": "float64",
        "label": "str",
    }


@pytest.mark.parametrize("table", list(tables.TABLES))
def test_every_table_loads_under_its_own_column_names(desk, table):
    sample = {"date": "2025-01-01", "number": "3", "flag": "是", "text": "很慢", "word": "甲", "id": "x1", "key": "c1"}
    cells = {}
    for name, column in tables.TABLES[table].items():
        allowed = [c.statistics["allowed_values"][0] for c in column.checks if "allowed_values" in c.statistics]
        cells[name] = allowed[0] if allowed else sample[column.metadata["kind"]]
    cells |= {"year": "2024"} if "year" in cells else {}
    desk.file("t.csv", ",".join(cells) + "\n" + ",".join(cells.values()) + "\n")
    loaded = desk.load(table, {"path": "t.csv"})
    assert loaded.rejects.empty
    assert set(loaded.frame.columns) == {tables.RENAMED.get(c, c) for c in cells}
    assert loaded.frame.notna().all(axis=None)
    assert funnel_holds(loaded.report)


def test_twenty_thousand_rows_that_are_much_alike(desk):
    rows = "".join(
        f"{i},第{i}号桩启动失败，扫了三次都说请重新插枪,2025/{i % 12 + 1}/{i % 28 + 1}\n" for i in range(20_000)
    )
    start = time.process_time()
    loaded = desk.complaints("complaint_id,text,received_at\n" + rows)
    assert time.process_time() - start < 20
    assert loaded.report["read"] == 20_000


def test_a_date_years_after_the_studys_period_is_a_slip_and_is_listed(desk):
    rows = "1,慢,2026-10-01,,站\n2,贵,2062-10-17,,站\n3,吵,2027-05-01,,站\n"
    desk.file("c.csv", HEADER + rows)
    period = {"start": "2024-11-01", "end": "2026-10-31"}
    loaded = desk.load("complaints", {"path": "c.csv", "columns": MAPPING}, period=period)
    assert loaded.frame["received_at"].isna().tolist() == [False, True, False]
    assert loaded.rejects[["line", "reason", "dropped"]].to_numpy().tolist() == [[3, "late", False]]
    assert loaded.report["dates"]["received_at"]["last"] == "2027-05-01"


def test_jupyter_shows_the_funnel_and_no_customers_words(desk):
    loaded = desk.complaints(HEADER + "1,<b>态度差</b>,2026-10-01,,站\n", MAPPING)
    shown = loaded._repr_html_()
    assert "kept <b>1</b>" in shown
    assert "态度差" not in shown
