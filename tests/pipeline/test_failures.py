"""Runs that must not publish: failing, dying and endless chapters, full disk, lock, gate, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

from cxlab.errors import ChapterFailed, GateRefused, LockHeld, StorageError
from cxlab.pipeline import publish

DIES = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
FAILS = "text = 'a long text\\nof a customer'\nraise ValueError(text)"
SLEEPS = "import time\ntime.sleep(60)"
ENDLESS = """
import os, time
from pathlib import Path
_ = (Path(study) / "kernel.pid").write_text(str(os.getpid()))
time.sleep(60)
"""
FILLS = "from pathlib import Path\n_ = (Path(run_dir) / 'artifacts' / 'big').write_bytes(bytes(8_000_000))"
NO_SPACE = "raise OSError(28, 'No space left on device')"


@pytest.fixture(scope="module")
def failed(tiny):
    """Return (error, manifest, folder before) of one run in which chapters fail in every way."""
    tiny.chapters(fine={})
    before = tiny.run().folder
    tiny.chapters(
        fine={},
        fails={"source": [FAILS]},
        waits={"after": ["fails"]},
        dies={"source": [DIES]},
        sleeps={"source": [SLEEPS]},
        silent={},
    )
    silent = tiny.root / "notebooks" / "silent.ipynb"
    silent.write_text(silent.read_text("utf-8").replace(".write(", ".model_dump_json; str("), encoding="utf-8")
    with pytest.raises(ChapterFailed) as raised:
        tiny.run(jobs=3, cell_timeout=10)
    newest = max(f for f in tiny.home.glob("2*") if f.is_dir())
    return str(raised.value), json.loads((newest / "manifest.json").read_text("utf-8")), before


def test_a_failed_run_says_why_and_leaves_latest(failed, tiny):
    message, manifest, before = failed
    assert manifest["status"] == "failed"
    assert (tiny.home / "latest").resolve() == before
    assert "fails: cell 3: ValueError: a long text\n" in message
    assert "of a customer" not in message


def test_siblings_go_on_and_only_what_stands_on_a_failure_is_blocked(failed):
    states = {slug: entry["state"] for slug, entry in failed[1]["chapters"].items()}
    assert states == {
        **dict.fromkeys(("fails", "dies", "sleeps", "silent"), "failed"),
        "fine": "cached",
        "waits": "blocked",
    }


@pytest.mark.parametrize(
    ("slug", "message"),
    [
        ("dies", "the kernel died twice"),
        ("sleeps", "the cell ran longer than 10 s"),
        ("silent", "ended without `chapter.save()`"),
        ("waits", "waits for fails"),
    ],
)
def test_each_says_what_happened(failed, slug, message):
    assert message in failed[1]["chapters"][slug]["message"]


def test_the_whole_run_has_a_time_limit(tiny):
    tiny.chapters(sleeps={"source": [SLEEPS]})
    start = time.monotonic()
    with pytest.raises(ChapterFailed, match="--timeout"):
        tiny.run(timeout=3)
    assert time.monotonic() - start < 30


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder on a disk of 1 MB, or None where we may not mount one."""
    mounted = os.geteuid() == 0 and not subprocess.call(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], stderr=subprocess.DEVNULL
    )
    yield tmp_path if mounted else None
    if mounted:
        subprocess.check_call(["umount", tmp_path])


def test_a_full_disk_stops_the_run_and_leaves_no_half(tiny, small_disk):
    tiny.chapters(fills={"source": [FILLS if small_disk else NO_SPACE]})
    reports = small_disk or tiny.root / "reports"
    before = sorted((tiny.home).glob("2*"))
    with pytest.raises(StorageError, match="No space left"):
        tiny.run(reports=reports)
    assert sorted((reports / "tiny").glob("2*")) == ([] if small_disk else before)
    assert not (small_disk and (reports / "tiny" / "latest").exists())


def test_reports_that_cannot_be_written(tiny, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        tiny.run(reports=tiny.root / "closed")


def test_a_second_run_is_refused_or_waits(tiny):
    tiny.chapters(fine={})
    held = FileLock(tiny.home / ".lock")
    with held.acquire(), pytest.raises(LockHeld, match="--wait"):
        tiny.run()
    assert tiny.run(wait=True).chapters["fine"].state == "cached"


def test_the_gate_has_the_last_word(tiny, monkeypatch):
    tiny.chapters(fine={})
    before = tiny.run().folder

    def refuse(run_dir, study, lang):
        raise GateRefused("an unmasked phone number")

    monkeypatch.setattr(publish, "build", refuse)
    with pytest.raises(GateRefused):
        tiny.run()
    assert (tiny.home / "latest").resolve() == before
    newest = max(f for f in tiny.home.glob("2*") if f.is_dir())
    assert json.loads((newest / "manifest.json").read_text("utf-8"))["status"] == "refused"


def runs(project) -> list[Path]:
    """Return what may be seen of a study's runs: their folders and `latest`; their logs stay."""
    return sorted(path for path in project.home.glob("*") if not path.name.startswith(".") and path.name != "logs")


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_an_interrupted_run(tiny, sent):
    tiny.chapters(endless={"source": [ENDLESS]})
    mark = tiny.root / "data" / "tiny" / "kernel.pid"
    mark.unlink(missing_ok=True)
    before = runs(tiny)
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "run", "tiny"]
    process = subprocess.Popen(command, cwd=tiny.root, stderr=subprocess.PIPE, text=True)
    while not (mark.exists() and mark.read_text()):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.1)
    kernel = psutil.Process(int(mark.read_text()))
    family = [kernel, *psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(sent)
    _, told = process.communicate(timeout=30)
    psutil.wait_procs(family, timeout=20)
    assert not [one for one in family if one.is_running()]
    if sent == signal.SIGINT:
        assert process.returncode == 130
        assert "nothing was published" in told
    else:  # the half-written folder goes when the next run holds the lock
        assert len(runs(tiny)) == len(before) + 1
        publish.clear_halves(tiny.home)
    assert runs(tiny) == before
