"""LimeSurvey: codes, texts, both; ticks as Y or words; what was typed; times."""

import pytest

META = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl"]
CODES = ["G01Q01", "G01Q02[SQ001]", "G01Q02[SQ002]", "G01Q02[other]", "G02Q03[SQ001]", "G02Q03[SQ002]", "G02Q04"]
BOTH = [
    "G01Q01. How likely are you to recommend us?",
    "G01Q02[SQ001]. Which channels? [App]",
    "G01Q02[SQ002]. Which channels? [Shop]",
    "G01Q02[other]. Which channels? [Other]",
    "G02Q03[SQ001]. Please rate [Speed]",
    "G02Q03[SQ002]. Please rate [Care]",
    "G02Q04. Why?",
]
TIMES = ["interviewtime", "groupTime12", "G01Q01Time"]


def row(n, *answers, done=True):
    at = f"2024-03-0{n} 10:00:00"
    return [n, at if done else "", 3, "en", 12345, at, at, "1.2.3.4", "", *answers, 60.5 + n, 10, 5]


def rows(questions):
    return [
        [*META, *questions, *TIMES],
        row(1, 9, "Y", "", "by fax", "A1", "A2", "Because it was quick and friendly"),
        row(2, 10, "", "Y", "", "A2", "A2", ""),
        row(3, 3, "Y", "Y", "", "A1", "A3", "The queue was far too long for me"),
        row(4, 5, "", "", "", "A3", "A1", "", done=False),
    ]


@pytest.mark.parametrize("headers", [CODES, BOTH])
def test_codes(exports, book, cells, headers):
    found = exports.read(rows(headers))
    assert found.tool == "limesurvey"
    assert list(book(found)) == [
        *["g01q01", "g01q02_1", "g01q02_2", "g01q02_text"],
        *["g02q03_1", "g02q03_2", "g02q04"],
    ]
    assert [kind for _, _, kind in book(found).values()][1:6] == ["multiple", "multiple", "open", "matrix", "matrix"]
    assert cells(found.answers, "g01q02_1") == [1, 0, 1, None]
    assert {"code": "unfinished", "count": 1} in found.notes
    assert found.answers["duration_seconds"].tolist() == [61.5, 62.5, 63.5, 64.5]
    if headers is BOTH:
        assert book(found)["g02q03_2"] == ("Please rate", "Care", "matrix")
        assert book(found)["g01q01"] == ("How likely are you to recommend us?", "", "scale")


def test_texts(exports, book):
    head = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
    asked = ["How likely are you to recommend us?", "Which channels? [App]", "Which channels? [Shop]", "Why?"]
    table = [
        [*head, *asked],
        [1, "2024-03-01 10:00:00", 2, "en", 11, 9, "Yes", "No", "Because it was quick"],
        [2, "2024-03-02 10:00:00", 2, "en", 12, 7, "No", "No", ""],
        [3, "2024-03-02 11:00:00", 2, "en", 13, 4, "Yes", "Yes", "I had to wait"],
    ]
    found = exports.read(table)
    assert book(found)["q2_1"] == ("Which channels?", "App", "multiple")
    assert found.answers["q2_2"].tolist() == [0, 0, 1], "a stated No is no blank"
    assert list(book(found)) == ["q1", "q2_1", "q2_2", "q3"]


def test_underscores_of_other_headings(exports, book):
    headers = [c.replace("[", "_").replace("]", "") for c in CODES]
    assert list(book(exports.read(rows(headers))))[1:4] == ["g01q02_1", "g01q02_2", "g01q02_text"]


def test_codes_that_differ_in_a_sign_only_and_names_of_ours(exports, book):
    head = ["id", "submitdate", "lastpage", "startlanguage", "Rate_1", "rate1", "RATE_1", "source_q", "progress2"]
    table = [head, *([n, f"2024-03-0{n} 10:00:00", 2, "en", n, n, n, n, n] for n in (1, 2, 3))]
    columns = list(book(exports.read(table)))
    assert len(columns) == len(set(columns)) == 5
