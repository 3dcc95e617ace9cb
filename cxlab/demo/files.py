"""Writing tables: the same bytes on every platform."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

# The complaints come as a ticket system exports them: Chinese headers, UTF-8 with byte order mark.
EXPORT_HEADERS = {
    "complaint_id": "工单号",
    "text": "投诉内容",
    "received_at": "受理时间",
    "occurred_at": "发生时间",
    "channel": "渠道",
    "customer_id": "客户账号",
    "customer_type": "客户类型",
    "product": "业务",
    "unit": "站点",
    "status": "状态",
    "first_response_at": "首次响应",
    "resolved_at": "办结时间",
    "solved_by_customer": "客户认可解决",
    "reopened": "重开",
    "escalated_to": "升级",
    "compensation": "补偿金额",
    "post_csat": "回访评分",
}


def write_table(table: pd.DataFrame, file: Path, *, encoding: str = "utf-8") -> None:
    """Write `table` as CSV with line feeds; missing values become empty cells."""
    cells = table.astype(object).where(table.notna(), "")
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(cells.itertuples(index=False, name=None))


def write_complaints(rows: pd.DataFrame, folder: Path) -> None:
    """Write the export and, beside it, what was planted in each row (`truth_complaints.csv`)."""
    export = rows[list(EXPORT_HEADERS)].rename(columns=EXPORT_HEADERS)
    write_table(export, folder / "complaints.csv", encoding="utf-8-sig")
    planted = rows.loc[
        rows["mark"] != "exact_duplicate", ["complaint_id", "kind", "topics", "severe", "lounge", "mark"]
    ]
    write_table(planted.sort_values("complaint_id"), folder / "truth_complaints.csv")
