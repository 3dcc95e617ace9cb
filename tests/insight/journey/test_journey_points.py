"""Stages and touchpoints as a frame."""

import pytest

from cxlab.errors import InputError
from cxlab.insight.journey.points import points
from cxlab.study import Journey


def journey(*stages):
    return Journey.model_validate({"stages": list(stages)})


def stage(id, *touchpoints):
    return {
        "id": id,
        "name": id,
        "touchpoints": [{"id": point, "name": point, "words": [point]} for point in touchpoints],
    }


def test_touchpoints_stand_in_the_order_of_the_study():
    table = points(journey(stage("z", "b", "a"), stage("y"), stage("a", "c")))
    assert table["touchpoint"].tolist() == ["b", "a", "c"]
    assert table["place"].tolist() == [0, 1, 2]
    assert table["words"].tolist() == [("b",), ("a",), ("c",)]


def test_one_id_for_two_touchpoints_is_refused():
    with pytest.raises(InputError, match="touchpoint 'a' stands 2 times"):
        points(journey(stage("z", "a"), stage("y", "a")))


def test_no_touchpoints_is_an_error_that_says_what_to_do():
    with pytest.raises(InputError, match="list stages"):
        points(journey(stage("z")))
