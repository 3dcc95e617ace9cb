"""Data support: today's numbers of the key point, beside those at drafting."""

import math

from cxlab.insight.solutions import Drafts, data_support, largest, supported
from cxlab.insight.solutions.support import points_of


def test_missing_ingredients_stay_out_and_the_strongest_item_speaks(evidence, links, what_if):
    table = data_support(evidence, links, what_if=what_if)
    assert table[["point", "measure"]].values.tolist() == [
        ["touchpoint:bill", "people"],
        ["touchpoint:bill", "what_if"],
        ["touchpoint:wallet", "people"],
        ["touchpoint:wallet", "worth"],
        ["touchpoint:wallet", "must_be"],
        ["touchpoint:wallet", "what_if"],
    ]
    lift = table.iloc[-1]
    assert (lift["value"], lift["low"], lift["n"], lift["unit"], lift["source"]) == (
        0.02,
        0.015,
        4800,
        "score",
        "drivers",
    )
    assert table["unit"].tolist()[2:5] == ["percent", "count", "percent"]


def test_now_beside_then(parsed, whole, evidence, links):
    drafts = Drafts.of(parsed(whole))
    table = supported(drafts, data_support(evidence, links), links)
    people = table[(table["solution"] == "refund") & (table["measure"] == "people")].iloc[0]
    assert (people["value"], people["then"]) == (0.09, 0.08)
    assert math.isnan(table.loc[table["measure"] == "must_be", "then"].item())
    assert table.loc[table["solution"] == "fees", "point"].tolist() == ["touchpoint:bill"]


def test_an_old_number_is_never_taken_for_one_of_today(parsed, evidence, links):
    text = "solutions: {a: {about: 'touchpoint:bill', data: [{measure: severity, value: 0.3, unit: percent}]}}"
    table = supported(Drafts.of(parsed(text)), data_support(evidence, links), links).set_index("measure")
    assert math.isnan(table.loc["severity", "value"])
    assert (table.loc["severity", "then"], table.loc["severity", "point"]) == (0.3, "")
    assert supported(Drafts.of(), data_support(evidence, links), links).empty


def test_subjects_find_their_points_through_the_crosswalk(links):
    points = ["touchpoint:wallet", "touchpoint:idle_fee", "topic:T002"]
    assert points_of(["touchpoint:wallet"], links, points) == ["touchpoint:wallet"]
    assert points_of(["feature:K06"], links, points) == ["touchpoint:idle_fee"]
    assert points_of(["topic:T009"], links, points) == ["touchpoint:idle_fee"]
    assert points_of(["topic:T009", "touchpoint:wallet"], links, points) == points[:2]
    assert points_of(["余额 退款"], links, points) == []


def test_one_number_a_solution(parsed, evidence, links):
    drafts = Drafts.of(parsed("solutions: {a: {about: 'item:q_price'}, b: {about: T004}}"))
    twice = data_support(evidence.replace("touchpoint:wallet", "touchpoint:idle_fee"), links)
    table = largest(supported(drafts, twice, links), "people")
    assert table[["solution", "point", "value"]].values.tolist() == [
        ["a", "touchpoint:bill", 0.10],
        ["b", "touchpoint:bill", 0.10],
    ]


def test_kinds_of_columns_do_not_depend_on_what_was_found(parsed, whole, evidence, links, what_if):
    full = data_support(evidence, links, what_if=what_if)
    for some in (data_support(evidence, links, what_if=what_if.head(0)), data_support(evidence.head(0), links)):
        assert some.dtypes.to_dict() == full.dtypes.to_dict()
    drafts = Drafts.of(parsed(whole))
    kinds = supported(drafts, full, links).dtypes.to_dict()
    assert supported(drafts, full.head(0), links).dtypes.to_dict() == kinds
    assert supported(Drafts.of(), full, links).dtypes.to_dict() == kinds
