"""Small made-up complaints of six themes, and vectors without a model."""

import hashlib

import numpy as np
import pytest

THEMES = {
    "charge": "充电桩 启动 失败 扫码 离线 插枪 屏幕 报错",
    "refund": "余额 退款 审核 到账 钱包 提现 押金 财务",
    "invoice": "发票 抬头 税号 报销 单位 开具 冲红 邮箱",
    "queue": "排队 油车 占位 车位 保安 插队 叫号 空位",
    "hotline": "热线 人工 机器人 转接 语音 重复 主管 回电",
    "room": "卫生间 毛巾 热水 隔音 窗户 床单 空调 早餐",
}


def hashed(words: list[str]) -> np.ndarray:
    """The sum of one seeded random direction a word, length 1; zeros for no words."""
    total = np.zeros(32)
    for word in words:
        total += np.random.default_rng(int.from_bytes(hashlib.md5(word.encode()).digest()[:4])).normal(size=32)
    return (total / max(float(np.linalg.norm(total)), 1e-9)).astype(np.float32)


class Themed:
    def __init__(self, n: int) -> None:
        rng = np.random.default_rng(7)
        names = list(THEMES)
        self.theme = rng.choice(names, size=n, p=[0.3, 0.2, 0.15, 0.15, 0.1, 0.1]).tolist()
        pick = [rng.choice(THEMES[theme].split(), size=4, replace=False).tolist() for theme in self.theme]
        self.tokens = [[*words, f"杂{rng.integers(300)}"] for words in pick]
        self.texts = ["，".join(words) for words in self.tokens]
        self.vectors = np.stack([hashed(words) for words in self.tokens])


@pytest.fixture(scope="session")
def themed() -> Themed:
    return Themed(600)


@pytest.fixture(scope="session")
def model(themed):
    from cxlab.text import fit_topics

    return fit_topics(themed.texts, embeddings=themed.vectors, tokens=themed.tokens)
