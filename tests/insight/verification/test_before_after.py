import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification.before_after import before_after, before_after_means
from cxlab.insight.verification.plan import Plan

D = dt.date
START = D(2026, 1, 1)
MONTHS = [str(p) for p in pd.period_range("2025-01", "2026-12", freq="M")]
PLAN = Plan(target=-0.25)


def monthly(before, after, *, noise=0, seed=0, months=MONTHS):
    """Counts with alternating noise, `before` up to the end of 2025 and `after` from 2026 on."""
    level = np.where(np.array(months) < "2026", before, after).astype(float)
    shift = np.random.default_rng(seed).normal(0, noise, len(months)) if noise else np.resize([1, -1], len(months))
    return pd.Series(np.maximum(np.rint(level + shift), 0).astype(int), index=months)


def units(ratio, *, treated=4, n=12, seed=0):
    rng = np.random.default_rng(seed)
    base = rng.uniform(10, 30, (n, 1)) * np.linspace(1, 1.5, 24)
    base[:treated, 12:] *= ratio
    return pd.DataFrame(rng.poisson(base), index=[f"U{i:02d}" for i in range(n)], columns=MONTHS)


TREATED = ("U00", "U01", "U02", "U03")


def test_half_as_many_worked():
    found = before_after(monthly(60, 30), START, plan=PLAN)
    assert found.verdict == "worked" and found.caveats == ()
    assert found.effect == pytest.approx(0.5, abs=0.01)
    assert found.low < 0.5 < found.high < 0.75 and found.p < 1e-6
    assert found.until is None
    rates = found.windows.set_index("side")["rate"]
    assert rates["after"] / rates["before"] == pytest.approx(0.5, abs=0.001)


def test_rates_heed_exposure():
    exposure = pd.Series(np.where(np.array(MONTHS) < "2026", 1000, 2000), index=MONTHS)
    found = before_after(monthly(60, 60), START, exposure=exposure, plan=PLAN)
    assert found.verdict == "worked" and found.effect == pytest.approx(0.5, abs=0.01)
    assert found.windows.set_index("side")["rate"]["before"] == pytest.approx(60, abs=0.1)


def test_without_exposure_short_months_are_no_improvement():
    days = pd.Series([pd.Period(m).days_in_month for m in MONTHS], index=MONTHS)
    found = before_after(days * 10, START, plan=PLAN)
    assert found.effect == pytest.approx(1, abs=1e-9) and found.verdict == "not_improved"


def test_no_change_excludes_the_target_and_doubling_is_worse():
    assert before_after(monthly(60, 60), START, plan=PLAN).verdict == "not_improved"
    assert before_after(monthly(60, 60), START).verdict == "cannot_tell"
    assert before_after(monthly(30, 60), START, plan=PLAN).verdict == "worse"


def test_a_small_improvement_is_short_of_the_target():
    found = before_after(monthly(2000, 1800), START, plan=PLAN)
    assert found.verdict == "worked" and "short_of_target" in found.caveats


def test_few_counts_cannot_tell_and_say_how_long_to_wait():
    counts = monthly(4, 2)[: MONTHS.index("2026-03") + 1]
    found = before_after(counts, START, plan=replace(PLAN, target=-0.6))
    assert found.verdict == "cannot_tell" and "few" in found.caveats
    assert D(2026, 3, 31) < found.until < D(2028, 1, 1)
    longer = before_after(counts, START, plan=replace(PLAN, target=-0.5))
    assert longer.until > found.until


def test_the_waiting_time_gives_the_promised_power():
    """At the date told, four in five such actions are seen: 200 actions with exactly the target as effect."""
    early = monthly(20, 20, noise=4, months=MONTHS[:14])
    until = before_after(early, START, plan=replace(PLAN, target=-0.4)).until
    months = [str(p) for p in pd.period_range("2025-01", until, freq="M")]
    rng = np.random.default_rng(1)
    level = np.where(np.array(months) < "2026", 20, 12)
    seen = [before_after(pd.Series(rng.poisson(level), index=months), START).verdict == "worked" for _ in range(40)]
    assert until > D(2026, 2, 28) and np.mean(seen) > 0.6


def test_nothing_before_nothing_after_one_period_only():
    assert before_after(monthly(0, 5) * 0, START, plan=PLAN).caveats == ("nothing_before",)
    counts = monthly(0, 9)
    counts[:12] = 0
    assert before_after(counts, START, plan=PLAN).caveats == ("nothing_before",)
    young = before_after(monthly(60, 60)[:12], D(2025, 12, 15), plan=PLAN)
    assert young.verdict == "cannot_tell" and young.caveats == ("nothing_after",)
    assert young.until >= D(2026, 1, 31)
    assert before_after(monthly(60, 60)[11:13], START, plan=PLAN).caveats == ("too_few_periods",)
    assert before_after(monthly(60, 60)[11:12], START, plan=PLAN).verdict == "observing"


def test_gone_altogether_worked():
    counts = monthly(60, 60)
    counts["2026-01":] = 0
    found = before_after(counts, START, plan=PLAN)
    assert found.verdict == "worked" and 0 < found.effect < 0.01 and found.high < 0.1


def test_what_was_on_its_way_already_is_no_success():
    years = [str(p) for p in pd.period_range("2023-01", "2026-08", freq="M")]
    counts = pd.Series(np.rint(200 * 0.96 ** np.arange(len(years))).astype(int), index=years)
    found = before_after(counts, START, plan=PLAN)
    assert "trend" in found.caveats and found.verdict != "worked"
    assert found.effect == pytest.approx(1, abs=0.1)


def test_a_season_is_no_success():
    """A yearly wave of 60 %: the months after are its lower half."""
    years = [str(p) for p in pd.period_range("2024-10", "2026-03", freq="M")]
    wave = 100 * (1 + 0.6 * np.cos(2 * np.pi * (np.arange(len(years)) - 10) / 12))
    counts = pd.Series(np.rint(wave).astype(int), index=years)
    found = before_after(counts, D(2025, 10, 1), plan=PLAN)
    assert found.verdict == "not_improved" and found.effect == pytest.approx(1, abs=0.05)
    raw = found.windows.set_index("side")["rate"]
    assert abs(raw["after"] / raw["before"] - 1) > 0.1


def test_order_of_the_periods_does_not_matter():
    counts = monthly(60, 45, noise=6)
    mixed = counts.sample(frac=1, random_state=1)
    assert before_after(mixed, START, plan=PLAN) == before_after(counts, START, plan=PLAN)
    wide = pd.DataFrame([counts // 2, counts - counts // 2], index=["a", "b"])
    assert before_after(wide, START, plan=PLAN) == before_after(counts, START, plan=PLAN)


def test_the_unit_of_exposure_does_not_matter():
    counts, exposure = monthly(60, 45, noise=6), pd.Series(np.linspace(900, 1400, 24), index=MONTHS)
    small, large = (before_after(counts, START, exposure=exposure * k, plan=PLAN) for k in (1, 1000))
    assert small.verdict == large.verdict
    for name in ("effect", "low", "high", "p", "at_best", "dispersion"):
        assert getattr(small, name) == pytest.approx(getattr(large, name), rel=1e-8)


@pytest.mark.parametrize("method", ["rate-ratio", "negative-binomial", "its"])
def test_looking_again_gives_the_same_answer(method):
    plan = replace(PLAN, evaluate_at=D(2026, 8, 31))
    counts = monthly(60, 40, noise=5)
    early = before_after(counts[:19], START, plan=plan, method=method)
    assert early.verdict == "observing" and early.until == D(2026, 8, 31) and np.isnan(early.p)
    looks = [before_after(counts[:n], START, plan=plan, method=method) for n in (20, 22, 24)]
    assert looks[0] == looks[1] == looks[2] and looks[0].verdict != "observing"


def test_slope_is_the_change_reached_at_the_end():
    bend = np.concatenate([np.full(12, 200.0), 200 * np.linspace(1, 0.5, 13)[1:]])
    counts = pd.Series(np.rint(bend).astype(int), index=MONTHS)
    found = before_after(counts, START, plan=replace(PLAN, effect="slope"))
    assert found.verdict == "worked" and found.effect == pytest.approx(0.5, abs=0.06)


def test_segmented_regression_sees_a_step():
    months = [str(p) for p in pd.period_range("2023-01", "2026-12", freq="M")]
    found = before_after(monthly(600, 300, noise=15, months=months), START, method="its", plan=PLAN)
    assert found.verdict == "worked" and found.effect == pytest.approx(0.5, abs=0.05)


def test_units_against_units():
    plan = replace(PLAN, treated=TREATED)
    exposure = pd.DataFrame(100.0, index=units(1).index, columns=MONTHS)
    found = before_after(units(0.5), START, exposure=exposure, method="did", plan=plan)
    assert found.verdict == "worked" and found.low < 0.5 < found.high < 1
    none = before_after(units(1.0), START, exposure=exposure, method="did", plan=plan)
    assert none.verdict == "not_improved" and none.low < 1 < none.high
    assert found == before_after(units(0.5), START, exposure=exposure, method="did", plan=plan)
    raw = before_after(units(1.0).loc[list(TREATED)], START, exposure=exposure.loc[list(TREATED)], plan=PLAN)
    assert raw.effect > 1.15 > 1.1 > none.effect


def test_means_are_told_as_differences():
    answers = pd.DataFrame({"period": MONTHS, "mean": np.where(np.array(MONTHS) < "2026", 3.4, 3.7), "n": 100})
    answers["mean"] += np.resize([0.05, -0.05], 24)
    plan = Plan(target=0.2, better="higher")
    found = before_after_means(answers.assign(variance=1.0), START, plan=plan)
    assert found.verdict == "worked" and found.scale == "difference"
    assert found.effect == pytest.approx(0.3, abs=0.01) and found.low == pytest.approx(0.3 - 2.1 * 0.041, abs=0.025)
    assert before_after_means(answers.assign(variance=400.0), START, plan=plan).verdict == "cannot_tell"


def test_bad_input_is_named():
    counts = monthly(60, 30)
    with pytest.raises(InputError, match="Did you mean 'rate-ratio'"):
        before_after(counts, START, method="rate_ratio")
    with pytest.raises(InputError, match="is no improvement"):
        before_after(counts, START, plan=Plan(target=0.25))
    with pytest.raises(InputError, match="No exposure for 2025-02"):
        before_after(counts, START, exposure=pd.Series(1.0, index=MONTHS).drop("2025-02"))
    with pytest.raises(InputError, match="zero or more"):
        before_after(counts - 100, START)
    with pytest.raises(InputError, match="units in rows"):
        before_after(counts, START, method="did")
    with pytest.raises(InputError, match="Treated units without any data: X1"):
        before_after(units(1), START, method="did", plan=replace(PLAN, treated=("U01", "U02", "U03", "X1")))
    with pytest.raises(InputError, match="12 ways"):
        before_after(units(1), START, method="did", plan=replace(PLAN, treated=("U01",)))
