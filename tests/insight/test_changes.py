"""What counts as news: against another program, against the season, and how often it is a false alarm."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from cxlab.insight.changes import changes
from cxlab.insight.false_alarms import Stable, called, called_by_poisson, false_alarms, monitor, until_found
from cxlab.insight.noise import Noise, contrast, noise
from cxlab.study import Event, Text

MONTHS = pd.period_range("2024-11", periods=24, freq="M").astype("str")


def monthly(**counts):
    parts = [
        pd.DataFrame({"topic": name, "period": MONTHS[-len(seen) :], "people": seen}) for name, seen in counts.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(exposure=1000.0, complete=True)


def around(mean, seed, months=24):
    return np.random.default_rng(seed).poisson(mean, months).tolist()


def test_the_test_is_the_quasi_poisson_f_test_of_statsmodels():
    counts, exposure = np.array([[12.0, 15, 9, 14, 22, 25]]), np.array([[1000.0, 1100, 1200, 1300, 1400, 1500]])
    now, past = np.array([4, 5]), np.arange(4)
    found = contrast(counts, exposure, now, past, Noise(np.array([1.7]), 9.0, 0.0), 0.95)
    later = np.isin(np.arange(6), now).astype(float)
    models = [
        sm.GLM(counts[0], design, family=sm.families.Poisson(), exposure=exposure[0]).fit()
        for design in (np.ones((6, 1)), sm.add_constant(later))
    ]
    f = (models[0].deviance - models[1].deviance) / 1.7
    assert 2 * found.rise[0] == pytest.approx(stats.f.sf(f, 1, 9))
    assert np.log(found.ratio[0]) == pytest.approx(models[1].params[1], abs=0.02)


def test_neighbours_that_move_together_make_a_change_less_certain():
    counts, exposure = np.full((1, 14), 50.0), np.full((1, 14), 1000.0)
    counts[0, -2:] = 80
    now, past = np.array([12, 13]), np.arange(12)
    alone, together = (contrast(counts, exposure, now, past, Noise(np.array([2.0]), 11.0, r), 0.95) for r in (0.0, 0.5))
    assert together.rise[0] > 2 * alone.rise[0]
    # variance of the mean of 2 less the mean of 12 neighbours with correlation 0.5 ^ lag, by the whole matrix
    weights = np.r_[np.full(12, -1 / 12), np.full(2, 1 / 2)]
    matrix = 0.5 ** np.abs(np.subtract.outer(np.arange(14), np.arange(14)))
    inflation = weights @ matrix @ weights / (weights @ weights)
    widths = [np.log(c.high[0] / c.low[0]) for c in (alone, together)]
    assert widths[1] / widths[0] == pytest.approx(np.sqrt(inflation))


def test_dispersion_and_correlation_are_recovered_from_all_topics():
    draws = [Stable(season=0, growth=0, correlation=0.6).draw(seed) for seed in range(20)]
    wide = [draw.pivot(index="topic", columns="period", values="people") for draw in draws]
    found = [noise(w.to_numpy(dtype=float), np.ones(w.shape)) for w in wide]
    assert np.mean([f.dispersion.mean() for f in found]) == pytest.approx(2.5, abs=0.3)
    # The latent correlation times the share of the variance that is not chance: 0.6 x 1.5 / 2.5.
    assert np.mean([f.correlation for f in found]) == pytest.approx(0.36, abs=0.1)
    assert all(f.freedom > 22 for f in found)


def test_new_rising_falling_and_level():
    table = monthly(
        new=[0] * 22 + [30, 40],
        rising=[*around(50, 1, 22), 120, 130],
        falling=[*around(50, 2, 22), 12, 10],
        **{f"level{i}": around(40, 20 + i) for i in range(5)},
    )
    states = changes(table, "topic").set_index("topic")["state"]
    assert states[["new", "rising", "falling"]].tolist() == ["new", "rising", "falling"]
    assert set(states.filter(like="level")) == {"level"}


def test_what_comes_back_every_winter_is_no_news():
    wave = np.where(pd.PeriodIndex(MONTHS, freq="M").month.isin([9, 10]), 100, 40)
    seen = (wave + np.tile([1, -1], 12)).tolist()
    table = monthly(winter=seen, **{f"t{i}": around(40, i) for i in range(5)})
    found = changes(table, "topic").set_index("topic").loc["winter"]
    assert found["ratio"] > 1.5
    assert found["state"] in ("seasonal", "level")
    assert found["ratio_year"] == pytest.approx(1, abs=0.05)
    first_year = changes(table[table["period"] >= "2025-11"], "topic").set_index("topic").loc["winter"]
    assert first_year["state"] == "rising" and np.isnan(first_year["ratio_year"])


def test_a_festival_that_moves_to_another_month_is_no_news():
    spring = [
        Event(name=Text(zh="春节", en="Spring Festival"), start=start, end=end, lunar=True)
        for start, end in [(dt.date(2025, 1, 28), dt.date(2025, 2, 4)), (dt.date(2026, 2, 15), dt.date(2026, 2, 23))]
    ]
    seen = dict.fromkeys(MONTHS, 40) | {"2025-01": 110, "2026-02": 115}
    table = monthly(festival=list(seen.values()), **{f"t{i}": around(40, i) for i in range(5)})
    until = table[table["period"] <= "2026-02"]
    assert changes(until, "topic", last=1).set_index("topic").loc["festival", "state"] == "rising"
    known = changes(until, "topic", last=1, events=spring).set_index("topic").loc["festival", "state"]
    assert known == "rising", "twice the rate of both months together is beyond what the festival explains"
    milder = table.replace({"people": {115: 80}})
    milder = milder[milder["period"] <= "2026-02"]
    assert changes(milder, "topic", last=1).set_index("topic").loc["festival", "state"] == "rising"
    assert changes(milder, "topic", last=1, events=spring).set_index("topic").loc["festival", "state"] == "seasonal"


def test_the_order_of_rows_does_not_matter():
    table = Stable().draw(3)
    shuffled = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(changes(table, "topic"), changes(shuffled, "topic"))


def test_too_few_months_say_nothing():
    assert changes(monthly(a=[5, 5, 5]), "topic").empty


def test_false_alarms_stay_below_the_stated_rate_and_a_poisson_test_cries_wolf():
    stable = Stable()
    ours = false_alarms(stable, called, first=18, runs=12, seed=100)
    naive = false_alarms(stable, called_by_poisson, first=18, runs=12, seed=100)
    assert ours["monthly"] < 0.10
    assert naive["monthly"] > 0.40


def test_a_matter_of_seven_percent_is_found_within_two_months():
    first, second = until_found(Stable(), called, share=0.07, months=2, runs=6, seed=100)
    assert first >= 0.6
    assert second == 1.0
    assert not monitor(Stable().draw(5), called, first=24).to_numpy().any()
