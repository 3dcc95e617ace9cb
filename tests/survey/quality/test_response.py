import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxlab.errors import InputError
from cxlab.survey.quality.response import invited_people, nonresponse, response_rates
from cxlab.survey.scores import wilson


@pytest.fixture
def customers():
    """600 customers; the new ones (after 2025) are younger in orders, too."""
    rng = np.random.default_rng(2)
    days = rng.integers(0, 1000, 600)
    return pd.DataFrame(
        {
            "customer_key": [f"c{i:03}" for i in range(600)],
            "segment": rng.choice(["private", "fleet"], 600, p=[0.7, 0.3]),
            "joined_at": pd.Timestamp("2026-10-01") - pd.to_timedelta(days, unit="D"),
            "orders": np.where(days > 500, 40.0, 10.0) + rng.integers(0, 10, 600),
            "churned": pd.array(rng.random(600) < 0.2, dtype="boolean"),
        }
    )


@pytest.fixture
def invitations(customers):
    """One invitation each, a second for the first hundred; the loyal answer far more often, segments alike."""
    rng = np.random.default_rng(3)
    loyal = customers["orders"] >= 40
    first = customers[["customer_key"]].assign(
        sent_at=np.where(customers.index < 300, pd.Timestamp("2026-09-10"), pd.Timestamp("2026-10-10")),
        product_line=rng.choice(["charging", "service"], 600),
        answered=pd.array((rng.random(600) < np.where(loyal, 0.5, 0.2)).tolist(), dtype="boolean"),
    )
    return pd.concat([first, first.head(100).assign(answered=False)], ignore_index=True)


def test_rates_are_counts_with_wilson_intervals(invitations):
    table = response_rates(invitations, ["product_line", "sent_at"])
    assert table["by"].tolist() == ["all", "product_line", "product_line", "sent_at", "sent_at"]
    assert table["group"].tolist() == ["all", "charging", "service", "2026-09", "2026-10"]
    everybody = table.iloc[0]
    assert (everybody["invitations"], everybody["people"]) == (700, 600)
    assert everybody["answered"] == invitations["answered"].sum()
    for row in table.itertuples():
        assert row.rate == pytest.approx(row.answered / row.invitations)
        np.testing.assert_allclose([row.low, row.high], wilson(row.rate, row.invitations, 0.95))
    assert table.groupby("by")[["invitations", "answered"]].sum().nunique().eq(1).all()


def test_a_breakdown_is_tested_group_against_the_others(invitations):
    table = response_rates(invitations, ["product_line", "sent_at"]).set_index(["by", "group"])
    # The same customers were asked twice in September and did not answer the second time.
    assert table.loc[("sent_at", "2026-09"), "rate"] < table.loc[("sent_at", "2026-10"), "rate"]
    counts = pd.crosstab(invitations["product_line"], invitations["answered"])
    p = stats.chi2_contingency(counts, correction=False).pvalue
    assert table.loc[("product_line", "service"), "p"] == pytest.approx(p)
    assert np.isnan(table.loc[("all", "all"), "p"])


def test_segment_comes_from_the_customers_and_unknown_answers_are_left_out(invitations, customers):
    joined = invitations.merge(customers[["customer_key", "segment"]], on="customer_key")
    table = response_rates(joined, ["segment"])
    assert table["group"].tolist() == ["all", "fleet", "private"]
    joined.loc[:9, "answered"] = pd.NA
    assert response_rates(joined)["invitations"].tolist() == [690]


def test_rates_do_not_depend_on_row_order_nor_quarters_on_months(invitations):
    shuffled = invitations.sample(frac=1, random_state=1)
    columns = ["product_line", "sent_at"]
    pd.testing.assert_frame_equal(response_rates(invitations, columns), response_rates(shuffled, columns))
    assert response_rates(invitations, ["sent_at"], freq="Q")["group"].tolist() == ["all", "2026Q3", "2026Q4"]


def test_people_are_counted_once_whether_they_answered_once_or_twice(invitations, customers):
    people = invited_people(invitations, customers)
    assert len(people) == 600
    assert people["invitations"].tolist() == [2] * 100 + [1] * 500
    assert people["answered"].sum() == invitations.groupby("customer_key")["answered"].any().sum()
    assert people["segment"].notna().all()
    strangers = invited_people(invitations, customers.iloc[1:])
    assert strangers["segment"].isna().sum() == 1


def test_the_planted_difference_is_found_and_no_other(invitations, customers):
    people = invited_people(invitations, customers)
    table = nonresponse(people, ["segment", "joined_at", "orders", "churned"]).set_index(["trait", "category"])
    assert table["kind"].tolist() == ["share", "share", "days", "number", "share", "share"]
    found = {trait for (trait, _), row in table.iterrows() if row["p_bh"] < 0.05}
    assert found == {"joined_at", "orders"}
    orders = table.loc[("orders", "")]
    assert orders["low"] > 0.3
    sides = people["orders"][people["answered"]], people["orders"][~people["answered"]]
    assert orders["p"] == pytest.approx(stats.mannwhitneyu(*sides, method="asymptotic").pvalue)
    spread = np.sqrt((sides[0].var() + sides[1].var()) / 2)
    assert orders["difference"] == pytest.approx((sides[0].mean() - sides[1].mean()) / spread)
    assert (orders["answered"], orders["silent"]) == pytest.approx((sides[0].mean(), sides[1].mean()))


def test_shares_of_a_category_add_up_and_share_one_test(invitations, customers):
    people = invited_people(invitations, customers)
    table = nonresponse(people, ["segment"])
    assert table[["answered", "silent"]].sum().tolist() == pytest.approx([1, 1])
    counts = pd.crosstab(people["answered"], people["segment"])
    assert table["p"].tolist() == pytest.approx([stats.chi2_contingency(counts, correction=False).pvalue] * 2)
    assert table["difference"].sum() == pytest.approx(0)


def test_dates_are_days_before_the_last_one_and_unknown_traits_are_counted(invitations, customers):
    customers.loc[:19, ["joined_at", "segment"]] = None
    table = nonresponse(invited_people(invitations, customers), ["joined_at", "segment"])
    assert table["unknown"].tolist() == [20, 20, 20]
    assert (table["n_answered"] + table["n_silent"] == 580).all()
    assert table.loc[0, ["answered", "silent"]].between(0, 1000).all()
    assert table.loc[0, "answered"] > table.loc[0, "silent"]  # the loyal are customers for longer


def test_traits_that_say_nothing_have_no_p():
    people = pd.DataFrame({"answered": [1, 1, 0, 0], "same": "x", "flat": 3.0, "none": np.nan, "few": [1, None, 2, 3]})
    table = nonresponse(people, ["same", "flat", "none", "few"]).set_index("trait")
    assert table.loc[["same", "none"], "p"].isna().all()
    assert table.loc[["same", "flat", "none"], "difference"].isna().all()
    assert table.loc["flat", "p"] == 1
    assert table.loc["none", ["n_answered", "n_silent", "unknown"]].tolist() == [0, 0, 4]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda i, c: response_rates(i.drop(columns="answered")), "Column 'answered' is not in the table"),
        (lambda i, c: response_rates(i, ["product"]), "Did you mean 'product_line'"),
        (lambda i, c: response_rates(i.assign(answered=2)), r"Column 'answered' .*off the scale 0-1 \(2\)"),
        (lambda i, c: response_rates(i, ["sent_at"], freq="fortnight"), "give a calendar period"),
        (lambda i, c: invited_people(i, pd.concat([c, c])), "600 rows with a customer_key that was there before"),
        (lambda i, c: nonresponse(invited_people(i, c), []), "traits is empty"),
        (lambda i, c: nonresponse(invited_people(i, c), ["age"]), "Column 'age' is not in the table"),
    ],
)
def test_bad_input_is_refused(invitations, customers, call, message):
    with pytest.raises(InputError, match=message):
        call(invitations, customers)
