import pandas as pd

from cxlab.insight.journey.touchpoints import spoken_of

WORDS = {"wallet": ["退款", "Wallet"], "scan": ["扫码"], "desk": []}
TEXTS = ["扫码后退款", "我的 WALLET", None, "扫码", "扫码"]


def test_a_text_speaks_of_every_touchpoint_whose_word_it_holds():
    table = spoken_of(TEXTS, WORDS).set_index("touchpoint")
    assert table["people"].to_dict() == {"scan": 3, "wallet": 2, "desk": 0}
    assert table.loc["scan", "share"] == 3 / 5
    assert table.index.tolist() == ["scan", "wallet", "desk"]


def test_a_person_counts_once_and_texts_without_one_count_each():
    people = pd.Series(["a", "b", "c", "a", None], index=[9, 8, 7, 6, 5])
    table = spoken_of(TEXTS, WORDS, people=people).set_index("touchpoint")
    assert table["people"].to_dict() == {"scan": 2, "wallet": 2, "desk": 0}
    assert table.loc["scan", "share"] == 2 / 4


def test_a_word_is_no_pattern():
    assert spoken_of(["a+b"], {"one": ["a.b"], "two": ["a+b"]}).set_index("touchpoint")["people"].to_dict() == {
        "two": 1,
        "one": 0,
    }
