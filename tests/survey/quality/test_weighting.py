from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.survey import ces, csat, importance, mean_score, nps
from cxlab.survey.quality.weighting import population_margins, rake, weight_column
from cxlab.survey.scores import effective_n

CELLS = {
    ("f", "18-34", "north"): 30,
    ("f", "18-34", "south"): 12,
    ("f", "35+", "north"): 45,
    ("f", "35+", "south"): 20,
    ("m", "18-34", "north"): 18,
    ("m", "18-34", "south"): 9,
    ("m", "35+", "north"): 40,
    ("m", "35+", "south"): 26,
}
MARGINS = {
    "gender": {"f": 0.51, "m": 0.49},
    "age": {"18-34": 0.42, "35+": 0.58},
    "region": {"north": 0.55, "south": 0.45},
}
# ipfn 1.4.4: ipfn(counts, [N * margins], [[gender], [age], [region]], convergence_rate=1e-14).iteration() / counts
IPFN = [
    0.9785890248928829,
    1.6043934751514337,
    0.6863305421608706,
    1.1252366577077297,
    1.0804182399251447,
    1.7713421369711997,
    0.7577481634329687,
    1.2423256119725927,
]
SHARES = st.lists(st.floats(0.2, 1), min_size=6, max_size=6)


@pytest.fixture
def sample():
    rows = [cell for cell, n in CELLS.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["gender", "age", "region"])


def margins_of(parts):
    """Targets for the sample's three variables from six positive numbers."""
    names = list(MARGINS.items())
    return {
        column: dict(zip(categories, np.array(parts[2 * i : 2 * i + 2]) / sum(parts[2 * i : 2 * i + 2]), strict=True))
        for i, (column, categories) in enumerate(names)
    }


def test_weights_in_the_data_are_used_or_refused_never_passed_over():
    frame = pd.DataFrame({"nps": [9, 3, 8]})
    assert weight_column(frame) is None
    assert weight_column(frame.assign(weight=np.nan)) is None
    assert weight_column(frame.assign(weight=[1, 0, 2.5])) == "weight"
    with pytest.raises(InputError, match="is 0 in all 3 rows"):
        weight_column(frame.assign(weight=0))
    with pytest.raises(InputError, match="2 of 3 weights are missing or negative"):
        weight_column(frame.assign(weight=[1, np.nan, -1]))


def test_weights_equal_ipfn(sample):
    found = rake(sample, MARGINS)
    cells = sample.assign(weight=found.weights).groupby(["gender", "age", "region"])["weight"]
    assert (cells.nunique() == 1).all()
    np.testing.assert_allclose(cells.first(), IPFN, atol=1e-9)
    assert (found.smallest, found.largest) == pytest.approx((IPFN[2], IPFN[5]), abs=1e-9)
    assert found.trimmed == 0


def test_two_by_two_equals_the_closed_form():
    """Raking keeps the odds ratio: the first cell solves (x (x + 1 - a - b)) / ((a - x) (b - x)) = odds ratio."""
    counts, a, b = np.array([[30, 10], [20, 40]]), 0.5, 0.7
    frame = pd.DataFrame([(r, c) for r in (0, 1) for c in (0, 1) for _ in range(counts[r, c])], columns=["r", "c"])
    weights = rake(frame, {"r": {"0": a, "1": 1 - a}, "c": {"0": b, "1": 1 - b}}).weights
    cell = weights[(frame["r"] == 0) & (frame["c"] == 0)].sum() / 100
    odds = 30 * 40 / (10 * 20)
    roots = np.roots([1 - odds, 1 - a - b + odds * (a + b), -odds * a * b])
    assert np.abs(roots - cell).min() < 1e-9


def test_one_variable_needs_no_second_round(sample):
    found = rake(sample, {"age": MARGINS["age"]})
    assert found.iterations == 1
    expected = sample["age"].map({"18-34": 0.42 / 0.345, "35+": 0.58 / 0.655})
    np.testing.assert_allclose(found.weights, expected, rtol=1e-12)


@settings(deadline=None, max_examples=12)
@given(SHARES, st.sampled_from([None, 6.0]), st.integers(0, 99))
def test_margins_are_met_and_no_order_matters(parts, cap, seed):
    frame = pd.DataFrame([cell for cell, n in CELLS.items() for _ in range(n)], columns=["gender", "age", "region"])
    margins = margins_of(parts)
    found = rake(frame, margins, cap=cap)
    table = found.margins
    np.testing.assert_allclose(table["weighted_share"], table["target"], atol=1e-8)
    for row in table.itertuples():
        inside = frame[row.variable] == row.category
        assert found.weights[inside].sum() / found.weights.sum() == pytest.approx(row.target, abs=1e-8)
        assert row.target == pytest.approx(margins[row.variable][row.category])
        assert row.n == inside.sum()
    assert found.weights.mean() == pytest.approx(1, abs=1e-12)
    assert found.weights.between(0, cap or np.inf, inclusive="neither").all() or found.trimmed > 0
    assert 1 <= found.effective_n <= found.n
    assert found.effective_n == pytest.approx(effective_n(found.weights.to_numpy()))
    assert found.design_effect == pytest.approx(1 + found.weights.var(ddof=0))
    turned = {column: dict(reversed(list(margins[column].items()))) for column in reversed(list(margins))}
    again = rake(frame.sample(frac=1, random_state=seed), turned, cap=cap)
    pd.testing.assert_series_equal(again.weights.sort_index(), found.weights, check_exact=True)
    pd.testing.assert_frame_equal(again.margins, found.margins)


def test_a_sample_that_fits_gets_weights_of_one(sample):
    found = rake(sample, population_margins(sample, list(MARGINS)))
    assert (found.weights == 1).all()
    assert (found.effective_n, found.design_effect, found.iterations) == (200, 1, 0)


def test_a_cap_holds_and_the_margins_are_still_met(sample):
    free, capped = rake(sample, MARGINS), rake(sample, MARGINS, cap=1.6)
    assert free.largest > 1.6
    assert capped.largest == 1.6
    # Free weights above 1.6 are those of the young in the south: 12 + 9 of 200.
    assert capped.trimmed == pytest.approx(21 / 200)
    np.testing.assert_allclose(capped.margins["weighted_share"], capped.margins["target"], atol=1e-8)
    pd.testing.assert_frame_equal(rake(sample, MARGINS, cap=3).margins, free.margins)
    # What is not capped is a product of one factor per category: its logarithms add up.
    log = np.log(sample.assign(w=capped.weights).groupby(["gender", "age", "region"])["w"].first())
    gender = [log["m", age, region] - log["f", age, region] for age, region in (("35+", "north"), ("35+", "south"))]
    assert gender[0] == pytest.approx(gender[1], abs=1e-9)


def test_categories_are_compared_as_text_whatever_their_type():
    frame = pd.DataFrame({"wave": [1, 1, 2, 2], "new": [True, False, True, False]})
    frame["kind"] = pd.Categorical(["a", "b", "a", "b"])
    found = rake(
        frame,
        {"wave": {"1": 0.4, "2": 0.6}, "new": {"True": 0.5, "False": 0.5}, "kind": {"a": 0.5, "b": 0.5}},
    )
    np.testing.assert_allclose(found.weights, [0.8, 0.8, 1.2, 1.2])


def test_weights_keep_the_index_and_the_result_is_frozen(sample):
    sample.index = sample.index + 1000
    found = rake(sample, MARGINS)
    assert found.weights.index.equals(sample.index)
    with pytest.raises(FrozenInstanceError):
        found.largest = 1


def test_margins_of_a_population_are_its_shares():
    people = pd.DataFrame({"segment": ["b", "a", "a", None], "wave": [1, 2, 2, 2]})
    assert population_margins(people, ["segment", "wave"]) == {
        "segment": {"a": 2 / 3, "b": 1 / 3},
        "wave": {"1": 0.25, "2": 0.75},
    }


@pytest.fixture
def skewed():
    """Private drivers (70 % of the customers, NPS about +40) answered half as often as they should have."""
    rng = np.random.default_rng(4)
    private = rng.random(1200) < 0.35
    scores = np.where(rng.random(1200) < np.where(private, 0.6, 0.3), 10, np.where(rng.random(1200) < 0.5, 8, 3))
    return pd.DataFrame({"segment": np.where(private, "private", "fleet"), "nps": scores})


def test_scores_under_raking_weights_rest_on_the_effective_n(skewed):
    found = rake(skewed, {"segment": {"private": 0.7, "fleet": 0.3}})
    plain, weighted = nps(skewed["nps"]), nps(skewed["nps"], weights=found.weights)
    by_segment = {segment: nps(part).value for segment, part in skewed.groupby("segment")["nps"]}
    assert weighted.value == pytest.approx(0.7 * by_segment["private"] + 0.3 * by_segment["fleet"], abs=1e-6)
    assert weighted.n == plain.n == 1200
    assert found.design_effect > 1.3
    for score, answers in (
        (nps, skewed["nps"]),
        (csat, np.clip(skewed["nps"] // 2, 1, 5)),
        (ces, np.clip(skewed["nps"] // 2 + 1, 1, 7)),
        (mean_score, skewed["nps"]),
    ):
        plain, weighted = score(answers), score(answers, weights=found.weights)
        wider = (weighted.high - weighted.low) / (plain.high - plain.low)
        assert wider == pytest.approx(np.sqrt(found.design_effect), rel=0.08)
        ones = score(answers, weights=rake(skewed, population_margins(skewed, ["segment"])).weights)
        assert ones == plain


def test_drivers_under_raking_weights_move_to_the_population(skewed):
    rng = np.random.default_rng(5)
    private = skewed["segment"] == "private"
    items = pd.DataFrame(rng.normal(size=(1200, 2)), columns=["price", "speed"])
    target = np.where(private, items["price"], items["speed"]) + rng.normal(size=1200)
    frame = items.assign(target=target, weight=rake(skewed, {"segment": {"private": 0.7, "fleet": 0.3}}).weights)
    plain, weighted = (
        importance(frame, "target", ["price", "speed"], weights=weights, n_boot=200).drivers.set_index("driver")
        for weights in (None, "weight")
    )
    assert plain["share"].idxmax() == "speed"
    assert weighted["share"].idxmax() == "price"
    assert weighted.loc["price", "coefficient"] > plain.loc["price", "coefficient_high"]
    assert weighted.loc["speed", "coefficient"] < plain.loc["speed", "coefficient_low"]


def test_weighted_intervals_cover_the_population_value():
    rng, population, hits = np.random.default_rng(1), 0.7 * 40 + 0.3 * -10, 0
    for _ in range(60):
        private = rng.random(400) < 0.45
        draw = rng.random(400)
        scores = np.where(draw < np.where(private, 0.6, 0.3), 10, np.where(draw < np.where(private, 0.8, 0.7), 3, 8))
        frame = pd.DataFrame({"segment": np.where(private, "private", "fleet"), "nps": scores})
        weights = rake(frame, {"segment": {"private": 0.7, "fleet": 0.3}}).weights
        found = nps(scores, weights=weights)
        hits += found.low <= population <= found.high
    assert hits >= 54


@pytest.mark.parametrize(
    ("change", "margins", "message"),
    [
        ({}, {}, "margins is empty"),
        ({}, {"regoin": {"north": 1}}, "Column 'regoin' is not in the table.*Did you mean 'region'"),
        ({}, {"age": {"18-34": 0.42, "35+": 0.68}}, r"margins\['age'\] sums to 1.1, not to 1; give shares"),
        ({}, {"age": {"18-34": 42, "35+": 58}}, "sums to 100, not to 1"),
        ({}, {"age": {"18-34": 1.0, "35+": 0.0}}, r"targets that are not above 0 \(35\+\)"),
        ({}, {"age": {"18-34": 1.2, "35+": -0.2}}, r"targets that are not above 0 \(35\+\)"),
        ({}, {"age": {"18-34": 0.4, "35-64": 0.6}}, r"categories without a target: 35\+ .*Did you mean '35-64'"),
        ({}, {"age": {"18-34": 0.4, "35+": 0.5, "65+": 0.1}}, r"has no respondent in 65\+: nobody can stand for them"),
        ({"age": None}, {"age": {"18-34": 0.4, "35+": 0.6}}, r"no category in 200 of 200 rows \(first: 0, 1, 2"),
    ],
)
def test_bad_margins_are_refused(sample, change, margins, message):
    with pytest.raises(InputError, match=message):
        rake(sample.assign(**change), margins)


def test_a_cap_below_what_a_category_needs_is_refused(sample):
    with pytest.raises(InputError, match=r"cap is 1.3, but 'south' of column 'region' needs weights of 1.34"):
        rake(sample, MARGINS, cap=1.3)


@pytest.mark.parametrize("cap", [None, 4])
def test_margins_that_contradict_the_sample_do_not_converge(cap):
    """Every respondent with x = 1 has y = 1, so y = 1 cannot be rarer than x = 1."""
    frame = pd.DataFrame({"x": [1, 0, 0, 0], "y": [1, 1, 0, 0]})
    with pytest.raises(InputError, match=r"no solution in 1000 rounds: '.' of column '.' has .* instead of"):
        rake(frame, {"x": {"1": 0.6, "0": 0.4}, "y": {"1": 0.5, "0": 0.5}}, cap=cap)
