import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey import kano
from cxlab.survey.compare import compare
from cxlab.survey.kano.drift import in_wave, kano_drift, waves

PAIR = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (3, 3), "R": (3, 1), "Q": (1, 1)}


def wave(name, counts_by_feature):
    rows = [
        (name, f"{name}-{i}", feature, *PAIR[letter])
        for feature, counts in counts_by_feature.items()
        for i, letter in enumerate(letter for letter, count in counts.items() for _ in range(count))
    ]
    return pd.DataFrame(rows, columns=["wave", "respondent_id", "feature", "functional", "dysfunctional"])


STEADY = {"A": 20, "O": 60, "M": 140, "I": 30}
FIRST = wave("2025Q4", {"K1": {"A": 150, "O": 60, "I": 40}, "K2": STEADY, "K3": {"A": 70, "O": 68, "I": 30}})
LATER = wave("2026Q1", {"K1": {"A": 60, "O": 150, "I": 40}, "K2": STEADY, "K3": {"A": 60, "O": 72, "I": 30}})
BOTH = pd.concat([LATER, FIRST], ignore_index=True)


def test_delight_that_became_expected_is_told_and_a_close_call_is_not():
    found = kano_drift(BOTH, n_boot=200)
    changes = found.changes.set_index("feature")
    assert changes[["first", "second"]].drop_duplicates().to_numpy().tolist() == [["2025Q4", "2026Q1"]]
    assert changes["changed"].to_dict() == {"K1": True, "K2": False, "K3": False}
    assert changes.loc["K3", ["category_first", "category_second"]].tolist() == ["A", "O"], "not certain in either wave"
    assert (changes.loc["K2", "p"], changes.loc["K2", "chi2"]) == (1, 0)
    in_wave = kano(LATER, n_boot=200).features
    kept = found.waves[found.waves["wave"] == "2026Q1"].drop(columns="wave").reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, in_wave)


def test_the_test_is_pearsons_and_the_shift_newcombes():
    row = kano_drift(BOTH, n_boot=1).changes.set_index("feature").loc["K1"]
    # R: chisq.test(rbind(c(150, 60, 40), c(60, 150, 40)))  X-squared = 77.143, df = 2
    assert (row["chi2"], row["df"]) == (pytest.approx(540 / 7), 2)
    assert row["p"] == pytest.approx(stats.chi2.sf(540 / 7, 2))
    assert row["p_bh"] == pytest.approx(3 * row["p"])
    harmed = [np.repeat([5, 1], [60, 190]), np.repeat([5, 1], [150, 100])]
    expected = compare(*harmed, metric="csat")
    found = [-row["worse_change"], -row["worse_change_high"], -row["worse_change_low"]]
    assert found == pytest.approx([expected.value, expected.low, expected.high], abs=1e-12)


def test_rare_classes_are_taken_together():
    first = wave("1", {"K": {"A": 100, "I": 98, "R": 1, "Q": 1}})
    second = wave("2", {"K": {"A": 100, "I": 90, "R": 4, "Q": 6}})
    row = kano_drift(pd.concat([first, second]), n_boot=0).changes.iloc[0]
    expected = stats.chi2_contingency([[100, 98, 2], [100, 90, 10]], correction=False)
    assert (row["df"], row["chi2"]) == (2, pytest.approx(expected.statistic))
    third = wave("3", {"K": {"A": 100, "I": 96, "R": 1}})
    row = kano_drift(pd.concat([first, third]), n_boot=0).changes.iloc[0]
    expected = stats.chi2_contingency([[100, 100], [100, 97]], correction=False)
    assert (row["df"], row["chi2"]) == (1, pytest.approx(expected.statistic)), "too few even together"


def test_waves_in_natural_order_against_the_previous_or_the_first():
    every = pd.concat([wave(f"W{i}", {"K": {"A": 30, "O": 30 + i}}) for i in (10, 2, 9)])
    assert waves(every) == ["W2", "W9", "W10"]
    assert waves(every.drop(columns="wave")) == []
    steps = kano_drift(every, n_boot=0).changes[["first", "second"]].to_numpy().tolist()
    assert steps == [["W2", "W9"], ["W9", "W10"]]
    steps = kano_drift(every, against="first", n_boot=0).changes[["first", "second"]].to_numpy().tolist()
    assert steps == [["W2", "W9"], ["W2", "W10"]]


def test_one_wave_is_described_the_latest_unless_named():
    assert set(in_wave(BOTH)["wave"]) == {"2026Q1"}
    assert set(in_wave(BOTH, "2025Q4")["wave"]) == {"2025Q4"}
    assert in_wave(BOTH.drop(columns="wave")).equals(BOTH.drop(columns="wave"))
    with pytest.raises(InputError, match=r"no wave '2025Q3'; there are: 2025Q4, 2026Q1\. Did you mean '2025Q4'"):
        in_wave(BOTH, "2025Q3")
    with pytest.raises(InputError, match="there are: none"):
        in_wave(BOTH.drop(columns="wave"), "2025Q3")


def test_blocks_of_features_that_never_met_leave_nothing_to_compare():
    found = kano_drift(pd.concat([wave("1", {"K1": {"A": 5}}), wave("2", {"K2": {"A": 5}})]))
    assert (len(found.waves), len(found.changes)) == (2, 0)
    assert list(found.changes) == list(kano_drift(BOTH, n_boot=0).changes)


def test_chance_alone_changes_no_class():
    rng = np.random.default_rng(8)
    letters = rng.choice(list("AOMI"), p=[0.35, 0.32, 0.2, 0.13], size=(30, 2, 150))
    parts = [
        wave(str(w), {f"K{f}": pd.Series(letters[f, w]).value_counts().to_dict() for f in range(30)}) for w in (0, 1)
    ]
    changes = kano_drift(pd.concat(parts), n_boot=100).changes
    assert (changes["p"] < 0.05).mean() < 0.15
    assert not changes["changed"].any()


def test_weights_count_as_the_answers_that_they_stand_for():
    found = kano_drift(BOTH.assign(w=3.0), weights="w", n_boot=0).changes
    pd.testing.assert_frame_equal(found, kano_drift(BOTH, n_boot=0).changes)
    uneven = BOTH.assign(w=np.where(np.arange(len(BOTH)) % 2, 1.0, 3.0))
    weaker = kano_drift(uneven, weights=uneven["w"], n_boot=0).changes
    assert weaker.loc[0, "chi2"] < found.loc[0, "chi2"]


def test_the_same_people_may_answer_in_every_wave():
    panel = BOTH.assign(respondent_id=BOTH["respondent_id"].str.split("-").str[1])
    pd.testing.assert_frame_equal(kano_drift(panel, n_boot=0).changes, kano_drift(BOTH, n_boot=0).changes)


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(InputError, match=r"names 1 wave\(s\); drift needs two"):
        kano_drift(FIRST)
    with pytest.raises(InputError, match="'wave' is not in the table"):
        kano_drift(FIRST.drop(columns="wave"))
    with pytest.raises(InputError, match="against is 'last'; allowed are previous, first"):
        kano_drift(BOTH, against="last")
    turned = BOTH.assign(functional=6 - BOTH["functional"], dysfunctional=6 - BOTH["dysfunctional"])
    with pytest.raises(InputError, match="recode x as 6 - x"):
        kano_drift(turned)
