"""An exhibit is shown once: by its cell, or when the cell ends."""

import sys

import IPython
import pandas as pd
import pytest
from IPython.core.events import EventManager, available_events

from cxlab import shown as exhibits
from cxlab.chapter import Chapter
from cxlab.numbers import counted
from cxlab.phrases import visible


@pytest.fixture
def displayed(monkeypatch):
    """What was displayed, and a shell that tells of ended cells."""
    seen = []
    monkeypatch.setattr(IPython.display, "display", seen.append)
    return seen


@pytest.fixture
def shell(monkeypatch):
    class Shell:
        events = EventManager(None, available_events)

    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", Shell)
    return Shell


@pytest.fixture
def chapter(tmp_path):
    return Chapter.open("demo", tmp_path / "run", "voice", "en")


def made(chapter):
    table = pd.DataFrame({"step": ["@voice.step_read", "<b>"], "rows": [3, 2]})
    return chapter.exhibit("completeness", table, values={"rows": counted(5, "count")})


def test_what_a_cell_leaves_unshown_comes_at_its_end_once(chapter, shell, displayed):
    made(chapter)
    assert displayed == []
    shell.events.trigger("post_run_cell", None)
    assert len(displayed) == 3
    shell.events.trigger("post_run_cell", None)
    assert len(displayed) == 3


def test_what_a_cell_shows_is_not_shown_again(chapter, shell, displayed):
    made(chapter)._ipython_display_()
    shell.events.trigger("post_run_cell", None)
    assert len(displayed) == 3


def test_a_table_is_in_words(chapter, shell, displayed):
    made(chapter)._ipython_display_()
    assert displayed[1].columns.tolist() == ["Step", "Rows"]
    assert displayed[1].iloc[0, 0] == visible("@voice.step_read").en


def test_outside_jupyter_nothing_is_kept(chapter, displayed):
    made(chapter)
    assert exhibits._waiting == []
