"""The learned half as files."""

import pandas as pd
import pytest
import yaml

from cxlab.codebook import Codebook, code
from cxlab.errors import StorageError


def test_what_is_written_is_read_and_codes_alike(tmp_path, stream, first):
    first.codebook.write(tmp_path)
    again = Codebook.read(tmp_path)
    assert again.entries == first.codebook.entries
    assert again.key == first.codebook.key
    fresh = code(**stream.upto(7), learned=first.codebook, seed=7)
    stored = code(**stream.upto(7), learned=again, seed=7)
    pd.testing.assert_frame_equal(fresh.assignments, stored.assignments)
    pd.testing.assert_frame_equal(fresh.changes, stored.changes)


def test_files_are_the_same_to_the_byte(tmp_path, first):
    for name in ("a", "b"):
        first.codebook.write(tmp_path / name)
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()
    assert {f.name for f in (tmp_path / "a").iterdir()} == {"codebook.yaml", "codebook.npz", "coded.parquet"}


def test_one_entry_is_one_short_block(tmp_path, first):
    first.codebook.write(tmp_path)
    facts = yaml.safe_load((tmp_path / "codebook.yaml").read_text(encoding="utf-8"))
    assert facts["entries"][0]["id"] == "T001"
    assert facts["format"] == 1


def test_no_folder_is_no_codebook(tmp_path):
    assert Codebook.read(tmp_path / "none") is None


@pytest.mark.parametrize("file", ["codebook.npz", "coded.parquet"])
def test_a_missing_part_is_told(tmp_path, first, file):
    first.codebook.write(tmp_path)
    (tmp_path / file).unlink()
    with pytest.raises(StorageError, match="no readable codebook"):
        Codebook.read(tmp_path)


def test_another_format_is_told(tmp_path, first):
    first.codebook.write(tmp_path)
    file = tmp_path / "codebook.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("format: 1", "format: 9"), encoding="utf-8")
    with pytest.raises(StorageError, match="format 9; allowed: 1"):
        Codebook.read(tmp_path)
