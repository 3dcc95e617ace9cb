"""Lists in the cells of JSON lines."""

import json

from cxlab.intake import read_table


def test_a_list_becomes_a_column_an_entry(tmp_path):
    records = [{"q": ["spot", "call"], "n": 1}, {"q": [], "n": 2}, {"n": 3}, {"q": ["call"], "n": 4}]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in records), encoding="utf-8")
    frame = read_table(path)
    assert list(frame.columns) == ["q/call", "q/spot", "n"]
    assert frame["q/call"].fillna(-1).tolist() == [1, 0, -1, 1]
    assert frame["q/spot"].fillna(-1).tolist() == [1, 0, -1, 0]


def test_lists_of_objects_stay_text(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"q": [{"a": 1}]}\n{"q": "x"}\n', encoding="utf-8")
    assert read_table(path)["q"].tolist() == ['[{"a": 1}]', "x"]
