"""A respondent who answers again counts once an occasion."""

import pandas as pd
import pytest

from cxlab import intake
from cxlab.intake.again import answered_again
from cxlab.intake.notes import told

HEAD = "respondent_id,answered_at,nps,touchpoint\n"


def test_of_one_day_the_last_answers_count_and_the_others_are_listed(desk):
    desk.file("r.csv", HEAD + "A,2026-09-01,9,x\nB,2026-09-01,3,x\nA,2026-09-01,2,x\nA,2026-09-01,5,y\n")
    loaded = desk.load("ratings", {"path": "r.csv"})
    assert loaded.frame["nps"].tolist() == [3, 2, 5]
    listed = loaded.rejects[["line", "column", "reason", "dropped"]].to_numpy().tolist()
    assert listed == [[2, "respondent_id", "answered_again", True]]
    report = loaded.report
    assert [report[k] for k in ("read", "rejected", "duplicates", "kept")] == [4, 1, 0, 3]
    assert report["rejected_by_reason"] == {"respondent_id: answered_again": 1}
    shown = intake.check(desk.study({"ratings": {"path": "r.csv"}}), reports=desk.reports)
    assert "同一人又答了一次，以最后一次为准，1 行（r.csv 第 2 行）" in shown.render("zh")
    assert "answered again; the last time counts, 1 row(s)" in shown.render("en")


def test_on_several_days_all_count_and_it_is_said(desk):
    desk.file("r.csv", HEAD + "A,2026-09-01,9,\nB,2026-09-01,3,\nA,2026-09-08,2,\n,2026-09-08,2,\n,2026-09-08,7,\n")
    loaded = desk.load("ratings", {"path": "r.csv"})
    assert len(loaded.frame) == 5 and loaded.rejects.empty
    assert loaded.report["ids_generated"] == 2
    said = [told(n, "zh") for n in loaded.report["notes"] if n["code"] == "answered_more_than_once"]
    assert said == ["有 1 位受访者在不同日期或不同文件里答了不止一次，各次都计算在内（r.csv: 4 行）"]


def rows(**columns):
    return pd.DataFrame(columns).assign(respondent_id=lambda f: f["respondent_id"].astype("str"))


@pytest.mark.parametrize(
    ("days", "replaced"),
    [
        (["2026-09-01 10:00", "2026-09-01 09:00", "2026-09-01 08:00"], [False, True, True]),
        ([None, "2026-09-01", None], [True, True, False]),
        ([None, None, None], [True, True, False]),
        (["2026-09-01", "2026-09-02", "2026-09-01"], [True, False, False]),
    ],
)
def test_the_latest_of_a_day_counts_and_no_day_is_no_other_day(days, replaced):
    frame = rows(respondent_id=["A"] * 3, answered_at=pd.to_datetime(pd.Series(days), format="mixed"), nps=[1, 2, 3])
    found = answered_again(frame, pd.Series(["r.csv"] * 3), "ratings").replaced
    assert found.tolist() == replaced


def test_ids_that_begin_anew_in_the_next_file_are_other_respondents():
    frame = rows(respondent_id=["1", "2", "1", "2"], nps=[1, 2, 3, 4])
    files = pd.Series(["q1.csv", "q1.csv", "q2.csv", "q2.csv"])
    found = answered_again(frame, files, "ratings")
    assert not found.replaced.any() and found.repeated.tolist() == [False, False, True, True]


def test_waves_and_exact_copies_are_no_second_answers():
    frame = rows(respondent_id=["A", "A", "A"], wave=["1", "2", "2"], nps=[1, 2, 2])
    assert not answered_again(frame, pd.Series(["r.csv"] * 3), "ratings").replaced.any()


def test_kano_answers_count_once_a_respondent_and_feature(desk):
    desk.file("k.csv", "respondent_id,feature,functional,dysfunctional\n1,K1,1,5\n1,K2,2,4\n1,K1,3,3\n")
    loaded = desk.load("kano", {"path": "k.csv"})
    assert loaded.frame[["feature", "functional"]].to_numpy().tolist() == [["K2", 2], ["K1", 3]]
    assert loaded.rejects["line"].tolist() == [2]
    assert loaded.report["rejected"] == 1


def test_a_second_row_without_answers_replaces_none():
    frame = rows(respondent_id=["A", "A"], nps=[9, None], comment=[None, None], duration_seconds=[60, 3])
    assert not answered_again(frame, pd.Series(["r.csv"] * 2), "ratings").replaced.any()
