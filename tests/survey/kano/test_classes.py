import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey import kano, kano_by
from cxlab.survey.kano import rules
from cxlab.survey.kano.cells import BETTER, WORSE, Cells, interval

ROOT = Path(__file__).parents[3]
GOLDEN = json.loads((ROOT / "tests/golden/survey_kano.json").read_text(encoding="utf-8"))["cases"]
PEERS = ROOT.parent / "shared/refs/kano"
PAIR = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (3, 3), "R": (3, 1), "Q": (1, 1)}
ORDER = list(rules.CLASSES)

# Planted percentages A/O/M/I/R/Q of the demo study, n = 400; K05, K08, K10 and K12 are too close to call.
DEMO = {
    "K01": (3, 24, 58, 10, 1, 4),
    "K02": (6, 33, 46, 11, 1, 3),
    "K03": (11, 48, 28, 9, 1, 3),
    "K04": (14, 42, 22, 17, 2, 3),
    "K05": (10, 38, 35, 13, 1, 3),
    "K06": (36, 27, 12, 21, 1, 3),
    "K07": (41, 14, 6, 27, 8, 4),
    "K08": (38, 9, 3, 40, 7, 3),
    "K09": (27, 5, 3, 59, 3, 3),
    "K10": (3, 2, 2, 44, 45, 4),
    "K11": (44, 19, 8, 24, 2, 3),
    "K12": (9, 6, 5, 40, 37, 3),
}


def survey(counts_by_feature, **columns):
    """One row an answer, `counts_by_feature` = {feature: {class: count}}."""
    rows = [
        (feature, *PAIR[letter])
        for feature, counts in counts_by_feature.items()
        for letter, count in counts.items()
        for _ in range(count)
    ]
    return pd.DataFrame(rows, columns=["feature", "functional", "dysfunctional"]).assign(**columns)


def demo_answers():
    return survey({f: {c: 4 * k for c, k in zip("AOMIRQ", shares, strict=True)} for f, shares in DEMO.items()})


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["item"])
def test_rules_equal_the_recomputed_published_tables(case):
    row = kano(survey({"F": case["counts"]}), n_boot=0).features.iloc[0]
    assert (row["category"], row["berger"], row["moai"]) == (case["mode"], case["berger"], case["moai"])
    assert row["fong"] == case["fong"]
    for name in ("better", "worse", "category_strength", "total_strength"):
        assert row[name] == pytest.approx(case[name], abs=1e-12)
    counts = row[ORDER].to_numpy(dtype=float)
    assert rules.fong_limit(counts) == pytest.approx(case["fong_limit"], abs=1e-12)
    assert ORDER[rules.by_strength(counts, 0.05)] == case["moai5"]


@pytest.mark.skipif(not PEERS.exists(), reason="reference data of shared/ not present")
def test_raw_answers_equal_the_r_package_stp25():
    raw = pd.read_csv(PEERS / "stp25_example_raw.csv")
    expected = json.loads((PEERS / "kano_peer_runs.json").read_text(encoding="utf-8"))["stp25_example"]["items"]
    long = pd.concat(
        pd.DataFrame({"feature": f"f{i}", "functional": raw[f"f{i}"], "dysfunctional": raw[f"d{i}"]})
        for i in range(1, 10)
    )
    found = kano(long, n_boot=0).features.set_index("feature")
    for feature, row in found.iterrows():
        peer = expected[feature]
        assert row[ORDER].to_dict() == {letter: peer["counts"].get(letter, 0) for letter in ORDER}
        assert row["category"] == peer["max_cat"]
        np.testing.assert_allclose(
            row[["better", "worse", "category_strength"]].astype(float),
            [peer["CSplus"], peer["CSminus"], peer["category_strength"]],
        )


def test_every_pair_of_answers_has_a_class():
    for name, table in rules.TABLES.items():
        scale = range(1, len(table) + 1)
        functional, dysfunctional = np.array(list(product(scale, repeat=2)), dtype=float).T
        assert "".join(rules.classify(functional, dysfunctional, name)) == "".join(table)
    assert rules.classify(np.array([np.nan]), np.array([1.0]), "traditional")[0] is None


def test_the_two_tables_differ_only_where_the_same_middle_answer_is_given_twice():
    differing = [
        (row + 1, column + 1)
        for row, column in product(range(5), repeat=2)
        if rules.TABLES["traditional"][row][column] != rules.TABLES["pouliot"][row][column]
    ]
    assert differing == [(2, 2), (4, 4)]


COUNTS = st.lists(st.integers(0, 40), min_size=6, max_size=6).filter(lambda counts: sum(counts) > 0)


@settings(max_examples=8, deadline=None)
@given(COUNTS)
def test_what_is_not_certain_lies_between_two_classes_at_least(counts):
    answers = pd.concat([survey({"F": dict(zip(ORDER, counts, strict=True))}), survey({"G": {"A": 200}})])
    row = kano(answers, n_boot=20).features.iloc[0]
    assert row["between"][0] == row["category"]
    assert (len(row["between"]) == 1) == (row["reasons"] in ("", "questionable"))


@given(COUNTS)
def test_coefficients_and_strengths_stay_in_bounds(counts):
    counts = np.array(counts)
    better, worse = rules.better_worse(counts)
    assert np.isnan(better) or (0 <= better <= 1 and -1 <= worse <= 0)
    assert (rules.quadrant(counts) == -1) == bool(np.isnan(better))
    assert counts[rules.mode(counts)] == counts.max()
    assert 0 <= rules.berger(counts) < 6


@settings(max_examples=8, deadline=None)
@given(COUNTS.filter(lambda counts: counts[4] <= 0.4 * sum(counts)), st.randoms(use_true_random=False))
def test_row_order_and_feature_names_do_not_matter(counts, random):
    answers = survey({"F1": dict(zip(ORDER, counts, strict=True))})
    rows = list(range(len(answers)))
    random.shuffle(rows)
    first = kano(answers, n_boot=50).features
    pd.testing.assert_frame_equal(first, kano(answers.iloc[rows], n_boot=50).features)
    renamed = kano(answers.assign(feature="G"), n_boot=50).features
    pd.testing.assert_frame_equal(first.drop(columns="feature"), renamed.drop(columns="feature"))


ANSWERS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from("FGH"), st.sampled_from([0.5, 1, 2, 7])),
    min_size=1,
    max_size=60,
)


@settings(max_examples=8, deadline=None)
@given(ANSWERS, st.sampled_from(["traditional", "pouliot"]))
def test_duplicated_rows_equal_weights_of_two(answers, table):
    frame = pd.DataFrame(answers, columns=["functional", "dysfunctional", "feature", "weight"])
    frame = pd.concat([frame, survey({"F": {"A": 60}}, weight=1.0)], ignore_index=True)  # keeps R below 40 %
    twice = frame["weight"] > 1
    doubled = pd.concat([frame, frame[twice]])
    found = kano(frame, table=table, weights=np.where(twice, 2, 1), n_boot=1).features
    expected = kano(doubled, table=table, n_boot=1).features
    same = ["feature", *ORDER, "category", "tie", "better", "worse", "category_strength", "total_strength"]
    same += ["berger", "quadrant", "moai", "q_share", "r_share"]
    pd.testing.assert_frame_equal(found[same], expected[same])
    ones = kano(frame, table=table, weights=np.ones(len(frame))).features
    pd.testing.assert_frame_equal(ones, kano(frame, table=table).features)


@settings(max_examples=6, deadline=None)
@given(ANSWERS, st.randoms(use_true_random=False))
def test_weighted_rows_may_come_in_any_order_and_on_any_scale(answers, random):
    frame = pd.DataFrame(answers, columns=["functional", "dysfunctional", "feature", "weight"])
    frame = pd.concat([frame, survey({"F": {"A": 60}}, weight=0.1)], ignore_index=True)
    rows = list(range(len(frame)))
    random.shuffle(rows)
    try:
        first = kano(frame, weights="weight", n_boot=20).features
    except InputError:  # more than 40 % R
        return
    pd.testing.assert_frame_equal(first, kano(frame.iloc[rows], weights="weight", n_boot=20).features)
    scaled = kano(frame.assign(weight=8 * frame["weight"]), weights="weight", n_boot=20).features
    pd.testing.assert_frame_equal(first.drop(columns=ORDER), scaled.drop(columns=ORDER))


def test_weights_turn_the_class_and_their_effective_number_is_told():
    answers = survey({"F": {"A": 30, "M": 20}})
    answers["w"] = np.where(answers["functional"] == 3, 2.0, 1.0)
    row = kano(answers, weights="w", n_boot=50).features.iloc[0]
    assert (row["category"], row["A"], row["M"], row["n"]) == ("M", 30, 40, 50)
    assert row["n_effective"] == pytest.approx(70**2 / 110)
    assert row["better"] == pytest.approx(3 / 7)
    # 20 and 30 answers are not told apart, and neither are 40 and 30 of weights that stand for 44.5 answers
    assert "fong" in row["reasons"].split()
    answers.loc[answers["functional"] == 3, "w"] = 0
    assert kano(answers, weights="w", n_boot=0).features.iloc[0][["n", "category"]].tolist() == [30, "A"]


def test_an_interval_of_weighted_shares_is_as_wide_as_weighted_shares_vary():
    rng = np.random.default_rng(3)
    share = {"O": 0.2, "A": 0.3, "I": 0.5}
    weight = {"O": 9, "A": 1, "I": 4}
    letters = rng.choice(list(share), p=list(share.values()), size=(600, 200))
    weights = np.vectorize(weight.get)(letters)
    betters = (weights * (letters != "I")).sum(axis=1) / weights.sum(axis=1)
    rows = survey({"F": pd.Series(letters[0]).value_counts().to_dict()})
    rows["w"] = np.where(rows["dysfunctional"] == 5, 9, np.where(rows["functional"] == 1, 1, 4))
    row = kano(rows, weights="w", n_boot=1).features.iloc[0]
    assert (row["better_high"] - row["better_low"]) / (2 * 1.96) == pytest.approx(betters.std(), rel=0.12)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """A seeded short version of benchmarks/coverage_kano.py; Better is 6 %, where percentiles hold it in 92 of 100."""
    share = dict(zip(ORDER, (0.5, 0.02, 0.04, 0.4, 0, 0.04), strict=True))
    for n in (100, 400, 1500):
        surveys = np.random.default_rng(n).multinomial(n, list(share.values()), size=1000)
        for hits in (BETTER, WORSE):
            truth = sum(share[ORDER[place]] for place in hits) / 0.96
            ends = [interval(Cells(np.arange(6), np.ones(6), counts), hits, 0.95) for counts in surveys]
            held = np.mean([low <= truth <= high for low, high in ends])
            assert 0.93 <= held <= 0.97, (n, hits, held)


def test_the_three_answer_form_has_its_own_table():
    grid = pd.DataFrame(list(product((1, 2, 3), repeat=2)), columns=["functional", "dysfunctional"])
    row = kano(grid.assign(feature="F"), table="three", n_boot=0).features.iloc[0]
    assert row[ORDER].tolist() == [2, 1, 2, 4, 0, 0]
    with pytest.raises(InputError, match=r"'functional' holds 5 answers off the scale 1-3 \(4, 5\)"):
        kano(grid.assign(feature="F", functional=[1, 2, 3, 4, 4, 5, 5, 5, 1]), table="three")


def test_reversed_three_answer_forms_are_refused_too():
    forms = pd.DataFrame({"functional": [1] * 6 + [2] * 4, "dysfunctional": [3] * 6 + [2] * 4, "feature": "F"})
    assert kano(forms, table="three", n_boot=0).features["category"].item() == "O"
    turned = forms.assign(functional=4 - forms["functional"], dysfunctional=4 - forms["dysfunctional"])
    with pytest.raises(InputError, match=r"60% of all answers are R.*1 = like … 3 = dislike \(recode x as 4 - x\)"):
        kano(turned, table="three")


def test_the_quadrant_cuts_at_half_or_at_the_mean_and_says_which():
    answers = survey({"F": {"A": 30, "I": 70}, "G": {"M": 20, "I": 80}, "H": {"R": 5}})
    half, mean = kano(answers, n_boot=0), kano(answers, cut="mean", n_boot=0)
    assert (half.cut, half.cuts) == ("half", (0.5, 0.5))
    assert (mean.cut, mean.cuts) == ("mean", pytest.approx((0.15, 0.1)))
    assert half.features["quadrant"].tolist()[:2] == ["I", "I"]
    assert mean.features["quadrant"].tolist()[:2] == ["A", "M"]
    assert mean.features["verdict"].tolist()[:2] == ["certain", "certain"], "above the others is not a class"
    with pytest.raises(InputError, match="cut is 'median'; allowed are half, mean"):
        kano(answers, cut="median")


def test_a_cut_at_the_mean_needs_a_feature_with_coefficients():
    assert kano(survey({"F": {"Q": 9}}), cut="mean", n_boot=0).cuts == (0.5, 0.5)


def test_ties_go_to_must_be_first_and_are_flagged():
    row = kano(survey({"F": {"A": 10, "M": 10, "I": 3}}), n_boot=0).features.iloc[0]
    assert (row["category"], row["tie"], row["category_strength"]) == ("M", True, 0)


def test_features_come_in_natural_order_and_frames_have_the_promised_columns():
    result = kano(survey({f"F{i}": {"A": 30, "I": 2} for i in (10, 9, 2)}), n_boot=20)
    assert list(result.features["feature"]) == ["F2", "F9", "F10"]
    promised = "feature n A O M I R Q category tie better better_low better_high worse worse_low worse_high "
    assert list(result.features.columns)[:16] == promised.split()
    assert list(result.probabilities.columns) == ["feature", *ORDER]
    np.testing.assert_allclose(result.probabilities[ORDER].sum(axis=1), 1)
    assert (result.table, result.n) == ("traditional", 32)


def test_without_bootstrap_there_are_no_intervals_but_a_verdict():
    result = kano(survey({"F": {"A": 30, "I": 2}}), n_boot=0)
    assert result.probabilities.empty
    assert result.features[["better_low", "worse_high", "certainty"]].isna().all(axis=None)
    assert result.features["verdict"].iloc[0] == "certain"


def test_intervals_hold_the_estimate_and_repeat_with_the_seed():
    answers = survey({"F": {"A": 60, "O": 30, "M": 10, "I": 40}})
    row = kano(answers, seed=4).features.iloc[0]
    assert row["better_low"] < row["better"] < row["better_high"]
    assert row["worse_low"] < row["worse"] < row["worse_high"]
    # Wald's interval of a share of 140: 1.96 sqrt(p (1 - p) / 140) = 0.0793
    assert row["better_high"] - row["better_low"] == pytest.approx(2 * 0.0793, rel=0.1)
    pd.testing.assert_frame_equal(kano(answers, seed=4).features, kano(answers, seed=4).features)
    assert not kano(answers, seed=5).features.equals(kano(answers, seed=4).features)


def test_one_sided_pairs_are_counted_and_unasked_features_are_not():
    answers = survey({"F": {"A": 4}}).astype({"functional": float, "dysfunctional": float})
    answers.loc[0, "functional"] = np.nan
    answers.loc[1, ["functional", "dysfunctional"]] = np.nan
    row = kano(answers, n_boot=0).features.iloc[0]
    assert (row["n"], row["one_sided"]) == (2, 1)


def test_an_empty_denominator_gives_missing_coefficients():
    answers = survey({"F": {"R": 3, "Q": 30}, "G": {"A": 30}})
    row = kano(answers, n_boot=30).features.iloc[0]
    assert np.isnan([row["better"], row["worse"], row["better_low"]]).all()
    assert row["quadrant"] is np.nan or row["quadrant"] is None
    assert "questionable" in row["reasons"]


def test_importance_is_averaged_over_the_feature():
    answers = survey({"F": {"A": 4}}, importance=[9, 7, None, 5])
    assert kano(answers, n_boot=0).features["importance"].iloc[0] == 7


def test_planted_demo_classes_are_certain_but_for_the_four_close_ones():
    features = kano(demo_answers()).features.set_index("feature")
    assert set(features.index[features["verdict"] == "uncertain"]) == {"K05", "K08", "K10", "K12"}
    certain = features.loc[features["verdict"] == "certain", "category"]
    assert "".join(certain) == "MMOOAAIA"
    assert "quadrant" in features.loc["K08", "reasons"]
    between = {"K05": "OM", "K08": "IA", "K10": "RI", "K12": "IR"}
    assert features.loc[list(between), "between"].to_dict() == between
    assert (features["between"].str.len() == 1).equals(features["verdict"] == "certain")
    assert {"divided"} <= set(features.loc["K10", "reasons"].split()) & set(features.loc["K12", "reasons"].split())


def test_a_class_that_flips_between_segments_is_found():
    private = survey({"K08": {"A": 135, "I": 60, "O": 30, "R": 15}, "K01": {"M": 200, "O": 40}}, who="private")
    hailing = survey({"K08": {"A": 17, "I": 100, "R": 13}, "K01": {"M": 100, "O": 30}}, who="ride-hailing")
    table = kano_by(pd.concat([private, hailing]), "who", n_boot=200)
    flips = table.set_index(["feature", "who"])["flip"]
    assert flips["K08"].all()
    assert not flips["K01"].any()
    assert set(table.loc[table["feature"] == "K08", "overall"]) == {"I"}


def test_a_segment_is_not_refused_for_its_own_dislikes():
    pro, contra = survey({"F": {"A": 90}}, who="pro"), survey({"F": {"R": 20}}, who="contra")
    table = kano_by(pd.concat([pro, contra, survey({"F": {"A": 5}}, who=None)]), "who", n_boot=0)
    assert list(table["category"]) == ["R", "A"]
    assert list(table["n"]) == [20, 90]


def test_reversed_coding_is_refused_with_the_hint():
    answers = demo_answers()
    answers[["functional", "dysfunctional"]] = 6 - answers[["functional", "dysfunctional"]]
    with pytest.raises(InputError, match=r"of all answers are R .*recode x as 6 - x"):
        kano(answers)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"functional": 0}, r"'functional' holds 4 answers off the scale 1-5 \(0\)"),
        ({"dysfunctional": "我很喜欢"}, "'dysfunctional' holds 4 values that are not numbers"),
        ({"dysfunctional": None}, "nothing to classify"),
        ({"feature": None}, "nothing to classify"),
        ({"respondent_id": "r1"}, r"3 rows repeat a respondent and feature \(first: r1, F\)"),
    ],
)
def test_bad_answers_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        kano(survey({"F": {"A": 4}}).assign(**change))


def test_bad_arguments_are_refused():
    with pytest.raises(InputError, match=r"table is 'poulliot'.*Did you mean 'pouliot'"):
        kano(demo_answers(), table="poulliot")
    with pytest.raises(InputError, match="'functional' is not in the table"):
        kano(demo_answers().drop(columns="functional"))
    with pytest.raises(InputError, match="'who' is not in the table"):
        kano_by(demo_answers(), "who")
    with pytest.raises(InputError, match=r"'wieght' is not in the table.*Did you mean 'weight'"):
        kano(demo_answers().assign(weight=1), weights="wieght")
    with pytest.raises(InputError, match="1 of 4800 weights are missing or negative"):
        kano(demo_answers(), weights=[-1] + [1] * 4799)
    with pytest.raises(InputError, match="weight above 0: nothing to classify"):
        kano(demo_answers(), weights=[0] * 4800)
    with pytest.raises(InputError, match="names no segment"):
        kano_by(demo_answers().assign(who=None), "who")
