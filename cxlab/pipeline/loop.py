"""The graph at work: chapters start when all they stand on has ended; one that fails blocks only what stands on it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

from cxlab.errors import CxlabError, NotApplicable, StorageError
from cxlab.phrases import phrase
from cxlab.pipeline import log
from cxlab.pipeline.cache import Store
from cxlab.pipeline.graph import ChapterSpec, missing_tables
from cxlab.pipeline.launch import Ended, Job, Launcher, Runner
from cxlab.pipeline.manifest import Outcome
from cxlab.pipeline.plan import Plan
from cxlab.pipeline.progress import Reporter
from cxlab.pipeline.storage import is_trouble
from cxlab.record import ChapterRecord

_TICK = 1.0
"""Seconds between looks at the clock (and, on Windows, at Ctrl-C)."""
STORAGE = "storage"


@dataclass
class Loop:
    """One run of a plan's chapters into `folder`.

    Parameters
    ----------
    keys
        Cache key of every chapter.
    costs
        Seconds that chapters took before; the longest of those that may start goes first.
    force
        Execute even where the store has a result.
    deadline
        On the clock of `time.monotonic`.
    """

    plan: Plan
    folder: Path
    store: Store
    keys: Mapping[str, str]
    costs: Mapping[str, float]
    force: bool
    deadline: float
    cell_timeout: int
    reporter: Reporter
    runner: Runner = field(init=False)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def run(self) -> dict[str, Outcome]:
        """Run every selected chapter and return what became of each.

        Raises
        ------
        InputError
            When the cluster that the plan names cannot be used any more.
        StorageError
            When the disk is full or a folder cannot be written, in a kernel or here.
        KeyboardInterrupt
            On Ctrl-C, after every worker and kernel has been ended.
        """
        chapters = self.plan.selected
        self.reporter.begin(len(chapters))
        with self._runner() as self.runner, ThreadPoolExecutor(max_workers=self.plan.jobs) as executor:
            try:
                self._drive(executor.submit)
            except BaseException:
                self.runner.stop()
                executor.shutdown(wait=True, cancel_futures=True)
                raise
        return {slug: self.outcomes[slug] for slug in chapters}

    @contextmanager
    def _runner(self) -> Iterator[Runner]:
        if self.plan.cluster is None:
            yield Launcher()
            return
        from cxlab.pipeline import cluster

        with cluster.connected(self.plan.cluster, shared=[self.folder]) as runner:
            yield runner

    def _drive(self, submit: Callable[..., Future[Outcome]]) -> None:
        sorter = TopologicalSorter({slug: set(spec.upstream) for slug, spec in self.plan.selected.items()})
        sorter.prepare()
        running: dict[Future[Outcome], str] = {}
        while sorter.is_active():
            for slug in sorted(sorter.get_ready(), key=lambda slug: -self.costs.get(slug, 0.0)):
                running[submit(self._chapter, self.plan.selected[slug])] = slug
            ended, _ = wait(running, timeout=_TICK, return_when=FIRST_COMPLETED)
            if time.monotonic() > self.deadline:
                self.runner.stop()
            for future in ended:
                slug = running.pop(future)
                outcome = self.outcomes[slug] = future.result()
                self.reporter.ended(slug, outcome.state, outcome.seconds, _told(outcome))
                if outcome.state == STORAGE:
                    raise StorageError(f"Chapter {slug}: {outcome.message}. Free some space, then run again.")
                sorter.done(slug)

    def _chapter(self, spec: ChapterSpec) -> Outcome:
        """Return what became of one chapter; never raises, since its siblings go on."""
        try:
            return self._settled(spec) or self._executed(spec)
        except CxlabError as error:
            return Outcome("failed", message=str(error))
        except Exception as error:
            if isinstance(error, OSError) and is_trouble(error):
                return Outcome(STORAGE, message=str(error.strerror))
            where = log.record(self.folder, error)
            return Outcome("failed", message=f"{type(error).__name__} inside cxlab; log: {where}")

    def _settled(self, spec: ChapterSpec) -> Outcome | None:
        """Return the outcome of a chapter that needs no kernel, else None."""
        key = self.keys[spec.slug]
        unfit = [slug for slug in spec.upstream if self.outcomes[slug].state in ("failed", "blocked")]
        if unfit:
            return Outcome("blocked", message=f"waits for {', '.join(unfit)}")
        lacking = missing_tables(spec, self.plan.study)
        absent = [slug for slug in spec.needs if self.outcomes[slug].state == "not_applicable"]
        if lacking:
            return self._not_applicable(spec, NotApplicable("common.no_table", table=lacking[0]))
        if absent:
            return self._not_applicable(spec, NotApplicable("common.no_upstream", chapter=absent[0]))
        if self.force or not self.store.has(spec.slug, key):
            return None
        made = self.store.get(spec.slug, key, self._artifacts(spec), self._notebook(spec))
        state = "cached" if made["state"] == "executed" else made["state"]
        return Outcome(state, made["seconds"], made["cpu_seconds"], key, made["message"])

    def _executed(self, spec: ChapterSpec) -> Outcome:
        key = self.keys[spec.slug]
        job = Job(
            notebook=str(self.plan.inputs.root / "notebooks" / spec.notebook),
            output=str(self._notebook(spec)),
            parameters={
                **self.plan.inputs.parameters[spec.slug],
                "study": str(self.plan.study.folder),
                "run_dir": str(self.folder),
            },
            cell_timeout=self.cell_timeout,
        )
        self.reporter.cell(spec.slug, 0, 0)
        ended = self.runner.run(job, lambda done, of: self.reporter.cell(spec.slug, done, of))
        outcome = self._judge(spec, ended)
        if outcome.state in ("executed", "not_applicable"):
            made = {name: getattr(outcome, name) for name in ("state", "seconds", "cpu_seconds", "message")}
            self.store.put(spec.slug, key, self._artifacts(spec), self._notebook(spec), made)
        return outcome

    def _judge(self, spec: ChapterSpec, ended: Ended) -> Outcome:
        key = None
        state, message = ended.state, ended.message
        if state == "failed" and time.monotonic() > self.deadline:
            message = "the time for the whole run was over (--timeout)"
        elif state == "not_applicable":
            key = self._not_applicable(spec, NotApplicable.parse(message)).key
        elif state == "executed" and (self._artifacts(spec) / "chapter.json").is_file():
            key = self.keys[spec.slug]
        elif state == "executed":
            state, message = "failed", "the notebook ended without `chapter.save()`"
        return Outcome(state, ended.seconds, ended.cpu_seconds, key, message, ended.wrong_input)

    def _not_applicable(self, spec: ChapterSpec, why: NotApplicable) -> Outcome:
        """Leave the card that says why a chapter does not apply, with what the chapter saved before it found out."""
        folder = self._artifacts(spec)
        if (folder / "chapter.json").is_file():
            record = ChapterRecord.read(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            record = ChapterRecord(slug=spec.slug)
        reason = {"state": "not_applicable", "reason": phrase(why.reason), "reason_values": why.values}
        record.model_copy(update=reason).write(folder)
        return Outcome("not_applicable", key=self.keys[spec.slug], message=str(why))

    def _artifacts(self, spec: ChapterSpec) -> Path:
        return self.folder / "artifacts" / spec.slug

    def _notebook(self, spec: ChapterSpec) -> Path:
        return self.folder / "notebooks" / spec.notebook


def _told(outcome: Outcome) -> str:
    """Return the message as a terminal shows it: of a chapter that does not apply, the reason in words."""
    if outcome.state != "not_applicable":
        return outcome.message
    why = NotApplicable.parse(outcome.message)
    return phrase(why.reason).en.format(**why.values)
