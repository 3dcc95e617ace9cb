"""What must not be published, with a real notebook: exit code, one message, and yesterday's report as it was."""

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import yaml

from cxlab import cli, project

HEADER = "respondent_id,feature,functional,dysfunctional\n"
KANO = HEADER + "".join(f"r{i},需求{k},{1 + (i + k) % 3},{5 - i * k % 3}\n" for i in range(40) for k in range(3))
NEVER = HEADER + "r1,需求1,9,9\nr2,需求1,x,0\n"
HOLDS = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and mounts are POSIX")


def call(*arguments) -> tuple[int, str]:
    """Return the exit code of the command line, called in this process, and all that it told."""
    told = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(told),
        pytest.raises(SystemExit) as left,
    ):
        patch.setattr(sys, "argv", ["cxlab", *map(str, arguments)])
        cli.main()
    return left.value.code, told.getvalue()


class Desk:
    """A study of KANO answers and a complaint, and the folder of its reports."""

    def __init__(self, root: Path) -> None:
        self.folder, self.reports = root / "tiny", root / "reports"
        self.folder.mkdir()
        self.write()

    def write(self, *, files=(), tables=(), chapters=()) -> None:
        """Write the study anew; what is given goes before what it usually holds."""
        for name, text in {"kano.csv": KANO, "complaints.csv": "text\n充电慢\n", **dict(files)}.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        mapped = {"kano": {"path": "kano.csv"}, "complaints": {"path": "complaints.csv"}, **dict(tables)}
        study = {
            "name": "tiny",
            "title": "Tiny",
            "tables": mapped,
            "chapters": {"kano": {"n_boot": 50}, **dict(chapters)},
        }
        (self.folder / "study.yaml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")

    def command(self, *options, reports=None) -> list[str]:
        return ["run", str(self.folder), "--reports", str(reports or self.reports), *options]

    def start(self, *options) -> subprocess.Popen:
        """Start a run of the chapter as a terminal does: with its own process group."""
        command = [sys.executable, "-c", "from cxlab.cli import main; main()", *self.command(*options)]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True)


def seen(reports: Path) -> dict[str, bytes | str]:
    """Return the published report of the study: each of its files, and what leads to it."""
    latest = reports / "tiny" / "latest"
    files = {str(f.relative_to(latest)): f.read_bytes() for f in latest.rglob("*") if f.is_file()}
    return files | {"latest": str(latest.readlink()), "latest.html": latest.with_suffix(".html").read_bytes()}


def runs(reports: Path) -> list[Path]:
    return sorted(folder for folder in (reports / "tiny").glob("2*") if folder.is_dir())


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Return a study whose chapter on KANO is published."""
    desk = Desk(tmp_path_factory.mktemp("failures"))
    code, told = call(*desk.command("--chapter", "kano"))
    assert code == 0, told
    return desk


@pytest.fixture
def desk(published):
    """Return the published study; whatever a test does, its report must be as before in the end."""
    before = seen(published.reports)
    assert "site/index.html" in before
    yield published
    published.write()
    assert seen(published.reports) == before


CHOSEN = ("--chapter", "kano")
WRONG = {
    "missing file": ({"tables": {"kano": {"path": "kanno.csv"}}}, CHOSEN, "no file 'kanno.csv'", "'kano.csv'?"),
    "empty file": ({"files": {"kano.csv": ""}}, CHOSEN, "kano.csv is empty", "Export it again"),
    "no row": ({"files": {"kano.csv": HEADER}}, CHOSEN, "kano.csv holds a header and not one row", ""),
    "header": (
        {"tables": {"kano": {"path": "kano.csv", "columns": {"featur": "feature"}}}},
        CHOSEN,
        "kano.csv has no header 'featur'",
        "Did you mean 'feature'?",
    ),
    "encoding": (
        {"tables": {"kano": {"path": "kano.csv", "encoding": "gb18030"}}},
        CHOSEN,
        "kano.csv: declared as gb18030",
        "utf-8 fits",
    ),
    "answers without a ladder": ({"files": {"kano.csv": NEVER}}, CHOSEN, "answers are no numbers", "functional"),
    "no valid row in a table that no chapter reads": (
        {"files": {"units.csv": "unit,size\n,5\n"}, "tables": {"units": {"path": "units.csv"}}},
        (),
        "tables.units: units.csv has no valid row",
        "units.csv",
    ),
    "parameter": ({}, (*CHOSEN, "-p", "kano.n_bot=9"), "no parameter 'n_bot'", "Did you mean 'n_boot'?"),
    "type of a parameter": ({}, (*CHOSEN, "-p", "kano.n_boot=many"), "found 'many', which is no int", "kano.n_boot"),
    "parameter in the study": (
        {"chapters": {"kano": {"tabel": "pouliot"}}},
        CHOSEN,
        "study.yaml, chapters: chapter 'kano' has no parameter 'tabel'",
        "Did you mean 'table'?",
    ),
    "chapter": ({}, ("--chapter", "knao"), "There is no chapter 'knao'", "Did you mean 'kano'?"),
    "chapter in the study": (
        {"chapters": {"knao": {}}},
        CHOSEN,
        "study.yaml, chapters: there is no chapter 'knao'",
        "",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_leaves_with_2_before_anything_runs(desk, case):
    change, options, found, advice = WRONG[case]
    before = runs(desk.reports)
    desk.write(**change)
    code, told = call(*desk.command(*options))
    assert code == 2, told
    assert told.count("Error: ") == 1
    assert found in told
    assert advice in told
    assert "Traceback" not in told
    assert runs(desk.reports) == before


def test_a_value_that_only_the_chapter_can_judge(desk):
    code, told = call(*desk.command(*CHOSEN, "-p", "kano.table=poulliot"))
    assert code == 2, told
    assert "table is 'poulliot'; allowed are traditional, pouliot, three. Did you mean 'pouliot'?" in told
    assert "Traceback" not in told
    assert "InputError" not in told


def test_a_notebook_without_a_parameters_cell(desk, tmp_path, monkeypatch):
    shutil.copytree(project.root() / "notebooks", tmp_path / "notebooks")
    notebook = tmp_path / "notebooks" / "45_kano.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace('"parameters"', '"other"'), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = runs(desk.reports)
    code, told = call(*desk.command(*CHOSEN))
    assert code == 2
    assert "45_kano.ipynb has no cells tagged 'parameters'" in told
    assert runs(desk.reports) == before


@pytest.fixture
def held(desk, tmp_path):
    """Return a copy of the published reports and the process that holds their lock until its input is closed."""
    copy = shutil.copytree(desk.reports, tmp_path / "reports", symlinks=True)
    command = [sys.executable, "-c", HOLDS, str(copy / "tiny" / ".lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield copy, holder


def test_a_held_lock_refuses(desk, held):
    copy, _ = held
    before = seen(copy), runs(copy)
    code, told = call(*desk.command(*CHOSEN, reports=copy))
    assert (code, told.count("Error: "), "--wait" in told) == (6, 1, True)
    assert (seen(copy), runs(copy)) == before


def test_a_held_lock_lets_wait(desk, held):
    copy, holder = held
    before = seen(copy)
    threading.Timer(1.5, holder.stdin.close).start()
    code, told = call(*desk.command(*CHOSEN, "--wait", reports=copy))
    assert holder.stdin.closed, "the run did not wait"
    assert code == 0, told
    assert seen(copy)["latest"] != before["latest"]


@pytest.fixture
def small_disk(desk, tmp_path):
    """Return a function that copies the published reports to a disk on which `free` bytes are left."""
    mounted = []

    def made(free: int) -> Path:
        size = sum(f.stat().st_size + 8192 for f in desk.reports.rglob("*")) + (4 << 20)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", tmp_path]
        if os.geteuid() or subprocess.call(command, stderr=subprocess.DEVNULL):
            pytest.skip("no disk can be mounted here")
        mounted.append(tmp_path)
        copy = shutil.copytree(desk.reports, tmp_path / "reports", symlinks=True)
        (tmp_path / "ballast").write_bytes(bytes(shutil.disk_usage(tmp_path).free - free))
        return copy

    yield made
    for place in mounted:
        subprocess.check_call(["umount", place])


@POSIX
@pytest.mark.parametrize(
    ("free", "options"),
    [(1 << 20, ()), (100 << 10, ("-p", "kano.seed=2")), (0, ("-p", "kano.seed=3"))],
    ids=["while the report is written", "in the kernel", "at once"],
)
def test_a_full_disk(desk, small_disk, free, options):
    copy = small_disk(free)
    before, folders = seen(copy), runs(copy)
    code, told = call(*desk.command(*CHOSEN, *options, reports=copy))
    assert code == 5, told
    assert "No space left" in told
    assert "Traceback" not in told
    assert (seen(copy), runs(copy)) == (before, folders)


def kernels(process: subprocess.Popen) -> list[psutil.Process]:
    """Return the kernels under a run, as soon as there are some that have begun to work."""
    while process.poll() is None:
        family = psutil.Process(process.pid).children(recursive=True)
        with contextlib.suppress(psutil.NoSuchProcess):
            working = [p for p in family if "ipykernel_launcher" in p.cmdline() and p.cpu_times().user > 1]
            if working:
                return working
        time.sleep(0.05)
    raise AssertionError(process.communicate()[1])


@POSIX
def test_ctrl_c_in_mid_run_leaves_no_orphan(desk):
    before = runs(desk.reports)
    process = desk.start(*CHOSEN, "-p", "kano.n_boot=100000")
    family = [*kernels(process), *psutil.Process(process.pid).children(recursive=True)]
    os.killpg(process.pid, signal.SIGINT)
    told = process.communicate(timeout=30)[1]
    assert process.returncode == 130
    assert "nothing was published" in told
    assert "Traceback" not in told
    psutil.wait_procs(family, timeout=10)
    assert not [one for one in family if one.is_running()]
    assert runs(desk.reports) == before


@POSIX
def test_a_kernel_that_is_killed_twice(desk):
    process = desk.start(*CHOSEN, "-p", "kano.n_boot=100000")
    first = kernels(process)
    for kernel in first:
        kernel.kill()
    psutil.wait_procs(first, timeout=10)
    for kernel in kernels(process):
        kernel.kill()
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 3
    assert "kano" in told
    assert "the kernel died twice" in told
    assert "nothing was published" in told
    assert "Traceback" not in told
    last = json.loads((runs(desk.reports)[-1] / "manifest.json").read_text("utf-8"))
    assert (last["status"], last["chapters"]["kano"]["state"]) == ("failed", "failed")
