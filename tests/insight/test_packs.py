import pandas as pd

from cxlab.insight.packs import packs, responsible
from cxlab.study import Link

TOPICS = pd.DataFrame(
    {
        "code": ["T001", "T002", "T003"],
        "label": ["退款·到账", "发票·抬头", "卫生间·雨棚"],
        "keywords": ["退款、到账、余额", "发票、抬头、开票", "卫生间、雨棚"],
    }
)
LINKS = [
    Link(topic="余额 退款 提现", lead="财务部", support=("客服部",)),
    Link(topic="发票 开票 退款", lead="开票组"),
    Link(topic="没有部门的"),
]
COMPLAINTS = pd.DataFrame(
    {
        "complaint_id": ["a", "b", "c"],
        "text": ["退款没到账", "发票抬头错，退款也没到", "卫生间没灯"],
        "received_at": pd.to_datetime(["2026-01-01", "2026-02-01", None]),
    }
)
MENTIONS = pd.DataFrame(
    {"complaint_id": ["a", "b", "b", "c"], "code": ["T001", "T002", "T001", "T003"], "main": [True, True, False, True]}
)


def test_the_link_with_most_words_in_the_keywords_speaks():
    found = responsible(TOPICS, LINKS)
    assert found.to_numpy().tolist() == [
        ["T001", "财务部", "lead"],
        ["T001", "客服部", "support"],
        ["T002", "开票组", "lead"],
        ["T003", "", "lead"],
    ]


def test_an_id_or_a_label_goes_before_words():
    by_hand = [*LINKS, Link(topic="T001", lead="总经理"), Link(topic="卫生间·雨棚", lead="运营部")]
    assert responsible(TOPICS, by_hand)["department"].tolist() == ["总经理", "开票组", "运营部"]


def test_each_pack_has_every_complaint_on_its_topics_newest_first():
    found = packs(COMPLAINTS, MENTIONS, TOPICS, LINKS)
    assert {name: table["complaint_id"].tolist() for name, table in found.items()} == {
        "": ["c"],
        "客服部": ["b", "a"],
        "开票组": ["b"],
        "财务部": ["b", "a"],
    }
    assert found["客服部"]["role"].tolist() == ["support", "support"]
    assert found["财务部"]["main"].tolist() == [False, True]


def test_without_links_and_dates_all_is_in_one_pack():
    found = packs(COMPLAINTS.drop(columns="received_at"), MENTIONS, TOPICS, [])
    assert list(found) == [""]
    assert len(found[""]) == len(MENTIONS)
