import math

import pytest

from cxlab.survey.planning.sample_plan import Design, expect_share
from cxlab.survey.planning.sample_size import answers_for_change, answers_for_margin
from cxlab.survey.planning.sample_table import expect_again, sample_table

HALF = expect_share(0.5)


def test_each_purpose_has_the_answers_that_its_formula_says():
    table = sample_table(HALF, 0.05, groups=2, design=Design(response_rate=0.25)).set_index("purpose")
    assert table.index.tolist() == ["margin", "margin_each", "change", "difference"]
    assert table.loc["margin", "answers"] == 385 == answers_for_margin(HALF, 0.05).answers
    assert table.loc["margin_each", "answers"] == 2 * 385
    assert table.loc["change", "answers"] == answers_for_change(HALF, 0.05).per_group
    assert table.loc["change", "invitations"] == 4 * table.loc["change", "answers"]
    assert table["reachable"].all()


def test_few_customers_need_fewer_answers_and_may_be_too_few_to_invite():
    many, few = sample_table(HALF, 0.05), sample_table(HALF, 0.05, design=Design(population=900, response_rate=0.2))
    assert (few["answers"] < many["answers"]).all()
    assert few["reachable"].tolist() == [False, False]
    assert math.isinf(Design().population)


@pytest.mark.parametrize("groups", [1, 3])
def test_without_groups_nothing_is_said_of_them(groups):
    table = sample_table(HALF, 0.1, groups=groups)
    assert (len(table) == 4) == (groups > 1)


def test_the_next_round_is_expected_to_give_what_the_last_one_gave():
    assert expect_again([5, 5, 4, 1], "csat", change=0.05).value == 0.75
    assert expect_again([10, 10, 8, 0], "nps", change=5).value == 25
    assert expect_again([None, None], "csat", change=0.05).value == expect_again(None, "csat", change=0.05).value == 0.5
    assert expect_again([10, 9, 8, 7], "csat", change=0.05, ends=(1, 10, 3)).value == 0.75


def test_a_share_keeps_room_for_the_change():
    assert expect_again([5, 5], "csat", change=0.05).value == 0.9
    assert expect_again([1, 1], "csat", change=-0.05).value == 0.1
