"""`cxlab schedule` and `cxlab tidy`: files that systemd and a shell read as they were meant, and nothing installed."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cxlab import cli
from cxlab.pipeline import manifest


@pytest.fixture
def call(monkeypatch, capsys):
    """Return a function that calls the command line and returns exit code and all that it told."""

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["cxlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return left.value.code, out + err

    return called


@pytest.fixture(params=["plain", "with space, 100% $HOME and 'quote'"])
def place(request, tmp_path, monkeypatch):
    """Return a project in a folder whose name a shell or systemd could misread."""
    root = tmp_path / request.param
    (root / "notebooks").mkdir(parents=True)
    (root / "notebooks" / "chapters.yml").write_text("chapters: []")
    study = root / "data" / "tiny"
    study.mkdir(parents=True)
    (study / "study.yaml").write_text(json.dumps({"name": "tiny", "title": "T", "tables": {}}))
    monkeypatch.chdir(root)
    return root


def test_the_files_say_what_to_run_and_how_to_install_them(call, place, addressed):
    code, told = call("schedule", "data/tiny", "--every", "week", "--at", "06:30", "--notify", "--keep", 8)
    assert code == 0, told
    folder = place / "reports" / "tiny" / "schedule"
    assert {f.name for f in folder.iterdir()} == {f"cxlab-tiny-week.{s}" for s in ("service", "timer", "crontab")}
    assert "nothing is installed yet" in told
    assert "OnCalendar=Mon *-*-* 06:30:00 Asia/Shanghai" in (folder / "cxlab-tiny-week.timer").read_text()
    everything = told + "".join(f.read_text() for f in folder.iterdir())
    assert "secret-of-the-robot" not in everything
    wanted = ["--wait", "--period", "last-week", "--notify", "--keep", "8"]
    line = (folder / "cxlab-tiny-week.crontab").read_text().splitlines()[1]
    moved, ran = line.split(" * * ", 1)[1].split(" ", 1)[1].replace(r"\%", "%").split(" && ")
    assert shlex.split(moved) == ["cd", str(place)]
    environment, *run = shlex.split(ran)[1:]
    assert environment.startswith("CXLAB_NOTIFY_FILE=/")
    assert run[-len(wanted) - 2 :] == ["run", str(place / "data" / "tiny"), *wanted]
    assert Path(run[0]).is_absolute()


def test_a_shell_reads_the_lines_that_install(call, place, tmp_path):
    _, told = call("schedule", "data/tiny", "--every", "day", "--out", tmp_path / "o u t")
    copy = next(line for line in told.splitlines() if line.strip().startswith("cp "))
    (tmp_path / "home").mkdir()
    made = copy.replace("~/.config/systemd/user/", shlex.quote(str(tmp_path / "home")))
    subprocess.run(["sh", "-c", made], check=True)
    assert {f.name for f in (tmp_path / "home").iterdir()} == {"cxlab-tiny-day.service", "cxlab-tiny-day.timer"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_finds_nothing_to_say(call, place):
    call("schedule", "data/tiny", "--every", "month")
    units = [place / "reports" / "tiny" / "schedule" / f"cxlab-tiny-month.{kind}" for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, timeout=60)
    assert [line for line in done.stderr.splitlines() if "cxlab-tiny" in line] == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--every", "hour"], "allowed are day, week, month"),
        (["--every", "day", "--at", "25:00"], "--at 25:00"),
        (["--every", "day", "--notify"], "there are no addresses"),
    ],
)
def test_a_wrong_schedule_leaves_with_2(call, tmp_path, place, monkeypatch, options, told):
    monkeypatch.delenv("CXLAB_NOTIFY", raising=False)
    monkeypatch.setenv("CXLAB_NOTIFY_FILE", str(tmp_path / "nowhere"))
    code, said = call("schedule", "data/tiny", *options)
    assert code == 2
    assert told in said
    assert not (place / "reports").exists()


def test_tidy_lists_before_it_removes(call, place):
    home = place / "reports" / "tiny"
    for name in ("20260101-000000", "20260102-000000", "20260103-000000"):
        (home / name).mkdir(parents=True)
        manifest.write({"status": "published"}, home / name)
    code, told = call("tidy", "data/tiny", "--keep", 2, "--dry-run")
    assert code == 0, told
    assert "would go  20260101-000000" in told
    assert (home / "20260101-000000").is_dir()
    code, told = call("tidy", "data/tiny", "--keep", 2)
    assert "2 runs stay; removed: 1 runs" in told
    assert not (home / "20260101-000000").exists()


def test_tidy_without_runs(call, place):
    code, told = call("tidy", "data/tiny", "--keep", 2)
    assert (code, "no runs yet" in told) == (0, True)
    assert not (place / "reports").exists()
