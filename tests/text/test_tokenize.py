import csv
from pathlib import Path

import pytest

from cxlab.errors import InputError
from cxlab.text import normalize, tokenize
from cxlab.text.engine import cutter, engine_name, plain
from cxlab.text.wordlists import lines, synonyms, words

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def test_cut_first_filter_afterwards():
    # Dropping the comma before the cut would make 差不多 of 差 and 不多.
    assert (
        tokenize(["态度差，不多说了"], stopwords=()) == [["态度", "说"]]
        or "差不多" not in tokenize(["态度差，不多说了"])[0]
    )


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_negations_and_user_words_stay_whole(engine):
    assert "不喜欢" in tokenize(["这个我不喜欢"], engine=engine)[0]
    assert "没人处理" in tokenize(["反映了没人处理了"], engine=engine)[0]
    assert "星耀卡" in tokenize(["星耀卡用不了"], words=["星耀卡"], engine=engine)[0]


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_every_packaged_word_is_cut_whole(engine):
    cut = cutter(engine, ())
    assert [word for word in words("user_words") | words("negations") if cut(word) != [word]] == []


def test_user_words_do_not_leak_into_the_next_call():
    before = tokenize(["大理石厅的啵啵机坏了"])
    with_word = tokenize(["大理石厅的啵啵机坏了"], words=["大理石厅的啵啵机"])
    assert with_word[0][0] == "大理石厅的啵啵机"
    assert tokenize(["大理石厅的啵啵机坏了"]) == before != with_word


def test_user_words_are_normalized_like_the_texts():
    assert "ＶＩＰ通道" not in tokenize(["vip通道"])[0]
    assert tokenize(["走VIP通道"], words=["ＶＩＰ通道"]) == [["vip通道"]]
    assert "占位賬單" not in tokenize(["占位賬單"], words=["占位賬單"])[0]
    assert tokenize(["占位賬單"], words=["占位賬單"]) == [["占位账单"]]


@pytest.mark.parametrize("word", ["两 个", "A&B", "[x]"])
def test_a_user_word_that_cannot_be_whole_is_refused(word):
    with pytest.raises(InputError, match=r"cannot be cut whole.*without spaces"):
        tokenize(["x"], words=[word])


def test_numbers_masks_emoji_and_quantities_are_no_words():
    assert tokenize(["[手机号] 2024-01-03 12:30 3.5% 😤 两三分钟 十来块 https://x.cn"]) == [[]]
    assert tokenize(["三包期内"])[0][0] == "三包"


def test_single_characters_only_from_the_list():
    assert tokenize(["慢"]) == [["慢"]]
    assert tokenize(["嘎"]) == [[]]


def test_synonyms_and_model_names():
    assert tokenize(["变速器异响"]) == tokenize(["变速箱异响"]) == [["变速箱", "异响"]]
    assert tokenize(["CX-4"]) == tokenize(["cx4"]) == [["cx4"]]


def test_english_goes_the_same_road():
    assert tokenize(["The refund was NEVER processed, and nobody answered my calls!"]) == [
        ["refund", "processed", "nobody"]
    ]


def test_own_stopwords_replace_the_packaged():
    assert tokenize(["因为退款"], stopwords=["退款"]) == [["因为"]]


def test_empty_input():
    assert tokenize([]) == []
    assert tokenize(["", "   ", "😀"]) == [[], [], []]


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="allowed: auto, rjieba, jieba"):
        engine_name("hanlp")


def test_lists_hold_what_they_say():
    assert not {w for w in words("stopwords_zh") if w in words("single_characters")} - set("点大小")
    assert not set(synonyms()) & set(synonyms().values())
    assert not (words("user_words") | words("negations")) & words("stopwords_zh") - words("pronouns")
    assert all(len(line) >= 2 for line in lines("mask_tokens"))


@pytest.mark.skipif(not SHARED.exists(), reason="shared real data are not here")
def test_the_two_engines_agree_on_real_texts():
    def column(path, name):
        with (SHARED / path).open(encoding="utf-8-sig", newline="") as file:
            return [row[name] for row in csv.DictReader(file)]

    texts = column("car_complaints_12365auto/combined_dedup.csv", "desc")
    texts += column("ccf2018_car_opinions/train.csv", "content")[::4]
    texts += column("chnsenticorp_hotel/ChnSentiCorp_htl_all.csv", "review")[::4]
    clean = [plain(text) for text in normalize(texts)]
    rust, python = cutter("rjieba", ()), cutter("jieba", ())
    different = sum(rust(text) != python(text) for text in clean)
    assert different / len(clean) <= 0.001
