"""A tiny study, and runs of it in forked processes that are struck at any one of the things they do to the disk."""

import contextlib
import gc
import io
import json
import os
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer

from cxlab import cli
from cxlab.pipeline import cache, loop, manifest, publish

KANO = "respondent_id,feature,functional,dysfunctional\n" + "".join(
    f"r{i},需求{k},{1 + (i + k) % 3},{5 - i * k % 3}\n" for i in range(12) for k in range(2)
)
CELL = """
from pathlib import Path
from cxlab.record import ChapterRecord
folder = Path(run_dir) / "artifacts" / "{slug}"
ChapterRecord(slug="{slug}", parameters={{"seed": seed}}).write(folder)
(folder / "state").mkdir()
_ = (folder / "state" / "learned.txt").write_text(str(seed))
"""
SLUGS = ("base", "middle", "last")
CREATING = ("open", "os.mkdir", "os.rename", "os.symlink")
REMOVING = ("os.remove", "os.rmdir")


@dataclass(frozen=True)
class Fault:
    """What happens at the n-th thing that a run does to the folder of reports: it is killed, or the disk says no.

    A disk that says no goes on doing so (`lasting`); one that is full still lets files be removed.
    """

    number: int
    errno: int | None = None
    events: tuple[str, ...] = (*CREATING, *REMOVING)
    lasting: bool = True


@dataclass
class Ended:
    """How a run ended: exit code (negative: the signal), what the user saw, and what it did to the disk."""

    code: int
    told: str
    events: list[str] = field(default_factory=list)


class Place:
    """A project with a study `tiny` of three chapters that stand on each other, and its reports."""

    def __init__(self, root: Path) -> None:
        self.root, self.reports = root, root / "reports"
        self.home = self.reports / "tiny"

    def afresh(self, before: str = "read") -> "Place":
        """Put the reports back to what they were after the first run.

        There are new answers since then: intake has ``read`` them, or not (``published``).
        """
        shutil.rmtree(self.reports)
        shutil.copytree(self.root / before, self.reports, symlinks=True)
        return self

    def fault(self, number: int, **how) -> Fault:
        return Fault(number, **how)

    def lay(self) -> None:
        notebooks, study = self.root / "notebooks", self.root / "data" / "tiny"
        notebooks.mkdir()
        study.mkdir(parents=True)
        entries = []
        for before, slug in zip((None, *SLUGS), SLUGS, strict=False):
            self.notebook(slug)
            needs = {"needs": [before]} if before else {"tables": ["kano"]}
            words = {"title": slug, "question": slug, "notebook": f"{slug}.ipynb"}
            entries.append({"slug": slug, **words, **needs, "previous": [slug]})
        (notebooks / "chapters.yml").write_text(json.dumps({"chapters": entries}), encoding="utf-8")
        mapped = {"name": "tiny", "title": "Tiny", "tables": {"kano": {"path": "kano.csv"}}}
        (study / "study.yaml").write_text(json.dumps(mapped), encoding="utf-8")
        (study / "kano.csv").write_text(KANO, encoding="utf-8")

    def notebook(self, slug: str, *cells: str) -> None:
        """Write the notebook of a chapter, with cells before the one that leaves a result."""
        text = _notebook(*cells, CELL.format(slug=slug))
        (self.root / "notebooks" / f"{slug}.ipynb").write_text(text, encoding="utf-8")

    def run(self, *options: str, fault: Fault | None = None, reports: Path | None = None) -> Ended:
        """Run the study in a child of this process."""
        return self.fork(lambda: self.here(*options, reports=reports), fault)

    def here(self, *options: str, reports: Path | None = None) -> tuple[int, str]:
        """Run the study in this process: exit code, and what was told."""
        return _call("run", "tiny", "--jobs", "1", "--reports", reports or self.reports, *options)

    def fork(self, action, fault: Fault | None = None) -> Ended:
        told, events = self.root / "told.txt", self.root / "events.txt"
        told.unlink(missing_ok=True)
        events.unlink(missing_ok=True)
        gc.freeze()  # a child that collects would copy all pages of this process
        child = os.fork()
        if child == 0:
            _in_child(action, fault, self.reports, told, events)
        status = _wait(child)
        seen = events.read_text(encoding="utf-8").splitlines() if events.exists() else []
        return Ended(status, told.read_text(encoding="utf-8") if told.exists() else "", seen)

    def seen(self) -> dict[str, bytes | str]:
        """Return the published report, and what leads to it."""
        latest = self.home / "latest"
        files = {str(f.relative_to(latest)): f.read_bytes() for f in latest.rglob("*") if f.is_file()}
        return files | {"latest": str(latest.readlink())}

    def kept(self) -> set[tuple[str, str]]:
        """Return the results (slug, key) in the store."""
        return {(f.parts[-3], f.parts[-2]) for f in self.home.glob(".cache/chapters/*/[!.]*/made.json")}

    def broken(self) -> list[str]:
        """Return results in the store that look whole and are not."""
        whole = [f.parent for f in self.home.glob(".cache/chapters/*/[!.]*/made.json")]
        lacking = [e for e in whole if not (e / "artifacts" / "state" / "learned.txt").is_file()]
        return sorted(str(entry.relative_to(self.home)) for entry in lacking)

    def manifest(self) -> dict:
        return json.loads((self.home / "latest" / "manifest.json").read_text("utf-8"))

    def let_a_day_pass(self) -> None:
        """Make everything two days older."""
        then = time.time() - 2 * 24 * 3600
        for path in self.reports.rglob("*"):
            os.utime(path, (then, then), follow_symlinks=False)

    def rubbish(self) -> list[str]:
        """Return what should be gone after the next run: unfinished runs, and hidden files but those of old."""
        ended = ("published", "partial", "failed", "refused")
        runs = [f for f in self.home.glob("2*") if (manifest.read(f) or {}).get("status") not in ended]
        hidden = {".cache", ".lock", ".attempt.json"}
        parts = [f for f in self.reports.rglob(".*") if f.name not in hidden] + [*self.reports.rglob("*.part")]
        return sorted(str(f.relative_to(self.reports)) for f in (*runs, *parts))


def _notebook(*sources: str) -> str:
    first = 'study: str = "tiny"\nrun_dir: str = ""\nseed: int = 1'
    cells = [
        {"cell_type": "code", "id": f"c{i}", "source": text, "metadata": meta, "outputs": [], "execution_count": None}
        for i, (text, meta) in enumerate([(first, {"tags": ["parameters"]}), *((source, {}) for source in sources)])
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells})


def _call(*arguments) -> tuple[int, str]:
    told = io.StringIO()
    sys.argv = ["cxlab", *map(str, arguments)]
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            cli.main()
        except SystemExit as left:
            return left.code, told.getvalue()
    return 99, told.getvalue()


def _in_child(action, fault, reports, told, events) -> None:
    """Do `action` under `fault` and end this process; never returns."""
    code, text = 98, ""
    gc.disable()
    try:
        happened: list[str] = []
        sys.addaudithook(_struck(fault, str(reports), happened))
        code, text = action()
        told.write_text(text, encoding="utf-8")
        events.write_text("\n".join(happened), encoding="utf-8")
    except BaseException:
        told.write_text(traceback.format_exc(), encoding="utf-8")
    finally:
        os._exit(code)


def _struck(fault, reports, happened):
    def hook(event, arguments):
        if event not in CREATING and event not in REMOVING:
            return
        if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        place = _place(event, arguments)
        if not place.startswith(reports):
            return
        happened.append(f"{event} {place[len(reports) + 1 :]}")
        if fault is None or event not in fault.events:
            return
        count = sum(line.split(" ", 1)[0] in fault.events for line in happened) - 1
        if fault.errno is None and count == fault.number:
            os.kill(os.getpid(), signal.SIGKILL)
        if fault.errno is not None and (count == fault.number or (fault.lasting and count > fault.number)):
            raise OSError(fault.errno, os.strerror(fault.errno), place)

    return hook


def _place(event, arguments) -> str:
    """Return which path an audited call changes; removals deep in a tree name it relative to an open folder."""
    which = 1 if event in ("os.rename", "os.symlink", "os.link") else 0
    path = os.fsdecode(arguments[which]) if isinstance(arguments[which], str | bytes | os.PathLike) else ""
    if event in REMOVING and isinstance(arguments[1], int) and arguments[1] >= 0:
        path = str(Path(f"/proc/self/fd/{arguments[1]}").readlink() / path)
    return path


def _wait(child: int, seconds: float = 60) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise AssertionError("the run hangs")


def _small_report(run_dir, study, lang):
    """Write what a report is made of, but small: this is about when it is written."""
    pages = [run_dir / "site" / "index.html", run_dir / "site" / "base.html", run_dir / "share" / "tiny.html"]
    for page in pages:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<!doctype html>{page.name}", encoding="utf-8")
    return pages


@pytest.fixture(scope="module")
def published(tmp_path_factory, cells_here):
    """Return a place whose study is published once; every test begins from there (`afresh`)."""
    made = Place(tmp_path_factory.mktemp("crash"))
    made.lay()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.root)
        patch.setattr(loop, "Launcher", cells_here)
        patch.setattr(publish, "build", _small_report)
        patch.setattr(cache, "_package", lambda: {"cxlab": "as it is"})
        patch.setattr(manifest, "_commit", lambda root: None)
        patch.setattr(manifest, "_versions", dict)
        patch.setattr(cli, "app", typer.main.get_command(cli.app))  # built once, not in each child
        # in this process, so that no child has to load anything
        code, told = made.here()
        assert code == 0, told
        for before in ("published", "read"):
            shutil.copytree(made.reports, made.root / before, symlinks=True)
        (made.root / "data" / "tiny" / "kano.csv").write_text(f"{KANO}r99,需求0,1,5\n", encoding="utf-8")
        assert made.run().code == 0
        tables = Path("tiny") / ".cache" / "intake"
        shutil.copytree(made.reports / tables, made.root / "read" / tables, dirs_exist_ok=True)
        yield made
