import pytest

from cxlab.errors import InputError
from cxlab.intake.decode import decode

CHINESE = "编号,投诉内容\n1,充电桩启动失败，客服一直占线\n2,退款十一天还在审核中\n" * 3
TRADITIONAL = "編號,投訴內容\n1,充電樁啟動失敗，客服一直佔線\n2,退款十一天還在審核中\n" * 3


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-8", "utf-8"),
        ("id,text\n1,déjà vu à Orléans, très déçu\n", "latin-1", "cp1252"),
        ("id,text\n1,plain\n", "ascii", "utf-8"),
    ],
)
def test_encodings_are_found(text, written, found):
    decoded = decode(text.encode(written), encoding=None, name="f.csv")
    assert decoded.text == text
    assert decoded.encoding == found
    assert decoded.stray_lines == ()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_stray_byte_costs_one_character_and_is_reported(encoding):
    lines = CHINESE.encode(encoding).split(b"\n")
    lines[3] = lines[3] + b"\xff"
    decoded = decode(b"\n".join(lines), encoding=None, name="f.csv")
    assert decoded.encoding == encoding
    assert decoded.stray_lines == (4,)
    assert decoded.text.replace("\ufffd", "") == CHINESE


@pytest.mark.parametrize(
    ("text", "written", "declared", "fits"),
    [
        (CHINESE, "gb18030", "utf-8", "gb18030"),
        (CHINESE, "utf-8", "gb18030", "utf-8"),
        (CHINESE, "utf-8", "latin-1", "utf-8"),
        (TRADITIONAL, "big5", "gb18030", "big5"),
        (CHINESE, "gb18030", "utf-16", "gb18030"),
    ],
)
def test_a_wrong_declaration_names_what_fits(text, written, declared, fits):
    with pytest.raises(InputError, match=f"declared as {declared}.*{fits} fits"):
        decode(text.encode(written), encoding=declared, name="f.csv")


@pytest.mark.parametrize("declared", ["gbk", "GB2312", "gb18030", "cp936"])
def test_members_of_a_family_are_the_same(declared):
    assert decode(CHINESE.encode("gb18030"), encoding=declared, name="f.csv").text == CHINESE


def test_an_unknown_encoding_is_refused():
    with pytest.raises(InputError, match="unknown encoding 'klingon'"):
        decode(b"a", encoding="klingon", name="f.csv")


def test_a_declared_latin_file_is_believed():
    assert decode("naïf\n".encode("latin-1"), encoding="latin-1", name="f.csv").text == "naïf\n"
