"""Impact against effort: a band only where both can be told."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.solutions import Drafts, quadrant

EFFORTS = {"a": 1, "b": 5, "c": 2, "d": 4, "e": 3, "f": 1, "g": 1}
IMPACT = pd.DataFrame(
    [("a", 9, 8, 10), ("b", 9, 8, 10), ("c", 1, 0, 2), ("d", 1, 0, 2), ("e", 9, 8, 10), ("f", 6, 3, 8)],
    columns=["solution", "value", "low", "high"],
).assign(n=100, unit="people")


@pytest.fixture
def drafts(parsed):
    lines = [f"  {id}: {{about: T1, effort: {effort}, impact: {effort}}}" for id, effort in EFFORTS.items()]
    return Drafts.of(parsed("\n".join(["solutions:", *lines])))


def test_bands(drafts):
    table = quadrant(drafts, IMPACT, cut=5).set_index("solution")
    assert table["band"].to_dict() == {
        **{"a": "start", "b": "plan", "c": "beside", "d": "later"},
        **{"e": "open", "f": "open", "g": "open"},
    }
    assert table.loc["g", "n"] == 0
    assert table["effort_cut"].eq(3).all()


def test_the_cut_is_the_mean_of_what_is_known(drafts):
    assert quadrant(drafts, IMPACT)["impact_cut"].eq(35 / 6).all()
    assert quadrant(drafts, IMPACT.sample(frac=1, random_state=1)).equals(quadrant(drafts, IMPACT))


def test_without_numbers_the_stated_impact_is_taken(drafts):
    table = quadrant(drafts).set_index("solution")
    assert table.loc[["a", "b", "c", "e"], "band"].tolist() == ["beside", "plan", "beside", "open"]


def test_one_axis_one_unit(drafts):
    with pytest.raises(InputError, match=r"several units \(count, people\)"):
        quadrant(drafts, IMPACT.assign(unit=["count", *["people"] * 5]))
    with pytest.raises(InputError, match="'a' has several impacts"):
        quadrant(drafts, pd.concat([IMPACT, IMPACT]))
