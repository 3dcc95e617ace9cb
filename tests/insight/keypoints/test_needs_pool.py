"""Needs from four wells, merged and decided."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.keypoints.needs_pool import needs_pool
from cxlab.insight.keypoints.wells import wells as wells_of

LINKS = pd.DataFrame(
    [
        ("T1", "wallet", "K05"),
        ("T2", "reminder", "K06"),
        ("", "lounge", "K09"),
        ("T3", "desk", "K12"),
        ("T4", "messages", "K12"),
        ("T5", "screen", "K10"),
        ("T6", "gun", "K01"),
    ],
    columns=["topic", "touchpoint", "feature"],
)
KANO = pd.DataFrame(
    {
        "feature": ["K05", "K06", "K09", "K10", "K01", "K12"],
        "category": ["O", "A", "I", "R", "M", "I"],
        "verdict": ["uncertain", "certain", "certain", "certain", "certain", "certain"],
    }
)


def wells(*rows):
    entries = [(subject, well, identity) for subject, well, ids in rows for identity in ids]
    return pd.DataFrame(entries, columns=["subject", "well", "complaint_id"])


def ids(start, n):
    return [f"c{number}" for number in range(start, start + n)]


COMPLAINTS = pd.DataFrame({"complaint_id": ids(0, 200), "customer_key": [f"p{n // 2}" for n in range(200)]})


def pool(*rows, **given):
    return needs_pool(wells(*rows), COMPLAINTS, LINKS, **({"kano": KANO} | given)).set_index("subject")


def test_wells_about_one_thing_are_one_need_and_people_count_once():
    table = pool(
        ("topic:T2", "original", ids(0, 30)),
        ("feature:K06", "praise", ids(30, 8)),
        ("touchpoint:reminder", "latent", [""]),
    )
    assert table.index.tolist() == ["touchpoint:reminder"]
    row = table.loc["touchpoint:reminder"]
    assert row[["original", "praise", "latent", "comparison", "wells"]].tolist() == [15, 4, 1, 0, 3]
    assert (row["category"], row["chosen"], row["because"]) == ("A", True, "delight")


@pytest.mark.parametrize(
    ("subject", "because"),
    [
        ("touchpoint:wallet", "undecided"),
        ("feature:K09", "indifferent"),
        ("touchpoint:screen", "reverse"),
        ("touchpoint:gun", "not_key"),
        ("topic:T9", "not_asked"),
        ("feature:K12", "indifferent"),
    ],
)
def test_what_waits_says_why(subject, because):
    table = pool((subject, "original", ids(0, 60)))
    assert table["because"].tolist() == [because]
    assert not table["chosen"].any()


def test_few_people_wait_unless_another_well_speaks():
    assert pool(("topic:T9", "original", ids(0, 6)))["because"].tolist() == ["few_people"]
    assert pool(("topic:T9", "original", ids(0, 6)), ("topic:T9", "comparison", [""]))["because"].tolist() == [
        "not_asked"
    ]


def test_key_points_are_taken_up_first_and_apparent_ones_set_aside():
    table = pool(
        ("topic:T9", "original", ids(0, 100)),
        ("feature:K05", "original", ids(100, 10)),
        ("touchpoint:hall", "latent", [""]),
        key_points=["touchpoint:wallet"],
        apparent=["hall"],
    )
    assert table.index[0] == "touchpoint:wallet"
    assert table["because"].to_dict() == {
        "touchpoint:wallet": "key_point", "topic:T9": "not_asked", "touchpoint:hall": "apparent",
    }  # fmt: skip


def test_without_kano_nothing_is_called_a_delight():
    assert pool(("feature:K06", "original", ids(0, 40)), kano=None)["because"].tolist() == ["not_asked"]


def test_an_unknown_well_is_refused_and_no_need_is_no_row():
    with pytest.raises(InputError, match="no well 'hearsay'"):
        pool(("topic:T1", "hearsay", ["c1"]))
    assert pool().empty


def test_wells_are_filled_from_texts_the_journey_and_comparison():
    found = pd.DataFrame(
        {"complaint_id": ["c1", "c2", "c3"], "point": ["touchpoint:wallet", "topic:T9", "touchpoint:gun"]}
    )
    said = pd.DataFrame({"complaint_id": ["c4", "c4", "c1"], "touchpoint": ["lounge", "lounge", "wallet"]})
    kinds = pd.DataFrame({"complaint_id": ["c1", "c2", "c3", "c4"], "kind": ["need", "need", "problem", "praise"]})
    chances = pd.DataFrame(
        {
            "touchpoint": ["wallet", "gun", "lounge"],
            "feature": ["K05", "", ""],
            "reason": ["perhaps_unmet", "must_be_unmet", "needs"],
        }
    )
    compared = pd.DataFrame({"subject": ["dimension:service", "dimension:value"], "behind": [True, False]})
    filled = wells_of(found, said, kinds, opportunities=chances, compared=compared)
    assert filled.to_numpy().tolist() == [
        ["touchpoint:wallet", "original", "c1"],
        ["topic:T9", "original", "c2"],
        ["feature:K05", "latent", ""],
        ["touchpoint:gun", "latent", ""],
        ["touchpoint:lounge", "praise", "c4"],
        ["dimension:service", "comparison", ""],
    ]
    assert set(wells_of(found, said, kinds)["well"]) == {"original", "praise"}
