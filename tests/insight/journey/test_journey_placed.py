"""Texts at touchpoints by words."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.journey.placed import placed
from cxlab.insight.journey.suggested import suggested

WORDS = {
    "space": ["车位", "排队", "占位"],
    "fee": ["占位费"],
    "parking": ["停车"],
    "wallet": ["退款", "余额", "Refund"],
    "desk": [],
}


def complaints(*texts, **columns):
    return pd.DataFrame({"complaint_id": [f"c{i}" for i in range(len(texts))], "text": texts, **columns})


def points_of(found, id="c0"):
    return found.mentions.loc[found.mentions["complaint_id"] == id, "touchpoint"].tolist()


def main_of(found, id="c0"):
    rows = found.mentions[(found.mentions["complaint_id"] == id) & found.mentions["main"]]
    return rows["touchpoint"].tolist()


def test_a_word_within_a_longer_word_is_not_heard():
    found = placed(complaints("占位费太贵"), WORDS)
    assert points_of(found) == ["fee"]
    assert found.heard.set_index("word")["texts"].to_dict()["占位"] == 0


def test_words_that_overlap_are_both_heard():
    assert points_of(placed(complaints("停车位没了"), WORDS)) == ["space", "parking"]


def test_the_main_touchpoint_has_most_different_words_then_comes_first():
    found = placed(complaints("退款退款退款，排队抢车位", "退款没到还要排队", "排队等退款"), WORDS)
    assert main_of(found, "c0") == ["space"]
    assert main_of(found, "c1") == ["wallet"]
    assert main_of(found, "c2") == ["space"]
    assert found.mentions.groupby("complaint_id")["main"].sum().tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "said"), [("two refunds", True), ("REFUNDED!", True), ("prefund", False), ("refundable", False)]
)
def test_latin_words_stand_alone_or_with_a_plain_ending(text, said):
    assert (points_of(placed(complaints(text), WORDS)) == ["wallet"]) is said


def test_texts_without_a_word_are_counted_with_an_interval():
    found = placed(complaints("排队", "别的", None, "退款"), WORDS)
    row = found.coverage.iloc[0]
    assert (row["texts"], row["placed"], row["unmapped"], row["share"]) == (4, 2, 2, 0.5)
    assert 0 < row["low"] < 0.5 < row["high"] < 1
    assert found.unmapped.tolist() == ["c1", "c2"]
    assert found.unheard == ("fee", "parking", "desk")


def test_a_list_of_touchpoints_that_matches_nothing_says_so():
    found = placed(complaints("排队", "退款"), {"moon": ["月亮"], "sun": ["太阳"]})
    assert found.coverage.loc[0, "share"] == 1
    assert found.unheard == ("moon", "sun")
    assert found.mentions.empty


def suggestions(frame, *tied):
    tied = pd.DataFrame(tied, columns=["complaint_id", "touchpoint"]).assign(main=True) if tied else None
    return suggested(frame, placed(frame, WORDS).mentions, tied).set_index("word")


def test_unmapped_texts_suggest_their_words_and_where_they_belong():
    unmapped = [["账号", "手机号"]] * 8 + [["声响"]] * 2
    mapped = [["退款", "账号"]] * 2 + [["排队"]] * 20
    texts = ["没有"] * 10 + ["退款"] * 2 + ["排队"] * 20
    frame = complaints(*texts, tokens=unmapped + mapped)
    table = suggestions(frame)
    assert table.index.tolist() == ["手机号", "账号"]  # 声响: said by two people only
    assert table["people"].tolist() == [8, 8]
    assert table["near"].to_dict() == {"账号": "wallet", "手机号": ""}
    assert suggestions(frame, *((f"c{i}", "desk") for i in range(8)))["near"].to_dict() == {
        "账号": "desk",
        "手机号": "desk",
    }


def test_one_loud_customer_suggests_nothing():
    loud = complaints(*["没有"] * 9, *["退款"] * 9, tokens=[["账号"]] * 9 + [["退款"]] * 9, customer_key=["a"] * 18)
    assert suggestions(loud).empty


def test_row_order_does_not_matter():
    frame = complaints("排队等退款", "占位费", "别的", "余额")
    one, other = placed(frame, WORDS), placed(frame.sample(frac=1, random_state=5), WORDS)
    pd.testing.assert_frame_equal(one.mentions, other.mentions)
    pd.testing.assert_frame_equal(one.coverage, other.coverage)


def test_an_id_that_stands_twice_is_refused():
    with pytest.raises(InputError, match="complaint_id 'c1' stands more than once"):
        placed(complaints("a", "b").assign(complaint_id="c1"), WORDS)


def test_ids_may_be_numbers_and_no_text_at_all_is_no_error():
    numbered = complaints("排队", "别的").assign(complaint_id=[7, 8])
    assert placed(numbered, WORDS).mentions["complaint_id"].tolist() == [7]
    nothing = placed(complaints("排队", tokens=[["a"]]).head(0), WORDS)
    assert nothing.mentions.empty
    assert nothing.suggested.empty
