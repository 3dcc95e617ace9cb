import datetime as dt

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification.guards import Watch, check, stop_loss
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.registered import register
from cxlab.insight.verification.watches import (
    Sources,
    exposed,
    for_action,
    other_channels,
    reopened,
    satisfaction,
    service_level,
    silent_churn,
    third_party,
)

MONTHS = [str(p) for p in pd.period_range("2025-01", "2026-12", freq="M")]
START = dt.date(2026, 1, 1)
LATE = np.array(MONTHS) >= "2026-01"


def series(before, after):
    return pd.Series(np.where(LATE, after, before) + np.resize([1, -1], 24), index=MONTHS)


def state(watch, **given):
    return check([watch], START, Plan(), **given)["state"][0]


def rows(**counts_by_channel):
    """One row a complaint: (before, after) a month by channel."""
    pieces = []
    for channel, (before, after) in counts_by_channel.items():
        number = np.where(LATE, after, before)
        days = pd.to_datetime([f"{m}-10" for m in MONTHS]).repeat(number)
        pieces.append(pd.DataFrame({"received_at": days, "channel": channel}))
    return pd.concat(pieces, ignore_index=True)


@pytest.mark.parametrize(
    ("bad", "after", "expected"),
    [("rise", 200, "failed"), ("rise", 100, "ok"), ("rise", 50, "ok"), ("fall", 50, "failed"), ("fall", 200, "ok")],
)
def test_only_the_bad_direction_fails(bad, after, expected):
    assert state(Watch("x", bad, counts=series(100, after))) == expected


def test_the_margin_is_allowed():
    watch = Watch("x", "rise", counts=series(100_000, 104_000))
    assert state(watch) == "ok" and state(watch, margin=0.0) == "failed"


def test_means_fail_too():
    answers = pd.DataFrame({"period": MONTHS, "mean": np.where(LATE, 3.0, 3.5), "n": 100, "variance": 1.0})
    assert state(Watch("satisfaction", "fall", answers=answers)) == "failed"
    assert state(Watch("satisfaction", "rise", answers=answers)) == "ok"


def test_guards_without_data_are_shown_as_such():
    table = check([Watch("reopened", "rise"), Watch("x", "rise", counts=series(9, 9)[:12])], START, Plan())
    assert list(table["state"]) == ["no_data", "too_little"]
    assert table["failed"].isna().all()
    assert check([], START, Plan()).empty


def test_a_stop_loss_is_crossed_for_certain_or_by_the_estimate():
    watches = [Watch("other_channel", "rise", about="平台", counts=series(100, 130)), Watch("reopened", "rise")]
    watches.append(Watch("satisfaction", "fall", counts=series(100, 80)))
    table = check(watches, START, Plan(evaluate_at=dt.date(2027, 6, 30)))
    crossed = {limit: stop_loss(table, "other_channel", limit, about="平台") for limit in (1.1, 1.29, 1.4)}
    assert crossed == {1.1: "yes", 1.29: "maybe", 1.4: "no"}
    assert stop_loss(table, "satisfaction", 0.9) == "yes" and stop_loss(table, "satisfaction", 0.7) == "no"
    assert stop_loss(table, "reopened", 1.1) == "unknown"
    with pytest.raises(InputError, match="Did you mean 'reopened'"):
        stop_loss(table, "re-opened", 1.1)


def test_exposure_of_millions_is_not_taken_for_chance():
    wobble = np.random.default_rng(0).normal(1, 0.06, 24)
    assert state(exposed(pd.Series(2_000_000 * wobble, index=MONTHS))) == "ok"
    assert state(exposed(pd.Series(2_000_000 * wobble * np.where(LATE, 0.6, 1), index=MONTHS))) == "failed"


def test_what_moves_to_other_channels():
    complaints = rows(热线=(60, 20), 小程序=(40, 70), 门店=(40, 41))
    table = check(other_channels(complaints, "热线", None, MONTHS), START, Plan()).set_index("about")
    assert table["state"].to_dict() == {"小程序": "failed", "门店": "ok"}


def test_a_fallen_channel_does_not_raise_the_share_of_third_parties_by_itself():
    complaints = rows(热线=(100, 20), 小程序=(100, 101), 平台=(30, 30))
    assert state(third_party(complaints, ["平台"], "热线", MONTHS)) == "ok"
    assert state(third_party(complaints, ["平台"], "", MONTHS)) == "failed"
    assert state(third_party(complaints, [], "", MONTHS)) == "no_data"


def test_reopened_counts_only_what_is_known():
    frame = rows(热线=(50, 50))
    share = np.where(frame["received_at"] >= "2026-01-01", 0.4, 0.1)
    opened = pd.Series(np.arange(len(frame)) % 10 < share * 10).astype("boolean")
    assert state(reopened(frame.assign(reopened=opened), MONTHS)) == "failed"
    watch = reopened(frame.assign(reopened=opened.where(frame.index % 2 == 0)), MONTHS)
    assert watch.exposure.sum() == len(frame) / 2
    assert state(reopened(frame, MONTHS)) == "no_data"


def test_service_level_and_ratings():
    operations = pd.DataFrame(
        {"unit": "U1", "period": MONTHS * 3, "service_level": np.tile(np.where(LATE, 0.6, 0.8), 3)}
    )
    operations["service_level"] += np.random.default_rng(0).normal(0, 0.02, 72)
    assert state(service_level(operations)) == "failed"
    assert state(service_level(operations.drop(columns="service_level"))) == "no_data"
    days = pd.date_range("2025-01-01", "2026-12-31")
    ratings = pd.DataFrame({"answered_at": days, "q_app": np.resize([3.0, 4, 5], len(days))})
    assert state(satisfaction(ratings, "q_app")) == "ok"
    assert state(satisfaction(ratings, "q_none")) == "no_data"


def customers(rate_late, *, late_entry=False, n=3000):
    """A hundredth leaves a month, `rate_late` from 2026 on; with `late_entry` known only if there when first seen."""
    rng = np.random.default_rng(1)
    months = pd.period_range("2025-01", "2026-12", freq="M")
    seen = rng.integers(0, 24, n) if late_entry else np.zeros(n, dtype=int)
    gone = np.full(n, -1)
    for number, month in enumerate(months):
        hazard = rate_late if str(month) >= "2026-01" else 0.01
        leaves = (gone < 0) & (seen <= number) & (rng.random(n) < hazard)
        gone[leaves] = number
    last = [months[g].start_time + pd.Timedelta(days=14) if g >= 0 else pd.Timestamp("2026-12-31") for g in gone]
    keys = [f"c{i}" for i in range(n)]
    table = pd.DataFrame({"customer_key": keys, "joined_at": pd.Timestamp("2024-01-01"), "last_purchase_at": last})
    first = pd.Series([months[s].start_time for s in seen], index=keys)
    return table.assign(churned=gone >= 0), first


def test_silent_churn():
    assert state(silent_churn(customers(0.01)[0], [], MONTHS)) == "ok"
    assert state(silent_churn(customers(0.025)[0], [], MONTHS)) == "failed"
    table = customers(0.025)[0]
    assert state(silent_churn(table, table["customer_key"], MONTHS)) == "no_data"
    assert state(silent_churn(table.drop(columns="churned"), [], MONTHS)) == "no_data"


def test_a_sample_that_fills_up_is_no_rising_churn():
    table, seen = customers(0.01, late_entry=True)
    watch = silent_churn(table, [], MONTHS, seen=seen)
    assert state(watch) == "ok"
    naive = silent_churn(table, [], MONTHS)
    rates = [w.counts["2026-01":].sum() / w.exposure["2026-01":].sum() for w in (watch, naive)]
    early = [w.counts[:"2025-12"].sum() / w.exposure[:"2025-12"].sum() for w in (watch, naive)]
    assert rates[0] / early[0] < 1.3 < rates[1] / early[1]


def test_guards_follow_what_the_action_touches():
    def guards(kpi, **sources):
        row = {"action_id": "A", "title": "t", "started_at": "2026-01-01", "kpi": kpi}
        action = register(pd.DataFrame([row]), as_of=dt.date(2026, 12, 31))[0]
        complaints = rows(热线=(9, 9), 小程序=(9, 9))
        return [w.guard for w in for_action(action, complaints, Sources(complaints, **sources), MONTHS)]

    matter = ["exposure", "third_party_share", "reopened", "satisfaction"]
    assert guards("rate:T1") == matter
    assert guards("complaints:热线") == [*matter, "other_channel", "service_level", "silent_churn"]
    assert guards("rate:T1", exposure=series(9, 9)) == matter
