"""Real complaints, a real KANO survey and a real satisfaction survey: one study, one published report."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from cxlab.record import ChapterRecord

SHARED = Path(__file__).parents[2].parent / "shared"
DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the real data of shared/ are not present")

ANSWERS = {"I like it": 1, "I expect it": 2, "I am neutral": 3, "I can tolerate it": 4, "I dislike it": 5}
ITEMS = [f"PERQ{i}" for i in range(1, 8)] + ["PERV1", "PERV2"]


def spec():
    features = {
        f"F{i}": {
            "functional": f"F{i}_functional",
            "dysfunctional": f"F{i}_dysfunctional",
            "importance": f"F{i}_importance",
        }
        for i in range(6, 12)
    }
    complaints = {
        "path": str(DATA / "car_complaints_12365auto" / "raw_gb18030_chinese_headers_domino-hu.csv"),
        "columns": {
            "id": "complaint_id",
            "问题简述": "text",
            "投诉时间": "received_at",
            "投诉品牌": "unit",
            "投诉车系": "product",
        },
    }
    kano = {
        "path": str(DATA / "kano_reppl_2022" / "transfers--all_cohorts-clean.csv"),
        "columns": {"ID": "respondent_id", "Gender": "gender"},
        "features": features,
        "values": {"functional": ANSWERS, "dysfunctional": ANSWERS},
    }
    ratings = {
        "path": str(DATA / "mobi_ecsi" / "mobi.csv"),
        "columns": {"CUSA1": "csat"} | {i: f"q_{i.lower()}" for i in ITEMS},
    }
    return {
        "name": "real",
        "title": {"zh": "汽车投诉与两份问卷", "en": "Car complaints and two surveys"},
        "tables": {"complaints": complaints, "kano": kano, "ratings": ratings},
        "scales": {"csat": {"min": 1, "max": 10}, "q_*": {"min": 1, "max": 10}},
        "chapters": {"kano": {"table": "pouliot", "segment": "gender"}},
    }


@pytest.fixture(scope="module")
def published(tmp_path_factory, run_here):
    home = tmp_path_factory.mktemp("real")
    (home / "real").mkdir()
    (home / "real" / "study.yaml").write_text(yaml.safe_dump(spec(), allow_unicode=True), encoding="utf-8")
    yield run_here(home / "real", reports=home / "reports").folder
    shutil.rmtree(home, ignore_errors=True)


def record(published, slug):
    return ChapterRecord.read(published / "artifacts" / slug)


def test_every_chapter_that_applies_ran_and_one_file_was_published(published):
    states = {
        slug: entry["state"]
        for slug, entry in json.loads((published / "manifest.json").read_text())["chapters"].items()
    }
    # No journey and no actions are stated: what stands on them says that it does not apply.
    absent = {slug for slug, state in states.items() if state == "not_applicable"}
    assert absent == {"journey", "keypoints", "solutions", "verification"}
    executed = {slug for slug, state in states.items() if state == "executed"}
    assert executed == {"voice", "topics", "kano", "survey_design", "scores", "drivers", "ledger", "briefing"}
    assert len(list((published / "share").glob("*.html"))) == 1


def test_the_kano_table_is_the_authors(published):
    printed = pd.read_csv(DATA / "kano_reppl_2022" / "published_transfers_table.csv").set_index("feature")
    ours = (
        pd.read_parquet(published / "artifacts" / "kano" / "features.parquet").set_index("feature").loc[printed.index]
    )
    assert ours[list("AOMIRQ")].to_numpy().tolist() == printed[list("AOMIRQ")].to_numpy().tolist()
    assert (ours[["better", "worse"]] - printed[["better", "worse"]]).abs().to_numpy().max() < 1e-6
    agree = ours["category"] == printed["classification"]
    assert agree[agree].index.tolist() == ["F6", "F7", "F8", "F9", "F10"]
    assert (ours.loc["F11", "category"], ours.loc["F11", "berger"]) == ("I", "O")


def test_the_drivers_are_rs(published):
    reference = json.loads((SHARED / "refs" / "lmg" / "relaimpo_reference.json").read_text())["mobi_CUSA1_perq_perv"][
        "raw"
    ]["lmg"]
    ours = pd.read_parquet(published / "artifacts" / "drivers" / "drivers.parquet").set_index("driver")["importance"]
    for item, value in reference.items():
        assert ours[f"q_{item.lower()}"] == pytest.approx(value, abs=1e-8)


def test_the_complaints_all_arrived(published):
    raw = (DATA / "car_complaints_12365auto" / "raw_gb18030_chinese_headers_domino-hu.csv").read_bytes()
    funnel = record(published, "voice").data["complaints"]
    assert funnel.read == raw.count(b"\n") - 1 == 630
    assert (funnel.duplicates, funnel.kept) == (330, 300)  # the scrape has 330 complaint numbers twice
    assert len(pd.read_parquet(published / "artifacts" / "topics" / "sizes.parquet")) >= 4


def test_no_invented_number_where_there_is_nothing(published):
    assert record(published, "scores").findings[0].id == "scores/level/csat"
    assert not [f for f in record(published, "topics").findings if f.id.startswith("topics/rising")]
