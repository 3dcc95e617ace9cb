import json
from pathlib import Path

import pandas as pd
import pytest

from cxlab.demo import write_demo


class Demo:
    """A freshly written demo study, read back as plain text."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        planted = self.table("truth_complaints")
        export = self.table("complaints").rename(columns=HEADERS)
        self.export = export
        self.complaints = export.drop_duplicates("complaint_id").merge(planted, on="complaint_id", validate="1:1")
        self.complaints["first_topic"] = self.complaints["topics"].str.split("|").str[0]

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")

    @property
    def sound(self) -> pd.DataFrame:
        """Complaints without outage day, near duplicates and broken rows, dates parsed."""
        rows = self.complaints[self.complaints["mark"].isin(["", "repeat"])]
        return rows.assign(
            occurred_at=pd.to_datetime(rows["occurred_at"]), received_at=pd.to_datetime(rows["received_at"])
        )

    @property
    def ratings(self) -> pd.DataFrame:
        table = self.table("ratings")
        numbers = [c for c in table if c.startswith("q_")] + ["nps", "csat", "wave", "duration_seconds"]
        return table.assign(**{c: pd.to_numeric(table[c].replace("", None)).astype(float) for c in numbers})


HEADERS = {
    "工单号": "complaint_id",
    "投诉内容": "text",
    "受理时间": "received_at",
    "发生时间": "occurred_at",
    "渠道": "channel",
    "客户账号": "customer_id",
    "客户类型": "customer_type",
    "站点": "unit",
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, seed=7)
    return Demo(folder)
