"""What is no corpus: the topics chapter gives a result or says why not; nothing ends in a traceback.

The notebook's cells run in this process: a kernel for each case would take a minute in all.
"""

import json
import random

import pandas as pd
import pytest

from cxlab import NotApplicable, project
from cxlab.errors import InputError
from cxlab.record import ChapterRecord

WORDS = [
    "充电桩",
    "扫码",
    "启动",
    "失败",
    "退款",
    "余额",
    "发票",
    "客服",
    "电话",
    "排队",
    "油车",
    "占位",
    "停车费",
    "枪",
    "度数",
    "慢",
    "功率",
    "屏幕",
]
ENGLISH = [
    "charger",
    "app",
    "refund",
    "invoice",
    "queue",
    "slow",
    "cable",
    "screen",
    "billing",
    "parking",
    "operator",
    "phone",
    "broken",
    "payment",
    "card",
]
CELLS = [
    "".join(cell["source"])
    for cell in json.loads((project.root() / "notebooks" / "20_topics.ipynb").read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]


def made_up(words, n, joint=""):
    return [joint.join(random.Random(number).sample(words, 7)) for number in range(n)]


@pytest.fixture
def chapter(tmp_path):
    """Return a function that runs the chapter on these texts and returns the folder of its artifacts."""

    def ran(texts, **files):
        study = tmp_path / "study"
        (study / "words").mkdir(parents=True)
        for name, content in files.items():
            (study / "words" / f"{name}.txt").write_text(content, encoding="utf-8")
        rows = pd.DataFrame({"complaint_id": range(len(texts)), "text": texts})
        rows.to_csv(study / "complaints.csv", index=False)
        (study / "study.yaml").write_text(
            "name: study\ntitle: {zh: 研究, en: Study}\ntables:\n  complaints: {path: complaints.csv}\n",
            encoding="utf-8",
        )
        run = tmp_path / "reports" / "study" / "run"
        scope = {}
        exec(CELLS[0], scope)
        scope |= {"study": str(study), "run_dir": str(run)}
        for cell in CELLS[1:]:
            exec(cell, scope)
        return run / "artifacts" / "topics"

    return ran


@pytest.mark.parametrize(
    ("texts", "distinct", "words"),
    [
        (["退款太慢", "退款没有到账", "桩坏了"], 3, ["退款"]),
        (["退款太慢"], 1, []),
        (["充电桩坏了没人修"] * 80, 1, ["充电桩", "坏", "没人"]),
        (["😡" * n for n in range(1, 80)], 0, []),
    ],
    ids=["three", "one", "identical", "emoji only"],
)
def test_too_few_texts_give_a_card_with_the_words(chapter, tmp_path, texts, distinct, words):
    with pytest.raises(NotApplicable) as why:
        chapter(texts)
    assert why.value.values == {"n": str(distinct), "least": "50"}
    folder = tmp_path / "reports" / "study" / "run" / "artifacts" / "topics"
    shown = [exhibit.id for exhibit in ChapterRecord.read(folder).exhibits]
    assert [word for id in shown for word in pd.read_parquet(folder / f"{id}.parquet")["word"]] == words


@pytest.mark.parametrize(
    "texts",
    [
        [*made_up(WORDS, 60), "充电" + "很慢啊" * 66_666],
        made_up(ENGLISH, 90, " "),
        [*made_up(WORDS, 60), *made_up(ENGLISH, 60, " ")],
    ],
    ids=["200,000 characters", "English", "mixed"],
)
def test_odd_texts_have_topics(chapter, texts):
    folder = chapter(texts)
    assert len(pd.read_parquet(folder / "topics.parquet")) >= 2
    assert (pd.read_parquet(folder / "assignments.parquet")["code"] == "").mean() <= 0.10


def test_empty_texts_are_no_table(chapter):
    with pytest.raises(InputError, match=r"has no valid row.*text is missing \(40\)"):
        chapter([""] * 40)


def test_a_broken_dictionary_is_told_with_its_line(chapter):
    with pytest.raises(InputError, match=r"user_words\.txt, line 2: '充电 桩\(坏'; allowed"):
        chapter(made_up(WORDS, 60), user_words="充电桩\n充电 桩(坏\n")
