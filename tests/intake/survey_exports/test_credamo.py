"""Credamo (见数): codes with words behind them, or codes with a second header row."""

import pytest

META = ["作答ID", "作答开始时间", "作答结束时间", "作答总时长", "IP", "省", "市", "信用分", "历史采纳率"]
CODES = ["Q1", "Q2_1", "Q2_2", "Q3_1", "Q3_2", "Q4"]
WORDS = ["您的性别？", "您用过哪些？—充电", "您用过哪些？—洗车", "请评价：—速度", "请评价：—态度", "您有多大可能推荐？"]


def row(n, *answers):
    return [
        900 + n,
        f"2024-03-0{n} 10:00:00",
        f"2024-03-0{n} 10:05:00",
        300,
        "1.2.3.4",
        "上海",
        "上海",
        90,
        0.9,
        *answers,
    ]


ANSWERS = [row(1, 1, 1, 0, 5, 4, 9), row(2, 2, 1, 1, 4, 4, 8), row(3, 2, 0, 1, 3, 5, 10), row(4, 1, 0, 1, 4, 2, 2)]


@pytest.mark.parametrize(
    "head",
    [
        [[*META, *CODES]],
        [[*META, *(f"{c}. {w}" for c, w in zip(CODES, WORDS, strict=True))]],
        [[*META, *CODES], [*[""] * 9, *WORDS]],
    ],
)
def test_codes_and_words(exports, book, cells, head):
    found = exports.read([*head, *ANSWERS])
    assert found.tool == "credamo"
    assert list(book(found)) == ["q1", "q2_1", "q2_2", "q3_1", "q3_2", "q4"]
    assert [kind for _, _, kind in book(found).values()][1:5] == ["multiple", "multiple", "matrix", "matrix"]
    assert cells(found.answers, "respondent_id") == ["901", "902", "903", "904"]
    assert sum(n["code"] == "columns_left_out" for n in found.notes) == 1
    if head != [[*META, *CODES]]:
        assert book(found)["q3_2"][:2] == ("请评价", "态度")
        assert {o for _, o, _ in list(book(found).values())[1:3]} == {"充电", "洗车"}
        assert book(found)["q4"][2] == "scale"
