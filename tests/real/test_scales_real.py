"""Scales and KANO pairs of real surveys; traps and totals from the SOURCE.md of each folder."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab import Study, intake
from cxlab.intake.scales import kano_pairs, recognise
from cxlab.intake.scales.consistency import reversed_items
from cxlab.survey import kano

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="real data (../shared) is not on this machine")
CLASSES = ["A", "O", "M", "I", "R", "Q"]
REPPL = DATA / "kano_reppl_2022"


def scales(frame):
    return {str(c): recognise(frame[c], str(c)) for c in frame.columns}


def codes(guess):
    return {trap["code"] for trap in guess.traps}


@pytest.mark.parametrize("file", ["storage--cohort1-clean.csv", "transfers--all_cohorts-clean.csv"])
def test_kano_files_need_no_mapping_by_hand(file, tmp_path):
    made = intake.scaffold("reppl", [REPPL / file], tmp_path / "data")
    study = Study.open(made.folder)
    loaded = intake.load(study, "kano", reports=tmp_path / "reports")
    assert loaded.rejects.empty
    recomputed = pd.read_csv(REPPL / "recomputed_counts.csv")
    for table, name in {"traditional": "traditional", "pouliot": "pouliot_modified"}.items():
        wanted = recomputed[(recomputed["file"] == file) & (recomputed["table"] == name)].set_index("feature")
        found = kano(loaded.frame, table=table, n_boot=0).features.set_index("feature")
        assert set(found.index) == set(wanted.index)
        np.testing.assert_array_equal(found.loc[wanted.index, CLASSES], wanted[CLASSES])
    assert (study.scale("importance").min, study.scale("importance").max) == (1, 9)
    assert loaded.frame["importance"].between(1, 9).all()


def test_pairs_of_f4_and_f10_are_told_by_words_although_their_order_differs():
    for file, feature in {"storage--cohort1-clean.csv": "F4", "transfers--all_cohorts-clean.csv": "F10"}.items():
        frame = pd.read_csv(REPPL / file)
        columns = list(frame.columns)
        assert columns.index(f"{feature}_dysfunctional") < columns.index(f"{feature}_functional")
        expected = (feature, f"{feature}_functional", f"{feature}_dysfunctional", f"{feature}_importance")
        assert expected in kano_pairs(frame, {})
        assert set(kano_pairs(frame[columns[::-1]], {})) == set(kano_pairs(frame, {}))


def test_zero_is_no_answer_in_the_airline_survey():
    frame = pd.read_csv(DATA / "airline_passenger_satisfaction" / "airline_passenger_satisfaction.csv")
    found = scales(frame.iloc[:, 7:21])
    assert {(g.min, g.max) for g in found.values()} == {(1, 5)}
    never = {column for column, guess in found.items() if guess.missing == ()}
    assert never == {"Gate location", "Baggage handling"}
    assert all(guess.missing == (0,) for column, guess in found.items() if column not in never)
    shares = {c: g.traps[0]["share"] for c, g in found.items() if g.traps and g.traps[0]["share"] > 0.02}
    assert {c: round(100 * share, 1) for c, share in shares.items()} == {
        "Departure/Arrival time convenient": 5.2,
        "Ease of Online booking": 4.2,
        "Inflight wifi service": 3.0,
        "Online boarding": 2.3,
    }
    for other in ("id", "Age", "Flight Distance", "Class", "Departure Delay in Minutes"):
        assert recognise(frame[other], other).kind == "none"


def test_minus_two_is_not_mentioned_in_the_restaurant_reviews():
    parts = [pd.read_csv(DATA / "asap_dianping_sample" / f"{p}_sample.csv") for p in ("train", "dev", "test")]
    frame = pd.concat(parts, ignore_index=True)
    found = scales(frame)
    aspects = [c for c in frame.columns if "_" in c]
    assert len(aspects) == 18
    assert {(found[c].min, found[c].max, found[c].missing) for c in aspects} == {(-1, 1, (-2,))}
    assert (found["star"].kind, found["star"].min, found["star"].max) == ("csat", 1, 5)
    assert found["reviewbody"].kind == "none"


def test_items_20_and_21_of_the_green_space_survey_run_the_other_way():
    frame = pd.read_excel(DATA / "greenspace_survey_zh" / "调查数据.xlsx")
    found = scales(frame)
    items = [c for c, guess in found.items() if guess.kind != "none"]
    assert len(items) == 18
    assert {(found[c].kind, found[c].min, found[c].max) for c in items} == {("likert", 1, 5)}
    against = reversed_items(frame[items], {})
    assert [c.split(".")[0] for c in against] == ["20", "21"]
    assert {note["code"] for note in against.values()} == {"scale_reversed"}
    assert all(note["r"] < -0.7 for note in against.values())


def test_ten_points_are_not_taken_for_nps():
    for file in ("example_01.csv", "example_03.csv"):
        found = scales(pd.read_csv(DATA / "kda_shapka" / file, encoding="utf-8-sig"))
        rated = {c: g for c, g in found.items() if c != "Weight"}
        assert {(g.min, g.max) for g in rated.values()} == {(1, 10)}
        assert {g.kind for g in rated.values()} == {"csat", "likert"}
        assert found.get("Weight", recognise(pd.Series([], dtype="float64"))).kind == "none"
    binary = scales(pd.read_csv(DATA / "kda_shapka" / "example_02.csv"))
    assert sum(guess.kind == "binary" for guess in binary.values()) == 17


def test_an_item_whose_low_end_nobody_used_still_begins_with_one():
    found = scales(pd.read_csv(DATA / "mobi_ecsi" / "mobi.csv"))
    assert {(g.min, g.max) for g in found.values()} == {(1, 10)}
    unused = {c for c, guess in found.items() if "scale_end_unused" in codes(guess)}
    assert unused == {"CUSA1", "PERQ1", "PERQ5"}


def test_the_nps_of_the_test_data_keeps_its_zero():
    frame = pd.read_csv(DATA / "nps_cran_testdata" / "testdata.csv")
    found = recognise(frame["REC"], "How likely is it that you would recommend us?")
    assert (found.kind, found.min, found.max, found.missing, found.traps) == ("nps", 0, 10, (), ())
    assert recognise(frame["Product.Tastiness"], "Product.Tastiness").kind != "nps"


def test_background_questions_of_the_wenjuanxing_pair_are_no_scales():
    text = next(p for p in (DATA / "wjx_export_pair_reportgen").glob("*.xls") if "(0)" in p.name)
    found = scales(intake.read_table(text))
    assert {guess.kind for guess in found.values()} == {"none"}
