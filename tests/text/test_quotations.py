import sys

import pytest

from cxlab.errors import InputError
from cxlab.text import quotations, tokenize

MODULE = sys.modules["cxlab.text.quotations"]

TEXTS = [
    "退款申请了十一天还在审核，客服说让我等",
    "退款申请了十一天还在审核，客服说让我等！",
    "余额退不了，钱包里五十块一直冻结",
    "昨天路过，天气不错，顺便看看。跟你们反映一下退款的事情，退款审核十天了没有人管，余额还冻结着。别的没有",
    "退款",
    "枪插上去没反应，换了三把都启动失败",
    "屏幕黑的，扫码没动静，启动失败",
    "无关",
]
GROUPS = [0, 0, 0, 0, 0, 1, 1, -1]


def test_few_short_and_different():
    found = quotations(TEXTS, list("abcdefgh"), GROUPS, k=3)
    assert list(found) == ["group", "id", "quotation"]
    assert found.quotation.str.len().max() <= 40
    assert set(found[found.group == 1].id) == {"f", "g"}
    mine = set(found[found.group == 0].id)
    assert len(mine & {"a", "b"}) == 1, "near duplicates are quoted once"
    assert "e" not in mine, "too short to tell anything"
    assert "h" not in set(found.id), "no topic, no quotation"


def test_the_excerpt_is_about_the_group_and_ends_at_a_clause():
    found = quotations(TEXTS, list("abcdefgh"), GROUPS, k=4).set_index("id").quotation
    assert found["d"].startswith("…")
    assert "退款" in found["d"]
    assert found["d"].strip("…") in TEXTS[3]


def test_row_order_does_not_matter():
    one = quotations(TEXTS, list("abcdefgh"), GROUPS, k=2)
    other = quotations(TEXTS[::-1], list("hgfedcba"), GROUPS[::-1], k=2)
    assert one.equals(other)


def test_any_groups_and_a_very_long_clause():
    long = "充电桩坏了没有人修" * 30
    found = quotations([long, *TEXTS], list(range(9)), ["站点"] * 9, k=9, max_chars=20)
    assert (found.quotation.str.len() <= 20).all()
    assert found.set_index("id").quotation[0].endswith("…")


def test_nothing_to_quote():
    assert quotations([], [], []).empty
    assert quotations(["😀", "的"], [1, 2], [0, 0]).empty


def test_wrong_arguments():
    with pytest.raises(InputError, match="8 texts, 1 ids, 8 groups"):
        quotations(TEXTS, [1], GROUPS)
    with pytest.raises(InputError, match="max_chars is 5"):
        quotations(TEXTS, GROUPS, GROUPS, max_chars=5)


def test_of_a_large_group_a_sample_is_looked_at(monkeypatch):
    texts = [f"{number} 号充电桩坏了没有人修" for number in range(50)] + ["发票抬头开错了还不给改"]
    groups = [0] * 50 + [1]
    monkeypatch.setattr(MODULE, "_MOST", 3)
    seen: list[str] = []
    monkeypatch.setattr(MODULE, "tokenize", lambda some: seen.extend(some) or tokenize(some))
    found = quotations(texts, list(range(51)), groups)
    assert set(found.group) == {0, 1}
    assert len(seen) == 4
