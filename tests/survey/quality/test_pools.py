"""What may go into one number, and where a series was asked otherwise."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import by_group, over_time
from cxlab.survey.quality.pools import breaks, need_comparable, need_one_pool, pools


def ratings(n=120, **columns):
    frame = pd.DataFrame({"nps": np.arange(n) % 11, "answered_at": pd.date_range("2025-01-01", periods=n, freq="D")})
    return frame.assign(**columns)


def test_a_table_asked_in_one_way_is_one_pool():
    for frame in (ratings(), ratings(survey_type="relationship", mode="web"), ratings(mode=None)):
        found = pools(frame)
        assert found.why == ()
        assert found.table[["pool", "n", "share"]].to_dict("records") == [{"pool": "all", "n": 120, "share": 1.0}]
        need_one_pool(frame)


def test_types_and_modes_part_the_table_and_unstated_rows_stand_alone():
    frame = ratings(survey_type=["relationship"] * 60 + ["transaction"] * 50 + [None] * 10, mode=["web", "phone"] * 60)
    frame.loc[0, "nps"] = np.nan
    found = pools(frame)
    assert found.why == ("survey_type", "mode")
    counts = found.table.set_index("pool")["n"].to_dict()
    assert counts["relationship / web"] == 29
    assert counts["unstated / phone"] == 5
    assert found.table["n"].is_monotonic_decreasing
    assert found.table["share"].sum() == pytest.approx(1)
    assert found.of[0] == "relationship / web"
    assert found.table["first"].min() == pd.Timestamp("2025-01-01")
    shuffled = pools(frame.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(found.table, shuffled.table)
    pd.testing.assert_frame_equal(found.table, pools(frame.set_axis([0] * 120)).table)
    assert pools(frame[:0]).table.empty


def test_relationship_and_transaction_are_never_pooled():
    mixed = ratings(survey_type=["relationship", "transaction"] * 60, unit=list("ab") * 60)
    message = r"'nps' mixes answers that differ in survey_type: relationship \(60\), transaction \(60\).*never pooled"
    for call in (
        lambda: over_time(mixed, "nps", "answered_at"),
        lambda: by_group(mixed, "nps", "unit"),
        lambda: need_one_pool(mixed),
    ):
        with pytest.raises(InputError, match=message):
            call()
    one = mixed[mixed["survey_type"] == "relationship"]
    assert len(over_time(one, "nps", "answered_at")) == 2


def test_kinds_of_survey_are_shown_beside_each_other_but_not_tested():
    mixed = ratings(survey_type=["relationship"] * 60 + ["transaction"] * 60)
    table = by_group(mixed, "nps", "survey_type")
    assert table["n"].to_list() == [60, 60]
    assert table[["p", "p_bh"]].isna().all(axis=None)


def test_answers_asked_otherwise_are_not_compared():
    web, phone = ratings(mode="web"), ratings(mode="phone")
    with pytest.raises(InputError, match=r"mode\) differs for 100% of the answers \(web, then phone\)"):
        need_comparable(web, phone)
    with pytest.raises(InputError, match="differ in survey_type"):
        need_comparable(ratings(survey_type="relationship"), ratings(survey_type="transaction"))
    steady = ratings(mode=["web", "web", "phone"] * 40)
    need_comparable(steady, steady[::-1])
    need_comparable(ratings(), ratings())


def test_a_change_of_the_way_of_asking_is_found_where_it_happens():
    quarter = pd.Series(np.repeat(["2025Q1", "2025Q2", "2025Q3"], 40))
    frame = ratings(mode=["web"] * 40 + ["web"] * 35 + ["phone"] * 5 + ["phone"] * 40)
    found = breaks(frame, "nps", quarter)
    assert found.drop(columns="moved").to_dict("records") == [
        {"period": "2025Q3", "part": "mode", "before": "web", "after": "phone"}
    ]
    assert found["moved"].item() == pytest.approx(35 / 40)
    assert breaks(ratings(mode="web"), "nps", quarter).empty
    assert breaks(frame[:50], "nps", quarter).empty, "ten answers say nothing"


def test_a_lengthened_scale_is_found_by_its_highest_answer():
    frame = ratings(csat=[1, 2, 3, 4, 5] * 12 + [2, 4, 6, 8, 10] * 12)
    found = breaks(frame, "csat", frame["answered_at"].dt.to_period("M").where(frame.index != 3))
    assert found[["part", "before", "after"]].to_numpy().tolist() == [["answers", "5", "10"]]


def test_a_scale_column_parts_too_and_a_missing_score_is_named():
    frame = ratings(answer_scale=["1-5"] * 60 + ["1-10"] * 60)
    assert pools(frame).table["answer_scale"].to_list() == ["1-10", "1-5"]
    with pytest.raises(InputError, match="Column 'ces' is not in the table"):
        pools(frame, "ces")
