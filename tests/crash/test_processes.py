"""Processes that are killed, and two runs at once; these are real ones, with real kernels where kernels are killed."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress

import psutil
import pytest

from cxlab import intake
from cxlab.pipeline import publish
from cxlab.study import Study

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")

WAITS = """
import os, time
from pathlib import Path
_ = (Path(study) / f"kernel-{os.getpid()}").touch()
while not (Path(study) / "go").exists():
    time.sleep(0.05)
"""


def until(condition, process):
    """Return what the condition finds, as long as the run is alive."""
    while not (found := condition()):
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    return found


@pytest.fixture
def waiting(published):
    """Return the place, whose chapter `middle` waits until there is a file ``go``."""
    place = published.afresh()
    place.notebook("middle", WAITS)
    yield place
    place.notebook("middle")
    for mark in [*(place.root / "data" / "tiny").glob("kernel-*"), place.root / "data" / "tiny" / "go"]:
        mark.unlink(missing_ok=True)


def kernels(place) -> list[psutil.Process]:
    """Return the kernels in which the chapter waits."""
    found = [int(f.name.split("-")[1]) for f in (place.root / "data" / "tiny").glob("kernel-*")]
    living = []
    for pid in found:
        with suppress(psutil.NoSuchProcess):  # one may end between two looks
            living.append(psutil.Process(pid))
    return living


def start(place, *options) -> subprocess.Popen:
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "run", "tiny", *options]
    return subprocess.Popen(command, cwd=place.root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def test_a_worker_is_killed_then_cxlab_and_the_next_two_at_once_go_on(waiting):
    before = waiting.seen()
    first = start(waiting)
    kernel = until(lambda: kernels(waiting), first)[0]
    worker = kernel.parent()
    worker.kill()
    until(lambda: not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE, first)
    again = until(lambda: [k for k in kernels(waiting) if k != kernel], first)[0]
    family = [again, again.parent()]
    first.kill()
    first.communicate()
    psutil.wait_procs(family, timeout=20)
    assert not [one for one in family if one.is_running()]
    assert waiting.seen() == before

    killed = {again, kernel}
    second = start(waiting)
    until(lambda: [k for k in kernels(waiting) if k not in killed], second)
    queued = start(waiting, "--wait")
    refused = waiting.run()
    assert (refused.code, "--wait" in refused.told) == (6, True)
    assert waiting.seen() == before
    (waiting.root / "data" / "tiny" / "go").touch()
    told = [process.communicate(timeout=120)[1] for process in (second, queued)]
    assert [second.returncode, queued.returncode] == [0, 0], told
    ended = [json.loads(f.read_text("utf-8")) for f in sorted(waiting.home.glob("2*/manifest.json"))[1:]]
    states = [{slug: entry["state"] for slug, entry in run["chapters"].items()} for run in ended]
    assert states[0] == {"base": "cached", "middle": "executed", "last": "executed"}
    assert set(states[1].values()) == {"cached"}
    assert waiting.manifest()["run_id"] == ended[1]["run_id"]
    assert not waiting.rubbish()


def test_what_comes_while_a_run_queues_is_in_it(published, monkeypatch):
    place = published.afresh()
    answers = place.root / "data" / "tiny" / "kano.csv"
    before = answers.read_text("utf-8")

    @contextmanager
    def arrives_meanwhile(home, *, wait):
        answers.write_text(before + "r100,需求1,2,4\n", encoding="utf-8")
        yield

    monkeypatch.setattr(publish, "lock", arrives_meanwhile)
    assert place.run("--wait").code == 0
    opened = Study.open(place.root / "data" / "tiny")
    assert place.manifest()["inputs"] == {"kano": intake.key(opened, "kano")}
    answers.write_text(before, encoding="utf-8")


def test_a_lock_whose_holder_was_killed_is_free(published):
    place = published.afresh()

    def holds():
        with publish.lock(place.home, wait=False):
            os.kill(os.getpid(), signal.SIGKILL)

    assert place.fork(holds).code == -signal.SIGKILL
    assert place.run().code == 0
