"""Retention: the last N and one a month stay, the published run always, and whatever a kept run or the state names."""

import datetime as dt
import json
import os
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.errors import InputError
from cxlab.pipeline import manifest
from cxlab.schedule.keep import remove, settle

ZONE = "Asia/Shanghai"
YESTERDAY = time.time() - 2 * 24 * 3600


@pytest.fixture
def home(tmp_path):
    return tmp_path / "tiny"


def write(home, name, status="published", chapters=(), inputs=()):
    folder = home / name
    folder.mkdir(parents=True)
    about = {"status": status, "inputs": dict(inputs), "chapters": {slug: {"key": key} for slug, key in chapters}}
    manifest.write(about, folder)
    return folder


def store(home, part, group, key, age=YESTERDAY):
    entry = home / ".cache" / part / group / key
    entry.mkdir(parents=True)
    os.utime(entry, (age, age))
    return entry


def names(paths):
    return [path.name for path in paths]


def test_the_last_ones_and_one_a_month(home):
    for name in ("20260105-000000", "20260119-000000", "20260202-000000", "20260216-000000", "20260302-000000"):
        write(home, name)
    tidy = settle(home, 2, ZONE)
    assert names(tidy.kept) == ["20260119-000000", "20260216-000000", "20260302-000000"]
    assert names(tidy.runs) == ["20260105-000000", "20260202-000000"]


def test_a_month_is_one_of_the_study(home):
    write(home, "20260131-155900")  # still January in Shanghai
    write(home, "20260131-160100")  # February there
    write(home, "20260210-000000")
    assert names(settle(home, 1, ZONE).runs) == ["20260131-160100"]
    assert names(settle(home, 1, "UTC").runs) == ["20260131-155900"]


def test_the_hour_that_comes_twice(home):
    """02:30 in Berlin on the night the clocks go back: two runs, told apart, in their order."""
    twice = [dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=fold) for fold in (0, 1)]
    first, second = (f"{moment.astimezone(dt.UTC):%Y%m%d-%H%M%S}" for moment in twice)
    for name in (first, second):
        write(home, name)
    assert names(settle(home, 1, "Europe/Berlin").runs) == [first]


def test_runs_of_one_second_are_in_the_order_of_their_numbers(home):
    for name in ("20260101-000000", "20260101-000000-2", "20260101-000000-10", "20260101-000000-9"):
        write(home, name)
    assert names(settle(home, 1, ZONE).kept) == ["20260101-000000-10"]


def test_a_clock_that_was_set_back_costs_no_report(home):
    for name in ("20300101-000000", "20300102-000000", "20260101-000000"):
        write(home, name)
    (home / "latest").symlink_to("20260101-000000")
    for name in ("20300103-000000", "20300104-000000"):
        write(home, name)
    kept = names(settle(home, 1, ZONE).kept)
    assert kept == ["20260101-000000", "20300104-000000"]


def test_the_published_one_and_one_under_way_stay_and_strangers_are_not_looked_at(home):
    write(home, "20260101-000000")
    (home / "latest").symlink_to("20260101-000000")
    write(home, "20260102-000000")
    write(home, "20260103-000000", "running")
    write(home, "20260104-000000")
    (home / "20260105-000000").mkdir()  # no manifest: not ours to judge
    write(home, "my-notes")
    (home / "state" / "1").mkdir(parents=True)
    tidy = settle(home, 1, ZONE)
    assert names(tidy.runs) == ["20260102-000000"]
    remove(tidy)
    left = {f.name for f in home.iterdir()}
    assert left == {
        *("20260101-000000", "20260103-000000", "20260104-000000", "20260105-000000"),
        *("latest", "my-notes", "state"),
    }


def test_failures_push_no_report_out(home):
    write(home, "20260101-000000")
    write(home, "20260102-000000")
    for day in range(3, 9):
        write(home, f"2026010{day}-000000", ("failed", "refused", "partial")[day % 3])
    assert names(settle(home, 2, ZONE).kept) == [
        *("20260101-000000", "20260102-000000", "20260107-000000", "20260108-000000"),
    ]


def test_the_cache_keeps_what_a_kept_run_or_the_state_names(home):
    write(home, "20260101-000000", chapters=[("topics", "old")], inputs=[("complaints", "old")])
    write(home, "20260102-000000", chapters=[("topics", "new")], inputs=[("complaints", "new")])
    state = home / "state" / "3"
    state.mkdir(parents=True)
    (state / "state.json").write_text(json.dumps({"kano": {"key": "learned", "inputs": "x", "compared": None}}))
    stays = [
        store(home, "chapters", "topics", "new"),
        store(home, "chapters", "kano", "learned"),
        store(home, "chapters", "voice", "made today", age=time.time() - 60),
        store(home, "intake", "complaints", "new"),
    ]
    goes = [
        store(home, "chapters", "topics", "old"),
        store(home, "chapters", "voice", "new"),
        store(home, "intake", "complaints", "old"),
    ]
    tidy = settle(home, 1, ZONE)
    assert set(tidy.cache) == set(goes)
    assert all(entry.is_dir() for entry in goes), "a listing touches nothing"
    remove(tidy)
    assert all(entry.is_dir() for entry in stays)
    assert not any(entry.exists() for entry in goes)


def test_logs_outlive_their_runs_for_a_while(home):
    (home / "logs").mkdir(parents=True)
    for day in range(1, 8):
        (home / "logs" / f"2026010{day}-000000.log").touch()
    (home / "logs" / "notes.log").touch()
    remove(settle(home, 2, ZONE))
    assert sorted(f.name for f in (home / "logs").iterdir()) == [
        *(f"2026010{day}-000000.log" for day in range(4, 8)),
        "notes.log",
    ]


def test_at_least_one_run_stays(home):
    with pytest.raises(InputError, match="--keep 0: at least one"):
        settle(home, 0, ZONE)


moments = st.lists(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)).map(lambda m: f"{m:%Y%m%d-%H%M%S}"),
    min_size=1,
    max_size=12,
    unique=True,
)


@settings(max_examples=25)
@given(moments, st.integers(1, 5), st.randoms())
def test_what_stays_is_enough_and_settling_again_removes_nothing(tmp_path_factory, stamps, n, random):
    home = tmp_path_factory.mktemp("reports") / "tiny"
    for name in random.sample(stamps, len(stamps)):
        write(home, name)
    tidy = settle(home, n, ZONE)
    kept = names(tidy.kept)
    assert sorted([*kept, *names(tidy.runs)]) == sorted(stamps)
    assert sorted(stamps)[-n:] == kept[-n:]

    def month(stamp):
        moment = dt.datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=dt.UTC)
        return f"{moment.astimezone(ZoneInfo(ZONE)):%Y-%m}"

    assert {month(stamp) for stamp in kept} == {month(stamp) for stamp in stamps}
    assert len(kept) <= n + len({month(stamp) for stamp in stamps})
    remove(tidy)
    assert settle(home, n, ZONE).runs == ()
