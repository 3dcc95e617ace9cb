import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey import kano, mean_score
from cxlab.survey.kano.importance import kano_importance

PAIR = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (3, 3), "R": (3, 1), "Q": (1, 1)}


def survey(rows):
    """Rows of feature, class, importance and how many."""
    cells = [(feature, *PAIR[letter], importance) for feature, letter, importance, count in rows for _ in range(count)]
    return pd.DataFrame(cells, columns=["feature", "functional", "dysfunctional", "importance"])


def test_those_who_care_decide_and_the_plain_class_stands_beside():
    answers = survey([("F", "I", 2, 60), ("F", "M", 9, 40), ("G", "A", 5, 30)])
    found = kano_importance(answers, n_boot=100).set_index("feature")
    row = found.loc["F"]
    assert row[["plain", "category", "differs"]].tolist() == ["I", "M", True]
    assert row["M"] == pytest.approx(360 / 480)
    assert (row["worse"], row["plain_worse"]) == (pytest.approx(-0.75), pytest.approx(-0.4))
    assert row["worse_low"] < row["worse"] < row["worse_high"]
    assert not found.loc["G", "differs"]
    stated = mean_score([2] * 60 + [9] * 40)
    assert row[["importance", "importance_low", "importance_high"]].tolist() == [stated.value, stated.low, stated.high]


def test_equal_importance_changes_nothing():
    answers = survey([("F", "I", 4, 30), ("F", "M", 4, 40), ("F", "Q", 4, 3)])
    row = kano_importance(answers, n_boot=100).iloc[0]
    plain = kano(answers, n_boot=100).features.iloc[0]
    same = ["better", "better_low", "better_high", "worse", "category", "certainty"]
    assert row[same].tolist() == plain[same].tolist()


def test_pairs_without_a_stated_importance_are_counted():
    answers = survey([("F", "I", 4, 30), ("F", "M", None, 7), ("G", "A", 5, 5), ("G", "A", 0, 3)])
    answers.loc[36, "dysfunctional"] = None
    found = kano_importance(answers, n_boot=0).set_index("feature")
    assert found["missing"].to_dict() == {"F": 6, "G": 0}
    assert found["n"].to_dict() == {"F": 30, "G": 5}, "weight 0 leaves a pair out"
    assert found.loc["G", "importance"] == pytest.approx(25 / 8), "but not its statement"


def test_no_or_negative_importance_is_refused():
    answers = survey([("F", "I", 4, 3)])
    with pytest.raises(InputError, match="Column 'importance' is empty"):
        kano_importance(answers.assign(importance=None))
    with pytest.raises(InputError, match="3 of 3 weights are missing or negative"):
        kano_importance(answers.assign(importance=-2))
    with pytest.raises(InputError, match="'importance' is not in the table"):
        kano_importance(answers.drop(columns="importance"))
