"""Small made-up complaints of six themes over a year of months, and vectors without a model."""

import hashlib

import numpy as np
import pandas as pd
import pytest

THEMES = {
    "charge": "充电桩 启动 失败 扫码 离线 插枪 屏幕 报错",
    "refund": "余额 退款 审核 到账 钱包 提现 押金 财务",
    "invoice": "发票 抬头 税号 报销 单位 开具 冲红 邮箱",
    "queue": "排队 油车 占位 车位 保安 插队 叫号 空位",
    "hotline": "热线 人工 机器人 转接 语音 重复 主管 回电",
    "room": "卫生间 毛巾 热水 隔音 窗户 床单 空调 早餐",
}
NEW = "免密 误扣 自动 两笔 授权 余额 退款 插枪"
MONTH = 100


def hashed(words):
    total = np.zeros(64)
    for word in words:
        total += np.random.default_rng(int.from_bytes(hashlib.md5(word.encode()).digest()[:4])).normal(size=64)
    return (total / np.linalg.norm(total)).astype(np.float32)


class Stream:
    """100 texts a month; `upto` gives what a run at the end of that month would see."""

    def __init__(self, months, new_from):
        rng = np.random.default_rng(7)
        rows = []
        for month in range(months):
            for number in range(MONTH):
                new = month >= new_from and number < 25
                theme = "new" if new else str(rng.choice(list(THEMES)))
                words = rng.choice((NEW if new else THEMES[theme]).split(), size=4, replace=False).tolist()
                day = pd.Timestamp("2025-01-01") + pd.Timedelta(days=30 * month + number % 30)
                rows.append((f"C{month:02d}{number:03d}", month, theme, day, [*words, f"杂{rng.integers(300)}"]))
        self.frame = pd.DataFrame(rows, columns=["id", "month", "theme", "day", "words"])
        self.vectors = np.stack([hashed(words) for words in self.frame["words"]])

    def upto(self, month, order=None):
        rows = np.flatnonzero(self.frame["month"] <= month)
        rows = rows if order is None else rows[order]
        part = self.frame.iloc[rows]
        return {
            "texts": ["，".join(words) for words in part["words"]],
            "ids": part["id"].tolist(),
            "dates": part["day"].tolist(),
            "embeddings": self.vectors[rows],
            "tokens": part["words"].tolist(),
        }


@pytest.fixture(scope="session")
def stream():
    return Stream(10, new_from=8)


@pytest.fixture(scope="session")
def first(stream):
    from cxlab.codebook import code

    return code(**stream.upto(5), seed=7)
