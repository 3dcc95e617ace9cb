"""A small run folder for tests: four chapters, one of them not applicable, and strings that mean harm."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from cxlab import charts
from cxlab.cells import suppress
from cxlab.numbers import Number
from cxlab.record import Bars, ChapterRecord, Exhibit, Finding, Funnel
from cxlab.study import Text

HARM = (
    "<script>window.harmed = 1</script>",
    "<img src=x onerror='window.harmed = 2'>",
    "</script><script>window.harmed = 3</script>",
    '=HYPERLINK("https://example.invalid/","click")',
    "[click](javascript:window.harmed=4) **bold**",
    '"><svg onload=window.harmed=5>',
    "{{ 7*7 }} {% raw %} ${7*7} %{customdata}",
    "\u202egnp.exe\u202c <a href='https://example.invalid/'>link</a> <b>bold</b>",
    "\u2028 line \u2029 separators",
)
COLUMNS = {
    "feature": {"zh": "需求", "en": "Need", "unit": "text"},
    "topic": {"zh": "问题", "en": "Topic", "unit": "text"},
    "share": {"zh": "占比", "en": "Share", "unit": "percent"},
    "low": {"zh": "区间下限", "en": "Low", "unit": "percent"},
    "high": {"zh": "区间上限", "en": "High", "unit": "percent"},
    "n": {"zh": "人数", "en": "n", "unit": "people"},
    "quote": {"zh": "客户原话", "en": "Quotation", "unit": "quote"},
    "nps": {"zh": "净推荐值", "en": "NPS", "unit": "points"},
}

LATER = ("journey", "keypoints", "survey_design", "solutions", "verification", "ledger")
"""Chapters that this run was not asked for."""


def both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def kano_table() -> pd.DataFrame:
    names = ["一次启动成功", "充电前显示全部费用", "空位信息真实", "休息室咖啡按摩椅", "站内语音广告"]
    shares = [0.58, 0.46, 0.28, 0.03, 0.02]
    frame = pd.DataFrame({"feature": names, "share": shares, "n": [400, 398, 391, 400, 380]})
    return frame.assign(low=frame["share"] * 0.9, high=frame["share"] * 1.1)


def bar_figure(frame: pd.DataFrame, label: str, value: str) -> go.Figure:
    bar = go.Bar(x=frame[value].tolist(), y=frame[label].tolist(), orientation="h")
    figure = go.Figure(bar).update_layout(height=60 + 30 * len(frame))
    return figure.update_xaxes(title={"text": '@{"zh":"占比","en":"share"}'}, tickformat=".0%")


def exhibit(id: str, title: Text, *, n: str | None = "n", bars: Bars | None = None, figure: bool = True) -> Exhibit:
    alt = both(f"图：{title.zh}", f"Chart: {title.en}")
    reading = both("细线是区间，共 {people} 位。", "Thin lines are intervals; {people} people.")
    return Exhibit(
        id=id,
        subject="study:all",
        title=title,
        reading=reading,
        alt=alt,
        values={"people": Number(value=400, unit="people")},
        n=n,
        bars=bars,
        figure=figure,
    )


def keep(run: Path, record: ChapterRecord, **tables: tuple[pd.DataFrame, go.Figure | None]) -> None:
    folder = run / "artifacts" / record.slug
    record.write(folder)
    for name, (frame, figure) in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        if figure is not None:
            (folder / f"{name}.figure.json").write_text(charts.to_json(figure), encoding="utf-8")


def funnel(read: int) -> Funnel:
    return Funnel(read=read, rejected=3, duplicates=2, near_duplicates=1, kept=read - 6)


def _kano(run: Path) -> None:
    share = Number(value=0.58, unit="percent", low=0.53, high=0.63, n=400)
    claim = both("客户说：「{feature}」是必备需求（{share}）。", 'Customers say: "{feature}" is a must-be ({share}).')
    finding = Finding(
        id="kano/class/K01",
        role="says",
        subject="feature:K01",
        claim=claim,
        values={"share": share},
        names={"feature": both("一次启动成功", "Starts at once")},
        rank=1,
        exhibit="classes",
    )
    bars = Bars(label="feature", value="share", low="low", high="high")
    record = ChapterRecord(
        slug="kano",
        parameters={"table": "traditional"},
        data={"kano": funnel(406)},
        findings=(finding,),
        exhibits=(exhibit("classes", both("五项需求里，启动最要紧", "Starting matters most"), bars=bars),),
    )
    keep(run, record, classes=(kano_table(), bar_figure(kano_table(), "feature", "share")))


def _topics(run: Path) -> None:
    frame = pd.DataFrame(
        {"topic": [f"{i} {text}" for i, text in enumerate(HARM)], "share": 0.1, "n": [60 - i for i in range(len(HARM))]}
    )
    quotes = pd.DataFrame({"topic": list(HARM), "quote": [text[:40] for text in HARM]})
    exhibits = (
        exhibit("sizes", both("客户在说什么", "What customers talk about"), bars=Bars(label="topic", value="share")),
        exhibit("quotes", both("客户的原话", "In their own words"), n=None, figure=False),
    )
    findings = tuple(
        Finding(
            id=f"topics/size/T{i}",
            role="problem",
            subject=f"topic:T{i}",
            claim=both("{people} 位客户说到「{topic}」。", '{people} customers talk about "{topic}".'),
            values={"people": Number(value=60 - i, unit="people")},
            names={"topic": both(text, text)},
            rank=i + 1,
            exhibit="sizes",
        )
        for i, text in enumerate(HARM)
    )
    record = ChapterRecord(slug="topics", data={"complaints": funnel(7206)}, findings=findings, exhibits=exhibits)
    keep(run, record, sizes=(frame, bar_figure(frame, "topic", "share")), quotes=(quotes, None))
    frame.assign(text="原文 13812345678").to_parquet(run / "artifacts/topics/assignments.parquet")


def _scores(run: Path) -> None:
    frame = suppress(
        pd.DataFrame({"feature": ["自营", "合作", "外包"], "nps": [34.2, 2.1, -50.0], "n": [3000, 800, 4]}), n="n"
    )
    record = ChapterRecord(
        slug="scores",
        data={"ratings": funnel(4806)},
        exhibits=(exhibit("groups", both("各类网点", "By kind of unit"), bars=Bars(label="feature", value="nps")),),
    )
    keep(run, record, groups=(frame, bar_figure(frame.dropna(), "feature", "nps")))


def _briefing(run: Path) -> None:
    rate = Number(value=6.1, unit="rate", low=5.3, high=7.0, n=7200)
    change = Number(value=-8, unit="points", low=-12, high=-3.5, n=4800)
    said = [
        (
            "briefing/good/K03",
            "good",
            "feature:K03",
            both("空位信息比上季准。", "Free places are shown more reliably."),
            {},
        ),
        (
            "briefing/issue/T0",
            "problem",
            "topic:T0",
            both("启动失败：每千次 {rate} 位。", "Starts fail: {rate} per thousand."),
            {"rate": rate},
        ),
        (
            "briefing/improve/T0",
            "improve",
            "topic:T0",
            both("先核实检修记录，会更快。", "Check the repair records first."),
            {},
        ),
        (
            "briefing/issue/K01",
            "problem",
            "feature:K01",
            both("价格事先看不清。", "Prices are not clear beforehand."),
            {},
        ),
        (
            "briefing/changed/nps",
            "says",
            "study:all",
            both("净推荐值变化 {change}。", "NPS changed by {change}."),
            {"change": change},
        ),
        ("briefing/ask/a", "support", "study:all", both("请决定试点范围。", "Decide on the pilot."), {}),
        ("briefing/ask/b", "support", "topic:T0", both("请决定先修哪几台。", "Decide which to repair first."), {}),
        ("briefing/outlook/T0", "problem", "topic:T0", both("预计还有 {rate} 位。", "{rate} more."), {"rate": rate}),
        ("briefing/says/T0", "says", "topic:T0", both("客户说启动失败。", "Customers say starts fail."), {}),
        ("briefing/thanks/a", "good", "study:all", both("回访及时。", "Calls come in time."), {}),
    ]
    findings = tuple(
        Finding(
            id=id,
            role=role,
            subject=subject,
            claim=claim,
            values=values,
            rank=i + 1,
            names={"source": both("topics#sizes", "topics#sizes")} if id == "briefing/issue/T0" else {},
            department=HARM[0] if id in ("briefing/thanks/a", "briefing/ask/b") else None,
        )
        for i, (id, role, subject, claim, values) in enumerate(said)
    )
    bars = Bars(label="feature", value="share", low="low", high="high")
    rates = pd.DataFrame({"department": [*HARM[:2], HARM[0]], "feature": HARM[2:5], "share": 0.1, "n": 40})
    voices = pd.DataFrame({"topic": list(HARM), "quote": [text[:40] for text in HARM]})
    exhibits = (
        exhibit("top", both("最要紧的五件事", "Five things"), bars=bars),
        exhibit("departments", both("各部门", "Departments"), figure=False),
        exhibit("voices", both("每日原声", "Daily voices"), n=None, figure=False),
    )
    record = ChapterRecord(slug="briefing", findings=findings, exhibits=exhibits)
    figure = bar_figure(kano_table(), "feature", "share")
    keep(run, record, top=(kano_table(), figure), departments=(rates, None), voices=(voices, None))


def make_run(root: Path) -> Path:
    """Write a run folder below `root` and return it."""
    run = root / "reports" / "harm" / "20261101-070000"
    run.mkdir(parents=True)
    for write in (_kano, _topics, _scores, _briefing):
        write(run)
    card = ChapterRecord(
        slug="drivers",
        state="not_applicable",
        reason=both("这份研究没有「{table}」表。", "The study has no table '{table}'."),
        reason_values={"table": "ratings"},
    )
    keep(run, card)
    manifest = {
        "run_id": run.name,
        "study": {
            "name": "harm",
            "title": {"zh": "充电站客户体验 <i>虚构</i>", "en": "Charging <i>made up</i>"},
            "synthetic": True,
            "period": {"start": "2024-11-01", "end": "2026-10-31"},
            "timezone": "Asia/Shanghai",
        },
        "git_commit": "c84afb2",
        "finished_at": "2026-11-01T07:03:00+08:00",
        "inputs": {
            "complaints": {"complaints.csv": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
        },
        "seeds": {"topics": 7},
        "versions": {"cxlab": "0.1.0", "python": "3.11"},
        "chapters": {
            "voice": {"state": "failed"},
            "topics": {"state": "executed", "seconds": 3.2},
            "kano": {"state": "cached"},
            "scores": {"state": "executed"},
            **{slug: {"state": "not_selected"} for slug in LATER},
            "drivers": {"state": "not_applicable"},
            "briefing": {"state": "executed"},
        },
    }
    (run / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return run
