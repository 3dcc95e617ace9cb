from __future__ import annotations

import json

from cxlab.report import model
from cxlab.report.briefing import first_screen
from cxlab.report.departments import departments
from cxlab.report.model import Source

LATER = ("journey", "keypoints", "survey_design", "solutions", "verification", "ledger")


def test_every_chapter_is_there_with_what_became_of_it(run_dir):
    report = model.read(run_dir, "zh")
    assert {c.slug: c.state for c in report.chapters} == {
        "voice": "failed",
        "topics": "done",
        "kano": "done",
        **dict.fromkeys(LATER, "not_selected"),
        "scores": "done",
        "drivers": "not_applicable",
    }
    assert report.briefing.slug == "briefing"
    card = next(c for c in report.chapters if c.slug == "drivers")
    assert card.reason == "这份研究没有「ratings」表。"


def test_a_chapter_that_failed_shows_nothing_of_an_earlier_attempt(run_dir):
    manifest = json.loads((run_dir / "manifest.json").read_text())
    manifest["chapters"]["kano"]["state"] = "blocked"
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
    kano = next(c for c in model.read(run_dir, "zh").chapters if c.slug == "kano")
    assert (kano.state, kano.findings, kano.exhibits) == ("blocked", (), ())


def test_a_bare_manifest_is_enough(run_dir):
    bare = {"study": {"name": "harm", "title": {"zh": "题", "en": "title"}}}
    (run_dir / "manifest.json").write_text(json.dumps(bare))
    report = model.read(run_dir, "en")
    assert (report.title, report.synthetic, report.period) == ("title", False, None)
    assert report.provenance.inputs == ()
    assert next(c for c in report.chapters if c.slug == "voice").state == "missing"


def test_both_languages_come_from_the_same_artifacts(run_dir):
    zh, en = (next(c for c in model.read(run_dir, lang).chapters if c.slug == "kano") for lang in ("zh", "en"))
    assert zh.findings[0].claim == "客户说：「一次启动成功」是必备需求（58%）。"
    assert en.findings[0].claim == 'Customers say: "Starts at once" is a must-be (58%).'
    assert zh.findings[0].evidence == ("占比 58%，95% 区间 53% – 63%，n\u00a0=\u00a0400",)
    assert en.exhibits[0].figure["layout"]["xaxis"]["title"]["text"] == "share"
    assert zh.exhibits[0].figure["layout"]["xaxis"]["title"]["text"] == "占比"


def test_the_data_base_counts_what_intake_kept(run_dir):
    assert dict(model.read(run_dir, "zh").base) == {"complaints": 7200, "kano": 400, "ratings": 4800}


def test_provenance_shortens_hashes_and_drops_folders(run_dir):
    manifest = json.loads((run_dir / "manifest.json").read_text())
    manifest["inputs"] = {"/home/someone/data/a.csv": "0" * 64, "b": {"path": "/home/someone/b.csv"}}
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
    assert model.read(run_dir, "zh").provenance.inputs == (("a.csv", "0" * 12), ("b · path", "b.csv"))


def test_the_first_screen_gathers_an_issue_and_what_belongs_to_it(run_dir):
    screen = first_screen(model.read(run_dir, "zh"))
    assert [f.id for f in screen.good] == ["briefing/good/K03"]
    assert [f.id for f in screen.changed] == ["briefing/changed/nps"]
    assert [i.head.id for i in screen.issues] == ["briefing/issue/T0", "briefing/issue/K01"]
    first, second = screen.issues
    assert first.outlook.id == "briefing/outlook/T0" and second.outlook is None
    assert {part: [f.id for f in found] for part, found in first.parts.items()} == {
        "says": ["briefing/says/T0"],
        "problem": ["briefing/issue/T0"],
        "improve": ["briefing/improve/T0"],
        "support": ["briefing/ask/b"],
    }
    assert (first.missing, list(second.parts)) == (("cause", "verify"), ["problem"])
    assert [f.id for f in first.asks] == ["briefing/ask/b"]
    assert [f.id for f in screen.decisions] == ["briefing/ask/a", "briefing/ask/b"]
    assert [f.id for f in screen.further] == ["briefing/ask/a"]
    assert [e.id for e in screen.exhibits] == ["top"]


def test_a_kind_that_is_not_known_stands_where_its_role_belongs(run_dir):
    file = run_dir / "artifacts" / "briefing" / "chapter.json"
    file.write_text(file.read_text().replace("briefing/ask/a", "briefing/own/a").replace("changed/nps", "own/nps"))
    screen = first_screen(model.read(run_dir, "zh"))
    assert [f.id for f in screen.further] == ["briefing/own/a"]
    assert [f.id for f in screen.changed] == ["briefing/own/nps"]


def test_a_department_has_its_matters_one_good_thing_and_what_is_asked(run_dir):
    first, second = departments(model.read(run_dir, "zh"))
    assert [c.label for c in first.columns] == ["需求", "占比", "人数"]
    assert (len(first.rows), len(second.rows)) == (2, 1)
    assert ([f.id for f in first.good], [f.id for f in first.asked]) == (["briefing/thanks/a"], ["briefing/ask/b"])
    assert (second.good, second.asked) == ((), ())


def test_a_briefing_finding_leads_to_its_source(run_dir):
    screen = first_screen(model.read(run_dir, "zh"))
    named, found = (issue.head.source for issue in screen.issues)
    assert named == Source("topics", "sizes"), "names.source says where"
    assert found == Source("kano", "classes"), "else the chapter that speaks of the same subject"


def test_no_link_leads_to_nothing(run_dir):
    file = run_dir / "artifacts" / "briefing" / "chapter.json"
    file.write_text(file.read_text().replace("topics#sizes", "topics#None"))
    assert first_screen(model.read(run_dir, "zh")).issues[0].head.source == Source("topics", None)
    file.write_text(file.read_text().replace("topics#None", "gone#sizes"))
    assert first_screen(model.read(run_dir, "zh")).issues[0].head.source == Source("topics", "sizes")
