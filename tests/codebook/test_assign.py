"""Which entry a text belongs to, on hand-made cosines."""

import sys

import numpy as np
import pytest

from cxlab.codebook import Edits, confirm, lock, merge, retire, split
from cxlab.codebook.assign import assign
from cxlab.codebook.book import Entry
from cxlab.codebook.standing import standing
from cxlab.errors import InputError

ENTRIES = (
    Entry("T001", (), "a", "fit", "proposed", "", 3),
    Entry("T002", (), "b", "fit", "proposed", "", 2),
    Entry("T003", (), "c", "unseen", "emerging", "", 1),
    Entry("T004", (), "d", "split", "proposed", "", 1, parent="T002", part="1/2"),
    Entry("T005", (), "e", "split", "proposed", "", 1, parent="T002", part="2/2"),
)
COSINES = np.array(
    [
        [0.9, 0.1, 0.2, 0.0, 0.0],  # T001
        [0.5, 0.1, 0.6, 0.0, 0.0],  # T001, or T003 which took it
        [0.1, 0.8, 0.2, 0.7, 0.9],  # T002, its second part
        [0.3, 0.7, 0.2, 0.5, 0.4],  # T002, its first part
        [0.2, 0.1, 0.2, 0.9, 0.9],  # nothing is near enough: parts are only looked at within their entry
    ]
)
FLOORS = np.full(5, 0.3)


def coded(edits):
    placed = assign(COSINES, FLOORS, standing(ENTRIES, edits), edits)
    return ["T00" + str(row + 1) if row >= 0 else "" for row in placed.code]


def test_the_nearest_that_is_near_enough():
    assert coded(Edits()) == ["T001", "T003", "T002", "T002", ""]


def test_many_texts_are_coded_a_part_at_a_time_as_they_are_at_once(monkeypatch):
    at_once = coded(Edits())
    monkeypatch.setattr(sys.modules["cxlab.codebook.assign"], "_CHUNK", 2)
    assert coded(Edits()) == at_once


def test_a_locked_entry_keeps_its_texts_from_an_unconfirmed_one():
    assert coded(lock(Edits(), "T001")) == ["T001", "T001", "T002", "T002", ""]
    assert coded(confirm(lock(Edits(), "T001"), "T003")) == ["T001", "T003", "T002", "T002", ""]


def test_merge_then_split_then_merge_of_a_part():
    halves = split(Edits(), "T002", parts=2)
    assert coded(halves) == ["T001", "T003", "T005", "T004", ""]
    assert coded(merge(halves, ["T005"], into="T001")) == ["T001", "T003", "T001", "T004", ""]
    assert coded(merge(halves, ["T001"], into="T002")) == ["T004", "T003", "T005", "T004", ""]


def test_texts_of_a_retired_entry_go_to_the_next_best():
    assert coded(retire(Edits(), "T003"))[1] == "T001"
    assert coded(retire(Edits(), "T002")) == ["T001", "T003", "", "T001", ""]
    assert coded(retire(split(Edits(), "T002", parts=2), "T005"))[2] == "T004"


def test_a_circle_through_a_split_is_refused():
    with pytest.raises(InputError, match="circle"):
        standing(ENTRIES, merge(split(Edits(), "T002", parts=2), ["T004"], into="T002"))


def test_merging_into_a_part_that_is_undone_is_refused():
    with pytest.raises(InputError, match="T004 is no longer in use"):
        standing(ENTRIES, merge(Edits(), ["T001"], into="T004"))
