import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.text.clauses import clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("充满后没有收到提醒，占位费扣了六十四块钱", ["充满后没有收到提醒，", "占位费扣了六十四块钱"]),
        ("太慢了，等了两个小时还没充满", ["太慢了，等了两个小时还没充满"]),
        ("等了两个小时还没充满，太慢了！", ["等了两个小时还没充满，太慢了！"]),
        ("客服电话一直打不通 发票抬头开错了不给改", ["客服电话一直打不通", "发票抬头开错了不给改"]),
        ("首页写0.68一度，结完账合1.43一度电", ["首页写0.68一度，", "结完账合1.43一度电"]),
        (
            "The charger was broken. Nobody answered the phone.",
            ["The charger was broken.", "Nobody answered the phone."],
        ),
        ("慢", ["慢"]),
        ("  ", []),
        ("", []),
        ("。。。", ["。。。"]),
    ],
)
def test_clauses(text, expected):
    assert clauses([text]) == [expected]


@given(st.text(alphabet="充电慢，。 !a1.\n退款", max_size=60))
def test_nothing_is_lost_but_blanks(text):
    assert "".join("".join(clauses([text])[0]).split()) == "".join(text.split())


def test_a_long_text_is_cut_in_one_pass():
    assert len(clauses(["充电充了半天还是很慢，" * 20_000])[0]) == 20_000
