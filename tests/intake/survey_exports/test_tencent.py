"""腾讯问卷: one column an option, blanks of a sentence, position and identity left out."""

HEAD = [
    *["编号", "开始答题时间", "结束答题时间", "答题时长", "地理位置国家和地区", "地理位置省", "地理位置市"],
    *["用户类型", "用户标识", "昵称", "自定义字段", "IP", "UA", "Referrer", "清洗数据结果"],
]
QUESTIONS = [
    "1.你的性别是？",
    "2.你通常在哪些场合使用？:家里",
    "2.你通常在哪些场合使用？:学校",
    "2.你通常在哪些场合使用？:其他",
    "3.你来自于：_填空1",
    "3.你来自于：_填空2",
    "4.请评价以下方面:速度",
    "4.请评价以下方面:态度",
    "5.你有多大可能推荐给朋友？",
]


def row(n, *answers):
    start, end = f"2024-05-0{n} 09:00:00", f"2024-05-0{n} 09:0{n}:00"
    return [
        n,
        start,
        end,
        60 * n,
        "中国",
        "上海",
        "上海",
        "微信",
        f"id{n}",
        "小王",
        "",
        "1.2.3.4",
        "Mozilla",
        "",
        "有效",
        *answers,
    ]


ROWS = [
    [*HEAD, *QUESTIONS],
    row(1, "男", "家里", "", "其他", "上海", "徐汇", 5, 4, 9),
    row(2, "女", "", "", "", "北京", "海淀", 4, 4, 8),
    row(3, "女", "家里", "学校", "", "上海", "杨浦", 5, 2, 10),
    row(4, "男", "", "学校", "", "", "", 3, 3, 2),
]


def test_options_blanks_and_matrix(exports, book, cells):
    found = exports.read(ROWS)
    assert found.tool == "tencent"
    assert book(found) == {
        "q1": ("你的性别是？", "", "single"),
        "q2_1": ("你通常在哪些场合使用？", "家里", "multiple"),
        "q2_2": ("你通常在哪些场合使用？", "学校", "multiple"),
        "q2_3": ("你通常在哪些场合使用？", "其他", "multiple"),
        "q3_text_1": ("你来自于", "填空1", "open"),
        "q3_text_2": ("你来自于", "填空2", "open"),
        "q4_1": ("请评价以下方面", "速度", "matrix"),
        "q4_2": ("请评价以下方面", "态度", "matrix"),
        "q5": ("你有多大可能推荐给朋友？", "", "scale"),
    }
    assert cells(found.answers, "q2_2") == [0, None, 1, 1], "nothing ticked and nothing said is missing"
    assert cells(found.answers, "duration_seconds") == [60, 120, 180, 240]
    assert cells(found.answers, "answered_at")[0] == "2024-05-01 09:01:00", "the end, of two dates"


def test_where_and_who_is_left_out(exports):
    found = exports.read(ROWS)
    (left,) = [n["headers"] for n in found.notes if n["code"] == "columns_left_out"]
    assert all(word in left for word in ("IP", "地理位置市", "昵称", "用户标识", "UA"))
    assert not {"1.2.3.4", "小王", "Mozilla"} & set(found.answers.astype("object").to_numpy().ravel())
