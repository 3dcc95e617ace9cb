"""A study adds words, moves them and takes them away; broken files are named with their line."""

import pytest

from cxlab.errors import InputError
from cxlab.text.reading import Lexicon, read


@pytest.fixture
def folder(tmp_path):
    def write(name, text, encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path

    return write


def test_an_added_word_changes_the_reading_and_a_packaged_one_can_go(folder):
    study = folder("bad.txt", "# our own\r\n[2]\r\n瓦特了、掉链子啦\r\n-故障\r\n", "utf-8-sig")
    lexicon = Lexicon.read(study)
    assert read(["机器瓦特了"], lexicon=lexicon)["polarity"][0] < 0 == read(["机器瓦特了"])["polarity"][0]
    assert "故障" in Lexicon.read().lists["bad"]
    assert "故障" not in lexicon.lists["bad"]


def test_a_word_moves_to_another_section(folder):
    lexicon = Lexicon.read(folder("effort.txt", "[3]\n占线\n"))
    assert read(["一直打，占线"], lexicon=lexicon)["effort"][0] == 3
    assert read(["一直打，占线"])["effort"][0] == 1


def test_gbk_traditional_and_capitals_are_understood(folder):
    lexicon = Lexicon.read(folder("red_lines.txt", "[media]\n壹周刊、ABC NEWS\n", "gb18030"))
    assert read(["我找壹週刊", "calling abc news now"], lexicon=lexicon)["red_line"].tolist() == ["media", "media"]


def test_no_folder_and_an_empty_folder_are_the_packaged_lists(tmp_path):
    assert Lexicon.read(tmp_path) == Lexicon.read() == Lexicon.read(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("angri.txt", "[1]\n烦死\n", r"no word list is called 'angri'.*Did you mean 'angry'"),
        ("angry.txt", "# x\n烦死人了\n", r"angry.txt, line 2: '烦死人了' stands in section ''; allowed.*\[1\], \[2\]"),
        ("angry.txt", "[9]\n烦死人了\n", r"section '9'"),
        ("angry.txt", "[1]\n\n-没有这个词\n", r"line 3: '没有这个词' is not in the packaged list"),
    ],
)
def test_a_broken_file_is_named(folder, name, text, message):
    with pytest.raises(InputError, match=message):
        Lexicon.read(folder(name, text))


def test_packaged_lists_have_sections_and_no_word_is_valued_twice():
    lists = Lexicon.read().lists
    assert all(section for entries in lists.values() for section in entries.values())
    valued = [
        entry for name in ("angry", "anxious", "disappointed", "satisfied", "good", "bad") for entry in lists[name]
    ]
    assert sorted(entry for entry in set(valued) if valued.count(entry) > 1) == []
    assert not set(lists["red_lines"]) & set(lists["red_lines_harmless"])
    assert not set(valued) & set(lists["harmless"])
