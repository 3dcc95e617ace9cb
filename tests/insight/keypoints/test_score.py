"""The weighted score: standardised by hand, firm where it should be, and open about what is missing."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.keypoints.ingredients import INGREDIENTS, Sources, Tally, ingredients
from cxlab.insight.keypoints.score import score

NO_LINKS = pd.DataFrame(columns=["topic", "touchpoint", "feature", "item"])


def world(sizes=(120, 60, 58, 20), severe=(0.1, 0.5, 0.1, 0.3), seed=3):
    """People each with one point; `severe` is the share of them whose text is grave."""
    rng = np.random.default_rng(seed)
    there = np.zeros((300, len(sizes)), dtype=bool)
    grave = np.zeros_like(there)
    start = 0
    for place, (size, share) in enumerate(zip(sizes, severe, strict=True)):
        there[start : start + size, place] = True
        grave[start : start + size, place] = rng.random(size) < share
        start += size
    points = tuple(f"topic:{letter}" for letter in "abcdefgh"[: len(sizes)])
    counted = Tally(points, there, {"severity": grave, "effort": grave & False}, None)
    return counted, ingredients(counted, NO_LINKS, Sources())


def test_the_score_is_the_mean_of_z_scores():
    counted, told = world()
    found = score(counted, told, weights={"people": 3, "severity": 1}, n_boot=20)
    people = np.log(counted.there.sum(axis=0) / 300)
    severity = counted.judged["severity"].sum(axis=0) / counted.there.sum(axis=0)
    z = [(v - v.mean()) / v.std() for v in (people, severity)]
    expected = dict(zip(counted.points, 0.75 * z[0] + 0.25 * z[1], strict=True))
    got = found.points.set_index("point")["score"]
    assert got.to_dict() == pytest.approx(expected)
    assert found.points["rank"].tolist() == [1, 2, 3, 4]
    assert found.weights.set_index("ingredient")["weight"].to_dict() == {"people": 0.75, "severity": 0.25}


def test_what_nobody_has_or_all_have_alike_is_named_and_not_used():
    counted, told = world()
    found = score(counted, told, n_boot=20)
    assert found.weights["ingredient"].tolist() == ["people", "severity"]
    assert set(found.unused) == set(INGREDIENTS) - {"people", "severity"}
    assert found.points["ingredients"].tolist() == [2] * 4


def test_a_point_without_an_ingredient_is_judged_by_the_others():
    counted, told = world()
    gone = (told["point"] == "topic:d") & (told["ingredient"] == "severity")
    told.loc[gone, ["value", "low", "high"]] = np.nan
    found = score(counted, told, weights={"people": 1, "severity": 1}, n_boot=20).points.set_index("point")
    people = np.log(counted.there.sum(axis=0) / 300)
    assert found.loc["topic:d", "score"] == pytest.approx(((people - people.mean()) / people.std())[3])
    assert found.loc["topic:d", "ingredients"] == 1


def test_rank_intervals_are_narrow_where_points_differ_and_wide_where_they_tie():
    counted, told = world(sizes=(120, 60, 58, 20))
    found = score(counted, told, weights={"people": 1}, n_boot=400, seed=1).points.set_index("point")
    assert found.loc["topic:a", ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert found.loc["topic:b", ["rank_low", "rank_high"]].tolist() == [2, 3]
    assert found.loc["topic:c", ["rank_low", "rank_high"]].tolist() == [2, 3]
    assert found.loc["topic:d", ["rank_low", "rank_high"]].tolist() == [4, 4]


def test_weightings_leave_the_best_in_everything_at_the_top():
    counted, told = world(sizes=(120, 60, 58, 20), severe=(0.9, 0.5, 0.1, 0.3))
    found = score(counted, told, top=1, n_boot=400, seed=2).points.set_index("point")
    assert found.loc["topic:a", "top_share"] == 1
    assert found["top_share"].sum() == pytest.approx(1)
    # Two ingredients, b before a when the weight of severity outdoes that of people: an even draw of one number.
    split = world(sizes=(120, 60, 58, 20), severe=(0.0, 0.9, 0.1, 0.1))
    z = {}
    for name, values in (("people", np.log(split[0].there.sum(axis=0))), ("severity", None)):
        column = split[0].judged["severity"].sum(axis=0) / split[0].there.sum(axis=0) if values is None else values
        z[name] = (column - column.mean()) / column.std()
    gain, loss = z["severity"][1] - z["severity"][0], z["people"][0] - z["people"][1]
    wins = score(*split, top=1, n_boot=1000, seed=2).points.set_index("point").loc["topic:b", "top_share"]
    assert wins == pytest.approx(1 - loss / (loss + gain), abs=0.06)  # 3.8 Monte Carlo errors of 1,000 draws


def test_survey_numbers_are_drawn_within_their_intervals():
    counted, told = world(sizes=(50, 50, 50, 50))
    drivers = pd.DataFrame(
        {
            "point": counted.points, "ingredient": "driver", "value": [0.2, 0.19, 0.05, 0.04],
            "low": [0.15, 0.14, 0.03, 0.02], "high": [0.25, 0.24, 0.07, 0.06], "n": 500, "missing": "",
        }
    )  # fmt: skip
    told = pd.concat([told[told["ingredient"] != "driver"], drivers], ignore_index=True)
    found = score(counted, told, weights={"driver": 1}, n_boot=300).points.set_index("point")
    assert found.loc["topic:a", ["rank_low", "rank_high"]].tolist() == [1, 2]
    assert found.loc["topic:c", ["rank_low", "rank_high"]].tolist() == [3, 4]


def test_the_same_seed_gives_the_same_and_another_does_not():
    counted, told = world()
    once, again, other = (score(counted, told, top=2, n_boot=50, seed=seed).points for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(once, again)
    assert not once["top_share"].equals(other["top_share"])


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"peple": 1}, "no ingredient 'peple'.*mean 'people'"),
        ({"people": -1}, "weight of 'people' is -1"),
        ({"worth": 1}, "No ingredient can be used"),
        ({"people": 0}, "No ingredient can be used"),
    ],
)
def test_weights_that_say_nothing_are_refused(weights, message):
    with pytest.raises(InputError, match=message):
        score(*world(), weights=weights, n_boot=5)


def test_two_points_are_ranked_and_one_alone_is_first():
    two = score(*world(sizes=(120, 60), severe=(0.1, 0.5)), weights={"people": 1}, n_boot=50).points
    assert two["point"].tolist() == ["topic:a", "topic:b"]
    assert two["rank"].tolist() == two["rank_high"].tolist() == [1, 2]
    one = score(*world(sizes=(120,), severe=(0.1,)), n_boot=50)
    assert one.points[["score", "rank", "rank_low", "rank_high", "top_share"]].to_numpy().tolist() == [[0, 1, 1, 1, 1]]
    assert one.weights.empty
    assert set(one.unused) == set(INGREDIENTS)
