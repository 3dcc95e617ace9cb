"""The complaints: who said what when, and what became of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from cxlab.demo.frame import Floats, Frame, plan, stream
from cxlab.demo.texts import Request, compose, frames
from cxlab.demo.volumes import draw_rows, matters

PRODUCTS = {"T11": "保养", "T12a": "保养", "T07": "账户", "T08": "账户", "T12b": "账户"}
Rng = np.random.Generator


def draw_complaints(frame: Frame, seed: int) -> pd.DataFrame:
    """Return one row a complaint with everything planted beside it, in the order of arrival.

    Columns of the export (our names) and of the truth (kind, topics, severe, lounge, group, mark); the mishaps
    (outage, duplicates, rejects) are put on top by `cxlab.demo.mishaps`.
    """
    rows = draw_rows(frame, seed)
    rows["topics"] = _topics(rows, frame, seed)
    rows["lounge"] = _lounge(rows, stream(seed, "complaints/lounge"))
    rows = _when(rows, frame, stream(seed, "complaints/when"))
    rows = rows.sort_values(["occurred_at", "matter", "unit", "lag"], kind="stable", ignore_index=True)
    rows = _who(rows, frame, stream(seed, "complaints/who"))
    rows["channel"] = _channels(rows, stream(seed, "complaints/channel"))
    rows = handling(rows, stream(seed, "complaints/handling"))
    rows["unit"] = frame.units["unit"].to_numpy()[rows["unit"]]
    rows["text"] = write_texts(rows, frame, stream(seed, "complaints/text"))
    rows["product"] = [PRODUCTS.get(topics.split("|")[0], "充电") for topics in rows["topics"]]
    rows["mark"] = ""
    return rows


def write_texts(rows: pd.DataFrame, frame: Frame, rng: Rng) -> list[str]:
    """Return the text of each row (kind, topics, unit, severe, lounge)."""
    figures = plan()["complaints"]
    region = dict(zip(frame.units["unit"], frame.units["region"], strict=True))
    said = figures["severe_said"]
    texts = []
    for row in rows.itertuples():
        request = Request(
            kind=str(row.kind),
            topics=tuple(t for t in str(row.topics).split("|") if t),
            region=region[str(row.unit)],
            rider=str(row.customer_type) == "网约车",
            severe=row.kind == "problem" and rng.random() < said["severe" if row.severe else "other"],
            personal=row.kind in ("problem", "question") and rng.random() < figures["personal_data"],
            lounge=str(row.lounge),
        )
        texts.append(compose(request, rng))
    return texts


def handling(rows: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """Add severity and what became of each case; see `recovery` in the plan for the groups."""
    recovery, n = plan()["recovery"], len(rows)
    groups = list(recovery["group"])
    problem = (rows["kind"] == "problem").to_numpy()
    group = rng.choice(groups, p=list(recovery["group"].values()), size=n)
    likely = np.array([recovery["severe_given"][g] for g in group])
    red = np.array([bool(matters()[m].get("red_line")) for m in rows["matter"]])
    severe = problem & ((rng.random(n) < likely) | red)
    solved, fast = group != "unresolved", group == "fast"
    never_closed = problem & ~solved & (rng.random(n) < 0.3)
    hours = np.where(fast, rng.uniform(0.5, 23.5, n), 24.5 + rng.gamma(1.6, 45, n))
    answered = rng.exponential(5, n).clip(0.05, 0.9 * hours)
    asked = problem & (rng.random(n) < 0.7)
    upward = rng.random(n) < np.where(severe, 0.25, 0.03)
    steps = rng.choice(["服务经理", "第三方平台", "监管部门"], p=[0.62, 0.28, 0.10], size=n)
    paid = problem & (rng.random(n) < np.where(severe, 0.22, 0.08))
    amount = rng.choice([5, 10, 20, 30, 50, 100], p=[0.2, 0.3, 0.25, 0.1, 0.1, 0.05], size=n)
    mood = 1.9 + 1.4 * solved + 0.7 * fast - 0.5 * severe + 0.9 * rng.standard_normal(n)
    scored = problem & (rng.random(n) < 0.33)
    received = rows["received_at"]
    return rows.assign(
        severe=severe.astype(int),
        group=np.where(problem, group, ""),
        status=np.where(never_closed, "处理中", "已关闭"),
        first_response_at=(received + pd.to_timedelta(answered, unit="h")).where(problem),
        resolved_at=(received + pd.to_timedelta(hours, unit="h")).where(problem & ~never_closed),
        solved_by_customer=np.where(asked, np.where(solved, "是", "否"), ""),
        reopened=_some_of(problem, np.select([fast, solved], [0.02, 0.06], 0.25), rng),
        escalated_to=np.where(problem & upward, steps, ""),
        compensation=np.where(paid, amount.astype(str), ""),
        post_csat=np.where(scored, np.rint(mood).clip(1, 5).astype(int).astype(str), ""),
    )


def customer_id(number: npt.ArrayLike) -> list[str]:
    """Return account numbers in the form of mobile numbers, with the unissued prefix 154."""
    return [f"154{(20_000_000 + 7_919 * int(n)) % 100_000_000:08d}" for n in np.atleast_1d(number)]


def _topics(rows: pd.DataFrame, frame: Frame, seed: int) -> list[str]:
    """Return the planted topics of each row, the more important first, joined by ``|``."""
    rng = stream(seed, "complaints/topics")
    service = frame.units["service"].to_numpy()
    late = frame.since(plan()["emerging"]["E1"]["start"])
    return [_topics_of(m, bool(service[u]), bool(late[d]), rng) for m, u, d in rows[["matter", "unit", "day"]].values]


def _topics_of(matter: str, service: bool, emerged: bool, rng: Rng) -> str:
    figures = matters()[matter]
    if figures["kind"] == "problem":
        if rng.random() >= plan()["complaints"]["two_topics"]:
            return matter
        second = {t: w for t, w in figures["with"].items() if service or not plan()["topics"][t].get("service")}
        if emerged and matter in ("T04", "T07"):
            second = {**second, "E1": 3}
        return f"{matter}|{_weighted(second, rng)}"
    if matter == "need":
        wished = {t: w for t, w in plan()["needs"].items() if service or t not in ("T11", "T12a", "K11")}
        return _weighted(wished, rng).replace("other", "")
    if matter == "empty" or rng.random() >= plan()["topic_of_other_kinds"][matter]:
        return ""
    able = {t: f["share"] for t, f in plan()["topics"].items() if matter in frames()[t]}
    return _weighted({t: w for t, w in able.items() if service or t not in ("T11", "T12a")}, rng)


def _weighted(weights: dict[str, float], rng: Rng) -> str:
    shares = np.array(list(weights.values()), dtype=float)
    return str(list(weights)[int(np.searchsorted(np.cumsum(shares / shares.sum()), rng.random()))])


def _lounge(rows: pd.DataFrame, rng: Rng) -> npt.NDArray[np.object_]:
    """Choose the rows that mention the lounge: most of them complain of waiting, few of the lounge itself."""
    figures = plan()["complaints"]["lounge"]
    own = round(figures["mentions"] * figures["own"])
    chosen = np.full(len(rows), "", dtype=object)
    waiting = np.flatnonzero(rows["matter"].isin(figures["topics"]))
    environment = np.flatnonzero(rows["matter"] == "T13")
    chosen[rng.choice(waiting, size=figures["mentions"] - own, replace=False)] = "wait"
    chosen[rng.choice(environment, size=own, replace=False)] = "own"
    return chosen


def _when(rows: pd.DataFrame, frame: Frame, rng: Rng) -> pd.DataFrame:
    """Add when it happened and when it arrived; arrivals after the end of the period are not in the export."""
    n, late = len(rows), plan()["complaints"]["late"]
    hour = np.clip(np.where(rng.random(n) < 0.45, rng.normal(19.5, 2.2, n), rng.normal(12, 3.8, n)), 0, 23.95)
    lag = np.where(rng.random(n) < 0.6, rng.exponential(2.0, n), 4 + rng.exponential(20.0, n)).clip(0.02, 150)
    is_late = rng.random(n) < late["share"]
    lag = np.where(is_late, rng.uniform(late["over_days"] * 24 + 1, late["up_to_days"] * 24, n), lag)
    occurred = (frame.days[rows["day"]] + pd.to_timedelta(hour, unit="h")).floor("min")
    received = (occurred + pd.to_timedelta(lag, unit="h")).floor("min")
    rows = rows.assign(occurred_at=occurred, received_at=received, lag=lag)
    return rows[received < frame.days[-1] + pd.Timedelta(days=1)]


def _who(rows: pd.DataFrame, frame: Frame, rng: Rng) -> pd.DataFrame:
    """Give each row a customer: one in five comes back to the unit where he complained before."""
    share = plan()["complaints"]["ride_hailing"]
    second_year = frame.since(frame.days[365].date())
    known: dict[int, list[int]] = {}
    kinds: list[str] = []
    number = np.empty(len(rows), dtype=int)
    draws = rng.random((len(rows), 3))
    tendency = plan()["complaints"]["riders"]
    for position, (unit, day, matter) in enumerate(rows[["unit", "day", "matter"]].to_numpy()):
        mine = known.setdefault(int(unit), [])
        if mine and draws[position, 0] < 0.2:
            number[position] = mine[int(draws[position, 1] * len(mine))]
            continue
        number[position] = len(kinds)
        mine.append(len(kinds))
        likely = share[int(second_year[day])] * tendency.get(matter, 1.0)
        kinds.append("网约车" if draws[position, 2] < likely else "私家车")
    return rows.assign(customer_id=customer_id(number), customer_type=np.array(kinds, dtype=object)[number])


def _channels(rows: pd.DataFrame, rng: Rng) -> npt.NDArray[np.object_]:
    """Draw the channel; what a text is about decides a little, the planned mix holds before and after action D."""
    shares, change = plan()["complaints"]["channels"], plan()["actions"]["D"]
    before = np.array(list(shares.values()))
    factor = [change["phone"] if name == "热线" else change["others"].get(name, 1.0) for name in shares]
    after = before * np.array(factor)
    changed = (rows["occurred_at"] >= pd.Timestamp(change["start"])).to_numpy()
    draw, result = rng.random(len(rows)), np.empty(len(rows), dtype=object)
    for mix, when in ((before, ~changed), (after / after.sum(), changed)):
        table = _fitted(mix, rows.loc[when, "matter"].value_counts(sort=False))
        place = [int(np.searchsorted(table[m], d)) for m, d in zip(rows.loc[when, "matter"], draw[when], strict=True)]
        result[when] = np.array(list(shares), dtype=object)[place]
    return result


def _fitted(mix: Floats, sizes: pd.Series) -> dict[str, Floats]:
    """Return cumulative channel shares of each matter: preferences fitted to `mix` (iterative proportional)."""
    channels = list(plan()["complaints"]["channels"])
    preferences = plan()["complaints"]["preferences"]
    cells = np.array([[preferences.get(m, {}).get(c, 1.0) for c in channels] for m in sizes.index]) * mix
    for _ in range(50):
        cells *= (sizes.to_numpy(dtype=float) / cells.sum(axis=1))[:, None]
        cells *= mix * sizes.sum() / cells.sum(axis=0)
    totals = np.cumsum(cells / cells.sum(axis=1, keepdims=True), axis=1)
    totals[:, -1] = 1.0
    return {str(matter): totals[i] for i, matter in enumerate(sizes.index)}


def _some_of(eligible: npt.NDArray[np.bool_], chance: npt.ArrayLike, rng: Rng) -> npt.NDArray[np.object_]:
    hit = rng.random(len(eligible)) < np.asarray(chance)
    return np.where(eligible, np.where(hit, "是", "否"), "").astype(object)
