"""Key points of real car complaints beside the Pareto of the problem codes that people gave them.

``python benchmarks/keypoints_cars.py`` prints the table. Needs the shared data beside the repository. Classes of parts
and service, named by words of the site's form, are touchpoints; the classes of a complaint (first letters of its codes)
are the truth, brands are units. Other (O) and unknown (Q) have no words. The form's legend in ``SOURCE.md`` was
inferred and has F and G the other way round: all 44 texts whose first code is F speak of tyres. Volumes of these files
are capped by scraping: only proportions are compared.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.insight.crosswalk import Crosswalk, linked
from cxlab.insight.journey.placed import placed
from cxlab.insight.keypoints.ingredients import Sources, tally
from cxlab.insight.keypoints.pains import pains, settled
from cxlab.insight.keypoints.pareto import pareto
from cxlab.insight.keypoints.reality import real_or_apparent
from cxlab.insight.keypoints.remarks import remarks
from cxlab.study import Link
from cxlab.text import embed, fit_topics, mentions, reading, tokenize

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "car_complaints_12365auto"
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
LINKS = [Link(topic=words, touchpoint=code) for code, words in WORDS.items()]


def cars() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every second complaint with a code: titles without brand and model, and the classes of each as mentions."""
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


def places() -> pd.DataFrame:
    """The classes as touchpoints of a journey."""
    words = [tuple(said.split()) for said in WORDS.values()]
    return pd.DataFrame(
        {"touchpoint": list(WORDS), "words": words, "process": list(WORDS), "lead": None, "support": [()] * len(WORDS)}
    )


def book(names: list[str], human: pd.DataFrame, complaints: pd.DataFrame) -> Crosswalk:
    """The crosswalk between the words and a codebook of these names."""
    topics = pd.DataFrame({"code": names, "label": [f"{name}." for name in names]}, dtype="str")
    return linked(LINKS, topics, human, complaints, touchpoints=places())


def by_words(complaints: pd.DataFrame, coded: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pains at the classes from their words, what is said beside them, and topics; with what is real."""
    words = {code: said.split() for code, said in WORDS.items()}
    said = placed(complaints, words).mentions
    cut = remarks(complaints, words)
    negative = cut[reading.read(cut["remark"])["polarity"].lt(0).to_numpy()]
    cross = book(sorted(coded["code"].unique()), coded, complaints)
    found = pains(coded, said, cross.links, touchpoints=places(), negative=negative)
    real = real_or_apparent(said, found, complaints)
    return settled(found, real.loc[real["state"] == "apparent", "touchpoint"].tolist()), real


def compared(found: pd.DataFrame, human: pd.DataFrame) -> pd.DataFrame:
    """People by class: ``human`` and ``ours``, a row a class (also those without words)."""
    there = found[found["point"].str.startswith("touchpoint:")]
    ours = there.assign(code=there["point"].str.removeprefix("touchpoint:")).groupby("code")["complaint_id"].nunique()
    return pd.DataFrame({"human": human.groupby("code")["complaint_id"].nunique(), "ours": ours}).fillna(0).astype(int)


def own_topics(complaints: pd.DataFrame) -> pd.DataFrame:
    """Topics that the workbench finds, as mentions."""
    texts = complaints["text"].tolist()
    model = fit_topics(texts, ids=complaints["complaint_id"].tolist(), embeddings=embed(texts))
    found = mentions(texts, model.assignments["topic"].to_numpy(), tokens=tokenize(texts))
    ids = complaints["complaint_id"].to_numpy()[found["row"]]
    return pd.DataFrame({"complaint_id": ids, "code": "topic" + found["topic"].astype("str"), "main": found["main"]})


def row(name: str, both: pd.DataFrame) -> str:
    """Rank correlations with an interval (Bonett and Wright 2000), and the three largest of each."""
    rho = stats.spearmanr(both["human"], both["ours"]).statistic
    reach = 1.96 * np.sqrt((1 + rho**2 / 2) / (len(both) - 3))
    low, high = np.tanh(np.arctanh(min(rho, 1 - 1e-12)) + np.array([-reach, reach]))
    tau = stats.kendalltau(both["human"], both["ours"]).statistic
    first = " ".join("".join(both[side].nlargest(3).index) for side in both)
    return f"| {name} | {len(both)} | {rho:.2f} ({low:.2f} to {high:.2f}) | {tau:.2f} | {first} |"


if __name__ == "__main__":
    complaints, human = cars()
    print(f"{len(complaints)} complaints, {complaints['unit'].nunique()} brands\n")
    print("| key points from | classes | Spearman (95 %) | Kendall | first three: human, ours |\n|---|---|---|---|---|")
    topics = own_topics(complaints)
    for name, coded in (("words and what is said beside them", human.head(0)), ("these and topics", topics)):
        found, real = by_words(complaints, coded)
        both = compared(found, human)
        print(row(name, both))
        print(row(f"{name}, classes with words", both.loc[list(WORDS)]))
        aside = real.loc[real["state"] == "apparent", "touchpoint"].tolist()
        table = pareto(tally(found, complaints, Sources()))
        print(f"|   set aside: {' '.join(aside) or 'none'}; {table['within'].sum()} points reach 80 % | | | | |")
    exact = pareto(tally(human.assign(point="touchpoint:" + human["code"]), complaints, Sources()))
    print(f"\nHuman codes: {exact['within'].sum()} of {len(exact)} classes reach 80 %.")
