"""SurveyMonkey: two header rows, in CSV and XLSX, and a first row so thin that it looks like a title."""

import pytest

META = [
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
]
FIRST = [
    *[*META, "Custom Data 1", "How satisfied are you overall?"],
    *["Which channels did you use? Select all that apply.", "", "", ""],
    *["Please rate our service", "", "", "", "", "", "", "", "", "", "", ""],
    *["How likely is it that you would recommend us?", "Anything else?"],
]
ITEMS = ["Speed", "Care", "Price", "Range", "Tidiness", "Queue", "Staff", "App", "Parking", "Light", "Smell", "Noise"]
SECOND = [
    *[""] * 9,
    "Response",
    "App",
    "Phone",
    "Shop",
    "Other (please specify)",
    *ITEMS,
    "Response",
    "Open-Ended Response",
]


def row(n, *answers):
    return [100 + n, 7, f"0{n}/03/2024 10:00:00 AM", f"0{n}/03/2024 10:0{n}:30 AM", "1.2.3.4", "", "", "", "", *answers]


ROWS = [
    FIRST,
    SECOND,
    row(1, "Very satisfied", "App", "", "Shop", "by post", *[5] * 11, 4, 9, "Thank you all, it was very quick"),
    row(2, "Satisfied", "App", "", "", "", *[4] * 11, 3, 8, ""),
    row(3, "Satisfied", "", "Phone", "", "", *[3] * 11, 5, 10, "Please open earlier on Sunday"),
]


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx"])
def test_two_header_rows(exports, book, cells, name):
    found = exports.read(ROWS, name)
    assert found.tool == "surveymonkey"
    questions = book(found)
    assert questions["q1"] == ("How satisfied are you overall?", "", "scale")
    assert [questions[f"q2_{k}"][1:] for k in (1, 2, 3)] == [
        ("App", "multiple"),
        ("Phone", "multiple"),
        ("Shop", "multiple"),
    ]
    assert questions["q2_text"][2] == "open"
    assert [questions[f"q3_{k}"][:2] for k in range(1, 13)] == [("Please rate our service", item) for item in ITEMS]
    assert questions["q4"] == ("How likely is it that you would recommend us?", "", "scale")
    assert questions["q5"] == ("Anything else?", "", "open")
    assert cells(found.answers, "q2_3") == [1, 0, 0]
    assert cells(found.answers, "respondent_id") == ["101", "102", "103"]
    assert cells(found.answers, "duration_seconds") == [90, 150, 210], "from start and end"
    assert list(found.answers.index) == [3, 4, 5], "rows of the file"


def test_condensed_export_with_an_empty_second_row(exports, book):
    rows = [
        ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "How satisfied are you?", "Age"],
        ["", "", "", "", "", "Response", "Open-Ended Response"],
        *([n, 1, "2024-01-01", "2024-01-01", "1.2.3.4", n % 5 + 1, 20 + n] for n in range(1, 12)),
    ]
    assert list(book(exports.read(rows))) == ["q1", "q2"]
