"""Qualtrics: three header rows, choices in columns or in one cell, what was typed, topics and timers."""

NAMES = [
    *["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished", "RecordedDate"],
    *["ResponseId", "LocationLatitude", "LocationLongitude", "DistributionChannel", "UserLanguage"],
    *["Q1", "Q2", "Q3_1", "Q3_2", "Q3_3", "Q3_3_TEXT", "Q4_1", "Q4_2", "Q5", "Q6_First Click", "Q5 - Topics", "branch"],
]
TEXTS = [
    *[f"Label of {n}" for n in NAMES[:13]],
    "How satisfied are you?",
    "Which devices do you own?",
    "Which channels did you use? - Selected Choice - App",
    "Which channels did you use? - Selected Choice - Shop",
    "Which channels did you use? - Selected Choice - Other",
    "Which channels did you use? - Other - Text",
    "Please rate: - Speed",
    "Please rate: - Care - and kindness",
    "Why?",
    "Timing - First Click",
    "Q5 - Topics",
    "branch",
]
QID = ["QID1", "QID2", "QID3_1", "QID3_2", "QID3_3", "QID3_3_TEXT", "QID4_1", "QID4_2", "QID5_TEXT", "QID6_FIRST_CLICK"]
IDS = [
    f'{{"ImportId":"{i}"}}' for i in [*[n[0].lower() + n[1:] for n in NAMES[:13]], *QID, "QID5_TEXT_aTopics", "branch"]
]


def row(n, finished, *answers):
    at = f"2024-03-0{n} 10:00:00"
    return [
        at,
        at,
        0,
        "1.2.3.4",
        100,
        60 * n,
        finished,
        at,
        f"R_{n}",
        1.5,
        2.5,
        "email",
        "EN",
        *answers,
        1.2,
        "",
        "north",
    ]


ROWS = [
    NAMES,
    TEXTS,
    IDS,
    row(1, 1, 5, "1,3", "App", "", "Other", "by fax", 7, 6, "The staff took all the time I needed"),
    row(2, 1, 4, "1", "", "Shop", "", "", 5, 5, ""),
    row(3, 0, 3, "2,3", "App", "Shop", "", "", 4, 6, "Nobody answered the telephone"),
    row(4, 1, 5, "1,2", "", "", "", "", 1, 2, ""),
]


def test_three_header_rows(exports, book, cells):
    found = exports.read(ROWS)
    assert found.tool == "qualtrics"
    questions = book(found)
    assert questions["q1"][:2] == ("How satisfied are you?", "")
    assert [questions[f"q2_{k}"][1:] for k in (1, 2, 3)] == [("1", "multiple"), ("2", "multiple"), ("3", "multiple")]
    assert questions["q3_1"] == ("Which channels did you use?", "App", "multiple")
    assert questions["q3_text"][2] == "open"
    assert questions["q4_1"] == ("Please rate:", "Speed", "matrix")
    assert questions["q4_2"][2] == "matrix"
    assert questions["q5"] == ("Why?", "", "open")
    assert cells(found.answers, "q3_1") == [1, 0, 1, None]
    assert cells(found.answers, "q2_3") == [1, 0, 1, 0]
    assert list(found.answers.index) == [4, 5, 6, 7]
    assert "branch" in found.questions["header"].tolist(), "embedded data are kept"
    assert {"code": "unfinished", "count": 1} in found.notes
    assert not any("Latitude" in h or "IP" in h for h in found.questions["header"])


def test_commas_of_words_make_no_options(exports, book):
    rows = [[c for c in row] for row in ROWS]
    for row, label in zip(rows[3:], ["Yes, definitely", "No, never", "Yes, definitely", "No, never"], strict=True):
        row[NAMES.index("Q1")] = label
    for row, text in zip(rows[3:], ["good,fast,cheap", "slow", "far,dark", "clean,new"], strict=True):
        row[NAMES.index("Q5")] = text
    found = book(exports.read(rows))
    assert found["q1"][2] == "single"
    assert found["q5"][2] == "open"


def test_choices_in_words_in_one_cell(exports, book, cells):
    rows = [[c for c in row] for row in ROWS]
    for row, text in zip(rows[3:], ["App,Shop, in town", "App", "Shop, in town", "App,Shop, in town"], strict=True):
        row[NAMES.index("Q2")] = text
    found = exports.read(rows)
    assert [book(found)[f"q2_{k}"][1] for k in (1, 2)] == ["App", "Shop, in town"]
    assert cells(found.answers, "q2_2") == [1, 0, 1, 1]
