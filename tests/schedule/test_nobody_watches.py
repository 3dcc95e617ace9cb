"""A real cron and a real JupyterLab with jupyter-scheduler publish a report with nobody touching it, twice.

The second time it comes from the cache; a failing input is told and leaves the old report. cron strikes on the minute:
it is started first, and looked at last.
"""

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from cxlab import cli, project
from cxlab.pipeline import manifest

pytestmark = pytest.mark.slow
TOKEN = "only-for-this-test"
ENDED = ("published", "failed", "refused", "partial")
# The daemon sees crontabs and a process file of its own: nobody's real crontab is touched, and none other runs.
PRIVATE_CRON = """
mount --bind "$1" /var/spool/cron/crontabs && mount -t tmpfs none /run && mount -t tmpfs none /etc/cron.d &&
mount --bind /dev/null /etc/crontab && exec cron -f
"""


def absent(what: str) -> None:
    """Skip, or fail where CXLAB_STRICT is set."""
    (pytest.fail if os.environ.get("CXLAB_STRICT") == "1" else pytest.skip)(what)


def until(seconds: float, what: str, check):
    """Return what `check` returns as soon as it is something."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.3)
    return found


class Desk:
    """A project with one chapter that needs complaints, and the study `tiny`."""

    def __init__(self, root: Path, receiver) -> None:
        self.root, self.study = root, root / "data" / "tiny"
        self.reports = root / "reports"
        self.addresses = root.parent / f"{root.name}.txt"
        self.addresses.write_text(receiver.url)
        self.addresses.chmod(0o600)
        for folder in ("notebooks/explore", "data/tiny"):
            (root / folder).mkdir(parents=True)
        launcher = project.root() / "notebooks" / "explore" / "launcher.ipynb"
        shutil.copy(launcher, root / "notebooks" / "explore" / "launcher.ipynb")
        cells = [
            ('study: str = "tiny"\nrun_dir: str = ""', ["parameters"]),
            (
                "from pathlib import Path\nfrom cxlab.record import ChapterRecord\n"
                'ChapterRecord(slug="count").write(Path(run_dir) / "artifacts" / "count")',
                [],
            ),
        ]
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{i}",
                    "source": source,
                    "metadata": {"tags": tags},
                    "outputs": [],
                    "execution_count": None,
                }
                for i, (source, tags) in enumerate(cells)
            ],
        }
        entry = {"slug": "count", "notebook": "count.ipynb", "title": "C", "question": "Q", "tables": ["complaints"]}
        (root / "notebooks" / "count.ipynb").write_text(json.dumps(notebook))
        (root / "notebooks" / "chapters.yml").write_text(json.dumps({"chapters": [entry]}))
        mapped = {"complaints": {"path": "complaints.csv"}}
        about = {"name": "tiny", "title": {"zh": "小研究", "en": "Tiny"}, "timezone": "UTC", "tables": mapped}
        (self.study / "study.yaml").write_text(json.dumps(about), encoding="utf-8")
        (self.study / "complaints.csv").write_text("text\n充电慢\n", encoding="utf-8")

    def runs(self) -> list[dict]:
        """Return the manifests of the runs that have ended, in their order."""
        found = [manifest.read(f) for f in sorted((self.reports / "tiny").glob("2*")) if f.is_dir()]
        return [about for about in found if about and about["status"] in ENDED]

    def states(self) -> list[str]:
        return [about["chapters"]["count"]["state"] for about in self.runs()]

    @property
    def latest(self) -> str:
        return (self.reports / "tiny" / "latest").readlink().name


@pytest.fixture(scope="module")
def by_cron(tmp_path_factory, receiver):
    """Return a project that a real cron runs twice in the next minute; the second run waits for the first."""
    if shutil.which("cron") is None:
        absent("no cron on this machine")
    if os.geteuid() or subprocess.call(["unshare", "-m", "true"], stderr=subprocess.DEVNULL):
        pytest.skip("no private mounts here: a real crontab would be touched")
    desk = Desk(tmp_path_factory.mktemp("by cron"), receiver)
    now = dt.datetime.now(dt.UTC)
    strikes = now + dt.timedelta(minutes=1 if now.second < 40 else 2)
    asked = ["--every", "day", "--at", f"{strikes:%H:%M}", "--notify", "--keep", "5"]
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit, match="0"):
        patch.chdir(desk.root)
        patch.setenv("CXLAB_NOTIFY_FILE", str(desk.addresses))
        patch.setattr(sys, "argv", ["cxlab", "schedule", str(desk.study), *asked])
        cli.main()
    written = (desk.reports / "tiny" / "schedule" / "cxlab-tiny-day.crontab").read_text()
    crontabs = desk.root.parent / "crontabs"
    crontabs.mkdir()
    (crontabs / "root").write_text(2 * written)
    (crontabs / "root").chmod(0o600)
    with subprocess.Popen(["unshare", "-m", "sh", "-c", PRIVATE_CRON, "sh", crontabs]) as cron:
        yield desk
        cron.terminate()


class Lab:
    """A JupyterLab on loopback that serves a project, spoken to as its pages do."""

    def __init__(self, desk: Desk, port: int) -> None:
        self.desk, self.address = desk, f"http://127.0.0.1:{port}"

    def call(self, method: str, path: str, **body):
        request = urllib.request.Request(
            f"{self.address}/{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def answers(self) -> bool:
        try:
            return bool(self.call("GET", "api"))
        except OSError:
            return False

    def jobs(self) -> list[dict]:
        return self.call("GET", "scheduler/jobs")["jobs"]

    def ended(self, id: str) -> dict | None:
        job = self.call("GET", f"scheduler/jobs/{id}")
        return job if job["status"] in ("COMPLETED", "FAILED") else None


@pytest.fixture(scope="module")
def lab(tmp_path_factory, receiver):
    desk = Desk(tmp_path_factory.mktemp("lab"), receiver)
    home = desk.root / ".lab"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    settings = [f"--port={port}", f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={desk.root}"]
    home.mkdir()
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterlab",
                "--no-browser",
                "--allow-root",
                "--TaskRunner.poll_interval=1",
                *settings,
            ],
            env={**os.environ, **folders, "CXLAB_NOTIFY_FILE": str(desk.addresses)},
            stdout=log,
            stderr=log,
        )
    made = Lab(desk, port)
    try:
        until(240, "JupyterLab answers", made.answers)
        yield made
    finally:
        server.terminate()
        server.wait(30)


def test_jupyter_scheduler_publishes_twice_and_tells_a_failure(by_cron, lab, receiver):
    desk = lab.desk
    notebook = {
        "input_uri": "notebooks/explore/launcher.ipynb",
        "runtime_environment_name": lab.call("GET", "scheduler/runtime_environments")[0]["name"],
        "parameters": {"study": '"tiny"', "keep": "5", "notify": "True"},
        "output_formats": ["ipynb", "html"],  # as the form has them
    }
    every_minute = {"schedule": "* * * * *", "timezone": "UTC", "name": "every minute"}
    definition = lab.call("POST", "scheduler/job_definitions", **notebook, **every_minute)["job_definition_id"]
    first = until(200, "the schedule has struck", lab.jobs)[0]
    lab.call("PATCH", f"scheduler/job_definitions/{definition}", active=False)
    done = until(240, "the first job ends", lambda: lab.ended(first["job_id"]))
    assert (done["status"], done["job_definition_id"]) == ("COMPLETED", definition), done
    assert desk.states() == ["executed"]
    assert (desk.reports / "tiny" / "latest" / "site" / "index.html").is_file()

    second = lab.call("POST", f"scheduler/job_definitions/{definition}/jobs", parameters=notebook["parameters"])
    assert until(240, "the second job ends", lambda: lab.ended(second["job_id"]))["status"] == "COMPLETED"
    assert desk.states() == ["executed", "cached"]
    latest = desk.latest
    assert latest == desk.runs()[-1]["run_id"]

    (desk.study / "complaints.csv").write_text("", encoding="utf-8")
    third = lab.call("POST", f"scheduler/job_definitions/{definition}/jobs", parameters=notebook["parameters"])
    failed = until(240, "the third job ends", lambda: lab.ended(third["job_id"]))
    assert failed["status"] == "FAILED"
    assert "complaints.csv is empty" in failed["status_message"]
    assert desk.latest == latest
    titles = [told["title"] for told in receiver.heard]
    assert "【小研究】运行没有完成（退出码 2）" in titles


def test_cron_publishes_twice_the_second_time_from_the_cache(by_cron):
    desk = by_cron
    until(240, "cron has run the study twice", lambda: len(desk.runs()) == 2)
    assert desk.states() == ["executed", "cached"]
    assert [about["status"] for about in desk.runs()] == ["published"] * 2
    assert desk.latest == desk.runs()[-1]["run_id"]
    assert (desk.reports / "tiny" / "latest" / "site" / "index.html").is_file()
    logs = until(60, "both logs end", lambda: _ended_logs(desk))
    assert all("notice sent to 1 of 1" in text for text in logs)
    assert not any("secret-of-the-robot" in text for text in logs)


def _ended_logs(desk: Desk) -> list[str]:
    texts = [file.read_text(encoding="utf-8") for file in (desk.reports / "tiny" / "logs").glob("*.log")]
    return texts if sum(text.count("exit 0") for text in texts) == 2 else []
