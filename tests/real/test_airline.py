"""Airline survey, 20,000 passengers, 14 items 1-5 on which 0 means "not applicable"."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.intake import load, scaffold
from cxlab.study import Study
from cxlab.survey import benjamini_hochberg, by_group, csat, ends_of, importance

FILE = (
    Path(__file__).parents[2].parent / "shared/data/airline_passenger_satisfaction/airline_passenger_satisfaction.csv"
)
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="survey of shared/ not present")


@pytest.fixture(scope="module")
def raw():
    return pd.read_csv(FILE)


@pytest.fixture(scope="module")
def items(raw):
    return list(raw.columns[7:21])


@pytest.fixture(scope="module")
def answers(raw, items):
    """0 declared as missing, as `scales: {item: {missing: [0]}}` does at intake."""
    return raw.assign(**{item: raw[item].where(raw[item] != 0) for item in items})


def test_zero_is_refused_until_it_is_declared_as_not_applicable(raw, items):
    with pytest.raises(InputError, match=r"off the scale 1-5 \(0\); declare codes such as 'not applicable'"):
        csat(raw["Inflight wifi service"])


def test_every_item_states_its_own_n(raw, answers, items):
    for item in items:
        found = csat(answers[item])
        assert found.n == (raw[item] > 0).sum()
        assert found.n + found.dropped == 20000
    shares = {item: csat(answers[item]).dropped / 20000 for item in items}
    assert shares["Departure/Arrival time convenient"] == pytest.approx(0.052, abs=0.001)
    assert shares["Ease of Online booking"] == pytest.approx(0.042, abs=0.001)
    assert shares["Inflight wifi service"] == pytest.approx(0.030, abs=0.001)


def test_drivers_use_only_passengers_who_rated_every_item_and_say_so(answers, items):
    frame = answers.assign(satisfied=(answers["satisfaction"] == "satisfied").astype(float))
    found = importance(frame, "satisfied", items, n_boot=0)
    assert found.n == answers[items].notna().all(axis=1).sum()
    assert found.n + found.dropped == 20000
    assert found.drivers["importance"].sum() == pytest.approx(found.r2)
    assert found.drivers["driver"].iloc[0] == "Online boarding"
    biased = importance(frame.fillna({item: 0 for item in items}), "satisfied", items, n_boot=0)
    assert abs(biased.r2 - found.r2) > 0.005


def test_groups_differ_and_are_corrected(answers):
    table = by_group(answers, "Seat comfort", "Class", metric="csat")
    assert list(table["group"]) == ["Business", "Eco", "Eco Plus"]
    assert table["n"].sum() + table["dropped"].sum() == 20000
    np.testing.assert_allclose(table["p_bh"], benjamini_hochberg(table["p"]))
    assert table.set_index("group")["value"]["Business"] == table["value"].max()


def test_new_understands_the_export_as_it_is(tmp_path):
    study = Study.open(scaffold("airline", [FILE], tmp_path).folder)
    ratings = load(study, "ratings").frame
    assert ratings["csat"].value_counts().to_dict() == {0: 11241, 1: 8759}  # SOURCE.md: 43.8 % satisfied
    assert ends_of("csat", study.scale) == (0, 1, 1)
    items = [column for column in ratings if column.startswith("q_")]
    assert len(items) == 14
    assert ratings[items].min().min() == 1  # 0 is no answer
