"""Names and words of a study resolved into codebook topics, with planted texts."""

import numpy as np
import pandas as pd
import pytest

from cxlab.insight.crosswalk import linked
from cxlab.study import Link

TOPICS = pd.DataFrame({"code": ["T001", "T002", "T003", "T004"], "label": ["退款·钱包", "收费", "车位", "其他"]})


def world(seed=1, *, refund=0.7, fee=0.3, bay=0.3, stray=0.02):
    """Texts of four topics; T001 says 退款, T002 占位费, T003 占位, at the given shares, all others hardly ever."""
    rng = np.random.default_rng(seed)
    say = {"T001": ("退款", refund), "T002": ("占位费", fee), "T003": ("占位", bay), "T004": ("无", 0.0)}
    rows = []
    for code, (word, share) in say.items():
        for number in range(200):
            words = [word] if rng.random() < share else []
            words += [other for other, _ in say.values() if rng.random() < stray]
            rows.append((f"{code}-{number:03}", code, "，".join(["没有人管", *words])))
    frame = pd.DataFrame(rows, columns=["complaint_id", "code", "text"])
    return frame[["complaint_id", "code"]].assign(main=True), frame[["complaint_id", "text"]]


def touchpoints(**words):
    return pd.DataFrame(
        {
            "touchpoint": list(words),
            "words": list(words.values()),
            "process": [f"{name}-process" for name in words],
            "lead": [f"{name}-lead" for name in words],
            "support": [("甲", "乙")] * len(words),
        }
    )


def test_codes_and_labels_are_named_and_words_are_found():
    mentions, complaints = world()
    links = [
        Link(topic="T002", touchpoint="fee", lead="定价部"),
        Link(topic="topic:T003", touchpoint="bay"),
        Link(topic="其他", item="q_other"),
        Link(topic="退款 提现", touchpoint="wallet", feature="K05", support=("数字", "财务")),
    ]
    found = linked(links, TOPICS, mentions, complaints).links.set_index("touchpoint")
    assert found["topic"].to_dict() == {"fee": "T002", "bay": "T003", "": "T004", "wallet": "T001"}
    assert found["how"].to_dict() == {"fee": "named", "bay": "named", "": "named", "wallet": "words"}
    wallet = found.loc["wallet"]
    assert (wallet["by"], wallet["n"], wallet["support"], wallet["feature"]) == ("half", 200, "数字、财务", "K05")
    assert 0.5 <= wallet["low"] < wallet["share"] < wallet["high"]


def test_a_word_within_a_longer_one_is_not_heard():
    mentions, complaints = world()
    links = [Link(topic="占位", touchpoint="bay"), Link(topic="占位费 超时费", touchpoint="fee")]
    found = linked(links, TOPICS, mentions, complaints).links
    assert dict(zip(found["touchpoint"], found["topic"], strict=True)) == {"bay": "T003", "fee": "T002"}
    assert set(found["how"]) == {"guessed"}


def test_words_of_several_topics_point_to_none_and_are_listed():
    mentions, complaints = world(refund=0.0, fee=0.3, bay=0.3, stray=0.04)
    links = [Link(topic="退款", touchpoint="wallet", feature="K05"), Link(topic="T009"), Link(topic="占位费")]
    cross = linked(
        links,
        TOPICS,
        mentions,
        complaints,
        touchpoints=touchpoints(wallet=("退款",), desk=("柜台",)),
        asked={"feature": ["K05", "K06"], "item": ["q_app"]},
    )
    none = cross.links[cross.links["how"] == "none"]
    assert none["touchpoint"].tolist() == ["wallet", ""]
    assert none["topic"].tolist() == ["", ""]
    alone = set(cross.unlinked.itertuples(index=False, name=None))
    assert {("link", "退款", "no_topic"), ("link", "T009", "no_such_topic"), ("feature", "K06", "no_link")} <= alone
    assert {("item", "q_app", "no_link"), ("touchpoint", "desk", "no_topic"), ("topic", "T004", "no_link")} <= alone
    assert ("feature", "K05", "no_link") not in alone


def test_a_topic_that_no_link_claims_finds_its_touchpoint_and_says_guessed():
    mentions, complaints = world()
    places = touchpoints(wallet=("退款",), fee=("占位费",), bay=("占位",))
    cross = linked([Link(topic="T001", touchpoint="wallet")], TOPICS, mentions, complaints, touchpoints=places)
    found = cross.links.set_index("touchpoint")
    assert found.loc["wallet", "how"] == "named"
    assert found.loc["fee", ["topic", "how", "process", "lead", "support"]].tolist() == [
        "T002", "guessed", "fee-process", "fee-lead", "甲、乙",
    ]  # fmt: skip
    assert found.loc["bay", "topic"] == "T003"
    assert cross.unlinked.itertuples(index=False, name=None).__next__() == ("topic", "T004", "no_link")
    assert set(cross.guessed()["touchpoint"]) == {"fee", "bay"}


@pytest.mark.parametrize("name", ["touchpoint:wallet", "feature:K05", "T001", "topic:T001"])
def test_a_link_is_found_from_every_side(name):
    mentions, complaints = world()
    cross = linked([Link(topic="退款", touchpoint="wallet", feature="K05")], TOPICS, mentions, complaints)
    assert cross.of(name)["touchpoint"].tolist() == ["wallet"]


def test_order_of_rows_does_not_matter_and_chance_links_nothing():
    mentions, complaints = world()
    links = [Link(topic="退款", touchpoint="wallet"), Link(topic="占位", touchpoint="bay"), Link(topic="占位费")]
    once = linked(links, TOPICS, mentions, complaints)
    again = linked(links, TOPICS, mentions.sample(frac=1, random_state=2), complaints.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(once.links, again.links)
    false = 0
    for seed in range(6):
        mentions, complaints = world(seed, refund=0.0, fee=0.0, bay=0.0, stray=0.1)
        false += (linked(links, TOPICS, mentions, complaints).links["topic"] != "").sum()
    assert false == 0


def test_without_words_or_topics_there_is_nothing_to_find():
    mentions, complaints = world()
    cross = linked([], TOPICS, mentions, complaints)
    assert cross.links.empty
    assert cross.unlinked["name"].tolist() == TOPICS["code"].tolist()
    nobody = linked([Link(topic="退款", touchpoint="wallet")], TOPICS.head(0), mentions.head(0), complaints.head(0))
    assert nobody.links["how"].tolist() == ["none"]


def test_what_a_link_names_and_the_study_has_not_is_listed():
    mentions, complaints = world()
    links = [Link(topic="T001", touchpoint="walet", feature="K50", item="q_app")]
    cross = linked(
        links, TOPICS, mentions, complaints, touchpoints=touchpoints(wallet=("退款",)), asked={"feature": ["K05"]}
    )
    alone = set(cross.unlinked.itertuples(index=False, name=None))
    assert {("touchpoint", "walet", "unknown"), ("feature", "K50", "unknown"), ("feature", "K05", "no_link")} <= alone
    assert "item" not in set(cross.unlinked["side"])
