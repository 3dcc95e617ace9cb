import pytest

from cxlab.errors import InputError
from cxlab.intake.privacy import MASK_TOKENS
from cxlab.text import normalize, tokenize
from cxlab.text.engine import cutter, engine_name
from cxlab.text.language import language
from cxlab.text.plurals import singular
from cxlab.text.wordlists import lines, synonyms, words


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # negation
        ("这个我不喜欢，反映了没人处理", ["不喜欢", "没人处理"]),
        ("客服电话打不通，也不给退", ["客服", "打不通", "不给退"]),
        # traditional script, Cantonese, dialect
        ("充電樁啟動唔到，冇人理嘅", ["充电桩", "启动不了", "没人理"]),
        ("退錢退唔到喎，佢哋客服唔覆㗎", ["退款", "退不了", "客服", "不回复"]),
        ("啥子破充电桩哦，莫得人管，咋个退钱嘛", ["破", "充电桩", "没人理", "退款"]),
        # full width, emoji, emoticons, addresses, names
        ("ＡＰＰ闪退😤😤[捂脸][发怒]", ["app", "闪退"]),
        ("😤😤😤", []),
        ("[捂脸][捂脸]", []),
        ("看https://t.cn/x1，@客服小李 退款", ["退款"]),
        # digits and units
        ("桩60kw、30km，3.5元/度，等了2小时，24h，3pm", ["桩"]),
        ("1.5T发动机，4S店，5G网络，CR-V，Wi-Fi", ["发动机", "4s店", "5g", "网络", "crv", "wifi"]),
        # spam
        ("垃圾退钱退钱退钱", ["退款"]),
        ("退款！退款！退款", ["退款"]),
        ("骗(pian)子", ["骗子"]),
        # two languages in one text
        ("客服说 please wait for the system updates，一直闪退", ["客服", "wait", "system", "update", "闪退"]),
        ("充电桩app的GO按钮坏了", ["充电桩", "app", "go", "按钮", "坏"]),
        # English
        ("I can't login, they won't refund my fees", ["login", "refund", "fee"]),
        ("Companies’ charges were approved by the business", ["charge", "approve", "business"]),
    ],
)
def test_as_customers_write(text, kept):
    assert tokenize([text]) == [kept]
    assert tokenize([text], engine="jieba") == [kept]


def test_plurals():
    words = [
        "fees",
        "companies",
        "boxes",
        "batches",
        "addresses",
        "business",
        "status",
        "gas",
        "series",
        "always",
        "loss",
        "bus",
    ]
    assert [singular(word) for word in words] == (
        ["fee", "company", "box", "batch", "address", "business", "status", "gas", "series", "always", "loss", "bus"]
    )


def test_language_is_told_from_the_script():
    assert [language(text) for text in ("退款太慢了,app闪退", "please refund", "", "请 refund my order now 退款")] == [
        "zh",
        "en",
        "en",
        "mixed",
    ]


def test_every_mask_token_is_dropped():
    assert {token.strip("[]") for token in MASK_TOKENS} <= words("mask_tokens")
    assert tokenize([f"{token}退款" for token in MASK_TOKENS]) == [["退款"]] * len(MASK_TOKENS)


@pytest.mark.parametrize("name", ["stopwords_zh", "stopwords_en", "user_words", "negations", "synonyms"])
def test_packaged_lists_are_in_the_form_that_cut_texts_have(name):
    found = [word for word in words(name) if normalize([word]) != [word]]
    assert [word for word in found if not word.isascii()] == []


def test_the_order_of_the_texts_does_not_matter():
    texts = ["退款慢", "refund the fees", "", "充电桩坏了"] * 400
    assert tokenize(texts[::-1]) == tokenize(texts)[::-1]
