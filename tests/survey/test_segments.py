import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.survey.segments import group_column


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "respondent_id": ["a", "b", "c", "d"],
            "nps": [9.0, 3, 8, 10],
            "unit": ["U1", "U2", "U1", "U2"],
            "name": ["w", "x", "y", None],
            "region": ["north", "south", "north", "south"],
            "customer_type": ["private", "fleet", "fleet", "fleet"],
        }
    )


def test_customer_type_comes_first_then_the_first_column_of_few_words(frame):
    assert group_column(frame) == "customer_type"
    assert group_column(frame.drop(columns="customer_type")) == "name"
    assert group_column(frame.drop(columns=["customer_type", "name"])) == "region"
    assert group_column(frame.assign(customer_type="private").drop(columns="name")) == "region"
    assert group_column(frame[["respondent_id", "nps", "unit"]]) == ""


def test_a_named_column_is_taken_or_refused_with_the_nearest(frame):
    assert group_column(frame, "unit") == "unit"
    with pytest.raises(InputError, match=r"group is 'regoin'.*Did you mean 'region'"):
        group_column(frame, "regoin")
