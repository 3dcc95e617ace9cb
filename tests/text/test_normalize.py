import logging
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.text import normalize, tokenize
from cxlab.text.normalize import MAX_CHARS


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("ＡＢＣ１２３　退款", "ABC123 退款"),
        ("退\u200b款\u202e慢\ufeff", "退款慢"),
        ("師傅話要換剎車油，發票開唔到", "师傅话要换刹车油,发票开唔到"),
        ("枪坏了😤🏽‍♂️再换①️⃣", "枪坏了 再换1"),
        ("看 https://t.cn/zlsU6Yh?a=1这个", "看 这个"),
        ("写信abc.d@qq.com没人回", "写信 没人回"),
        ("@客服小李 你们管不管", "你们管不管"),
        ("@客服小李你们管不管这个退款的事情啊啊", "@客服小李你们管不管这个退款的事情啊啊"),
        ("打[手机号]找［车牌］", "打 找"),
        ("[捂脸]不管", "[捂脸]不管"),
        ("太慢了！！！！！！啊啊啊啊啊", "太慢了!啊啊"),
        ("扣了100000元", "扣了100000元"),
        ("60-70元", "60 70元"),
        ("坏\ud800字\x00符", "坏字 符"),
        ("垃圾垃圾垃圾垃圾", "垃圾"),
        ("退钱退钱退钱退款", "退钱退款"),
        ("慢！慢！慢！慢！", "慢!"),
        ("研究研究，10101010", "研究研究,10101010"),
        ("骗(pian)子，银行（yínháng）的(app)", "骗子,银行的(app)"),
        ("Tom &amp; Jerry&nbsp;<br/>充电<b>慢</b>，3<5", "Tom & Jerry 充电 慢 ,3<5"),
        ("看shop.example.com/a?b=1吧", "看 吧"),
        ("é e\u0301 ｶﾞ ½ ……", "é é ガ 1⁄2 ."),
        ("一行\r\n两行\u2028三行", "一行 两行 三行"),
        ("", ""),
        ("😀😀", ""),
    ],
)
def test_one_way_of_writing(raw, clean):
    assert normalize([raw]) == [clean]


def test_it_is_its_own_fixed_point():
    texts = ["師傅！！！https://a.b/c 😤 CX-4 60-70", "ﷺ ㍿ ㎡ １２", "aaaa bbb"]
    assert normalize(normalize(texts)) == normalize(texts)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.sampled_from("退钱慢 ab1!.@[](&;~-\n\u200b\u0301😀啊，ｶﾞ…浣犲ソ"), max_size=30), max_size=4))
def test_a_text_does_not_depend_on_its_neighbours(texts):
    assert normalize(texts) == [normalize([text])[0] for text in texts]
    assert not any("\n" in text or text != text.strip() for text in normalize(texts))


@pytest.mark.parametrize(
    "text",
    [
        "退款慢，充电桩坏了没人管" * 17_000,
        "1" * 10_000 + "x",
        "@a" * 10_000,
        "[" * 10_000 + "]",
        "[a" * 10_000,
        "(ni" * 10_000,
        "a." * 10_000,
        "a-" * 10_000,
        "&amp;" * 4_000,
        "&" + "amp;" * 4_000,
        "<a" * 10_000,
        "http" * 5_000,
        "浣犲" * 10_000,
        "ä½ " * 7_000,
        "".join(chr(0x4E00 + n % 3 + n // 7 % 5) for n in range(20_000)),
    ],
    ids=lambda text: text[:6],
)
def test_strange_texts_take_no_time(text):
    tokenize(["退款"])
    start = time.process_time()
    tokenize([text])
    assert time.process_time() - start < 2


def test_a_very_long_text_is_cut_and_said_so(caplog):
    different = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    with caplog.at_level(logging.WARNING):
        (clean,) = normalize([different + different])
    assert 0.95 * MAX_CHARS < len(clean) <= MAX_CHARS
    assert "1 of 1 texts are longer" in caplog.text
    assert different[:2] not in caplog.text


def test_an_ordinary_text_is_not_logged(caplog):
    normalize(["退款慢"])
    assert not caplog.records
