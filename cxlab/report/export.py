"""The report in other forms, from a published run's artifacts; no notebook is executed."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

from cxlab.errors import InputError, StorageError, nearest
from cxlab.phrases import Lang
from cxlab.pipeline.storage import write_atomic
from cxlab.report import gate, material, model, onefile, unpacked
from cxlab.report.model import ReportView

FORMATS = ("pptx", "xlsx", "pdf")
EXPORTS = "exports"
_PUBLISHED = "published"


def export(
    run_dir: Path, format: str, *, lang: Lang | None = None, template: Path | None = None, out: Path | None = None
) -> Path:
    """Write a published run as slides, workbook or PDF, and return the file.

    Parameters
    ----------
    run_dir
        Folder of a run that passed the privacy gate.
    format
        ``pptx`` (native charts and tables, one slide a finding), ``xlsx`` (a sheet an exhibit) or ``pdf`` (the
        one-file report on A4, which takes a Chromium, Chrome or Edge).
    lang
        ``zh`` or ``en``; None is the language of the run.
    template
        The company's own .pptx; only for slides.
    out
        File to write; None is ``exports/<study>-<period>.<format>`` beside the study's runs.

    Raises
    ------
    InputError
        When the format is unknown, the folder holds no published run, or the template is none.
    StorageError
        When the file cannot be written.
    GateRefused
        When the file would hold personal data or traces of this machine.
    """
    _check(format, template)
    manifest = _manifest(run_dir)
    spoken: Lang = lang or manifest.get("lang", "zh")
    report = model.read(run_dir, spoken)
    file = out or run_dir.parent / EXPORTS / f"{onefile.name(report, run_dir.name)}.{format}"
    _writable(file, made_here=out is None)
    content = _content(report, run_dir, format, template, _made(manifest))
    if format != "pdf":  # which prints the page that the gate has read
        gate.check_strings(file.name, unpacked.read(content), run_dir)
    _write(file, content)
    return file


def _check(format: str, template: Path | None) -> None:
    if format not in FORMATS:
        raise InputError(
            f"Unknown format '{format}'.{nearest(format, FORMATS)} There are: {', '.join(FORMATS)}. The pages "
            "themselves (HTML) lie in the run's folders site and share."
        )
    if template is not None and format != "pptx":
        raise InputError(f"A template is for slides only; '{format}' has none. Leave --template out.")


def _manifest(run_dir: Path) -> dict[str, Any]:
    file = run_dir / "manifest.json"
    if not file.is_file():
        raise InputError(f"'{run_dir.name}' is no run folder: it holds no manifest.json. Run the study first.")
    manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if manifest.get("status") != _PUBLISHED:
        raise InputError(
            f"Run '{run_dir.name}' was not published (status: {manifest.get('status', 'unknown')}), so nothing is "
            "exported from it. `cxlab runs` lists the runs of every study."
        )
    return manifest


def _content(report: ReportView, run_dir: Path, format: str, template: Path | None, made: dt.datetime) -> bytes:
    if format == "pdf":
        from cxlab.report import printed

        return printed.write(report, made=made)
    behind = material.read(run_dir, report.lang)
    if format == "xlsx":
        from cxlab.report import workbook

        return workbook.write(report, behind, made=made)
    from cxlab.report import slides

    return slides.write(report, behind, template=template, made=made)


def _made(manifest: dict[str, Any]) -> dt.datetime:
    """Return the time at which the run ended, so that the same run gives the same file."""
    stamp = manifest.get("finished_at") or manifest["started_at"]
    return dt.datetime.fromisoformat(stamp).astimezone(dt.UTC).replace(tzinfo=None)


def _writable(file: Path, *, made_here: bool) -> None:
    """Find out before the work is done whether its result can be kept."""
    if file.is_dir():
        raise InputError(f"'{file.name}' is a folder; --out takes the name of a file.")
    try:
        if made_here:
            file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as error:
        raise _refused(file, error) from error


def _write(file: Path, content: bytes) -> None:
    try:
        write_atomic(file, content)
    except OSError as error:
        raise _refused(file, error) from error


def _refused(file: Path, error: OSError) -> StorageError:
    return StorageError(
        f"'{file.name}' cannot be written into '{file.parent}': {error.strerror or error}. Close the file where it is "
        "open, or name another place with --out."
    )
