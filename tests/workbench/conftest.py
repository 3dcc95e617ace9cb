"""A small study with a published coding: four themes, hashed vectors, customers who write again, harmful texts."""

import hashlib
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from cxlab import Study, intake
from cxlab.codebook import code

THEMES = {
    "charge": "充电桩 启动 失败 扫码 离线 插枪 屏幕 报错",
    "refund": "余额 退款 审核 到账 钱包 提现 押金 财务",
    "invoice": "发票 抬头 税号 报销 单位 开具 冲红 邮箱",
    "queue": "排队 油车 占位 车位 保安 插队 叫号 空位",
}
HARM = '<img src=x onerror="harmed=1">退款</script>\u202e'


def hashed(words):
    total = np.zeros(64)
    for word in words:
        total += np.random.default_rng(int.from_bytes(hashlib.md5(word.encode()).digest()[:4])).normal(size=64)
    return (total / np.linalg.norm(total)).astype(np.float32)


def rows():
    rng = np.random.default_rng(7)
    for number in range(360):
        theme = list(THEMES)[number % 4]
        words = rng.choice(THEMES[theme].split(), size=4, replace=False).tolist()
        harm = HARM if theme == "refund" and number < 160 else ""
        yield f"C{number:03d}", harm + "，".join([*words, f"第{number}次"]), f"p{number // 8}", words


@pytest.fixture(scope="session")
def _written(tmp_path_factory):
    """A folder with the study `small` and its run."""
    root = tmp_path_factory.mktemp("workbench")
    study = root / "small"
    study.mkdir()
    made = pd.DataFrame(rows(), columns=["complaint_id", "text", "customer_id", "words"])
    days = pd.date_range("2026-01-01", periods=len(made), freq="12h").strftime("%Y-%m-%d")
    made.drop(columns="words").assign(received_at=days).to_csv(study / "complaints.csv", index=False)
    touchpoints = [
        {"id": "scan", "name": {"zh": "扫码<b>", "en": "Scan"}, "words": ["扫码", "插枪"]},
        {"id": "wallet", "name": {"zh": "钱包", "en": "Wallet"}, "words": ["退款", "钱包"]},
    ]
    facts = {
        "name": "small",
        "title": {"zh": "小研究", "en": "Small"},
        "tables": {"complaints": {"path": "complaints.csv"}},
        "journey": {"stages": [{"id": "use", "name": "使用", "touchpoints": touchpoints}]},
    }
    (study / "study.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    run = root / "reports" / "small" / "run"
    frame = intake.load(Study.open(study), "complaints", reports=root / "reports").frame
    words = made.set_index("complaint_id")["words"].loc[frame["complaint_id"]].tolist()
    coded = code(
        frame["text"].tolist(),
        ids=frame["complaint_id"],
        dates=frame["received_at"],
        people=frame["customer_key"],
        embeddings=np.stack([hashed(said) for said in words]),
        tokens=words,
        seed=7,
    )
    coded.codebook.write(run / "artifacts" / "topics" / "state")
    marks = [f"@topics.mark_{mark}" for mark in ("stable", "fair", "shaky", "stable")]
    kept = coded.entries.head(4)[["code", "name_zh", "keywords"]].rename(columns={"name_zh": "label"})
    kept.assign(mark=marks[: len(kept)]).to_parquet(run / "artifacts" / "topics" / "topics.parquet")
    said = coded.assignments.rename(columns={"id": "complaint_id"}).assign(main=True)
    said[said["code"] != ""].to_parquet(run / "artifacts" / "topics" / "mentions.parquet")
    return root


@pytest.fixture
def place(_written, tmp_path):
    """A copy of the folder, to be written in."""
    return shutil.copytree(_written, tmp_path / "copy")


@pytest.fixture
def material(place):
    from cxlab.workbench import Material

    return Material.open(place / "small", place / "reports" / "small" / "run")
