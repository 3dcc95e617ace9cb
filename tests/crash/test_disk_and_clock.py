"""A disk that fills up in the middle of a file, a folder that is mounted read-only, a clock that is set."""

import datetime as dt
import os
import shutil
import subprocess
import types

import pytest

from cxlab.pipeline import attempts, manifest, run
from cxlab.report import studies


@pytest.mark.parametrize("size", [0, 40, 400])
def test_no_file_may_grow_beyond(published, size):
    resource = pytest.importorskip("resource", reason="limits of processes are POSIX")

    def limited():
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
        try:
            return place.here()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    place = published.afresh()
    before = place.seen()
    ended = place.fork(limited)
    assert ended.code == 5, ended.told
    assert "File too large" in ended.told
    assert place.seen() == before
    assert place.run().code == 0
    assert not place.rubbish()


def test_a_folder_that_is_mounted_read_only(published, tmp_path):
    if os.name == "nt" or os.geteuid() or subprocess.call(["mount", "-t", "tmpfs", "tmpfs", tmp_path]):
        pytest.skip("no disk can be mounted here")
    try:
        reports = shutil.copytree(published.afresh().reports, tmp_path / "reports", symlinks=True)
        subprocess.check_call(["mount", "-o", "remount,ro", tmp_path])
        ended = published.run(reports=reports)
        assert ended.code == 5, ended.told
        assert "Read-only file system" in ended.told
        subprocess.check_call(["mount", "-o", "remount,rw", tmp_path])
        assert published.run(reports=reports).code == 0
    finally:
        subprocess.check_call(["umount", tmp_path])


def at(monkeypatch, *moments):
    """Let every clock of a run show these moments, one a look, and the last one from then on."""
    left = list(moments)

    class Set(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return (left.pop(0) if len(left) > 1 else left[0]).astimezone(tz)

    shown = types.SimpleNamespace(**{**vars(dt), "datetime": Set})
    for module in (run, manifest, attempts):
        monkeypatch.setattr(module, "dt", shown)


NOW = dt.datetime(2026, 11, 1, 0, 30, tzinfo=dt.UTC)


def test_a_clock_that_was_set_back_a_year(published, monkeypatch):
    place = published.afresh()
    first = place.manifest()
    at(monkeypatch, NOW - dt.timedelta(days=365))
    assert place.run("-p", "base.seed=7").code == 0
    after = place.manifest()
    assert after["started_at"] < first["started_at"]
    assert (place.home / "latest").resolve().name == after["run_id"] == "20251101-003000"
    assert after["learned"] == first["learned"] + 1, "what is learned is numbered, not dated"
    assert place.run("-p", "base.seed=7").code == 0
    assert {entry["state"] for entry in place.manifest()["chapters"].values()} == {"cached"}


def test_two_runs_in_one_second_have_two_folders(published, monkeypatch):
    place = published.afresh()
    at(monkeypatch, NOW)
    assert [place.run().code, place.run().code] == [0, 0]
    assert {folder.name for folder in place.home.glob("20261101-*")} == {"20261101-003000", "20261101-003000-2"}
    assert (place.home / "latest").readlink().name == "20261101-003000-2"


def test_a_clock_that_jumps_in_mid_run(published, monkeypatch):
    place = published.afresh()
    at(monkeypatch, NOW, NOW, NOW - dt.timedelta(days=2))
    assert place.run().code == 0
    about = place.manifest()
    assert about["finished_at"] < about["started_at"]
    assert 0 <= about["seconds"] < 60


def test_a_failure_is_shown_although_the_clock_was_set_back(published, monkeypatch):
    place = published.afresh()
    at(monkeypatch, NOW - dt.timedelta(days=365))
    assert place.run("--chapter", "nothing").code == 2
    view = studies.study(place.home, "en")
    assert (view.trouble.exit_code, view.published.name) == (2, place.manifest()["run_id"])
