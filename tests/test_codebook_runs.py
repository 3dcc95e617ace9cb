"""A codebook from run to run, with the real notebook: ids stay, decisions survive, and nothing runs in vain."""

import shutil

import pandas as pd
import pytest
import yaml

from cxlab import project
from cxlab.record import ChapterRecord

ROOT = project.root()
FIRST = 700


class Desk:
    """A study of some of the demo's complaints that grows, and its reports."""

    def __init__(self, root, run_here):
        self._run_here = run_here
        self.study, self.reports = root / "study", root / "reports"
        self.study.mkdir()
        cached = ROOT / "reports" / ".cache" / "text"
        if cached.is_dir():
            shutil.copytree(cached, self.reports / ".cache" / "text")
        made = yaml.safe_load((ROOT / "data" / "demo" / "study.yaml").read_text(encoding="utf-8"))
        kept = {"name": "study", "title": made["title"], "tables": {"complaints": made["tables"]["complaints"]}}
        (self.study / "study.yaml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
        self.rows = pd.read_csv(ROOT / "data" / "demo" / "complaints.csv", dtype="str", keep_default_na=False)

    def run(self, rows):
        """Run the chapter on the first `rows` complaints; return its folder and whether it was executed."""
        self.rows.head(rows).to_csv(self.study / "complaints.csv", index=False)
        done = self._run_here(self.study, chapters=("topics",), reports=self.reports)
        return done.folder / "artifacts" / "topics", done.chapters["topics"].state


@pytest.fixture(scope="module")
def story(tmp_path_factory, run_here):
    """Return what each run left: the first, one with more texts and two decisions, one with yet more, one unchanged."""
    desk = Desk(tmp_path_factory.mktemp("codebook"), run_here)
    runs = {"first": desk.run(FIRST)}
    decided = {"entries": {"T003": {"merge_into": "T002"}, "T001": {"name": {"zh": "改过的名字", "en": "Renamed"}}}}
    (desk.study / "codebook.yaml").write_text(yaml.safe_dump(decided, allow_unicode=True), encoding="utf-8")
    runs["decided"] = desk.run(FIRST + 100)
    runs["more"] = desk.run(FIRST + 200)
    runs["more again"] = desk.run(FIRST + 200)
    return runs


def codes(run):
    return pd.read_parquet(run[0] / "assignments.parquet").set_index("id")["code"]


def test_an_unchanged_run_executes_nothing_when_there_is_something_learned(story):
    assert {name: state for name, (_, state) in story.items()} == {
        "first": "executed",
        "decided": "executed",
        "more": "executed",
        "more again": "cached",
    }


def test_complaints_keep_their_topic_unless_a_decision_moves_them(story):
    first, decided, more = (codes(story[name]) for name in ("first", "decided", "more"))
    assert (decided.loc[first.index] == first.replace("T003", "T002")).all()
    new = set(more) - set(decided)
    stays = ~more.loc[decided.index].isin(new)
    assert (more.loc[decided.index][stays] == decided[stays]).all()


def test_a_rename_and_a_merge_survive_the_next_runs(story):
    for name in ("decided", "more"):
        table = pd.read_parquet(story[name][0] / "topics.parquet").set_index("code")
        assert table.loc["T001", "label"] == '@{"zh":"改过的名字","en":"Renamed"}'
        assert "T003" not in table.index
        found = {f.id: f for f in ChapterRecord.read(story[name][0]).findings}
        assert found["topics/problem/T001"].names["topic"].en == "Renamed"


def test_what_a_decision_moved_is_told_once(story):
    moved = pd.read_parquet(story["decided"][0] / "recoded.parquet")
    assert moved["reason"].tolist() == ["@topics.reason_decision"]
    assert moved["rows"].item() == (codes(story["first"]) == "T003").sum()
    later = [exhibit.id for exhibit in ChapterRecord.read(story["more"][0]).exhibits]
    assert "recoded" not in later
