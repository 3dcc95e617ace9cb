"""Actions that never happened, on the weeks of real complaints about loans: none of them may be called effective."""

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from cxlab.insight.verification.before_after import before_after
from cxlab.insight.verification.plan import Plan
from cxlab.insight.verification.series import counts_by_period

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "cfpb_payday_2023" / "cfpb_payday_2023.csv"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="shared real data are not here")
START = pd.Timestamp("2023-05-08")
LEFT_OUT = pd.Timedelta(days=15)


@pytest.fixture(scope="module")
def pretended():
    """Verdicts on 34 pretended actions: for ten issues, six companies and eighteen states."""
    complaints = pd.read_csv(DATA)
    complaints["received_at"] = pd.to_datetime(complaints["Date received"], format="%m/%d/%y")
    covers = complaints["received_at"].min().date(), complaints["received_at"].max().date()
    rows = []
    for column in ("Issue", "Company", "State"):
        for name, mine in complaints.groupby(column):
            if len(mine) < 60:
                continue
            counts = counts_by_period(mine, covers, every="week", outages=False)
            plan = Plan(baseline=(covers[0], (START - LEFT_OUT).date()))
            found = before_after(counts, START, plan=plan)
            sides = found.windows.set_index("side")
            (a, b), (x, y) = sides.loc[["before", "after"], ["count", "exposure"]].T.to_numpy()
            rows.append((column, name, found.verdict, stats.binomtest(int(b), int(a + b), y / (x + y)).pvalue))
    return pd.DataFrame(rows, columns=["column", "name", "verdict", "poisson"])


def test_nothing_happened_and_nothing_is_said_to_have_worked(pretended):
    told = pretended["verdict"].value_counts()
    assert len(pretended) == 34
    assert told.get("worked", 0) <= 1 and told.get("worse", 0) <= 1  # none of either as measured


def test_an_exact_poisson_test_cries_wolf_on_the_same_weeks(pretended):
    assert (pretended["poisson"] < 0.05).mean() > 0.05
