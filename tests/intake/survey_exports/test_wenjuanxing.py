"""问卷星 in the text form and the code form, with what real exports hold."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.intake.survey_exports import decoded, is_pair

HEAD = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "总分"]


def meta(n):
    return [n, f"2025/3/{n} 10:00:00", f"{60 + n}秒", "微信", "", "10.0.0.1(广东-广州)", 80 + n]


TEXT = [
    [
        *HEAD,
        "1、您的性别：",
        "2、您用过哪些服务？ [多选题]",
        "3、请评价以下方面—等候时间",
        "服务态度",
        "环境",
        "4、请按重要性排序",
        "5、您向朋友推荐的可能性（0-10分）",
        "６、您还有什么意见和建议？",
    ],
    [
        *meta(1),
        "男",
        "充电┋洗车┋其他【请注明】〖买水〗",
        "非常满意",
        "满意",
        "一般",
        "价格→速度→环境",
        9,
        "挺好的，希望多建几个站",
    ],
    [*meta(2), "女", "充电", "满意", "满意", "非常满意", "速度→价格", 10, "(空)"],
    [*meta(3), "女", "(跳过)", "一般", "一般", "满意", "(跳过)", "(跳过)", "(空)"],
    [
        *meta(4),
        "女",
        "洗车┋其他【请注明】",
        "满意",
        "不满意",
        "满意",
        "价格→环境→速度",
        3,
        "排队太久，工作人员也不在现场",
    ],
    [*meta(5), "男", "(空)", "满意", "满意", "一般", "(空)", 7, "(空)"],
]
CODE = [
    [
        *HEAD,
        "1、您的性别：",
        "第2题(充电)",
        "第2题(洗车)",
        "第2题(从未用过(首次到店))",
        "第2题(其他【请注明】)",
        "第3题(等候时间)",
        "第3题(服务态度)",
        "第3题(环境)",
        "第4题(速度)",
        "第4题(环境)",
        "第4题(价格)",
        "5、您向朋友推荐的可能性（0-10分）",
        "6、您还有什么意见和建议？",
    ],
    [*meta(1), 1, 1, 1, 0, "1〖买水〗", 5, 4, 3, 2, 3, 1, 9, "挺好的，希望多建几个站"],
    [*meta(2), 2, 1, 0, 0, 0, 4, 4, 5, 1, -2, 2, 10, -2],
    [*meta(3), 2, -3, -3, -3, -3, 3, 3, 4, -3, -3, -3, -3, -2],
    [*meta(4), 2, 0, 1, 0, 1, 4, 2, 4, 3, 2, 1, 3, "排队太久，工作人员也不在现场"],
    [*meta(5), 1, 0, 0, 0, 0, 4, 4, 3, -2, -2, -2, 7, -2],
]


def test_text_form(exports, book, cells):
    found = exports.read(TEXT, "e.xlsx")
    assert found.tool == "wenjuanxing"
    assert list(found.answers.columns) == [
        *["respondent_id", "answered_at", "duration_seconds", "source", "total_score"],
        *["q1", "q2_1", "q2_2", "q2_3", "q3_1", "q3_2", "q3_3", "q4_1", "q4_2", "q4_3", "q5", "q6"],
    ]
    stem = "请评价以下方面"
    assert book(found) == {
        "q1": ("您的性别：", "", "single"),
        "q2_1": ("您用过哪些服务？", "充电", "multiple"),
        "q2_2": ("您用过哪些服务？", "洗车", "multiple"),
        "q2_3": ("您用过哪些服务？", "其他【请注明】", "multiple"),
        "q3_1": (stem, "等候时间", "matrix"),
        "q3_2": (stem, "服务态度", "matrix"),
        "q3_3": (stem, "环境", "matrix"),
        "q4_1": ("请按重要性排序", "价格", "rank"),
        "q4_2": ("请按重要性排序", "环境", "rank"),
        "q4_3": ("请按重要性排序", "速度", "rank"),
        "q5": ("您向朋友推荐的可能性（0-10分）", "", "scale"),
        "q6": ("您还有什么意见和建议？", "", "open"),
    }
    assert cells(found.answers, "q2_1") == [1, 1, None, 0, 0], "skipped is missing, left empty ticks nothing"
    assert cells(found.answers, "q2_3") == [1, 0, None, 1, 0]
    assert found.typed.to_dict("records") == [{"line": 2, "column": "q2", "text": "买水"}]
    assert cells(found.answers, "q4_3") == [2, 1, None, 3, None], "ranks, 1 the best"
    assert cells(found.answers, "q4_2") == [3, None, None, 2, None]
    assert cells(found.answers, "q5") == [9, 10, None, 3, 7]
    assert cells(found.answers, "respondent_id") == ["1", "2", "3", "4", "5"]
    left = {n["code"]: n["headers"] for n in found.notes if "headers" in n}
    assert left == {"blank_columns": "来源详情", "columns_left_out": "来自IP"}
    assert "10.0.0.1" not in found.answers.to_csv()


def test_code_form_gives_the_table_of_the_text_form(exports, book):
    texts, codes = exports.read(TEXT, "t.xlsx"), exports.read(CODE, "c.csv")
    assert list(codes.answers.columns) == list(texts.answers.columns), "an option that nobody ticked has no column"
    assert is_pair(codes, texts) and not is_pair(texts, codes)
    pd.testing.assert_frame_equal(decoded(codes, texts).answers.astype("object"), texts.answers.astype("object"))
    answers = decoded(codes, texts).questions.set_index("column")["answers"]
    assert answers["q3_2"] == "2 = 不满意; 3 = 一般; 4 = 满意"
    assert book(codes)["q3_1"] == ("", "等候时间", "matrix")
    assert book(codes)["q1"][2] == "single", "in a file of codes a number may stand for an option"
    assert codes.typed["text"].tolist() == ["买水"]


def test_rows_in_another_order_give_the_same_columns(exports):
    there = exports.read(TEXT).answers
    back = exports.read([TEXT[0], *TEXT[:0:-1]]).answers
    pd.testing.assert_frame_equal(
        there.set_index("respondent_id").sort_index(), back.set_index("respondent_id").sort_index()
    )


def test_forms_that_do_not_fit_are_refused(exports):
    texts = exports.read(TEXT)
    other = [CODE[0], *CODE[1:5], [*meta(6), *CODE[5][7:]]]
    with pytest.raises(InputError, match="code form and the text form"):
        decoded(exports.read(other), texts)
    mixed = [row[:] for row in CODE]
    mixed[3][7] = 1
    with pytest.raises(InputError, match=r"Column q1: code 1 .*row 4"):
        decoded(exports.read(mixed), texts)


@pytest.mark.parametrize(
    ("headers", "stem", "items"),
    [
        (["7、请打分：（态度）", "（速度）", "（环境）"], "请打分", ["态度", "速度", "环境"]),
        (["7、请打分—态度", "7、请打分—速度", "7、请打分—环境"], "请打分", ["态度", "速度", "环境"]),
        (["7、请打分(态度)", "7、请打分(速度)", "7、请打分(环境)"], "请打分", ["态度", "速度", "环境"]),
        (["7.请打分", "态度", "速度"], "请打分", ["", "态度", "速度"]),
        (["第7题(态度)", "第7题(速度（等候）)", "第7题(环境)"], "", ["态度", "速度（等候）", "环境"]),
    ],
)
def test_stem_and_items_of_a_matrix(exports, headers, stem, items, book):
    rows = [["序号", "提交答卷时间", "所用时间", *headers], [1, "2025-3-1", 30, 5, 4, 3], [2, "2025-3-1", 30, 4, 4, 5]]
    rows.append([3, "2025-3-2", 31, 3, 5, 4])
    found = book(exports.read(rows))
    assert list(found.values()) == [(stem, item, "matrix") for item in items]


def test_a_column_added_by_hand_is_no_item(exports, book, cells):
    rows = [
        ["序号", "提交答卷时间", "1、满意度", "门店", "2、性别"],
        *([n, "2025-3-1", n, "一店", "男"] for n in (1, 2, 3)),
    ]
    found = exports.read(rows)
    assert list(book(found)) == ["q1", "q2"]
    assert [c for c in found.answers if c.startswith("extra_")], "kept under a name of its own"


def test_negative_scale_is_no_code(exports, cells):
    rows = [["序号", "提交答卷时间", "1、与去年相比"], *([n, "2025-3-1", n - 4] for n in range(1, 8))]
    assert cells(exports.read(rows).answers, "q1") == [-3, -2, -1, 0, 1, 2, 3]


def test_other_tables_are_no_export(exports):
    assert exports.none([["编号", "内容", "时间"], [1, "坏了", "2025-1-1"]])
    assert exports.none([["q_1", "q_2", "nps"], [1, 2, 3]])
    assert exports.none([["序号", "来源", "内容"], [1, "微信", "坏了"]])


def test_numbers_that_start_again_are_other_questions(exports, book):
    rows = [["序号", "提交答卷时间", "1、性别", "2、评分—速度", "2、评分—态度", "1、年龄", "2、城市", "2、职业"]]
    rows += [[n, "2025-3-1", "男", 5, n, 20, "上海", "教师"] for n in (3, 4, 5)]
    assert {c: v[:2] for c, v in book(exports.read(rows)).items()} == {
        "q1": ("性别", ""),
        "q2_1": ("评分", "速度"),
        "q2_2": ("评分", "态度"),
        "q1b": ("年龄", ""),
        "q2b": ("城市", ""),
        "q2c": ("职业", ""),
    }
