import logging

import pytest

from cxlab.text import normalize
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
        ("", ""),
        ("😀😀", ""),
    ],
)
def test_one_way_of_writing(raw, clean):
    assert normalize([raw]) == [clean]


def test_it_is_its_own_fixed_point():
    texts = ["師傅！！！https://a.b/c 😤 CX-4 60-70", "ﷺ ㍿ ㎡ １２", "aaaa bbb"]
    assert normalize(normalize(texts)) == normalize(texts)


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
