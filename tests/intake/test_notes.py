import ast
from pathlib import Path
from string import Formatter

import pytest

import cxlab.intake
from cxlab.intake.notes import listed, note, reason_told, told
from cxlab.intake.words import resource

SOURCES = sorted(Path(cxlab.intake.__file__).parent.glob("*.py"))


def fields(texts):
    return {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in texts.items()}


@pytest.mark.parametrize("part", ["notes", "reasons", "rules"])
def test_both_languages_say_the_same(part):
    chinese, english = resource("notes")["zh"][part], resource("notes")["en"][part]
    assert fields(chinese) == fields(english)


def test_every_note_that_is_made_has_its_words_and_their_values():
    made = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note" and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    made[code.value] = {keyword.arg for keyword in node.keywords}
    wanted = fields(resource("notes")["en"]["notes"])
    assert len(made) > 10
    for code, given in made.items():
        assert None in given or wanted[code] <= given, code


def test_a_note_names_its_file():
    found = note("totals", lines="7")
    assert told({**found, "file": "c.csv"}, "en") == "c.csv: totals or remarks at the end are no records: line 7"
    assert told({**found, "file": "c.csv"}, "zh") == "c.csv：末尾的合计或说明行不算记录（第 7 行）"


def test_a_reason_carries_its_detail():
    assert reason_told("off_scale 1-5", "zh") == "超出量表 1-5"
    assert reason_told("missing", "en") == "is missing"


def test_long_lists_are_cut():
    assert listed([1, 2, 3]) == "1, 2, 3"
    assert listed(range(1, 9), most=2) == "1, 2 … (+6)"
