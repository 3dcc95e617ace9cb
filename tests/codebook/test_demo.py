"""The demo, run after run: E1 is proposed within two months of its start, none of the stable topics ever is."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab import Study, intake, text
from cxlab.codebook import Edits, code, merge, rename
from cxlab.text.names import without_names

ROOT = Path(__file__).parents[2]
NEW = 22
RUNS = (12, 14, 16, 18, 20, 22, 23, 24)


@pytest.fixture(scope="module")
def demo():
    """Complaints with a date, as the chapter reads them, and the planted topics."""
    frame = intake.load(Study.open(ROOT / "data" / "demo"), "complaints").frame
    frame = frame[frame["received_at"].notna()].reset_index(drop=True)
    truth = pd.read_csv(ROOT / "data" / "demo" / "truth_complaints.csv", dtype="str", keep_default_na=False)
    planted = frame[["complaint_id"]].merge(truth, on="complaint_id", how="left")["topics"].fillna("")
    matters = without_names(frame["text"].tolist(), frame["product"], frame["unit"])
    vectors = text.embed(matters, cache=ROOT / "reports" / ".cache" / "text")
    month = (frame["received_at"].dt.year - 2024) * 12 + frame["received_at"].dt.month - 11
    return frame, planted, matters, vectors, text.tokenize(matters), month.to_numpy()


def run(demo, months, learned=None, edits=None):
    frame, _, matters, vectors, tokens, month = demo
    rows = np.flatnonzero(month < months)
    return code(
        [matters[row] for row in rows],
        ids=frame["complaint_id"].iloc[rows],
        dates=frame["received_at"].iloc[rows],
        people=frame["customer_key"].iloc[rows],
        learned=learned,
        edits=edits,
        embeddings=vectors[rows],
        tokens=[tokens[row] for row in rows],
        seed=7,
    )


@pytest.fixture(scope="module")
def runs(demo):
    """One coding after each of these months; T003 is merged and T001 renamed before the third."""
    edits = rename(merge(Edits(), ["T003"], into="T002"), "T001", zh="改过的名字", en="Renamed")
    done = {RUNS[0]: run(demo, RUNS[0])}
    for before, months in pairwise(RUNS):
        done[months] = run(demo, months, done[before].codebook, edits if months >= RUNS[2] else None)
    return done


def test_nothing_is_proposed_while_nothing_is_new(runs):
    assert [m for m, coded in runs.items() if m <= NEW and len(coded.proposals)] == []


def test_e1_is_proposed_within_two_months_and_nothing_else(demo, runs):
    found = [(months, new) for months, coded in runs.items() for new in coded.proposals["code"]]
    assert len(found) == 1
    months, new = found[0]
    assert months <= NEW + 2
    _, planted, _, _, _, month = demo
    codes = runs[months].assignments["code"].to_numpy()
    topics = planted[month < months].to_numpy()
    lately = month[month < months] >= NEW
    assert np.mean(["E1" in said for said in topics[lately & (codes == new)]]) >= 0.8
    assert runs[RUNS[-1]].entries.set_index("code").loc[new, "status"] == "emerging"


def test_ids_never_change_and_old_texts_keep_their_codes(runs):
    for earlier, months in pairwise(RUNS):
        before, now = runs[earlier], runs[months]
        assert now.codebook.ids[: len(before.codebook.ids)] == before.codebook.ids
        old, new = (coded.assignments.set_index("id")["code"] for coded in (before, now))
        decided = {"T003"} if months == RUNS[2] else set()
        moved = old[old != new.loc[old.index]]
        assert set(moved) <= decided or set(new.loc[moved.index]) == set(now.proposals["code"])


def test_the_rename_and_the_merge_survive(runs):
    for months in RUNS[2:]:
        table = runs[months].entries.set_index("code")
        assert table.loc["T001", "name_zh"] == "改过的名字"
        assert table.loc["T003", ["status", "merged_into", "size"]].tolist() == ["retired", "T002", 0]
    assert runs[RUNS[2]].changes["cause"].eq("edit").any()
    assert not runs[RUNS[3]].changes["cause"].eq("edit").any()


def test_the_codebook_does_not_drift_on_a_stable_stream(runs):
    later = runs[NEW]
    assert later.drift["drifted"].sum() == 0
    unseen_texts = later.drift.iloc[RUNS[0] - NEW :]
    assert abs(unseen_texts["strength"].mean() - later.codebook.reference.strength) < 0.02
    assert abs(unseen_texts["unplaced"].mean() - later.codebook.reference.unplaced) < 0.02
