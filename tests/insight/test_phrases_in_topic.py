"""What is said within a matter."""

import pandas as pd

from cxlab.insight.phrases_in_topic import phrases_in_topic, saying


def texts():
    slow = [["功率", "很", "低"]] * 12 + [["冬天", "充电", "慢"]] * 8 + [["充电", "慢"]] * 10
    other = [["发票", "抬头", "错"]] * 14 + [["充电", "费", "开票"]] * 10 + [["开票", "等"]] * 6
    frame = pd.DataFrame({"topic": ["慢"] * 30 + ["票"] * 30, "tokens": slow + other})
    return frame.assign(customer_key=[f"c{i}" for i in range(60)])


def test_pairs_that_tell_a_matter_apart_each_about_something_else():
    found = phrases_in_topic(texts(), "topic")
    assert found.loc[found["topic"] == "慢", "phrase"].tolist()[0] == "功率 低"
    assert found.groupby("topic")["people"].first().to_dict() == {"慢": 12, "票": 14}
    sayers = [frozenset(texts().index[saying(texts(), phrase)]) for phrase in found["phrase"]]
    assert len(set(sayers)) == len(sayers)
    assert (found["low"] < found["share"]).all() and (found["elsewhere"] == 0).all()


def test_people_are_counted_and_fewer_than_five_are_no_pair():
    frame = texts()
    loud = pd.DataFrame({"topic": "慢", "tokens": [["屏幕", "骗人"]] * 30, "customer_key": "one"})
    found = phrases_in_topic(pd.concat([frame, loud]), "topic")
    assert "屏幕 骗人" not in set(found["phrase"])


def test_a_pair_that_is_said_everywhere_tells_nothing():
    frame = texts()
    frame["tokens"] = [[*words, "联系", "客服"] for words in frame["tokens"]]
    assert "联系 客服" not in set(phrases_in_topic(frame, "topic")["phrase"])


def test_the_way_down_to_the_texts():
    frame = texts()
    assert saying(frame, "功率 低").sum() == 12
    shuffled = frame.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(phrases_in_topic(frame, "topic"), phrases_in_topic(shuffled, "topic"))


def test_no_words_no_pairs():
    assert phrases_in_topic(pd.DataFrame({"topic": ["a"], "tokens": [[]]}), "topic").empty


def test_texts_of_single_words_have_no_phrases():
    frame = pd.DataFrame({"label": ["a"] * 6 + ["b"] * 6, "tokens": [["异响"], ["漏油"]] * 6})
    assert phrases_in_topic(frame, "label").empty
