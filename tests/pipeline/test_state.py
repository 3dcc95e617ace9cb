import pytest

from cxlab.pipeline.state import History


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "state")


@pytest.fixture
def publish(history, tmp_path):
    """Return a function that writes a state of the given chapters."""

    def written(input_key, **keys):
        for slug, key in keys.items():
            (tmp_path / "artifacts" / slug / "state").mkdir(parents=True, exist_ok=True)
            (tmp_path / "artifacts" / slug / "chapter.json").write_text(key)
            (tmp_path / "artifacts" / slug / "state" / "codebook").write_text(key)
        return history.write(input_key, keys, tmp_path / "artifacts")

    return written


def test_there_is_nothing_before_the_first_run(history):
    assert history.newest() is None
    assert history.previous("A") is None
    assert history.path(None) is None


def test_the_previous_run_is_the_last_one_with_other_inputs(history, publish):
    publish("A", text="a")
    assert history.previous("A") is None
    assert history.previous("B") == 1
    publish("B", text="b")
    assert history.previous("B") == 1
    assert history.previous("A") == 2


def test_an_unchanged_run_writes_no_state(publish, history):
    assert [publish("A", text="a"), publish("A", text="a"), publish("B", text="b"), publish("B", text="b")] == [
        1,
        1,
        2,
        2,
    ]
    assert history.newest().parent == 1


def test_a_run_of_some_chapters_keeps_what_the_others_learned(publish, history):
    publish("A", text="a", survey="a")
    number = publish("B", text="b")
    folder = history.path(number)
    assert (folder / "text" / "codebook").read_text() == "b"
    assert (folder / "survey" / "codebook").read_text() == "a"
    assert publish("B", text="b", survey="b") == 3
    assert history.newest().parent == 1
    assert (history.path(1) / "text" / "chapter.json").read_text() == "a"
