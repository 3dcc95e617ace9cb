"""A prefilled file can be read, holds the numbers and departments, and leaves the rest open."""

import pytest

from cxlab.insight.keypoints.owners import owners
from cxlab.insight.solutions import Drafts, data_support, gaps, prefill
from cxlab.insight.solutions.gaps import PARTS

POINTS = ["touchpoint:wallet", "touchpoint:bill", "touchpoint:idle_fee"]


@pytest.fixture
def support(evidence, links, what_if):
    return data_support(evidence, links, what_if=what_if)


@pytest.fixture
def owned(links):
    return owners(POINTS, links)


def test_numbers_and_departments_are_filled_in_and_nothing_else(parsed, owned, support, links):
    text = prefill(owned, support, links, names={"touchpoint:wallet": "钱包"})
    drafts = Drafts.of(parsed(text)).solutions
    assert list(drafts) == ["S01", "S02", "S03"]
    wallet = drafts["S01"]
    assert (wallet.about, wallet.note) == (("touchpoint:wallet",), "钱包")
    assert (wallet.process, wallet.department) == ("退款", "财务结算部")
    assert wallet.support == ("数字产品部",)
    assert drafts["S03"].support == ("充电运维部", "数字产品部")
    assert [(one.measure, one.value, one.low) for one in wallet.data] == [
        ("people", 0.09, 0.08),
        ("worth", 12350.0, None),
        ("must_be", 0.51, 0.46),
        ("what_if", 0.02, 0.015),
    ]
    assert gaps(wallet) == tuple(part for part in PARTS if part not in ("data", "department"))
    assert "TODO" in text
    assert text == prefill(owned, support, links, names={"touchpoint:wallet": "钱包"})


def test_points_that_have_a_draft_get_no_second_one(parsed, owned, support, links):
    existing = Drafts.of(parsed("solutions: {S01: {about: T002}, fees: {about: 'touchpoint:bill'}}"))
    drafts = Drafts.of(parsed(prefill(owned, support, links, existing=existing))).solutions
    assert {id: draft.about for id, draft in drafts.items()} == {"S02": ("touchpoint:idle_fee",)}


def test_every_part_can_be_found_in_a_prefilled_file(owned, support, links):
    text = prefill(owned.head(1), support, links)
    assert [part for part in PARTS if f"{part.rpartition('.')[2]}:" not in text] == []
