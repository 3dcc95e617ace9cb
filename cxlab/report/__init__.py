"""Reports from a run's artifacts; no notebook is executed here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxlab.errors import InputError, nearest
from cxlab.phrases import Lang

__all__ = ["FORMATS", "build"]

FORMATS = ("site", "file", "markdown")


def build(run_dir: str | Path, *, formats: Sequence[str] = FORMATS, lang: Lang = "zh") -> list[Path]:
    """Write the report of a finished run.

    Parameters
    ----------
    run_dir
        Run folder with ``manifest.json`` and ``artifacts/``.
    formats
        ``site`` writes ``site/`` (index.html, a page a chapter, assets), ``file`` writes one self-contained
        ``share/<study>-<period>.html``, ``markdown`` the briefing as ``share/<study>-<period>.md``.
    lang
        ``zh`` or ``en``; both come from the same artifacts.

    Returns
    -------
    list of Path
        The pages written; the first is the one to open.

    Raises
    ------
    InputError
        When a format is unknown or the folder holds no run.
    """
    from cxlab.report import markdown, model, onefile, site

    run_dir = Path(run_dir)
    for wanted in formats:
        if wanted not in FORMATS:
            raise InputError(f"Unknown report format '{wanted}'.{nearest(wanted, FORMATS)} There are: {FORMATS}.")
    if not (run_dir / "manifest.json").is_file():
        raise InputError(f"'{run_dir.name}' is no run folder: it holds no manifest.json. Run the study first.")
    report = model.read(run_dir, lang)
    pages: list[Path] = []
    if "site" in formats:
        pages += site.write(report, run_dir / "site")
    if "file" in formats:
        pages.append(onefile.write(report, run_dir / "share", run_dir.name))
    if "markdown" in formats and (
        told := markdown.write(report, run_dir / "share", onefile.name(report, run_dir.name))
    ):
        pages.append(told)
    return pages
