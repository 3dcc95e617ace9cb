"""Words of a draft lead to the touchpoint whose link shares most of them, or nowhere."""

from cxlab.insight.solutions import meant
from cxlab.study import Link

LINKS = [
    Link(topic="余额 退款 提现", touchpoint="wallet"),
    Link(topic="发票 开票 退款", touchpoint="invoice"),
    Link(topic="咖啡", feature="K09"),
    Link(topic="孤单"),
    Link(touchpoint="nowhere"),
]


def test_what_names_mean():
    named = ["T002", "touchpoint:bill", "余额 退款", "退款", "咖啡", "孤单", "没有"]
    assert meant(named, LINKS) == {
        "T002": "topic:T002",
        "touchpoint:bill": "touchpoint:bill",
        "余额 退款": "touchpoint:wallet",
        "咖啡": "feature:K09",
    }
    assert meant(named, LINKS[::-1]) == meant(named, LINKS)


def test_two_links_to_one_touchpoint_are_one():
    twice = [Link(topic="插枪 跳枪", touchpoint="gun"), Link(topic="插枪 漏电", touchpoint="gun")]
    assert meant(["插枪"], twice) == {"插枪": "touchpoint:gun"}
