"""Topics, key points and needs become one frame; what was not looked at stays missing."""

import pandas as pd

from cxlab.insight.ledger import Seen, matters, standing, update

TOPICS = pd.DataFrame(
    {
        "code": ["T001", "T002", "T003"],
        "label": ["退款", "排队", "点赞"],
        "kind": ["@topics.kind_problem", "@topics.kind_need", "@topics.kind_praise"],
        "people": [50, 80, 10],
        "incidents": [50, 70, 10],
        "share": [0.5, 0.8, 0.1],
        "low": [0.4, 0.7, 0.05],
        "high": [0.6, 0.9, 0.2],
    }
)
LINKS = pd.DataFrame(
    {"topic": ["T001", "", "T002"], "touchpoint": ["wallet", "restroom", ""], "feature": ["K05", "", ""]}
)
POINTS = pd.DataFrame(
    {
        "point": ["touchpoint:wallet", "touchpoint:restroom", "touchpoint:lounge", "topic:T002"],
        "place": [1, 2, 3, 4],
        "step": ["must_be", "volume", "rest", "volume"],
        "people": [60, 30, 5, 80],
        "lead": ["财务结算部", "场站运营部", "场站运营部", ""],
    }
)
NEEDS = pd.DataFrame(
    {
        "subject": ["feature:K05", "feature:K06", "feature:K09", "dimension:food"],
        "original": [9, 7, 3, 2],
        "chosen": [True, True, False, True],
    }
)


def test_topics_alone_say_nothing_of_the_map_or_the_key_points():
    found = matters(TOPICS, rose=["T001"])
    assert found["kind"].tolist() == ["problem", "need", "praise"]
    assert found["rank"].tolist() == [2, 1, 3]
    assert found["rose"].tolist() == [True, False, False]
    assert found[["mapped", "key_point", "department"]].isna().all(axis=None)


def test_what_each_chapter_found_is_in_one_frame():
    found = matters(TOPICS, links=LINKS, points=POINTS, needs=NEEDS, top=2).set_index("subject")
    assert found["kind"].to_dict() == {
        "topic:T001": "problem",
        "topic:T002": "need",
        "topic:T003": "praise",
        "touchpoint:wallet": "problem",
        "touchpoint:restroom": "problem",
        "touchpoint:lounge": "place",
        "feature:K05": "need",
        "feature:K06": "need",
        "feature:K09": "wish",
    }
    assert found.loc["topic:T002", ["people", "mapped", "key_point"]].tolist() == [80, False, False]
    assert found.loc["touchpoint:wallet", ["people", "mapped", "key_point"]].tolist() == [60, True, True]


def test_a_key_point_without_a_topic_and_a_chosen_need_open_issues_of_their_own():
    found = matters(TOPICS, links=LINKS, points=POINTS, needs=NEEDS, top=2)
    ledger = update(None, Seen(found, crosswalk=LINKS), as_of="2026-01-31")
    table = standing(ledger)
    assert table["subject"].tolist() == ["topic:T002", "topic:T001", "touchpoint:restroom", "feature:K06"]
    assert table["state"].tolist() == ["raised", "key_point", "key_point", "raised"]
    assert table["people"].tolist() == [80, 50, 30, 7]  # of the topic, not of its touchpoint
    assert table["department"].tolist() == ["", "", "场站运营部", ""]
