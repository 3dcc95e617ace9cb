import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.kano.same import same_everywhere


def test_equal_answers_everywhere_are_flagged_from_three_pairs_on():
    answers = pd.DataFrame(
        [(who, *pair) for who, pairs in {
            "same": [(3, 3)] * 3,
            "two pairs": [(1, 1)] * 2,
            "one side varies": [(1, 3), (1, 3), (1, 5)],
            "an answer missing": [(1, 5), (1, 5), (1, 5), (2, None)],
        }.items() for pair in pairs],
        columns=["respondent_id", "functional", "dysfunctional"],
    )  # fmt: skip
    found = same_everywhere(pd.concat([answers, answers.assign(respondent_id=None)])).set_index("respondent_id")
    assert found["same"].to_dict() == {
        "an answer missing": True, "one side varies": False, "same": True, "two pairs": False,
    }  # fmt: skip
    assert found.loc["an answer missing", ["n", "functional", "dysfunctional"]].tolist() == [3, 1, 5]
    assert pd.isna(found.loc["one side varies", "dysfunctional"])


def test_it_needs_respondents_and_a_scale():
    answers = pd.DataFrame({"functional": [1], "dysfunctional": [9]})
    with pytest.raises(InputError, match="'respondent_id' is not in the table"):
        same_everywhere(answers)
    with pytest.raises(InputError, match="'dysfunctional' holds 1 answers off the scale"):
        same_everywhere(answers.assign(respondent_id="r"))
