"""The complaints hold what was planted: shares, seasons, effects of actions, mishaps, personal data of nobody."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from cxlab.demo.frame import plan
from cxlab.demo.texts import Request, compose, frames, passes_luhn, retell

TOPICS = plan()["topics"]


def spread(n, dispersion=2.0):
    """Four standard deviations of an overdispersed count."""
    return 4 * np.sqrt(dispersion * n)


@pytest.fixture(scope="module")
def monthly(demo):
    """Problem rows by first topic and month, and sessions by month."""
    problems = demo.sound[demo.sound["kind"] == "problem"]
    counts = pd.crosstab(problems["first_topic"], problems["occurred_at"].dt.strftime("%Y-%m"))
    orders = demo.table("exposure").assign(orders=lambda t: t["orders"].astype(int))
    return counts, orders.groupby("period")["orders"].sum()


def test_size_and_period(demo):
    assert 6_900 <= len(demo.complaints) <= 7_400
    assert demo.sound["received_at"].between("2024-11-01", "2026-11-01", inclusive="left").all()
    assert (demo.sound["received_at"] >= demo.sound["occurred_at"]).all()
    assert demo.complaints["unit"].nunique() == 24


@pytest.mark.parametrize("kind", plan()["complaints"]["kinds"])
def test_kinds_in_their_shares(demo, kind):
    n = len(demo.sound)
    expected = plan()["complaints"]["kinds"][kind] * n
    assert abs((demo.sound["kind"] == kind).sum() - expected) < spread(expected)


def test_planned_shares_sum_to_one():
    assert sum(t["share"] for t in TOPICS.values()) == pytest.approx(1)
    assert TOPICS["T12a"]["share"] + TOPICS["T12b"]["share"] == pytest.approx(0.05)


@pytest.mark.parametrize("topic", TOPICS)
def test_topics_in_their_shares(demo, topic):
    problems = demo.sound[demo.sound["kind"] == "problem"]
    expected = TOPICS[topic]["share"] * (problems["first_topic"] != "E1").sum()
    assert abs((problems["first_topic"] == topic).sum() - expected) < spread(expected)


def test_service_topics_only_where_there_is_a_service_bay(demo):
    service = {unit for unit, _, _, bays, _, _ in plan()["units"] if bays}
    about = demo.sound["topics"].str.split("|").map(lambda topics: bool({"T11", "T12a"} & set(topics)))
    assert len(service) == 10
    assert set(demo.sound.loc[about, "unit"]) <= service


def test_emerging_topic_starts_on_its_day_with_its_share(demo):
    problems = demo.sound[demo.sound["kind"] == "problem"]
    mentions = problems[problems["topics"].str.contains("E1")]
    since = problems[problems["occurred_at"] >= "2026-09-01"]
    assert mentions["occurred_at"].min() >= pd.Timestamp("2026-09-01")
    assert 0.04 < (since["first_topic"] == "E1").mean() < 0.10


def test_two_topics_late_arrivals_and_channels(demo):
    problems = demo.sound[demo.sound["kind"] == "problem"]
    late = demo.sound["received_at"] - demo.sound["occurred_at"] > pd.Timedelta(days=7)
    before = demo.sound[demo.sound["occurred_at"] < "2026-03-01"]
    assert problems["topics"].str.contains("|", regex=False).mean() == pytest.approx(0.18, abs=0.02)
    assert late.mean() == pytest.approx(0.06, abs=0.012)
    for channel, share in plan()["complaints"]["channels"].items():
        assert (before["channel"] == channel).mean() == pytest.approx(share, abs=0.03), channel


def test_monthly_counts_are_overdispersed_about_twofold(monthly):
    counts, orders = monthly
    dispersions = []
    for topic in [t for t in counts.index if t not in ("E1", "R1", "T07", "T11", "T04", "T01")]:
        expected = orders / orders.sum() * counts.loc[topic].sum()
        dispersions.append(((counts.loc[topic] - expected) ** 2 / expected).sum() / (len(orders) - 1))
    assert 1.5 < np.mean(dispersions) < 3.2


def test_t04_rises_in_volume_and_not_in_rate(monthly):
    counts, orders = monthly
    year = np.where(orders.index < "2025-11", 1, 2)
    volume, sessions = counts.loc["T04"].groupby(year).sum(), orders.groupby(year).sum()
    assert volume[2] > 1.15 * volume[1]
    assert (volume[2] / sessions[2]) / (volume[1] / sessions[1]) == pytest.approx(1, abs=0.05)


def ratio(monthly, topic, before, after):
    counts, orders = monthly
    first, second = (orders.index.to_series().between(*window) for window in (before, after))
    rate = [counts.loc[topic, w[w].index].sum() / orders[w].sum() for w in (first, second)]
    return rate[1] / rate[0]


def test_action_a_lowers_refund_complaints_to_sixty_per_cent(monthly):
    assert ratio(monthly, "T07", ("2024-11", "2025-11"), ("2026-01", "2026-06")) == pytest.approx(0.6, abs=0.08)


def test_action_b_changes_nothing_though_it_follows_a_peak(monthly):
    assert ratio(monthly, "T11", ("2024-11", "2025-10"), ("2026-02", "2026-09")) == pytest.approx(1, abs=0.1)
    assert 0.5 < ratio(monthly, "T11", ("2025-11", "2025-12"), ("2026-02", "2026-09")) < 0.8


def test_action_d_moves_and_silences(demo, monthly):
    _, orders = monthly
    sound = demo.sound.assign(month=demo.sound["occurred_at"].dt.strftime("%Y-%m"))
    after = orders.index >= "2026-03"

    def change(rows):
        counts = rows["month"].value_counts().reindex(orders.index, fill_value=0)
        return (counts[after].sum() / orders[after].sum()) / (counts[~after].sum() / orders[~after].sum())

    assert change(sound[sound["channel"] == "热线"]) == pytest.approx(0.55, abs=0.08)
    assert change(sound[sound["channel"] == "小程序"]) > 1.0
    assert change(sound[sound["channel"] == "第三方平台"]) > 1.1
    assert 0.85 < change(sound) < 0.98


def test_ride_hailing_drivers_become_more(demo):
    year = demo.sound["occurred_at"] >= "2025-11-01"
    share = (demo.sound["customer_type"] == "网约车").groupby(year).mean()
    assert share[False] == pytest.approx(0.24, abs=0.04)
    assert share[True] == pytest.approx(0.44, abs=0.05)


def test_mishaps_are_there_in_number(demo):
    marks = demo.complaints["mark"].value_counts()
    assert len(demo.export) - len(demo.complaints) == 70
    assert demo.export.duplicated().sum() == 70
    assert marks["near_duplicate"] == 70
    assert (demo.complaints["text"] == "").sum() == marks["empty_text"] == 6
    assert demo.complaints["received_at"].str.contains("-02-30").sum() == marks["impossible_date"] == 5


def test_one_person_with_23_rows_and_one_day_with_90(demo):
    person = demo.truth["people"]["repeat_customer"]["customer_id"]
    outage = demo.complaints[demo.complaints["mark"] == "outage"]
    assert (demo.complaints["customer_id"] == person).sum() == 23
    assert demo.complaints["customer_id"].value_counts().max() == 23
    assert len(outage) == 90 and outage["customer_id"].nunique() == 84
    assert outage["unit"].unique() == ["U11"] and outage["occurred_at"].str[:10].unique() == ["2025-08-14"]


def test_lounge_is_mentioned_180_times_and_rarely_the_matter(demo):
    rows = demo.complaints[~demo.complaints["mark"].isin(["near_duplicate", "empty_text"])]
    mentions = rows["text"].str.contains("休息区|休息室|咖啡")
    assert (mentions == (rows["lounge"] != "")).all()
    assert 175 <= mentions.sum() <= 180
    assert (rows["lounge"] == "own").sum() in (15, 16)


def test_texts_are_6_to_150_characters_and_seldom_alike(demo):
    rows = demo.complaints[(demo.complaints["kind"] != "empty") & (demo.complaints["text"] != "")]
    assert rows["text"].str.len().between(6, 170).all()
    assert (rows["text"].str.len() > 80).mean() > 0.01
    assert rows["text"].value_counts().max() <= 6
    assert rows.loc[rows["kind"] == "problem", "text"].duplicated().mean() < 0.01


@pytest.mark.parametrize("topic", [*TOPICS, "E1"])
def test_every_topic_has_25_clauses(topic):
    own = frames()[topic]
    clauses = {line for section in ("main", "more", "yue", "sichuan", "northeast") for line in own.get(section, [])}
    assert len(clauses) >= 25


def test_no_topic_is_solved_by_one_string(demo):
    problems = demo.sound[(demo.sound["kind"] == "problem") & (demo.sound["text"] != "")]
    grams = [{t[i : i + n] for n in (1, 2) for i in range(len(t) - n + 1)} for t in problems["text"]]
    everywhere = Counter(gram for text in grams for gram in text)
    for topic in TOPICS:
        own = problems["topics"].str.split("|").map(lambda topics, t=topic: t in topics).to_numpy()
        inside = Counter(gram for text, mine in zip(grams, own, strict=True) if mine for gram in text)
        best = max(2 * count / (own.sum() + everywhere[gram]) for gram, count in inside.items())
        assert best < 0.7, topic


def test_personal_data_look_real_and_belong_to_nobody(demo):
    text = "\n".join([*demo.export["text"], *demo.table("ratings")["comment"]])
    phones = re.findall(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", text)
    plates = re.findall(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]([A-Z])·?[DF]\d{5}", text)
    numbers = re.findall(r"\d{12,}", text)
    assert len(phones) > 200 and all(p.startswith("154") for p in phones)
    assert len(plates) > 100 and set(plates) == {"Z"}
    assert len(numbers) > 100 and not [n for n in numbers if passes_luhn(n)]
    assert not [n for n in numbers if len(n) == 18]
    assert set(re.findall(r"@([a-z.]+)", text.lower())) == {"example.com"}
    assert demo.export["customer_id"].str.fullmatch(r"154\d{8}").all()


def test_private_drivers_do_not_speak_as_ride_hailing_drivers():
    rng = np.random.default_rng(1)
    texts = [compose(Request("problem", ("T03",), "西南"), rng) for _ in range(300)]
    assert not [t for t in texts if re.search("网约车|接单|乘客|跑车", t)]


def test_a_near_duplicate_is_never_the_same_text():
    rng = np.random.default_rng(1)
    assert all(retell("退了半个月还没到账。", rng) != "退了半个月还没到账。" for _ in range(50))
