"""What was planted in the demo study is what its published report says.

Reads the artifacts of the demo's published run (`make test` makes it first; without one it is made here).
"""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cxlab import Study, intake
from cxlab.insight.changes import changes
from cxlab.insight.counts import count
from cxlab.insight.periods import per_period
from cxlab.insight.rates import with_rates
from cxlab.record import ChapterRecord

ROOT = Path(__file__).parents[1]
TRUTH = json.loads((ROOT / "data" / "demo" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def artifacts():
    latest = ROOT / "reports" / "demo" / "latest"
    if not latest.exists():
        command = [str(Path(sys.executable).parent / "cxlab"), "run", "data/demo", "--wait"]
        subprocess.run(command, cwd=ROOT, check=True, timeout=550)
    return latest / "artifacts"


@pytest.fixture(scope="module")
def complaints():
    """Complaints after intake, with the planted kind and first topic; the truth never goes through the chapters."""
    frame = intake.load(Study.open(ROOT / "data" / "demo"), "complaints").frame
    planted = pd.read_csv(ROOT / "data" / "demo" / "truth_complaints.csv", dtype="str", keep_default_na=False)
    planted["planted"] = planted["topics"].str.split("|").str[0]
    return frame.merge(planted[["complaint_id", "kind", "planted", "mark"]], on="complaint_id")


@pytest.fixture(scope="module")
def exposure():
    return intake.load(Study.open(ROOT / "data" / "demo"), "exposure").frame


def matched(artifacts, complaints):
    """Each found topic with the planted one that most of its problem texts have."""
    found = pd.read_parquet(artifacts / "topics" / "assignments.parquet").merge(
        complaints, left_on="id", right_on="complaint_id"
    )
    problems = found[(found["kind"] == "problem") & (found["code"] != "")]
    main = problems.groupby("code")["planted"].agg(lambda names: names.value_counts().index[0])
    return found, problems.assign(recovered=problems["code"].map(main)), main


def test_at_most_a_tenth_of_the_texts_has_no_topic(artifacts, complaints):
    found, _, _ = matched(artifacts, complaints)
    assert (found["code"] == "").mean() <= 0.10


def test_every_large_topic_is_found_and_its_share_is_within_four_points(artifacts, complaints):
    _, problems, main = matched(artifacts, complaints)
    found = problems["recovered"].value_counts(normalize=True)
    planted = complaints.loc[complaints["kind"] == "problem", "planted"].value_counts(normalize=True)
    large = planted[planted >= 0.045].index
    assert set(large) <= set(main), "a planted topic with at least 4.5 % of the problem texts has no topic of its own"
    error = (found.reindex(planted.index).fillna(0) - planted).abs()
    assert error.max() <= 0.04
    assert error.mean() <= 0.02


def test_the_new_matter_is_proposed_and_no_other(artifacts, complaints):
    main = matched(artifacts, complaints)[2]
    proposed = [f for f in ChapterRecord.read(artifacts / "topics").findings if f.id.startswith("topics/proposed/")]
    assert [main[f.subject.removeprefix("topic:")] for f in proposed] == ["E1"]


def test_kano_classes_with_the_four_uncertain_ones(artifacts):
    features = pd.read_parquet(artifacts / "kano" / "features.parquet").set_index("feature")
    for code, planted in TRUTH["kano"]["features"].items():
        assert features.loc[code, "category"] == planted["category"], code
        assert (features.loc[code, "verdict"] == "certain") == planted["certain"], code
    flips = [f.subject for f in ChapterRecord.read(artifacts / "kano").findings if f.id.startswith("kano/flip/")]
    assert flips == ["feature:K08"]


def test_driver_tiers_and_the_item_without_weight(artifacts):
    drivers = pd.read_parquet(artifacts / "drivers" / "drivers.parquet").set_index("driver")
    assert drivers.index[drivers["tier"] == 1].tolist() == ["q_start"]
    assert set(drivers.index[drivers["tier"] == 2]) == {"q_queue", "q_price", "q_service"}
    planted = TRUTH["drivers"]["population"]["everyone"]
    # The item of weight 0, and perhaps the one of weight .03 whose share in the population is even smaller.
    floor = set(drivers.index[drivers["floor"].astype(bool)])
    assert "q_member" in floor <= {"q_member", "q_environment"}
    assert planted["lmg_share"]["q_environment"] < planted["lmg_share"]["q_member"]
    for item, share in planted["lmg_share"].items():
        if item in drivers.index:
            assert drivers.loc[item, "share"] == pytest.approx(share, abs=0.03), item
    branches = pd.read_parquet(artifacts / "drivers" / "branches.parquet")
    assert branches["n"].item() < 0.4 * 4800


def test_the_fall_of_nps_is_all_mix(artifacts):
    record = ChapterRecord.read(artifacts / "scores")
    change = next(f for f in record.findings if f.id == "scores/change/nps").values
    planted = TRUTH["nps"]["by_year"]
    assert change["before"].value == pytest.approx(planted["year_one"], abs=0.1)
    assert change["last"].value == pytest.approx(planted["year_two"], abs=0.1)
    assert change["mix"].value == pytest.approx(change["total"].value, abs=0.5)
    assert change["within"].low < 0 < change["within"].high
    assert change["mix"].high < 0


def test_t04_rises_in_volume_but_not_in_rate(complaints, exposure):
    monthly = with_rates(
        per_period(complaints[complaints["planted"] == "T04"], ["planted"]), exposure, ["planted"], value="rows"
    )
    first, second = monthly.iloc[:12], monthly.iloc[12:]
    assert second["rows"].sum() > 1.15 * first["rows"].sum()
    year = changes(monthly, "planted", last=12, before=12, value="rows").iloc[0]
    assert year["low"] < 1 < year["high"]
    assert year["ratio"] == pytest.approx(1, abs=0.08)


def test_the_recovered_t04_says_the_same(artifacts, complaints, exposure):
    _, problems, _ = matched(artifacts, complaints)
    own = problems[problems["recovered"] == "T04"]
    year = changes(
        with_rates(per_period(own, ["recovered"]), exposure, ["recovered"]), "recovered", last=12, before=12
    ).iloc[0]
    assert year["low"] < 1 < year["high"]


def test_an_emerging_matter_is_seen_once_it_is_coded(complaints, exposure):
    coded = complaints[complaints["kind"] == "problem"]
    found = changes(with_rates(per_period(coded, ["planted"]), exposure, ["planted"]), "planted").set_index("planted")
    assert found.loc["E1", "p_bh"] < 0.01
    assert found.loc["E1", "low"] > 3
    assert (found.drop(index="E1")["p_bh"] > 0.05).all()


def test_people_are_counted_and_not_rows(complaints):
    loud = complaints.groupby("customer_key").size().idxmax()
    own = count(complaints[complaints["customer_key"] == loud]).iloc[0]
    assert own["rows"] >= 20 > own["incidents"] >= own["people"] == 1
    outage = complaints[complaints["mark"] == "outage"]
    counted = count(outage, matter="planted").iloc[0]
    planted = TRUTH["people"]["outage"]
    assert counted["people"] > 0.8 * planted["customers"]
    assert counted["incidents"] <= 3


def test_the_first_screen_counts_people(artifacts):
    volume = next(f for f in ChapterRecord.read(artifacts / "voice").findings if f.id == "voice/volume/all")
    assert volume.values["people"].value < volume.values["incidents"].value < volume.values["rows"].value
    assert volume.values["people"].value == pytest.approx(TRUTH["people"]["customers"], rel=0.01)
