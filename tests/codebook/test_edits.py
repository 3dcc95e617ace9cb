"""The researcher's file: what it may say, what it says wrong, and that it comes back as it was."""

import pytest

from cxlab.codebook import Edits, confirm, lock, merge, rename, restore, retire, split
from cxlab.errors import InputError

KNOWN = [f"T{n:03d}" for n in range(1, 13)]


def edited():
    edits = Edits(codebook="abcd1234")
    edits = rename(edits, "T005", zh="占位费", en="Idle fee")
    edits = rename(edits, "T001", zh="启动失败")
    edits = merge(edits, ["T003", "T004"], into="T001")
    edits = split(edits, "T007", words=[["退款", "到账"], ["押金"]])
    edits = confirm(edits, "T005", kind="problem")
    edits = confirm(edits, "T005", kind="need", touchpoint="p12")
    return lock(retire(edits, "T009"), "T002")


def test_a_file_comes_back_as_it_was(tmp_path):
    edits, file = edited(), tmp_path / "codebook.yaml"
    edits.write(file)
    once = file.read_bytes()
    again = Edits.read(file)
    assert again.entries == {id: edit for id, edit in edits.entries.items()}
    again.write(file)
    assert file.read_bytes() == once
    said = file.read_text(encoding="utf-8")
    assert said.startswith("#")
    assert said.index("T001") < said.index("T012") if "T012" in said else True
    assert "name: 启动失败" in said


def test_no_file_is_no_edit(tmp_path):
    assert Edits.read(tmp_path / "codebook.yaml") == Edits()


def test_functions_leave_the_old_edits_alone():
    before = Edits()
    rename(before, "T001", zh="甲")
    assert before == Edits()


def test_restore_undoes_an_end_and_keeps_the_name():
    edits = restore(edited(), "T003")
    assert edits["T003"].merge_into is None
    assert restore(edited(), "T005")["T005"].name.zh == "占位费"


def test_kind_at_a_touchpoint_before_the_general_one():
    edits = edited()
    assert edits.kind_of("T005", "p12") == "need"
    assert edits.kind_of("T005", "p1") == "problem"
    assert edits.kind_of("T001") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("entries:\n  T001: {nmae: x}\n", "line 2, entries.T001.nmae: unknown key. Did you mean 'name'"),
        ("entries:\n  T001:\n    status: lockd\n", "line 3, entries.T001.status: .*Did you mean 'locked'"),
        ("entires: {}\n", "line 1, entires: unknown key. Did you mean 'entries'"),
        ("entries:\n  T001: {split: {parts: 1}}\n", "line 2, entries.T001.split.parts"),
        ("entries:\n  T001: {split: {parts: 2, words: [[a], [b]]}}\n", "give either parts"),
        ("entries:\n  T001: {split: {word: [[a], [b]]}}\n", "Did you mean 'words'"),
        ("entries:\n  T001: {merge_into: T002, status: retired}\n", "only one of the three"),
        ("entries:\n  T001: {note: a}\n  T001: {note: b}\n", "line 3: 'T001' stood on line 2 already"),
        ("entries:\n  T001: {note: [}\n", "line 2: this is no valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, told):
    file = tmp_path / "codebook.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        Edits.read(file)


def test_an_unknown_id_is_told_with_the_nearest():
    with pytest.raises(InputError, match=r"entries: there is no entry 'T01'. Did you mean 'T0"):
        rename(Edits(), "T01", zh="甲").check(KNOWN, "")
    with pytest.raises(InputError, match=r"entries.T001.merge_into: there is no entry 'T099'"):
        merge(Edits(), ["T001"], into="T099").check(KNOWN, "")


def test_merging_into_a_retired_entry_is_refused():
    with pytest.raises(InputError, match="T002 is retired"):
        merge(retire(Edits(), "T002"), ["T001"], into="T002").check(KNOWN, "")


def test_merging_in_a_circle_is_refused():
    with pytest.raises(InputError, match="circle"):
        merge(merge(Edits(), ["T001"], into="T002"), ["T002"], into="T001")
