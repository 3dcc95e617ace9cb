"""The command line: messages, exit codes, and what is printed after publication."""

import json
import subprocess
import sys

import pytest

from cxlab import cli, errors
from cxlab.pipeline import manifest
from cxlab.pipeline import run as pipeline
from cxlab.pipeline.manifest import Outcome


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a project without chapters, the working folder of the test."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "chapters.yml").write_text("chapters: []")
    study = tmp_path / "data" / "tiny"
    study.mkdir(parents=True)
    (study / "study.yaml").write_text(json.dumps({"name": "tiny", "title": "T", "tables": {}}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def call(monkeypatch, capsys):
    """Return a function that calls the command line and returns exit code, stdout and stderr."""

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["cxlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return called


def raising(error):
    def run(path, options, reporter):
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("a message"), 2),
        (errors.ChapterFailed("a message"), 3),
        (errors.GateRefused("a message"), 4),
        (errors.StorageError("a message"), 5),
        (errors.LockHeld("a message"), 6),
    ],
)
def test_an_error_is_one_message_and_its_code(call, place, monkeypatch, error, code):
    monkeypatch.setattr(pipeline, "run", raising(error))
    assert call("run", "tiny") == (code, "", "Error: a message\n")


def test_ctrl_c_leaves_with_130_and_starts_no_further_study(call, place, monkeypatch):
    seen = []

    def run(path, options, reporter):
        seen.append(path)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", run)
    code, _, err = call("run", "tiny", "other")
    assert (code, seen) == (130, ["tiny"])
    assert "nothing was published" in err


def test_the_worst_of_several_studies_decides(call, place, monkeypatch):
    seen = iter([errors.StorageError("full"), errors.InputError("wrong")])
    monkeypatch.setattr(pipeline, "run", lambda path, options, reporter: raising(next(seen))(path, options, reporter))
    code, _, err = call("run", "tiny", "tiny")
    assert code == 5
    assert "full" in err
    assert "wrong" in err


def test_a_surprise_shows_no_traceback_and_logs_no_message(call, place, monkeypatch):
    monkeypatch.setattr(pipeline, "run", raising(ZeroDivisionError("text of a customer")))
    code, _, err = call("run", "tiny")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err
    log = (place / "reports" / "run.log").read_text()
    assert "ZeroDivisionError" in log
    assert "in run" in log
    assert "customer" not in log + err


def test_options_arrive_and_the_report_is_named(call, place, monkeypatch):
    page = place / "reports" / "tiny" / "1" / "site" / "index.html"
    seen = {}

    def run(path, options, reporter):
        seen.update(path=path, options=options)
        return pipeline.Published(page.parent.parent, {"a": Outcome("cached")}, (page, page.with_name("one.html")))

    monkeypatch.setattr(pipeline, "run", run)
    arguments = ["--chapter", "a", "-p", "a.x=1", "-p", "a.y=2", "--lang", "en", "--force", "--as-of", "2026-01-31"]
    code, out, _ = call("run", "tiny", *arguments)
    assert code == 0
    assert seen["options"].parameters == ("a.x=1", "a.y=2")
    assert (seen["options"].lang, seen["options"].as_of, seen["options"].force) == ("en", "2026-01-31", True)
    assert "Published: 0 executed, 1 cached" in out
    assert "reports/tiny/1/site/index.html" in out
    assert page.as_uri() in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "tinny"], "Did you mean 'tiny'"),
        (["run", "tiny", "--chapter", "kano"], "There is no chapter 'kano'"),
        (["run", "tiny", "-p", "kano.x=1"], "there is no chapter 'kano'"),
        (["run", "tiny", "--as-of", "yesterday"], "expected a date such as"),
        (["run", "tiny", "--jobs", "0"], "--jobs"),
        (["run", "tiny", "--lang", "fr"], "--lang"),
        (["open", "tiny"], "no published report yet"),
        (["check", "nothing"], "No study at 'nothing'"),
    ],
)
def test_wrong_input_leaves_with_2_and_writes_nothing(call, place, arguments, message):
    code, _, err = call(*arguments)
    assert code == 2
    assert message in err
    assert not (place / "reports").exists()


def test_runs_lists_what_there_is(call, place):
    assert "No runs yet" in call("runs")[1]
    for name, status in (("20260101-000000", "failed"), ("20260102-000000", "published")):
        folder = place / "reports" / "tiny" / name
        folder.mkdir(parents=True)
        manifest.write({"status": status, "seconds": 3.5, "chapters": {"a": {"state": "cached"}}}, folder)
    (place / "reports" / "tiny" / "latest").symlink_to("20260102-000000")
    code, out, _ = call("runs", "tiny")
    assert code == 0
    failed, published = [line.split() for line in out.splitlines()[1:]]
    assert failed == ["tiny", "20260101-000000", "failed", "0", "1", "3.5"]
    assert published == ["tiny", "20260102-000000", "(latest)", "published", "0", "1", "3.5"]


def test_open_launches_the_published_report(call, place, monkeypatch):
    (place / "reports" / "tiny" / "1" / "site").mkdir(parents=True)
    (place / "reports" / "tiny" / "latest").symlink_to("1")
    seen = []
    monkeypatch.setattr(cli.typer, "launch", seen.append)
    assert call("open", "tiny")[0] == 0
    assert seen == [(place / "reports" / "tiny" / "1" / "site" / "index.html").as_uri()]


def test_demo_new_and_check_hand_on(call, place, monkeypatch):
    import cxlab.demo

    monkeypatch.setattr(cxlab.demo, "write_demo", lambda folder, seed: folder.mkdir(parents=True))
    code, out, _ = call("demo", "--seed", 3)
    assert (code, (place / "data" / "demo").is_dir()) == (0, True)
    assert "cxlab run data/demo" in out


def test_help_needs_nothing_heavy():
    code = (
        "import sys; from cxlab import cli; print([m for m in ('pandas', 'papermill', 'plotly') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_check_reads_what_is_written_by_hand(call, place):
    study = place / "data" / "tiny"
    (study / "c.csv").write_text("text,received_at\n慢,2025-01-01\n", "utf-8")
    (study / "study.yaml").write_text(
        json.dumps({"name": "tiny", "title": "T", "tables": {"complaints": {"path": "c.csv"}}})
    )
    assert call("check", "tiny", "--reports", place / "r")[0] == 0
    (study / "journey.yaml").write_text("stat: walked\n", "utf-8")
    (study / "solutions.yaml").write_text("solutions:\n  show: {sugestion: x}\n", "utf-8")
    code, out, _ = call("check", "tiny", "--reports", place / "r")
    assert code == 2
    assert "journey.yaml, line 1" in out
    assert "solutions.yaml, line 2" in out


def test_check_writes_what_was_set_aside(call, place):
    study = place / "data" / "tiny"
    (study / "c.csv").write_text("text,received_at\n慢,上周三\n,2025-01-01\n", "utf-8")
    (study / "study.yaml").write_text(
        json.dumps({"name": "tiny", "title": "T", "tables": {"complaints": {"path": "c.csv"}}})
    )
    code, out, _ = call("check", "tiny", "--reports", place / "r", "--rejects", place / "aside.csv")
    assert (code, out.splitlines()[-1]) == (0, "aside.csv: 2")
    lines = (place / "aside.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "table,file,line,column,value,reason,dropped"
    assert lines[1] == "complaints,c.csv,2,received_at,上周三,读不成日期,False"
    code, _, err = call("check", "tiny", "--reports", place / "r", "--rejects", place / "gone" / "aside.csv")
    assert code == 5
    assert "'aside.csv' cannot be written" in err
