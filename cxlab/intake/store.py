"""The intake cache: one folder a key, readable by the owner only, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from cxlab.errors import StorageError
from cxlab.intake.funnel import Report

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


def has(folder: Path) -> bool:
    """Tell whether a table is stored under `folder`."""
    return (folder / "report.json").is_file()


def read(folder: Path, table: str) -> tuple[pd.DataFrame, pd.DataFrame, Report] | None:
    """Return a stored table, its rejects and its report, or None where the key is not stored."""
    if not has(folder):
        return None
    report: Report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return pd.read_parquet(folder / f"{table}.parquet"), pd.read_parquet(folder / "rejects.parquet"), report


def write(folder: Path, table: str, frame: pd.DataFrame, rejects: pd.DataFrame, report: Report) -> None:
    """Store under `folder`; where another process was first, its equal copy stays.

    Raises
    ------
    StorageError
        When the disk is full or the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _close(folder.parent)
        temporary = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
        try:
            frame.to_parquet(temporary / f"{table}.parquet", index=False)
            rejects.to_parquet(temporary / "rejects.parquet", index=False)
            if report["questions"]:
                pd.DataFrame(report["questions"]).to_parquet(temporary / "questions.parquet", index=False)
            text = json.dumps(report, ensure_ascii=False, indent=1)
            (temporary / "report.json").write_text(text, encoding="utf-8")
            for file in temporary.iterdir():
                file.chmod(_FILE_MODE)
            temporary.replace(folder)
        except OSError:
            if not has(folder):
                raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        raise StorageError(
            f"The intake cache under '{folder.parent.name}' cannot be written: {error.strerror}."
        ) from error


def _close(folder: Path) -> None:
    """Make the folders of the cache private, up to ``.cache/intake``."""
    for level in (folder, folder.parent):
        level.chmod(_FOLDER_MODE)
