"""Chapters on a real cluster: a scheduler and two workers on this machine, each a process of its own."""

import asyncio
import csv
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pandas as pd
import psutil
import pytest
from distributed import Client

from cxlab import project
from cxlab.errors import ChapterFailed, InputError
from cxlab.pipeline import cluster, plan

TELLS = """
import json, os, psutil
from pathlib import Path
about = {{"under": [p.pid for p in psutil.Process().parents()], "threads": os.environ["OMP_NUM_THREADS"]}}
_ = (Path(study) / "{}.json").write_text(json.dumps(about))
"""
FAILS = "raise ValueError('a text\\nof a customer')"
SLEEPS = "import time\ntime.sleep(60)"
ENDLESS_AT_FIRST = """
import os, time
from pathlib import Path
mark = Path(study) / "kernel.pid"
again = mark.exists()
_ = mark.write_text(str(os.getpid()))
time.sleep(0 if again else 60)
"""


class Dask:
    """A scheduler on a free port of the loopback, and its workers, whose own libraries may use four threads each."""

    def __init__(self, folder):
        self._folder = folder
        self.workers = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", file)
        while not file.exists():
            assert self.scheduler.poll() is None, (folder / "dask.log").read_text()
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def add_workers(self, count):
        options = ("--nthreads", "1", "--no-nanny", "--local-directory", self._folder)
        self.workers += [self._start("worker", self.address, *options) for _ in range(count)]
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def _start(self, *command):
        words = [sys.executable, "-m", "dask", *map(str, command), "--host", "127.0.0.1", "--no-dashboard"]
        with (self._folder / "dask.log").open("a") as log:
            return subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | {"OMP_NUM_THREADS": "4"})

    def stop(self):
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    made = Dask(tmp_path_factory.mktemp("dask"))
    try:
        made.add_workers(2)
        yield made
    finally:
        made.stop()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "next-door", "http://127.0.0.1:9", "tls://127.0.0.1:9"])
def test_an_address_without_a_scheduler(tiny, monkeypatch, address):
    tiny.chapters(fine={})
    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    with pytest.raises(InputError, match=f"--cluster {address}: no Dask scheduler answers there"):
        tiny.run(cluster=address)


def test_without_the_extra_its_install_line_is_named(tiny, monkeypatch):
    tiny.chapters(fine={})
    monkeypatch.setattr(plan.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pip install .* -r requirements-cluster.lock"):
        tiny.run(cluster="127.0.0.1:9")


def test_a_worker_that_is_not_fit_is_refused(tiny, dask, monkeypatch):
    monkeypatch.setattr(cluster, "_about", lambda: {"pandas": "0.1", "scipy": metadata.version("scipy")})
    found = cluster.connected(dask.address, shared=[Path("/no/folder")])
    with pytest.raises(InputError, match=r"^Worker tcp://127.*: pandas \S+ and not 0.1; it does not see /no/f"), found:
        pass


def artifacts(run):
    return {f.relative_to(run.folder): f.read_bytes() for f in run.folder.glob("artifacts/**/*") if f.is_file()}


@pytest.mark.slow
def test_real_topics_are_the_same_to_the_byte(tiny, dask, tmp_path, monkeypatch, run_here):
    with (project.root(Path(__file__)) / "data" / "demo" / "complaints.csv").open(encoding="utf-8-sig") as file:
        complaints = list(csv.DictReader(file))[::18]
    with (tmp_path / "complaints.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("complaint_id", "text"), *((c["工单号"], c["投诉内容"]) for c in complaints)])
    study = {"name": "slice", "title": "Slice", "tables": {"complaints": {"path": "complaints.csv"}}}
    (tmp_path / "study.yaml").write_text(json.dumps(study), encoding="utf-8")
    monkeypatch.chdir(project.root(Path(__file__)))
    chosen = {"chapters": ("topics",), "reports": tmp_path / "reports"}
    here = run_here(tmp_path, **chosen)
    there = tiny.run(study=tmp_path, force=True, cluster=dask.address, **chosen)
    assert here.chapters["topics"].state == there.chapters["topics"].state == "executed"
    assert artifacts(here) == artifacts(there)
    assigned = pd.read_parquet(there.folder / "artifacts" / "topics" / "assignments.parquet")
    assert len(assigned) == len(complaints)
    assert assigned["code"].nunique() > 3


@pytest.fixture(scope="module")
def ended(tiny, dask):
    """Return the manifest's chapters of one run on the cluster in which they end in every way."""
    tiny.chapters(
        fine={"source": [TELLS.format("fine")]},
        fails={"source": [TELLS.format("fails"), FAILS]},
        sleeps={"source": [SLEEPS]},
        waits={"after": ["fails"]},
    )
    with pytest.raises(ChapterFailed):
        tiny.run(cluster=dask.address, cell_timeout=5)
    newest = max(f for f in tiny.home.glob("2*") if f.is_dir())
    return json.loads((newest / "manifest.json").read_text("utf-8"))["chapters"]


def test_a_chapter_ends_as_it_would_here(ended):
    assert {slug: entry["state"] for slug, entry in ended.items()} == {
        "fine": "executed",
        **dict.fromkeys(("fails", "sleeps"), "failed"),
        "waits": "blocked",
    }
    assert ended["fails"]["message"] == "cell 4: ValueError: a text"
    assert "the cell ran longer than 5 s" in ended["sleeps"]["message"]
    assert ended["fine"]["cpu_seconds"] > 0


def test_chapters_run_side_by_side_under_the_workers_with_one_thread_each(ended, tiny, dask):
    told = [json.loads((tiny.root / "data" / "tiny" / f"{slug}.json").read_text()) for slug in ("fine", "fails")]
    workers = {process.pid for process in dask.workers}
    assert workers & {pid for one in told for pid in one["under"]} == workers
    assert [one["threads"] for one in told] == ["1", "1"]


def test_every_cell_is_heard_of(ended, tiny):
    heard = [(done, of) for slug, done, of in tiny.heard.cells if slug == "fine"]
    assert heard == [(0, 0), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_it_runs_where_an_event_loop_runs_already(tiny, dask):
    tiny.chapters(fine={"source": [TELLS.format("fine")]})

    async def as_in_jupyter():
        return tiny.run(cluster=dask.address, force=True)

    with ThreadPoolExecutor(1) as aside:  # this thread may have a loop of its own, a browser's
        published = aside.submit(lambda: asyncio.run(as_in_jupyter())).result()
    assert published.chapters["fine"].state == "executed"


def test_the_time_limit_of_the_run_holds(tiny, dask):
    tiny.chapters(sleeps={"source": [SLEEPS]})
    with pytest.raises(ChapterFailed, match="--timeout"):
        tiny.run(timeout=4, cluster=dask.address)
    assert [child for pid in dask.workers for child in psutil.Process(pid.pid).children()] == []


@pytest.fixture
def kernel(tiny):
    """Return a function that waits for the kernel of the chapter `endless`, which ends at its second try."""
    mark = tiny.root / "data" / "tiny" / "kernel.pid"
    mark.unlink(missing_ok=True)
    tiny.chapters(endless={"source": [ENDLESS_AT_FIRST]})

    def begun():
        limit = time.monotonic() + 30
        while not (mark.exists() and mark.read_text()):
            assert time.monotonic() < limit
            time.sleep(0.05)
        return psutil.Process(int(mark.read_text()))

    return begun


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_no_kernel_outlives_a_run_that_was_killed(kernel, tiny, dask):
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "run", "tiny", "--cluster", dask.address]
    with subprocess.Popen(command, cwd=tiny.root, stderr=subprocess.DEVNULL) as process:
        running = kernel()
        assert process.pid not in {parent.pid for parent in running.parents()}
        process.kill()
    running.wait(timeout=30)


def test_a_worker_that_leaves_hands_its_chapter_over(kernel, tiny, dask):
    with ThreadPoolExecutor() as background:
        going = background.submit(tiny.run, cluster=dask.address, force=True)
        running = kernel()
        above = {parent.pid for parent in running.parents()}
        (leaving,) = (process for process in dask.workers if process.pid in above)
        leaving.terminate()
        running.wait(timeout=30)
        assert going.result(timeout=60).chapters["endless"].state == "executed"


def test_a_scheduler_that_is_gone_ends_the_run_and_the_kernels(kernel, tiny, dask):
    with ThreadPoolExecutor() as background:
        going = background.submit(tiny.run, cluster=dask.address, force=True)
        running = kernel()
        dask.scheduler.kill()
        with pytest.raises(ChapterFailed, match="the scheduler of the cluster is gone"):
            going.result(timeout=60)
        running.wait(timeout=30)
