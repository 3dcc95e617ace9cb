"""Storage and transfer features: raw answers against the author's printed table and counts under both tables."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.survey import kano, kano_by
from cxlab.survey.kano.importance import kano_importance

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


RECOMPUTED = pd.read_csv(DATA / "recomputed_counts.csv") if DATA.exists() else pd.DataFrame()
NAMES = {"traditional": "traditional", "pouliot_modified": "pouliot"}
# Each cohort was asked in words of its own; in this one a typo stands in half of the questions.
STORAGE = {
    "I like it that way": 1,
    "It must be that way": 2,
    "I must be that way": 2,
    "I am neutral": 3,
    "I can live with it that way": 4,
    "I dislike it that way": 5,
}


@pytest.fixture(scope="module")
def storage():
    raw = pd.read_csv(DATA / "storage--cohort1-clean.csv")
    sides = ("functional", "dysfunctional")
    parts = [
        pd.DataFrame({side: raw[f"F{i}_{side}"].map(STORAGE) for side in sides}).assign(feature=f"F{i}")
        for i in range(1, 6)
    ]
    long = pd.concat(parts, ignore_index=True)
    assert long.notna().all(axis=None)
    return long


@pytest.mark.parametrize("file", sorted(RECOMPUTED["file"].unique()) if len(RECOMPUTED) else [])
@pytest.mark.parametrize("table", NAMES)
def test_every_feature_under_both_tables_gives_the_recomputed_counts(request, file, table):
    asked = request.getfixturevalue("answers" if file.startswith("transfers") else "storage")
    found = kano(asked, table=NAMES[table], n_boot=0)
    rows = RECOMPUTED[(RECOMPUTED["file"] == file) & (RECOMPUTED["table"] == table)].set_index("feature")
    assert set(rows.index) == set(found.features["feature"])
    features = found.features.set_index("feature").loc[rows.index]
    np.testing.assert_array_equal(features[CLASSES], rows[CLASSES])
    np.testing.assert_allclose(features[["better", "worse"]], rows[["better", "worse"]], atol=1e-12)
    np.testing.assert_array_equal(features["one_sided"], rows["missing"])
    assert found.table == NAMES[table]


def test_the_tables_differ_where_the_middle_answers_agree(answers):
    pouliot = kano(answers, table="pouliot", n_boot=0).features
    assert (kano(answers, n_boot=0).features["Q"] < pouliot["Q"]).all()


def test_those_who_care_more_count_more(answers):
    """On a nine-point scale secure transfers matter most; the class that Berger's rule sees in F11 comes forward."""
    found = kano_importance(answers, table="pouliot", n_boot=200).set_index("feature")
    printed = pd.read_csv(DATA / "published_transfers_table.csv").set_index("feature")
    np.testing.assert_allclose(found["importance"], printed["importance"], atol=1e-6)
    assert (found["missing"] == 0).all()
    assert (found["worse"] < found["plain_worse"]).all(), "who would miss a feature calls it important"
    assert (found.loc["F11", "plain"], found.loc["F11", "category"]) == ("I", "O")


def test_segments_add_up_to_the_whole(answers, features):
    by_gender = kano_by(answers, "gender", table="pouliot", n_boot=0)
    np.testing.assert_array_equal(by_gender.groupby("feature")[CLASSES].sum().loc[features.index], features[CLASSES])
