"""Money-transfer features, 358 respondents: raw answers against the author's printed table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.survey import kano, kano_by

DATA = Path(__file__).parents[2].parent / "shared/data/kano_reppl_2022"
WORDING = {"I like it": 1, "I expect it": 2, "I am neutral": 3, "I can tolerate it": 4, "I dislike it": 5}
CLASSES = ["A", "O", "M", "I", "R", "Q"]

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="survey of shared/ not present")


@pytest.fixture(scope="module")
def answers():
    raw = pd.read_csv(DATA / "transfers--all_cohorts-clean.csv")
    parts = []
    for feature in [f"F{i}" for i in range(6, 12)]:
        columns = {"functional": f"{feature}_functional", "dysfunctional": f"{feature}_dysfunctional"}
        part = pd.DataFrame({name: raw[column].map(WORDING) for name, column in columns.items()})
        part["importance"] = raw[f"{feature}_importance"].astype(str).str.extract(r"(\d+)")[0].astype(float)
        parts.append(part.assign(feature=feature, respondent_id=raw["ID"], gender=raw["Gender"]))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def printed():
    return pd.read_csv(DATA / "published_transfers_table.csv").set_index("feature")


@pytest.fixture(scope="module")
def result(answers):
    return kano(answers, table="pouliot")


@pytest.fixture(scope="module")
def features(result):
    return result.features.set_index("feature")


def test_all_36_counts_and_coefficients_equal_the_printed_table(result, features, printed):
    assert result.n == 358
    assert list(features.index) == list(printed.index)
    np.testing.assert_array_equal(features[CLASSES], printed[CLASSES])
    np.testing.assert_allclose(features[["better", "worse"]], printed[["better", "worse"]], atol=1e-6)
    np.testing.assert_allclose(features["importance"], printed["importance"], atol=1e-6)


def test_five_printed_classes_are_the_mode_and_the_sixth_is_bergers(features, printed):
    agree = features["category"] == printed["classification"]
    assert list(features.index[~agree]) == ["F11"]
    disputed = features.loc["F11"]
    assert (disputed["category"], disputed["berger"], printed.loc["F11", "classification"]) == ("I", "O", "O")
    assert disputed["verdict"] == "uncertain"
    assert "berger" in disputed["reasons"].split()


def test_the_traditional_table_gives_the_recomputed_counts_and_says_so(answers):
    found = kano(answers, n_boot=0)
    recomputed = pd.read_csv(DATA / "recomputed_counts.csv")
    same = recomputed["file"].str.startswith("transfers") & (recomputed["table"] == "traditional")
    expected = recomputed[same].set_index("feature").loc[found.features["feature"], CLASSES]
    np.testing.assert_array_equal(found.features[CLASSES], expected)
    assert found.table == "traditional"
    assert (found.features["Q"] < kano(answers, table="pouliot", n_boot=0).features["Q"]).any()


def test_segments_add_up_to_the_whole(answers, features):
    by_gender = kano_by(answers, "gender", table="pouliot", n_boot=0)
    np.testing.assert_array_equal(by_gender.groupby("feature")[CLASSES].sum().loc[features.index], features[CLASSES])
