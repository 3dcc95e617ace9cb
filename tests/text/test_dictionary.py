import pytest

from cxlab.errors import InputError
from cxlab.text.dictionary import Dictionary
from cxlab.text.tokenize import tokenize


@pytest.fixture
def study(tmp_path):
    def write(name, text, encoding="utf-8"):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return tmp_path

    return write


def test_a_folder_without_files_gives_an_empty_dictionary(tmp_path):
    assert Dictionary.read(tmp_path) == Dictionary.read(tmp_path / "absent") == Dictionary()
    assert tokenize(["充电桩坏了"], dictionary=Dictionary()) == tokenize(["充电桩坏了"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_as_windows_and_others_save_them(study, encoding):
    folder = study("user_words.txt", "# 我们的词\r\n\r\n星耀卡  # 会员卡\r\n啵啵機 3 n\r\n", encoding)
    assert Dictionary.read(folder).words == {"星耀卡", "啵啵机"}


def test_user_words_are_whole_and_stay(study):
    dictionary = Dictionary.read(study("user_words.txt", "大理石厅的啵啵机\nＶＩＰ通道\n嘎\n垃圾"))
    assert tokenize(["大理石厅的啵啵机坏了，vip通道嘎垃圾"], dictionary=dictionary) == [
        ["大理石厅的啵啵机", "坏", "vip通道", "嘎", "垃圾"]
    ]


def test_stop_words_add_to_the_packaged_and_take_from_them(study):
    text = ["因为星星充电的客服建议退款"]
    assert tokenize(text) == [["星星", "充电", "客服", "退款"]]
    dictionary = Dictionary.read(study("stopwords.txt", "星星 充電\n-建议\n，\n--\n"))
    assert tokenize(text, dictionary=dictionary) == [["客服", "建议", "退款"]]


def test_synonyms_of_a_study_go_before_the_packaged(study):
    assert tokenize(["变速器异响"]) == [["变速箱", "异响"]]
    dictionary = Dictionary.read(study("synonyms.txt", "波箱 变速箱 齿轮箱子\n"))
    for text in ("变速器异响", "变速箱异响", "波箱异响", "齿轮箱子异响"):
        assert tokenize([text], dictionary=dictionary) == [["波箱", "异响"]]


def test_a_word_that_its_own_list_stops_is_stopped(study):
    study("user_words.txt", "星耀卡")
    assert tokenize(["星耀卡退款"], dictionary=Dictionary.read(study("stopwords.txt", "星耀卡"))) == [["退款"]]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "user_words.txt",
            "# 好\n人工客服 在线客服\n",
            r"user_words\.txt, line 2: '人工客服 在线客服'; allowed: one word",
        ),
        ("user_words.txt", "退款\n\nA&B\n", r"user_words\.txt, line 3: 'a b' cannot be cut whole; allowed: Chinese"),
        ("user_words.txt", "😀\n", r"user_words\.txt, line 1: .*cannot be cut whole"),
        ("synonyms.txt", "退款\n", r"synonyms\.txt, line 1: '退款' stands alone; allowed: the canonical"),
        ("synonyms.txt", "退款 退钱\n退费 退钱\n", r"line 2: '退钱' stands in line 1 too"),
        ("synonyms.txt", "退款 退【钱\n", r"synonyms\.txt, line 1: '退【钱' cannot be cut whole"),
        ("stopword.txt", "的\n", r"stopword\.txt is no word list; allowed: .* Did you mean 'stopwords\.txt'"),
    ],
)
def test_a_broken_line_is_named(study, name, text, message):
    with pytest.raises(InputError, match=message):
        Dictionary.read(study(name, text))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "stopwords.txt").write_bytes(b"\xff\xff\xff\x00\x80")
    with pytest.raises(InputError, match=r"stopwords\.txt is neither UTF-8 nor GBK text; save it as UTF-8"):
        Dictionary.read(tmp_path)


def test_the_key_is_of_the_contents_alone(study):
    one = Dictionary.read(study("user_words.txt", "星耀卡\n占位账单\n"))
    same = Dictionary.read(study("user_words.txt", "# 顺序不同\n占位賬單\r\n星耀卡"))
    other = Dictionary.read(study("user_words.txt", "星耀卡"))
    assert one.key == same.key != other.key
