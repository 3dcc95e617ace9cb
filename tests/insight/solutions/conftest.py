"""Two key points of the demo, what speaks for them, and drafts as a researcher would write them."""

import pandas as pd
import pytest

from cxlab.lines import Lines

NAN = float("nan")
_WHOLE = """
solutions:
  refund:
    about: touchpoint:wallet
    title: {zh: 小额退款自动化, en: Small refunds go back automatically}
    data:
      - {measure: people, value: 0.08, low: 0.07, high: 0.09, n: 5000, unit: percent, source: keypoints}
    cause: {kind: 流程, says: 退款慢可能与三级审核有关, evidence: [keypoints/point/wallet], status: 推测}
    suggestion: 小额退款自动原路退回，客户会更安心
    method: 50 元以下免审核，每天对账
    cost: 两名工程师四周
    resources: 支付接口
    feasibility: 风控条件已评估
    reviewed_by: 退款流程负责人
    strategy: 服务承诺第三条
    monitoring: 每周看误退率，超过千分之三即暂停
    verification:
      {kpi: "rate:touchpoint:wallet", target: -0.25, baseline: 2024-11-01/2025-11-30, evaluate_at: 2026-06-30}
    stop_loss: 误退超过千分之三即暂停
    risk: 误退
    contingency: 恢复人工审核
    effort: 2
    impact: 4
    owner: 退款流程负责人
    department: 财务结算部
    support: [数字产品部]
    decided: {decision: D01, registered_at: 2025-11-17, started_at: 2025-12-08}
  fees:
    about: T004
    title: TODO
    suggestion: 充电前显示全部费用，客户会更放心
    verification: {kpi: csat, target: 0.2}
    effort: 4
    impact:
"""


@pytest.fixture
def parsed(tmp_path):
    def read(text):
        file = tmp_path / "solutions.yaml"
        file.write_text(text, encoding="utf-8")
        return Lines.read(file)

    return read


@pytest.fixture
def links():
    rows = [
        ("T002", "touchpoint:wallet", "财务结算部", "数字产品部", "K05", "q_refund"),
        ("T004", "touchpoint:bill", "定价产品部", "", "K02", "q_price"),
        ("T009", "touchpoint:idle_fee", "定价产品部", "充电运维部、数字产品部", "K06", "q_price"),
    ]
    table = pd.DataFrame(rows, columns=["topic", "touchpoint", "lead", "support", "feature", "item"])
    return table.assign(
        process=["退款", "计费", "计费"], how="named", touchpoint=table["touchpoint"].str.partition(":")[2]
    )


@pytest.fixture
def evidence():
    rows = [
        ("touchpoint:bill", "people", 0.10, 0.09, 0.11, 5000, ""),
        ("touchpoint:bill", "worth", NAN, NAN, NAN, 0, "no_source"),
        ("touchpoint:wallet", "people", 0.09, 0.08, 0.10, 5000, ""),
        ("touchpoint:wallet", "worth", 12345.678, NAN, NAN, 300, ""),
        ("touchpoint:wallet", "must_be", 0.51, 0.46, 0.56, 400, ""),
    ]
    return pd.DataFrame(rows, columns=["point", "ingredient", "value", "low", "high", "n", "missing"])


@pytest.fixture
def what_if():
    rows = [("q_price", 0.043, 0.037, 0.049, 3.3), ("q_refund", 0.02, 0.015, 0.03, 3.28)]
    return pd.DataFrame(rows, columns=["driver", "change", "low", "high", "then"]).assign(n=4800)


@pytest.fixture
def whole():
    return _WHOLE
