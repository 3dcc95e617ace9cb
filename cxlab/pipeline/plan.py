"""What a run will do, settled and checked before anything runs."""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cxlab import project
from cxlab.errors import InputError
from cxlab.phrases import Lang
from cxlab.pipeline import graph, parameters
from cxlab.pipeline.cache import Inputs
from cxlab.pipeline.graph import ChapterSpec
from cxlab.study import Study


@dataclass(frozen=True)
class Options:
    """What a user may ask of a run.

    Parameters
    ----------
    chapters
        Slugs to run (with all they stand on); empty means all.
    parameters
        ``chapter.name=value`` texts; they go before ``study.yaml``, which goes before the notebook.
    jobs
        Chapters at a time; None means one a core (of the cluster: one a thread of its workers).
    cluster
        Address of a Dask scheduler whose workers execute the chapters; None means this machine.
    lang
        Language of the report; None means the study's.
    as_of
        ISO date of the last day that counts.
    timeout, cell_timeout
        Seconds for the whole run and for one cell.
    """

    chapters: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    jobs: int | None = None
    cluster: str | None = None
    lang: Lang | None = None
    force: bool = False
    as_of: str | None = None
    wait: bool = False
    reports: Path | None = None
    timeout: int = 4 * 3600
    cell_timeout: int = 1800


@dataclass(frozen=True)
class Plan:
    """A checked run: the study, every chapter with its inputs, and the chapters to run."""

    study: Study
    inputs: Inputs
    selected: Mapping[str, ChapterSpec]
    reports: Path
    lang: Lang
    jobs: int
    cluster: str | None = None

    @property
    def home(self) -> Path:
        """Folder of the study's reports."""
        return self.reports / self.study.name


def home(path: str | Path, options: Options) -> Path:
    """Return the folder of the reports of the study at `path`; errors as of `make`."""
    return (options.reports or project.reports_root()).resolve() / Study.open(path).name


def make(path: str | Path, options: Options) -> Plan:
    """Return the plan of a run of the study at `path`.

    Raises
    ------
    InputError
        When the study, a table's file, ``chapters.yml``, a notebook, a parameter, a chapter's name or the as-of date
        is wrong, or the cluster cannot be reached or used.
    """
    from cxlab import intake

    study = Study.open(path)
    root = project.root()
    chapters = graph.read(root)
    selected = graph.select(chapters, options.chapters)
    inputs = Inputs(
        root=root,
        study=study,
        chapters=chapters,
        parameters=_parameters(root, study, chapters, options.parameters),
        as_of=date(options.as_of),
        tables={table: intake.key(study, table) for table in sorted(study.tables)},
    )
    if options.jobs is not None and options.jobs < 1:
        raise InputError(f"--jobs {options.jobs}: at least one chapter at a time.")
    slots = cores() if options.cluster is None else _slots(options.cluster, (root / "notebooks", study.folder))
    return Plan(
        study=study,
        inputs=inputs,
        selected=selected,
        reports=(options.reports or root / "reports").resolve(),
        lang=options.lang or study.language,
        jobs=options.jobs or slots,
        cluster=options.cluster,
    )


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _slots(address: str, shared: tuple[Path, ...]) -> int:
    """Return how many chapters the cluster at `address` takes at a time, and that it can be used."""
    if not importlib.util.find_spec("distributed"):
        raise InputError(
            "--cluster needs Dask, which is an extra. Install it into the same environment: "
            "pip install --no-deps --require-hashes -r requirements-cluster.lock"
        )
    from cxlab.pipeline import cluster

    with cluster.connected(address, shared=shared) as found:
        return found.slots


def _parameters(
    root: Path, study: Study, chapters: Mapping[str, ChapterSpec], options: tuple[str, ...]
) -> dict[str, dict[str, object]]:
    known = {slug: parameters.declared(root / "notebooks" / spec.notebook) for slug, spec in chapters.items()}
    for slug in study.chapters:
        parameters.check_chapter(slug, list(chapters), "study.yaml, chapters")
    given = parameters.parse_options(options, list(chapters))
    return {
        slug: parameters.resolve(
            known[slug], slug, ("study.yaml, chapters", study.chapters.get(slug, {})), ("-p", given.get(slug, {}))
        )
        for slug in chapters
    }


def date(text: str | None) -> str | None:
    """Return an as-of date as ISO text; anything that is no date is an `InputError`."""
    try:
        return dt.date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise InputError(f"--as-of {text}: expected a date such as 2026-10-31.") from None
