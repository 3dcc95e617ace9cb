"""Where the project lives: notebooks, studies and reports."""

from __future__ import annotations

from pathlib import Path

from cxlab.errors import InputError

_MARK = Path("notebooks") / "chapters.yml"


def root(start: Path | None = None) -> Path:
    """Return the nearest parent of `start` with ``notebooks/chapters.yml``, else the editable install's root.

    Raises
    ------
    InputError
        When neither the working folder nor the installed package lies inside a project.
    """
    here = (start or Path.cwd()).resolve()
    installed = Path(__file__).resolve().parent.parent
    for folder in (here, *here.parents, installed):
        if (folder / _MARK).is_file():
            return folder
    raise InputError(
        f"No project found: neither '{here.name}' nor a folder above it holds {_MARK.as_posix()}. "
        "Change into the cxlab folder, or install it with `pip install --no-deps -e .`."
    )


def reports_root() -> Path:
    """Return the default folder of all reports, ``<root>/reports``."""
    return root() / "reports"
