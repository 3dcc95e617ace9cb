import pytest

from cxlab.errors import StorageError
from cxlab.pipeline.state import History, Learned


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "state")


@pytest.fixture
def publish(history, tmp_path):
    """Return a function that writes a state of the given chapters."""

    def written(**chapters):
        for slug, inputs in chapters.items():
            (tmp_path / "artifacts" / slug / "state").mkdir(parents=True, exist_ok=True)
            (tmp_path / "artifacts" / slug / "chapter.json").write_text(inputs)
            (tmp_path / "artifacts" / slug / "state" / "codebook").write_text(inputs)
        made = {
            slug: Learned(f"key of {inputs}", inputs, history.previous(slug, inputs))
            for slug, inputs in chapters.items()
        }
        return history.write(made, tmp_path / "artifacts")

    return written


def test_there_is_nothing_before_the_first_run(history):
    assert history.newest() is None
    assert history.previous("text", "A") is None


def test_the_previous_run_is_the_last_one_with_other_inputs(history, publish):
    publish(text="A")
    assert history.previous("text", "A") is None
    assert history.previous("text", "B") == 1
    publish(text="B")
    assert history.previous("text", "B") == 1
    assert history.previous("text", "A") == 2


def test_inputs_of_another_chapter_do_not_matter(history, publish):
    publish(text="A", survey="A")
    publish(text="A", survey="B")
    assert history.previous("text", "A") is None
    assert history.previous("survey", "B") == 1
    assert history.previous("text", "B") == 2


def test_an_unchanged_run_writes_no_state(publish):
    assert [publish(text=inputs) for inputs in "AABBA"] == [1, 1, 2, 2, 3]


def test_a_run_of_some_chapters_keeps_what_the_others_learned(publish, history):
    publish(text="A", survey="A")
    folder = history.path(publish(text="B"))
    assert (folder / "text" / "codebook").read_text() == "B"
    assert (folder / "survey" / "codebook").read_text() == "A"
    assert history.previous("survey", "A") is None
    assert publish(text="B", survey="B") == 3
    assert history.newest().chapters["text"].compared == 1
    assert (history.path(1) / "text" / "chapter.json").read_text() == "A"


def test_a_state_of_another_kind_is_told(publish, history):
    folder = history.path(publish(text="A"))
    (folder / "state.json").write_text('{"parent": null}')
    with pytest.raises(StorageError, match="move the folder"):
        history.newest()
