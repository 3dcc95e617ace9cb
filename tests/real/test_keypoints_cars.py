"""Key points of real car complaints against the Pareto of the problem codes that people gave them.

Fourteen classes of parts and service, named by words of the site's form (`SOURCE.md`), are touchpoints; the classes of
a complaint (first letters of its codes) are the truth, and brands are units. Other (O) and unknown (Q) have no words.
The form's legend was inferred and has F and G the other way round: every text coded F that names a touchpoint by word
is about tyres. Volumes of these files are capped by scraping: only proportions are compared.
"""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from cxlab.insight.crosswalk import linked
from cxlab.insight.journey.placed import placed
from cxlab.insight.keypoints.ingredients import Sources, ingredients, tally
from cxlab.insight.keypoints.pains import pains
from cxlab.insight.keypoints.pareto import pareto
from cxlab.insight.keypoints.reality import real_or_apparent
from cxlab.insight.keypoints.remarks import remarks
from cxlab.insight.keypoints.sieve import sieve
from cxlab.study import Link
from cxlab.text import reading

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "car_complaints_12365auto"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="shared real data are not here")

WORDS = {
    "A": "发动机 机油 烧机油 熄火 动力 漏油 怠速",
    "B": "变速箱 变速器 换挡 顿挫 挂挡",
    "C": "离合器 离合",
    "D": "转向 方向盘 跑偏",
    "E": "刹车 制动 刹车盘",
    "F": "轮胎 轮毂 鼓包",
    "G": "底盘 悬挂 减震 减震器 吃胎",
    "H": "车身 车机 导航 空调 车窗 天窗 生锈 车漆 中控 大灯 电瓶 屏幕 雷达 座椅 车门",
    "I": "服务态度 态度 推诿 推卸",
    "J": "维修 修不好 技术",
    "K": "收费 费用",
    "L": "承诺 不兑现 拖延 不履行 未兑现",
    "M": "欺诈 欺骗 虚假 隐瞒 宣传 减配 销售",
    "N": "配件 零件",
}


@pytest.fixture(scope="module")
def cars():
    """Every second complaint with a code: titles without brand and model, and the classes of each."""
    with (DATA / "combined_dedup.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["letters"]][::2]
    names = {row[key] for row in rows for key in ("brand", "car_model") if row[key]}
    names |= {re.sub(r"[（(].*", "", name) for name in names} | {name.replace("-", "") for name in names}
    product = re.compile("|".join(re.escape(name) for name in sorted(names - {""}, key=lambda n: (-len(n), n))))
    complaints = pd.DataFrame(
        {
            "complaint_id": [row["id"] for row in rows],
            "unit": [row["brand"] for row in rows],
            "text": [product.sub(" ", row["desc"]) for row in rows],
        }
    )
    human = pd.DataFrame(
        [(row["id"], code, place == 0) for row in rows for place, code in enumerate(dict.fromkeys(row["letters"]))],
        columns=["complaint_id", "code", "main"],
    )
    return complaints, human


@pytest.fixture(scope="module")
def places():
    words = [tuple(said.split()) for said in WORDS.values()]
    return pd.DataFrame({"touchpoint": list(WORDS), "words": words, "process": list(WORDS)})


def test_codes_as_matters_give_their_own_pareto(cars):
    complaints, human = cars
    found = pains(human, pd.DataFrame(columns=["complaint_id", "touchpoint"]), linked([], *_book(cars)).links)
    counted = tally(found, complaints, Sources())
    table = pareto(counted)
    truth = human.groupby("code")["complaint_id"].nunique()
    assert {point.removeprefix("topic:"): n for point, n in zip(table["point"], table["people"], strict=True)} == dict(
        truth
    )
    assert table["cumulative"].iloc[-1] == len(complaints)
    # Class H alone is 47 % of 2,017 complaints; four classes of 16 reach 80 %.
    assert table["within"].sum() == 4
    order = sieve(counted, ingredients(counted, linked([], *_book(cars)).links, Sources()), _no_links(), Sources())
    assert order["point"].tolist() == table["point"].tolist()


def test_words_find_their_class_among_the_codes(cars):
    links = [Link(topic=words, touchpoint=code) for code, words in WORDS.items()]
    found = linked(links, *_book(cars)).links
    hit = found[found["topic"] != ""]
    assert (hit["topic"] == hit["touchpoint"]).all()
    assert set(hit["topic"]) == set("ABCDEFGHJLMN")
    assert set(hit.loc[hit["how"] == "words", "topic"]) == set("ABDEFH")


def test_key_points_agree_with_the_pareto_of_human_codes(cars, places):
    complaints, human = cars
    words = dict(zip(places["touchpoint"], places["words"], strict=True))
    said = placed(complaints, words).mentions
    cut = remarks(complaints, words)
    negative = cut[reading.read(cut["remark"])["polarity"].lt(0).to_numpy()]
    none = human.head(0)
    found = pains(none, said, _no_links(), touchpoints=places, negative=negative)
    real = real_or_apparent(said, found, complaints).set_index("touchpoint")["state"]
    assert (real == "real").sum() >= 12
    ours = found.assign(code=found["point"].str[-1]).groupby("code")["complaint_id"].nunique()
    truth = human.groupby("code")["complaint_id"].nunique().drop(["O", "Q"])
    both = pd.DataFrame({"human": truth, "ours": ours}).fillna(0)
    assert both["ours"].nlargest(3).index.tolist() == both["human"].nlargest(3).index.tolist() == ["H", "A", "B"]
    assert stats.spearmanr(both["human"], both["ours"]).statistic >= 0.75


def _book(cars):
    complaints, human = cars
    names = sorted(human["code"].unique())
    return pd.DataFrame({"code": names, "label": names}), human, complaints


def _no_links():
    topics = pd.DataFrame({"code": [], "label": []})
    mentions = pd.DataFrame({"complaint_id": [], "code": [], "main": pd.Series(dtype=bool)})
    return linked([], topics, mentions, pd.DataFrame({"complaint_id": [], "text": []})).links
