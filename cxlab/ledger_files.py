"""Where the two halves of the issue ledger lie: what runs learned, and what a researcher decided."""

from __future__ import annotations

from pathlib import Path

from cxlab.errors import StorageError
from cxlab.insight.ledger import Edits, Ledger
from cxlab.lines import Lines
from cxlab.pipeline.state import History

LEARNED = "ledger.json"
DECIDED = "ledger.yaml"


def write_ledger(ledger: Ledger, folder: str | Path) -> None:
    """Write ``ledger.json`` into a chapter's state folder; the same ledger gives the same bytes."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    (Path(folder) / LEARNED).write_text(ledger.to_json(), encoding="utf-8", newline="\n")


def read_ledger(folder: str | Path | None) -> Ledger | None:
    """Read what `write_ledger` wrote; None where there is no folder, or no ledger in it.

    Raises
    ------
    StorageError
        The file is broken or of another format.
    """
    if folder is None or not (Path(folder) / LEARNED).is_file():
        return None
    file = Path(folder) / LEARNED
    try:
        return Ledger.from_json(file.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{file} cannot be read ({error}). Restore it from a backup.") from error


def read_edits(path: str | Path) -> Edits:
    """Read a study's ``ledger.yaml`` (file, or the folder of the study); an absent one holds no edits.

    Raises
    ------
    InputError
        The file is no UTF-8 or YAML, a key stands twice, or a key or value is not allowed; file and line are named.
    """
    path = Path(path)
    file = path / DECIDED if path.is_dir() else path
    return Edits.of(Lines.read(file)) if file.is_file() else Edits()


def newest_ledger(home: Path) -> Ledger | None:
    """Return the ledger in the newest published state of a study's reports (``reports/<study>``), if there is one."""
    history = History(home / "state")
    state = history.newest()
    if state is None:
        return None
    found = sorted(history.path(state.number).glob(f"*/{LEARNED}"))
    return read_ledger(found[0].parent) if found else None
