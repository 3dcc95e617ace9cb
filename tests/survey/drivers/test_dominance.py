import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import importance
from cxlab.survey.drivers.dominance import KINDS, dominance, measures

GOLDEN = Path(__file__).parents[2] / "golden"
SWISS = json.loads((GOLDEN / "survey_asymmetry.json").read_text(encoding="utf-8"))
CORRELATIONS = np.array(json.loads((GOLDEN / "survey_drivers.json").read_text(encoding="utf-8"))["correlations"])


def swiss(n=47):
    """A table whose correlations are those of R's swiss data."""
    noise = np.random.default_rng(0).normal(size=(n, 6))
    noise -= noise.mean(axis=0)
    white = noise @ np.linalg.inv(np.linalg.cholesky(noise.T @ noise)).T
    return pd.DataFrame(white @ np.linalg.cholesky(CORRELATIONS).T, columns=SWISS["order"])


def survey(n=150, p=4, seed=0):
    rng = np.random.default_rng(seed)
    items = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    frame = pd.DataFrame(items, columns=[f"q{i}" for i in range(p)])
    return frame.assign(overall=items @ np.linspace(1, 0.1, p) + rng.normal(size=n))


def square(result, column):
    return result.pairs.pivot(index="driver", columns="other", values=column)


def test_measures_equal_relaimpo():
    found = measures(CORRELATIONS)
    assert set(found) == set(SWISS["measures"])
    for name, values in SWISS["measures"].items():
        np.testing.assert_allclose(found[name], values, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_dominance_equals_dominanceanalysis(kind):
    names = SWISS["order"][:-1]
    found = square(dominance(swiss(), "Fertility", names, n_boot=0), kind).loc[names, names]
    np.testing.assert_array_equal(found.fillna(0.5), SWISS[kind])


def test_gains_by_level_equal_dominanceanalysis():
    names = SWISS["order"][:-1]
    levels = dominance(swiss(), "Fertility", names, n_boot=0).levels
    for name in names:
        own = levels[levels["driver"] == name].sort_values("others")["gain"]
        np.testing.assert_allclose(own, SWISS["gain_by_level"][name], atol=1e-10)


def test_adds_more_counts_models_fitted_one_by_one():
    frame, names = survey(), ["q0", "q1", "q2", "q3"]

    def r2(columns):
        design = np.column_stack([np.ones(len(frame)), frame[list(columns)]])
        fitted = design @ np.linalg.lstsq(design, frame["overall"], rcond=None)[0]
        return 1 - ((frame["overall"] - fitted) ** 2).sum() / ((frame["overall"] - frame["overall"].mean()) ** 2).sum()

    found = square(dominance(frame, "overall", names, n_boot=0), "adds_more")
    for one, other in combinations(names, 2):
        rest = [name for name in names if name not in (one, other)]
        models = [subset for size in range(3) for subset in combinations(rest, size)]
        wins = np.mean([r2((*subset, one)) > r2((*subset, other)) for subset in models])
        assert (found.loc[one, other], found.loc[other, one]) == (wins, 1 - wins)


def test_measures_agree_with_importance_and_with_each_other():
    frame, names = survey(), ["q0", "q1", "q2", "q3"]
    found = dominance(frame, "overall", names, n_boot=0)
    table, main = found.drivers, importance(frame, "overall", names, n_boot=0)
    assert table["driver"].tolist() == main.drivers["driver"].tolist()
    np.testing.assert_allclose(table["lmg"], main.drivers["importance"], atol=1e-12)
    np.testing.assert_allclose(table["last"], main.drivers["unique"], atol=1e-12)
    assert found.r2 == pytest.approx(main.r2)
    for name in ("pratt", "genizi", "car", "lmg"):
        assert table[name].sum() == pytest.approx(found.r2)
    by_level = found.levels.pivot(index="driver", columns="others", values="gain").loc[table["driver"]]
    np.testing.assert_allclose(by_level.mean(axis=1), table["lmg"], atol=1e-12)
    np.testing.assert_allclose(by_level[[0, 3]], table[["first", "last"]], atol=1e-12)


def test_complete_implies_conditional_implies_general():
    for seed in range(5):
        pairs = dominance(survey(60, seed=seed), "overall", ["q0", "q1", "q2", "q3"], n_boot=0).pairs
        for strong, weak in (("complete", "conditional"), ("conditional", "general")):
            sure = pairs[pairs[strong] != 0.5]
            assert (sure[strong] == sure[weak]).all()


def test_twins_do_not_dominate_each_other():
    rng, frame = np.random.default_rng(2), survey(100, 2)
    frame["twin"] = frame["q1"] + 0.5 * rng.normal(size=100)
    frame = pd.concat([frame, frame.rename(columns={"q1": "twin", "twin": "q1"})])
    pairs = dominance(frame, "overall", ["q0", "q1", "twin"], n_boot=0).pairs.set_index(["driver", "other"])
    assert pairs.loc[("q1", "twin"), ["adds_more", *KINDS]].eq(0.5).all()


def test_what_is_seen_again_grows_with_the_sample_and_does_not_depend_on_order():
    names = ["q0", "q1", "q2", "q3"]
    few, many = (dominance(survey(n), "overall", names, n_boot=300).pairs for n in (40, 2000))
    assert many["general_again"].mean() > few["general_again"].mean() + 0.1
    assert (many["general_again"] <= 1).all()
    again = dominance(survey(40).iloc[::-1], "overall", names[::-1], n_boot=300).pairs
    assert few.equals(again)
    mirrored = few.set_index(["driver", "other"])["complete_again"]
    assert mirrored["q0", "q1"] == mirrored["q1", "q0"]


def test_too_few_or_too_many_drivers_and_factors_are_refused():
    with pytest.raises(InputError, match="dominance takes 2 to 12 drivers and got 13"):
        dominance(survey(50, 13), "overall", [f"q{i}" for i in range(13)])
    with pytest.raises(InputError, match="got 1"):
        dominance(survey(), "overall", ["q0"])
    frame = survey().assign(q1=lambda t: pd.cut(t["q1"], 2).astype("category"))
    with pytest.raises(InputError, match="leave out the factors q1"):
        dominance(frame, "overall", ["q0", "q1"])
