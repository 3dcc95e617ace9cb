"""Scheduled runs from the files to the notice: all is real but kernels and pages."""

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cxlab.errors import ChapterFailed, GateRefused, InputError, LockHeld, StorageError
from cxlab.numbers import Number
from cxlab.pipeline import cache, loop, manifest, publish
from cxlab.pipeline.launch import Ended
from cxlab.pipeline.plan import Options
from cxlab.record import ChapterRecord, Finding
from cxlab.schedule import keep, order
from cxlab.schedule.launch import launch, table
from cxlab.schedule.order import Order
from cxlab.study import Text

SPEECH = "我是张三，电话13812345678，你们的桩坏了"
ISSUE = Finding(
    id="briefing/issue/T001",
    role="problem",
    subject="topic:T001",
    claim=Text(zh="「充电枪」涉及 {people} 位客户。", en='"Charging gun": {people} people.'),
    values={"people": Number(value=1148, unit="people")},
    rank=1,
)
ASK = Finding(
    id="briefing/ask/A1", role="support", subject="topic:T001", claim=Text(zh="请决定。", en="Please decide."), rank=1
)


class Quiet:
    """A reporter that keeps what is said."""

    def __init__(self):
        self.lines = []

    def begin(self, chapters):
        pass

    def cell(self, slug, done, of):
        pass

    def ended(self, slug, state, seconds, message):
        self.lines.append(f"{slug} {state}")

    def say(self, message):
        self.lines.append(message)


class Stub:
    """In the place of kernels: the chapters on the voice and of the briefing leave what notices read."""

    ends = Ended("executed")

    def run(self, job, on_cell):
        run_dir, slug = Path(job.parameters["run_dir"]), Path(job.notebook).stem
        findings = [ISSUE, ASK] if slug == "briefing" else []
        ChapterRecord(slug=slug, findings=findings).write(run_dir / "artifacts" / slug)
        if slug == "voice":
            source = pd.read_csv(Path(job.parameters["study"]) / "complaints.csv", parse_dates=["received_at"])
            red = source[source["text"].str.contains("起火")]
            red.drop(columns="text").to_parquet(run_dir / "artifacts" / slug / "red_line_cases.parquet")
        return self.ends

    def stop(self):
        pass


class Desk:
    """A tiny project; `now` is the moment of the run."""

    def __init__(self, root):
        self.root = root
        self.home = root / "reports" / "tiny"
        (root / "notebooks").mkdir()
        (root / "data" / "tiny").mkdir(parents=True)
        cell = {
            "cell_type": "code",
            "id": "a",
            "source": 'study: str = "tiny"\nrun_dir: str = ""',
            "metadata": {"tags": ["parameters"]},
            "outputs": [],
            "execution_count": None,
        }
        entries = []
        for slug in ("voice", "briefing"):
            notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
            (root / "notebooks" / f"{slug}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
            entries.append(
                {"slug": slug, "notebook": f"{slug}.ipynb", "title": slug, "question": slug, "tables": ["complaints"]}
            )
        (root / "notebooks" / "chapters.yml").write_text(json.dumps({"chapters": entries}), encoding="utf-8")
        self.study()
        self.complaints()

    def study(self, **more):
        mapped = {"complaints": {"path": "complaints.csv"}}
        about = {"name": "tiny", "title": {"zh": "小研究", "en": "Tiny"}, "tables": mapped, **more}
        (self.root / "data" / "tiny" / "study.yaml").write_text(json.dumps(about), encoding="utf-8")

    def complaints(self, until="2026-11-22", *extra):
        """Write ten complaints a day through two channels until a day, and `extra` rows (day, channel, text)."""
        days = pd.date_range(end=until, periods=60)
        rows = [(f"{day:%Y-%m-%d} {8 + i}:00", ("热线", "小程序")[i % 2], "充电慢") for day in days for i in range(10)]
        frame = pd.DataFrame([*rows, *extra], columns=["received_at", "channel", "text"])
        frame.insert(0, "complaint_id", [f"C{i}" for i in range(len(frame))])
        frame.to_csv(self.root / "data" / "tiny" / "complaints.csv", index=False)

    def run(self, order_=None, **options):
        self.heard = Quiet()
        return order.run("tiny", Options(jobs=1, **options), order_ or Order(notify=True), self.heard)

    @property
    def log(self):
        return sorted((self.home / "logs").glob("*.log"))[-1].read_text(encoding="utf-8")


class Clock(dt.datetime):
    """Monday, 23 November 2026, seven in the morning in Shanghai."""

    moment = dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


@pytest.fixture
def desk(tmp_path, monkeypatch, addressed):
    def fake_build(run_dir, study, lang):
        page = run_dir / "site" / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(lang, encoding="utf-8")
        return [page]

    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setattr(publish, "build", fake_build)
    monkeypatch.setattr(cache, "_package", lambda: {"cxlab": "as it is"})
    monkeypatch.setattr(loop, "Launcher", Stub)
    monkeypatch.setattr(Stub, "ends", Ended("executed"))
    monkeypatch.setattr(order, "dt", SimpleNamespace(datetime=Clock, date=dt.date, timedelta=dt.timedelta, UTC=dt.UTC))
    return Desk(root)


def states(done):
    return {slug: outcome.state for slug, outcome in done.chapters.items()}


def test_a_good_run_tells_the_headline_and_leaves_a_log(desk, addressed):
    desk.run()
    (told,) = addressed.heard
    assert told["title"] == "【小研究】报告已发布"
    assert told["type"] == "success"
    assert told["message"].splitlines() == [
        "最要紧：「充电枪」涉及 1,148 位客户。",
        "等待决定：1 项",
        "重新计算 2 章，沿用 0 章",
    ]
    for line in ("study tiny, period all", "intake: complaints", "voice executed", "notice sent to 1 of 1", "exit 0"):
        assert line in desk.log
    assert "secret-of-the-robot" not in desk.log


def test_the_same_period_twice_is_one_result(desk, addressed):
    weekly = Order(period="last-week", notify=True)
    first, second = desk.run(weekly, lang="en"), desk.run(weekly, lang="en")
    assert set(states(first).values()) == {"executed"}
    assert set(states(second).values()) == {"cached"}
    assert (manifest.read(second.folder)["as_of"], publish.latest(desk.home)) == ("2026-11-22", second.folder)
    assert "Data up to 2026-11-22" in addressed.heard[0]["message"]
    assert "The input has not changed" in addressed.heard[1]["message"]
    assert addressed.heard[1]["title"] == "[Tiny] report published"


def test_a_later_day_of_the_week_gives_the_same_period_and_the_next_week_another(desk, monkeypatch):
    weekly = Order(period="last-week")
    desk.run(weekly)
    monkeypatch.setattr(Clock, "moment", Clock.moment + dt.timedelta(days=6))
    assert set(states(desk.run(weekly)).values()) == {"cached"}
    monkeypatch.setattr(Clock, "moment", Clock.moment + dt.timedelta(days=1))
    again = desk.run(weekly)
    assert set(states(again).values()) == {"executed"}
    assert manifest.read(again.folder)["as_of"] == "2026-11-29"


def test_a_failing_input_is_told_and_leaves_the_old_report(desk, addressed):
    done = desk.run()
    (desk.root / "data" / "tiny" / "complaints.csv").unlink()
    with pytest.raises(InputError):
        desk.run()
    told = addressed.heard[-1]
    assert (told["title"], told["type"]) == ("【小研究】运行没有完成（退出码 2）", "failure")
    assert "complaints.csv" in told["message"]
    assert "上一份报告（2026-11-2" in told["message"]
    assert str(desk.root) not in told["message"]
    assert publish.latest(desk.home) == done.folder


def test_what_a_chapter_says_of_its_failure_stays_here(desk, addressed, monkeypatch):
    monkeypatch.setattr(Stub, "ends", Ended("failed", f"cell 7: ValueError: {SPEECH}"))
    with pytest.raises(ChapterFailed):
        desk.run()
    told = addressed.heard[-1]["message"]
    assert "原因：briefing: cell 7: ValueError; voice: cell 7: ValueError" in told
    assert "还没有发布过报告" in told
    for part in ("张三", "13812345678", "桩坏了"):
        assert part not in told + desk.log
    assert "exit 3: briefing: cell 7: ValueError" in desk.log


def test_cells_that_a_message_quotes_stay_here(desk, addressed):
    """Free text that was mapped to a score: on the terminal intake shows some of it, so that the column is found."""
    ratings = pd.DataFrame({"nps": [SPEECH, "又来了，充电时跳枪", "好"], "respondent_id": list("abc")})
    ratings.to_csv(desk.root / "data" / "tiny" / "ratings.csv", index=False)
    desk.study(tables={"ratings": {"path": "ratings.csv"}, "complaints": {"path": "complaints.csv"}})
    with pytest.raises(InputError, match="又来了"):
        desk.run()
    told = addressed.heard[-1]["message"]
    assert "ratings.csv, column 'nps': 3 of 3 answers are no numbers" in told
    for part in ("张三", "13812345678", "桩坏了", "又来了", "跳枪"):
        assert part not in told + desk.log


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (GateRefused("The report was not published:\n  site/index.html: personal data (phone)"), 4, "site/index.html"),
        (StorageError("[Errno 28] No space left on device: '/srv/secret/x.parquet'"), 5, "'x.parquet'"),
        (LockHeld("Another run"), 6, "Another run"),
        (KeyboardInterrupt(), 130, "运行被中断"),
        (ZeroDivisionError(SPEECH), 1, "ZeroDivisionError"),
    ],
)
def test_every_end_has_its_code_and_one_line(desk, addressed, monkeypatch, error, code, line):
    def stops(path, options, reporter):
        raise error

    desk.home.mkdir(parents=True)
    monkeypatch.setattr(order.pipeline, "run", stops)
    with pytest.raises(type(error)):
        desk.run()
    (told,) = addressed.heard
    assert f"退出码 {code}" in told["title"]
    assert line in told["message"]
    for part in ("/srv", "张三", "13812345678"):
        assert part not in told["message"] + told["title"]
    assert f"exit {code}" in desk.log


def test_a_study_that_cannot_be_read_is_told_by_its_folder(desk, addressed):
    desk.study(tabels={})
    with pytest.raises(InputError):
        desk.run()
    (told,) = addressed.heard
    assert told["title"] == "【tiny】运行没有完成（退出码 2）"
    assert "Did you mean 'tables'" in told["message"]


def test_stale_data_silence_and_red_lines_come_first(desk, addressed):
    desk.complaints("2026-11-22", ("2026-11-01 09:00", "热线", "充电时起火了"))
    desk.run(Order(period="last-week", notify=True))
    assert "红线" not in addressed.heard[-1]["message"], "the first report has no news but the period's"
    rows = [("2026-11-02 09:00", "热线", "又起火了，我是张三"), ("2026-11-03 09:00", "热线", "还是起火")]
    desk.complaints("2026-11-14", ("2026-11-01 09:00", "热线", "充电时起火了"), *rows)
    desk.run(Order(period="last-week", notify=True))
    told = addressed.heard[-1]
    assert (told["title"], told["type"]) == ("【小研究】报告已发布，有情况请留意", "warning")
    assert told["message"].splitlines()[:3] == [
        "⚠ 新增 2 条投诉含红线词句（可能有误报），请在报告中逐条核实",
        "⚠ 数据可能没有更新：最近一条投诉是 2026-11-14，已过 9 天",
        "⚠ 2026-11-16 至 2026-11-22 没有一条投诉，此前各期都有",
    ]
    assert "张三" not in told["message"]


def test_a_channel_that_fell_silent_yesterday(desk, addressed):
    desk.complaints("2026-11-22")
    file = desk.root / "data" / "tiny" / "complaints.csv"
    frame = pd.read_csv(file)
    gone = (frame["channel"] == "小程序") & frame["received_at"].str.startswith("2026-11-22")
    frame[~gone].to_csv(file, index=False)
    desk.run()
    assert "⚠ 渠道「小程序」2026-11-22 至 2026-11-22 没有一条投诉，此前各期都有" in addressed.heard[0]["message"]


def test_a_study_without_dates_has_nothing_to_look_at(desk, addressed, monkeypatch):
    def only_records(self, job, on_cell):
        slug = Path(job.notebook).stem
        ChapterRecord(slug=slug).write(Path(job.parameters["run_dir"]) / "artifacts" / slug)
        return Ended("executed")

    (desk.root / "data" / "tiny" / "complaints.csv").write_text("text\n充电慢\n", encoding="utf-8")
    monkeypatch.setattr(Stub, "run", only_records)
    desk.run()
    assert addressed.heard[0]["message"] == "重新计算 2 章，沿用 0 章"


def test_a_receiver_that_is_down_costs_nothing_but_a_line(desk, addressed):
    addressed.answer = 503
    done = desk.run()
    assert publish.latest(desk.home) == done.folder
    assert "notice sent to 0 of 1" in desk.log


def test_a_run_for_a_few_chapters_does_not_say_that_it_was_published(desk, addressed):
    desk.run()
    done = desk.run(chapters=("voice",))
    assert done.kept is not None
    assert addressed.heard[-1]["title"] == "【小研究】已运行，没有替换正式报告"


def test_retention_follows_the_run(desk):
    for minute in range(3):
        done = desk.run(Order(keep=1), force=True)
        new = desk.home / f"2026{9 + minute:02}22-230000"
        done.folder.rename(new)
        (desk.home / "latest").unlink()
        (desk.home / "latest").symlink_to(new.name)
    desk.run(Order(keep=1))
    assert "retention: 4 runs kept, 0 removed" in desk.log, "one a month"
    assert publish.latest(desk.home).is_dir()


def test_old_runs_that_cannot_be_removed_are_told(desk, addressed, monkeypatch):
    def fails(tidy):
        raise StorageError("Old runs cannot be removed: Permission denied")

    monkeypatch.setattr(keep, "remove", fails)
    done = desk.run(Order(keep=1, notify=True))
    assert publish.latest(desk.home) == done.folder
    assert "⚠ 旧的运行没有删掉" in addressed.heard[0]["message"]


def test_a_run_that_has_begun_meanwhile_is_left_to_tidy_up(desk):
    with pytest.MonkeyPatch.context() as patch:
        published = order.pipeline.run

        def run(*arguments):
            done = published(*arguments)
            patch.setattr(publish, "lock", held)
            return done

        def held(home, *, wait):
            assert not wait
            raise LockHeld("under way")

        patch.setattr(order.pipeline, "run", run)
        desk.run(Order(keep=1))
    assert "exit 0" in desk.log
    assert "retention" not in desk.log


@pytest.mark.parametrize(
    ("wanted", "options", "told"),
    [
        (Order(period="last-year"), {}, "allowed are last-week, last-month"),
        (Order(period="last-week"), {"as_of": "2026-01-01"}, "give one of them"),
        (Order(), {"as_of": "yesterday"}, "expected a date"),
        (Order(keep=0), {}, "at least one run stays"),
    ],
)
def test_a_wrong_order_runs_nothing(desk, wanted, options, told):
    with pytest.raises(InputError, match=told):
        desk.run(wanted, **options)
    assert not desk.home.exists()


def test_without_addresses_nothing_runs(desk, monkeypatch, tmp_path):
    monkeypatch.setenv("CXLAB_NOTIFY_FILE", str(tmp_path / "nowhere.txt"))
    with pytest.raises(InputError, match="there are no addresses"):
        desk.run()
    assert not desk.home.exists()


LAUNCHER = Path(__file__).parents[2] / "notebooks" / "explore" / "launcher.ipynb"


def test_the_launcher_notebook_takes_text_for_what_is_none(desk, addressed, capsys):
    """Schedulers hand over text: its cells are run in their order, the parameters put in after their cell."""
    cells = [c for c in json.loads(LAUNCHER.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    scope = {}
    exec("".join(cells[0]["source"]), scope)
    scope |= {"study": "tiny", "period": "last-week", "chapters": "voice briefing", "keep": "2", "notify": "true"}
    for cell in cells[1:]:
        exec("".join(cell["source"]), scope)
    assert "published 2" in capsys.readouterr().out
    assert manifest.read(scope["done"].folder)["as_of"] == "2026-11-22"
    assert len(addressed.heard) == 1
    assert table(scope["done"])[["chapter", "state"]].values.tolist() == [
        ["voice", "executed"],
        ["briefing", "executed"],
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"keep": "many"}, "keep: found 'many', which is no int"),
        ({"notify": "perhaps"}, "notify: found 'perhaps', which is no bool"),
        ({"lang": "fr"}, "lang: found 'fr'; allowed are zh, en"),
        ({"period": "week"}, "allowed are last-week, last-month"),
    ],
)
def test_the_launcher_refuses_what_it_cannot_read(desk, given, told):
    with pytest.raises(InputError, match=told):
        launch("tiny", **given)
    assert not desk.home.exists()
