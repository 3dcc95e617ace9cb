import json

import pytest

from cxlab import project
from cxlab.errors import InputError
from cxlab.pipeline import graph


@pytest.fixture
def write(tmp_path):
    """Return a function that writes chapters.yml from entries (or text) and its notebooks, and reads it."""

    def made(*entries, text=None):
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        whole = [{"notebook": f"{e['slug']}.ipynb", "title": "t", "question": "q", **e} for e in entries]
        for entry in whole:
            (folder / f"{entry['slug']}.ipynb").touch()
        (folder / "chapters.yml").write_text(text or json.dumps({"chapters": whole}), encoding="utf-8")
        return graph.read(tmp_path)

    return made


def test_the_project_s_own_chapters_are_sound():
    chapters = graph.read(project.root())
    assert list(chapters)[-1] == "briefing"
    assert graph.order(chapters)[-1] == "briefing"


def test_chapters_keep_the_order_of_the_file_and_run_after_what_they_stand_on(write):
    chapters = write({"slug": "last", "needs": ["first"]}, {"slug": "first"})
    assert list(chapters) == ["last", "first"]
    assert graph.order(chapters) == ["first", "last"]


def test_a_selected_chapter_brings_what_it_stands_on(write):
    chapters = write({"slug": "a"}, {"slug": "b", "after": ["a"]}, {"slug": "c", "needs": ["b"]}, {"slug": "d"})
    assert list(graph.select(chapters, ["c"])) == ["a", "b", "c"]
    assert list(graph.select(chapters, [])) == ["a", "b", "c", "d"]
    with pytest.raises(InputError, match="no chapter 'e'"):
        graph.select(chapters, ["e"])


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"slug": "a"}, {"slug": "a"}], "'a' is there twice"),
        ([{"slug": "a", "needs": ["b"]}, {"slug": "b", "after": ["a"]}], "wait for each other: .*a → b|b → a"),
        ([{"slug": "kano"}, {"slug": "b", "needs": ["kanno"]}], "'b' refers to the unknown chapter 'kanno'.*'kano'"),
        ([{"slug": "a", "sections": ["target"]}], "unknown section 'target'. Did you mean 'targets'"),
        ([{"slug": "a", "need": []}], "chapter 'a', need: .*Did you mean 'needs'"),
        ([{"slug": "A b"}], "chapter 'A b', slug"),
        ([{"slug": "a", "notebook": "b.ipynb"}], "has no notebook 'b.ipynb'. Did you mean 'a.ipynb'"),
    ],
)
def test_a_wrong_entry_is_named(write, entries, message):
    with pytest.raises(InputError, match=message):
        write(*entries)


@pytest.mark.parametrize(
    ("text", "message"),
    [("chapters:\n  - {slug: a\n", "line 3: this is no valid YAML"), ("- a\n", "expected the one key 'chapters'")],
)
def test_a_file_that_does_not_parse_names_the_line(write, text, message):
    with pytest.raises(InputError, match=message):
        write(text=text)
