import logging

import pytest

from cxlab.text import normalize, tokenize
from cxlab.text.mojibake import repair

COMPLAINTS = ["充电桩坏了，没人管吗", "客服电话打不通"]


def test_the_two_usual_accidents_are_undone():
    assert repair(["ä½ å¥½", "浣犲ソ", "ä½\xa0å¥½", "浣犲ソ涓€"]).texts == ["你好", "你好", "你好", "你好一"]
    for codec in ("latin-1", "gb18030"):
        for text in (COMPLAINTS[0], COMPLAINTS[1] + "了"):
            broken = text.encode().decode(codec)
            assert repair([broken]).texts == [text]
            assert tokenize([broken]) == tokenize([text])


def test_what_is_lost_is_left_out_and_counted():
    cut_off = COMPLAINTS[0][:5].encode().decode("gb18030", "replace")
    found = repair([cut_off, "���坏了", "锟斤拷锟斤拷没人管", "ï¿½ï¿½", "好好的"])
    assert [text.strip() for text in found.texts] == ["充电桩坏", "坏了", "没人管", "", "好好的"]
    assert (found.n_repaired, found.n_lost) == (1, 4)


@pytest.mark.parametrize(
    "text", ["恍惚间，锂电并没有", "锂电，", "«café» naïve à la", "退款慢", "plain", "é", "", "鑫鑫浣熊"]
)
def test_what_is_no_accident_stays(text):
    assert repair([text]).texts == [text]
    assert repair([text]).n_repaired == repair([text]).n_lost == 0


def test_normalize_says_how_many(caplog):
    with caplog.at_level(logging.WARNING):
        assert normalize(["浣犲ソ", "���坏了", "好"]) == ["你好", "坏了", "好"]
    assert "Of 3 texts, broken characters were repaired in 1 and left out in 1." in caplog.text


def test_lone_surrogates_do_no_harm():
    assert normalize(["浣犲ソ\ud800", "ä½ å¥½\udfff"]) == ["你好", "你好"]
