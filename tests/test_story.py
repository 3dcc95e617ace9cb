"""Three runs of one study with the real notebooks, from problems found to verdicts, and what the run after them sees.

Run one finds problems, and there are drafts; before run two actions were decided and begun; run three verifies: one
action worked, one changed nothing, and a matter is new. Its re-run executes nothing; the run after it shows in step 1
what came back.
"""

import importlib.util
import shutil
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from cxlab.insight.ledger import followed, history, select, standing, step_one
from cxlab.ledger_files import newest_ledger, read_ledger
from cxlab.record import ChapterRecord

_spec = importlib.util.spec_from_file_location("growing_study", Path(__file__).parent / "story" / "growing_study.py")
planted = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(planted)

A_WORKS, B_CHANGES_NOTHING, BEGINS_LATE = "refund", "maintenance", "false_charge"
ACTED_ON = {A_WORKS, B_CHANGES_NOTHING}


class Ran:
    """What a run left behind, and which planted matter its issues are about."""

    def __init__(self, published, rows):
        self.folder, self.states = published.folder, {slug: o.state for slug, o in published.chapters.items()}
        self.ledger = read_ledger(self.folder / "artifacts" / "ledger" / "state")
        said = self.table("topics", "mentions").query("main").merge(rows, on="complaint_id")
        codes = said.groupby("code")["matter"].agg(lambda names: names.mode()[0])
        places = {f"touchpoint:{about['touchpoint']['id']}": matter for matter, about in planted.MATTERS.items()}
        self.matter = {f"topic:{code}": matter for code, matter in codes.items()} | places

    def table(self, slug, name):
        return pd.read_parquet(self.folder / "artifacts" / slug / f"{name}.parquet")

    def findings(self, slug, beginning):
        return [f for f in ChapterRecord.read(self.folder / "artifacts" / slug).findings if f.id.startswith(beginning)]

    def briefed(self, part):
        """Return the planted matters of what the briefing says again, by a part of its id."""
        return {self.matter[f.subject] for f in self.findings("briefing", "briefing/") if part in f.id}

    def matters(self, issues):
        """Return the planted matters of rows of issues."""
        return set(issues["subject"].map(self.matter))

    def stand(self):
        """Return planted matter → the states of its issues."""
        where = standing(self.ledger)
        return where.groupby(where["subject"].map(self.matter))["state"].agg(set).to_dict()

    def artifacts(self):
        files = (file for file in self.folder.glob("artifacts/**/*") if file.is_file())
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def story(tmp_path_factory, run_here):
    """Return the runs by name."""
    home = tmp_path_factory.mktemp("story")
    study = planted.GrowingStudy(home / "study")

    def run(**options):
        return Ran(run_here(study.folder, reports=home / "reports", **options), study.rows)

    study.write("solutions.yaml", {"solutions": {"A": planted.draft(A_WORKS), "B": planted.draft(B_CHANGES_NOTHING)}})
    study.until("2025-12-31")
    runs = {"one": run()}
    actions = [planted.action("A", A_WORKS), planted.action("B", B_CHANGES_NOTHING)]
    decisions = [planted.decision("D1", A_WORKS), planted.decision("D2", B_CHANGES_NOTHING, "partly")]
    study.until("2026-02-28", actions=actions, decisions=decisions)
    runs["two"] = run()
    study.write("ledger.yaml", {"rounds": [{"number": 2, "since": "2026-06-01"}]})
    study.until("2026-06-30")
    runs["three"], runs["three again"] = run(), run()
    runs["after"] = run(chapters=("voice",), parameters=("voice.by=[unit]",))  # another question to the same data
    yield {"rows": study.rows, "home": home / "reports" / "story", **runs}
    shutil.rmtree(home, ignore_errors=True)


def test_run_one_finds_the_problems_and_has_drafts_for_two(story):
    one = story["one"]
    assert one.stand().keys() == set(planted.MATTERS) - {BEGINS_LATE}
    assert {matter for matter, states in one.stand().items() if states == {"drafted"}} == ACTED_ON
    assert one.states["verification"] == "not_applicable"
    assert step_one(one.ledger).empty


def test_run_two_observes_what_was_decided_and_begun(story):
    two = story["two"]
    assert {matter for matter, states in two.stand().items() if states == {"observing"}} == ACTED_ON
    assert set(standing(two.ledger).query("state == 'observing'")["until"]) == {"2026-06-30"}
    assert {f.claim.zh for f in two.findings("ledger", "ledger/waiting/")} == {"「{issue}」观察中（{day} 评估）。"}
    assert two.table("verification", "verdicts")["verdict"].tolist() == ["observing"] * 2
    replies = followed(two.ledger).merge(two.ledger.issues[["issue", "subject"]], on="issue").groupby("ref")
    assert {ref: two.matters(rows) for ref, rows in replies} == {"D1": {A_WORKS}, "D2": {B_CHANGES_NOTHING}}
    assert step_one(two.ledger).empty


def test_run_three_verifies_one_and_sends_the_other_back_beside_what_is_new(story):
    three = story["three"]
    verdicts = three.table("verification", "verdicts").set_index("action_id")
    assert verdicts["verdict"].to_dict() == {"A": "worked", "B": "not_improved"}
    assert verdicts.loc["A", "low"] < 4 / 12 < verdicts.loc["A", "high"]
    assert verdicts.loc["B", "low"] < 1 < verdicts.loc["B", "high"]
    stand = three.stand()
    assert (stand[A_WORKS], stand[B_CHANGES_NOTHING]) == ({"solved"}, {"returned"})
    first = step_one(three.ledger)
    assert three.matters(first[first["because"] == "returned"]) == {B_CHANGES_NOTHING}
    assert three.matters(first[first["because"] == "new"]) == {BEGINS_LATE}


def test_the_story_of_what_came_back_is_told_from_its_first_day(story):
    three = story["three"]
    where = standing(three.ledger)
    issue = where.loc[where["subject"].map(three.matter) == B_CHANGES_NOTHING].nlargest(1, "people")["issue"].item()
    told = history(three.ledger, issue)
    said = ["raised", "mapped", "key_point", "drafted", "partly", "under_way", "observing", "not_improved", "returned"]
    assert told["state"].tolist() == said
    assert told.groupby("run")["round"].first().to_dict() == {1: 1, 2: 1, 3: 2}
    assert told["as_of"].is_monotonic_increasing


def test_ids_never_change_and_nothing_is_forgotten(story):
    ledgers = [story[name].ledger for name in ("one", "two", "three")]
    for before, after in pairwise(ledgers):
        names = ["issue", "subject"]
        pd.testing.assert_frame_equal(after.issues[names].iloc[: len(before.issues)], before.issues[names])
        pd.testing.assert_frame_equal(after.events.iloc[: len(before.events)], before.events)


def test_rounds_and_runs_are_kept_apart(story):
    three = story["three"]
    assert three.ledger.runs[["run", "round"]].values.tolist() == [[1, 1], [2, 1], [3, 2]]
    assert three.matters(select(three.ledger, round=2)) == {*ACTED_ON, BEGINS_LATE}
    assert BEGINS_LATE not in three.matters(select(three.ledger, round=1))


def test_the_briefing_of_run_three_says_what_changed(story):
    three = story["three"]
    assert three.briefed("/verification/verdict/A") == {A_WORKS}
    assert three.briefed("/verification/verdict/B") == {B_CHANGES_NOTHING}
    assert three.briefed("/ledger/returned/") == {B_CHANGES_NOTHING}
    assert story["two"].briefed("/ledger/returned/") == set()


def test_an_unchanged_run_executes_nothing_and_says_the_same(story):
    three, again = story["three"], story["three again"]
    assert "executed" not in again.states.values()
    assert three.artifacts() == again.artifacts()
    assert newest_ledger(story["home"]).to_json() == three.ledger.to_json()


def test_the_voice_of_the_next_run_shows_what_came_back(story):
    three, after, rows = story["three"], story["after"], story["rows"]
    shown = after.table("voice", "returned")
    back = standing(three.ledger).query("state == 'returned'").set_index("issue")
    assert sorted(shown["issue"]) == sorted(back.index)
    assert set(shown["why"]) == {"@ledger.state_not_improved"}
    assert set(shown["came_back"]) == {"2026-06-30"}
    assert shown.set_index("issue")["people_then"].to_dict() == back["people"].to_dict()
    assert shown["people_now"].to_list() == shown["people_then"].to_list()
    assert shown["people_now"].sum() == pytest.approx((rows["matter"] == B_CHANGES_NOTHING).sum(), rel=0.1)
    assert {after.matter[f.subject] for f in after.findings("voice", "voice/returned/")} == {B_CHANGES_NOTHING}
    assert all(story[name].findings("voice", "voice/returned/") == [] for name in ("one", "two", "three"))
    page = (after.folder / "site" / "voice.html").read_text(encoding="utf-8")
    assert "没有验证为已解决（未见改善（可排除目标幅度）），2026-06-30 回到八步中的第一步。" in page
