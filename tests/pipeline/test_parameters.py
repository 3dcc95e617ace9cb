import json

import pytest

from cxlab.errors import InputError
from cxlab.pipeline import parameters

CELL = """
study: str = "demo"
run_dir: str = ""
size: int = 20  # a help text with # and =
share: float = 1
colour: str = "#c00"
strict: bool = False
words: list[str] = ["a"]
weights: dict[str, float] = {}
"""


def write(folder, *cells):
    made = [{"cell_type": "code", "metadata": {"tags": tags}, "source": source} for source, tags in cells]
    file = folder / "10_test.ipynb"
    file.write_text(json.dumps({"cells": made}), encoding="utf-8")
    return file


@pytest.fixture
def known(tmp_path):
    return parameters.declared(write(tmp_path, ("import os", []), (CELL, ["hide", "parameters"])))


def test_typed_literals_are_read(known):
    assert {name: (p.type, p.default) for name, p in known.items() if name not in parameters.RESERVED} == {
        "size": ("int", 20),
        "share": ("float", 1.0),
        "colour": ("str", "#c00"),
        "strict": ("bool", False),
        "words": ("list[str]", ["a"]),
        "weights": ("dict[str, float]", {}),
    }


def test_a_command_line_goes_before_the_study_which_goes_before_the_notebook(known):
    given = parameters.parse_options(["test.size=5", "test.strict=true", "test.colour=007"], ["test"])["test"]
    found = parameters.resolve(known, "test", ("study.yaml", {"size": 9, "share": 2}), ("-p", given))
    assert found == {
        **{"size": 5, "share": 2.0, "colour": "007", "strict": True},
        **{"words": ["a"], "weights": {}},
    }
    assert isinstance(found["share"], float)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sise", "1", "has no parameter 'sise'. Did you mean 'size'"),
        ("study", "other", "has no parameter 'study'"),
        ("size", "2.5", "test.size: found '2.5', which is no int"),
        ("size", "yes", "which is no int"),
        ("size", True, "which is no int"),
        ("share", ".nan", "which is no float"),
        ("strict", "1", "which is no bool"),
        ("colour", 3, "which is no str"),
        ("words", "[1, 2]", r"which is no list\[str\]"),
        ("words", "a, b", r"which is no list\[str\]"),
        ("weights", "{a: b}", "which is no dict"),
    ],
)
def test_what_does_not_fit_is_refused(known, name, value, message):
    with pytest.raises(InputError, match=message):
        parameters.resolve(known, "test", ("-p", {name: value}))


@pytest.mark.parametrize(
    ("option", "message"),
    [("size=1", "expected chapter.name=value"), ("test.size", "expected"), ("tset.size=1", "Did you mean 'test'")],
)
def test_a_malformed_option_is_refused(option, message):
    with pytest.raises(InputError, match=message):
        parameters.parse_options([option], ["test"])


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([("size: int = 1", [])], "has no cells tagged 'parameters'"),
        ([("a: int = 1", ["parameters"]), ("b: int = 1", ["parameters"])], "has 2 cells"),
        ([("size = 1", ["parameters"])], "line 1: 'size = 1' is no typed literal"),
        ([("\nsize: int = 2 * 3", ["parameters"])], "line 2: .* is no literal"),
        ([("size: int = 'x'", ["parameters"])], "which is no int"),
        ([("size: int | None = None", ["parameters"])], r"type 'int \| None' is not allowed"),
        ([("size: int =", ["parameters"])], "line 1: invalid syntax"),
        ([("size: int = 1", ["parameters"])], "lacks `study"),
    ],
)
def test_a_bad_parameters_cell_is_refused(tmp_path, cells, message):
    with pytest.raises(InputError, match=message):
        parameters.declared(write(tmp_path, *cells))


def test_what_is_no_notebook_is_refused(tmp_path):
    file = tmp_path / "x.ipynb"
    file.write_text("text", encoding="utf-8")
    with pytest.raises(InputError, match="is no Jupyter notebook"):
        parameters.declared(file)
