"""What real exports contain besides complaints: an outage day, a persistent customer, duplicates, broken rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.demo.complaints import customer_id, handling, write_texts
from cxlab.demo.frame import Frame, plan, stream
from cxlab.demo.texts import retell

FIRST_OUTAGE_CUSTOMER = 9_000


def with_mishaps(rows: pd.DataFrame, frame: Frame, seed: int) -> pd.DataFrame:
    """Return the rows of the export with `complaint_id`, in the order of arrival; `mark` names each mishap."""
    rows = _persistent_customer(rows, stream(seed, "complaints/repeat"))
    rows = pd.concat([rows, _outage(frame, seed)], ignore_index=True)
    rows = pd.concat([rows, _sent_again(rows, stream(seed, "complaints/near"))], ignore_index=True)
    rows = rows.sort_values(["received_at", "customer_id", "text"], kind="stable", ignore_index=True)
    rows["complaint_id"] = _tickets(rows["received_at"])
    return _exported_twice(_broken(rows, stream(seed, "complaints/broken")), stream(seed, "complaints/exact"))


def _persistent_customer(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give rows of one unit to one customer, so that one person stands behind many rows."""
    figures = plan()["complaints"]["repeat_customer"]
    within = rows["received_at"].between(pd.Timestamp(figures["start"]), pd.Timestamp(figures["end"]))
    fitting = rows.index[within & (rows["unit"] == figures["unit"]) & (rows["kind"] == "problem")]
    chosen = np.sort(rng.choice(fitting.to_numpy(), size=figures["rows"], replace=False))
    rows = rows.copy()
    rows.loc[chosen, ["customer_id", "customer_type", "mark"]] = [customer_id(8_888)[0], "网约车", "repeat"]
    rows.loc[chosen, "channel"] = rows.loc[chosen, "channel"].replace({"应用商店评论": "小程序", "社媒": "热线"})
    return rows


def _outage(frame: Frame, seed: int) -> pd.DataFrame:
    """Return the rows of the day when every pile of one unit was down."""
    figures, rng = plan()["complaints"]["outage"], stream(seed, "complaints/outage")
    n = figures["rows"]
    occurred = pd.Timestamp(figures["date"]) + pd.to_timedelta(rng.normal(15.5, 2.5, n).clip(9, 22), unit="h")
    number = FIRST_OUTAGE_CUSTOMER + np.concatenate(
        [np.arange(figures["customers"]), rng.choice(figures["customers"], n - figures["customers"], replace=False)]
    )
    rows = pd.DataFrame(
        {
            "matter": figures["topic"],
            "kind": "problem",
            "topics": figures["topic"],
            "lounge": "",
            "unit": figures["unit"],
            "occurred_at": occurred.floor("min"),
            "received_at": (occurred + pd.to_timedelta(rng.exponential(1.5, n).clip(0.05, 8), unit="h")).floor("min"),
            "customer_id": customer_id(number),
            "customer_type": np.where(number % 3 == 0, "网约车", "私家车"),
            "channel": rng.choice(["热线", "小程序", "社媒"], p=[0.6, 0.32, 0.08], size=n),
            "product": "充电",
            "mark": "outage",
        }
    )
    rows = handling(rows, rng)
    return rows.assign(text=write_texts(rows, frame, rng))


def _sent_again(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return near duplicates: the same customer sends the same text again, hardly changed, within two days."""
    fitting = rows.index[(rows["kind"] == "problem") & (rows["mark"] == "") & (rows["text"].str.len() >= 12)]
    inside = fitting[rows.loc[fitting, "received_at"] < rows["received_at"].max().floor("D") - pd.Timedelta(days=3)]
    count = plan()["complaints"]["near_duplicates"]
    again = rows.loc[np.sort(rng.choice(inside.to_numpy(), size=count, replace=False))].copy()
    again["text"] = [retell(text, rng) for text in again["text"]]
    again["received_at"] += pd.to_timedelta(rng.integers(20, 2_800, count), unit="min")
    return again.assign(mark="near_duplicate", post_csat="")


def _broken(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Turn dates into the text of the export and break a few rows."""
    rows = rows.copy()
    for column in ("received_at", "occurred_at", "first_response_at", "resolved_at"):
        rows[column] = [f"{moment:%Y-%m-%d %H:%M}" if pd.notna(moment) else "" for moment in rows[column]]
    figures = plan()["complaints"]["broken"]
    plain = rows.index[rows["mark"] == ""].to_numpy()
    chosen = rng.choice(plain, size=sum(figures.values()), replace=False)
    empty, impossible = np.split(chosen, [figures["empty_text"]])
    rows.loc[empty, ["text", "mark"]] = ["", "empty_text"]
    rows.loc[impossible, "mark"] = "impossible_date"
    rows.loc[impossible, "received_at"] = rows.loc[impossible, "received_at"].str.slice(0, 4) + "-02-30 10:15"
    return rows


def _exported_twice(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Repeat whole rows, as overlapping exports do; the copy follows within the next hundred rows."""
    plain = rows.index[rows["mark"] == ""].to_numpy()
    chosen = np.sort(rng.choice(plain, size=plan()["complaints"]["exact_duplicates"], replace=False))
    copies = rows.loc[chosen].assign(mark="exact_duplicate")
    place = np.concatenate([np.arange(len(rows)), chosen + rng.integers(1, 100, len(chosen)) + 0.5])
    return pd.concat([rows, copies], ignore_index=True).iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _tickets(received: pd.Series) -> list[str]:
    months = [f"{moment:%y%m}" for moment in received]
    seen: dict[str, int] = {}
    tickets = []
    for month in months:
        seen[month] = seen.get(month, 0) + 1
        tickets.append(f"GD{month}{seen[month]:04d}")
    return tickets
