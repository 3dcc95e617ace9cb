import pytest

from cxlab.intake.delimited import parse


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_sniffed(delimiter):
    text = "\n".join(
        delimiter.join(row) for row in [("id", "text"), ("1", "慢, 很慢; 真|慢" if delimiter == "\t" else "慢")]
    )
    frame, found, _ = parse(text)
    assert found == delimiter
    assert list(frame.columns) == ["id", "text"]


def test_lines_are_physical_lines_also_behind_quoted_line_breaks():
    frame, _, _ = parse('id,text\n1,"a\nb\nc"\n\n2,d\n')
    assert list(frame.index) == [2, 6]
    assert frame.index.name == "line"
    assert frame.loc[2, "text"] == "a\nb\nc"


def test_nothing_is_converted_and_empty_is_missing():
    frame, _, _ = parse("a,b\n007,NA\n1.0,\n")
    assert frame.to_dict("list")["a"] == ["007", "1.0"]
    assert frame["b"].isna().tolist() == [False, True]
    assert all(str(t) == "str" for t in frame.dtypes)


def test_records_of_another_width_are_kept_aside_with_their_line():
    frame, _, records = parse("a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7,,\n")
    assert list(frame.index) == [2, 5]
    assert [tuple(m.values()) for m in records.malformed] == [(3, "2", "fields 3"), (4, "4", "fields 3")]
    assert records.notes == [{"code": "other_width", "count": 2, "expected": 3, "lines": "3, 4"}]


def test_an_open_quote_costs_one_line_not_the_rest():
    rows = [f"{i},text {i}" for i in range(2, 12)]
    frame, _, records = parse("\n".join(["id,text", '1,"open', *rows]) + "\n")
    assert len(frame) + len(records.malformed) == 11
    assert frame.loc[12, "text"] == "text 11"
    assert {"code": "open_quote", "line": 2} in records.notes


def test_an_honest_text_of_many_lines_stays_one_record():
    text = "\n".join(f"line {i}, with comma" for i in range(50))
    frame, _, records = parse(f'id,text\n1,"{text}"\n2,b\n')
    assert frame.loc[2, "text"] == text
    assert records.malformed == []


def test_repeated_and_blank_headers_get_names():
    frame, _, records = parse("a,a,,b\n1,2,3,4\n")
    assert list(frame.columns) == ["a", "a.2", "unnamed_3", "b"]
    assert records.notes == [{"code": "header_repeated", "header": "a", "position": 2, "name": "a.2"}]


def test_a_header_shorter_than_nearly_every_row_is_reported():
    frame, _, records = parse("a,b\n" + "x,y,z\n" * 20)
    assert frame.shape == (20, 3)
    assert {"code": "short_header", "names": 2, "times": 20, "rows": 20, "fields": 3, "surplus": 1} in records.notes


def test_a_header_longer_than_nearly_every_row_is_reported():
    frame, _, records = parse("a,b,c\n" + "x,y\n" * 20)
    assert frame["c"].isna().all()
    assert records.malformed == []
    assert [n["code"] for n in records.notes] == ["long_header"]


def test_a_text_of_two_hundred_thousand_characters():
    frame, _, _ = parse('id,text\n1,"' + "很" * 200_000 + '"\n')
    assert frame["text"].str.len().tolist() == [200_000]


def test_a_single_column_may_hold_commas():
    frame, _, records = parse("text\nwell, well, well\nplain\n")
    assert list(frame.index) == [3]
    assert records.malformed[0]["line"] == 2
