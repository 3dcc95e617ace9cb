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
