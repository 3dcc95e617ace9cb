import errno

import pytest

from cxlab.errors import StorageError
from cxlab.pipeline import storage


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_disk_and_permission_are_told_with_the_place(number):
    with pytest.raises(StorageError, match=r"Writing: .* 'there'\. Free space"), storage.guarded("Writing"):
        raise OSError(number, "x", "there")


def test_other_errors_pass():
    with pytest.raises(FileNotFoundError), storage.guarded("Writing"):
        raise FileNotFoundError(errno.ENOENT, "x")


@pytest.mark.parametrize(
    ("message", "is_trouble"),
    [("[Errno 28] No space left on device", True), ("[Errno 2] No such file", False), ("28", False)],
)
def test_a_message_from_a_kernel_is_recognised(message, is_trouble):
    assert storage.is_trouble_text(message) is is_trouble


def test_a_write_that_fails_keeps_the_old_file(tmp_path):
    file = tmp_path / "x"
    storage.write_atomic(file, "old")
    with pytest.raises(UnicodeEncodeError):
        storage.write_atomic(file, "new \ud800")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_was_not_finished_is_not_there(tmp_path):
    with pytest.raises(KeyError), storage.building(tmp_path / "x") as folder:
        (folder / "half").touch()
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_made_anew_is_never_there_in_halves(tmp_path, monkeypatch):
    with storage.building(tmp_path / "x") as folder:
        (folder / "old").touch()
    remove = storage.shutil.rmtree

    def watched(path, **options):
        assert path != tmp_path / "x", "what is removed bit by bit looks like a result meanwhile"
        remove(path, **options)

    monkeypatch.setattr(storage.shutil, "rmtree", watched)
    with storage.building(tmp_path / "x") as folder:
        (folder / "new").touch()
    assert list(tmp_path.rglob("*")) == [tmp_path / "x", tmp_path / "x" / "new"]


def test_a_full_disk_is_known_in_the_middle_of_a_copy(tmp_path, monkeypatch):
    def full(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device", "there")

    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").touch()
    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(StorageError, match="Copying: No space left"), storage.guarded("Copying"):
        storage.copy_tree(tmp_path / "a", tmp_path / "c")


def test_what_killed_writers_left_goes_when_it_is_old(tmp_path):
    left = [tmp_path / name for name in (".part-x.abcdefgh", ".writing-1", "tmp1.part")]
    for folder in left[:2]:
        (folder / "deep").mkdir(parents=True)
    left[2].touch()
    (tmp_path / "kept").touch()
    storage.sweep([tmp_path], age=60)
    assert all(path.exists() for path in left)
    storage.sweep([tmp_path])
    assert list(tmp_path.iterdir()) == [tmp_path / "kept"]
