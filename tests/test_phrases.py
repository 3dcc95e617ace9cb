"""Every text stands in both languages, says nothing in digits, and names the same fields in both."""

import re
from typing import get_args

import pytest

from cxlab.errors import InputError
from cxlab.numbers import Unit, bare_digits
from cxlab.phrases import catalogue, columns, in_both_languages, phrase, resolve, visible
from cxlab.study import Text

FIELD = re.compile(r"\{(\w+)\}")


def test_both_languages_name_the_same_fields_and_no_digits():
    for key, text in catalogue().items():
        assert text.zh.strip() and text.en.strip(), key
        assert set(FIELD.findall(text.zh)) == set(FIELD.findall(text.en)), key
        if re.search(r"_(title|reading|alt)$|\.claim_", key):
            assert bare_digits(text) == [], key


def test_the_words_that_shame_do_not_occur():
    shaming = re.compile("最差|垫底|甩锅|不重视|严重|极其|远超|导致|证明|显著")
    assert [key for key, text in catalogue().items() if shaming.search(text.zh)] == []


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(InputError, match=r"Did you mean .kano\.class_"):
        phrase("kano.class_m")
    with pytest.raises(InputError, match="exactly the languages"):
        phrase({"zh": "只有中文"})


def test_strings_of_figures_come_out_in_one_language():
    both = in_both_languages(Text(zh="春节", en="Spring Festival"))
    figure = {"a": ["@kano.class_M", both, "数据", "@someone", "@{broken"], "b": 3}
    assert resolve(figure, "en") == {"a": ["Must-be", "Spring Festival", "数据", "@someone", "@{broken"], "b": 3}
    assert visible(both).zh == "春节"


def test_columns_have_a_name_in_both_languages_and_a_known_unit():
    units = set(get_args(Unit)) | {"text", "quote", "flag", "class", "date", "exhibit", "each"}
    for name, entry in columns().items():
        assert {"zh", "en", "unit"} == set(entry), name
        assert entry["unit"] in units, name
