"""Wording lint on real questionnaires: what it says of them, and that it is silent where nothing is wrong."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab.intake import read_table
from cxlab.survey.planning.wording import lint

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="surveys of shared/ not present")


def test_green_spaces_ask_two_things_at_once():
    headers = list(read_table(DATA / "greenspace_survey_zh/调查数据.xlsx").columns)
    found = lint({header.split(".")[0]: header for header in headers})
    assert set(found["rule"]) == {"double_barrelled"}
    # Read by hand: 18 statements, 12 of them joined. In 17 ("规划或维护") and 21 ("分布不均，某些区域不足") the two
    # parts name one thing.
    assert found["item"].unique().tolist() == [*("7", "8", "9", "11", "12", "13", "14", "16", "18", "19", "20", "22")]
    words = found.groupby("item")["found"].first()
    assert words[["7", "13", "18"]].tolist() == ["开放时间和频率", "数量和分布", "归属感和幸福感"]


def test_headers_of_an_export_say_nothing():
    for file in (DATA / "wjx_export_pair_reportgen").glob("*.xls"):
        assert lint({header: header for header in read_table(file).columns}).empty
    airline = pd.read_csv(DATA / "airline_passenger_satisfaction/airline_passenger_satisfaction.csv", nrows=1)
    assert lint({header: header for header in airline.columns}).empty


def test_kano_features_say_always():
    features = pd.read_csv(DATA / "kano_reppl_2022/features.csv")
    found = lint(dict(zip(features["ID"], features["Question"], strict=True)))
    assert found[["item", "rule", "found"]].to_numpy().tolist() == [
        ["F5_", "absolute", "always"],
        ["F11_", "absolute", "always"],
    ]
