"""Red lines: hand-written sentences of every lane, and look-alikes that must stay quiet."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab.text.reading import Lexicon, read

HERE = Path(__file__).parent
CASES = pd.concat([pd.read_csv(file, keep_default_na=False) for file in sorted(HERE.glob("red_line_cases*.csv"))])


def test_every_lane_is_found_and_no_look_alike():
    found = read(CASES["text"])["red_line"].str.split("|").map(set).tolist()
    wanted = CASES["lanes"].str.split("|").map(set).tolist()
    pairs = list(zip(CASES["text"], wanted, found, strict=True))
    assert [text for text, want, got in pairs if want != {""} and not want <= got] == []
    assert [text for text, want, got in pairs if want == {""} and got != {""}] == []


def test_cases_cover_every_lane():
    lanes = {section.removesuffix(" if problem") for section in Lexicon.read().lists["red_lines"].values()}
    assert lanes == set("|".join(CASES["lanes"]).split("|")) - {""}


@pytest.mark.parametrize("text", ["没有漏电", "希望不要起火", "會唔會漏電呀"])
def test_neither_negation_nor_question_undoes_a_red_line(text):
    assert read([text])["red_line"][0] == "safety"


def test_everyday_words_count_only_in_a_problem():
    assert read(["给孩子买的，很喜欢", "孩子坐的椅子断了，没人管"])["red_line"].tolist() == ["", "vulnerable"]
