"""The page of all studies, and what it says is new: states and manifests of runs as they lie on disk."""

import json

import pytest

from cxlab.errors import ChapterFailed, LockHeld
from cxlab.insight.ledger import Ledger
from cxlab.insight.ledger.tables import table
from cxlab.ledger_files import write_ledger
from cxlab.numbers import Number
from cxlab.pipeline import attempts
from cxlab.record import ChapterRecord, Finding, Funnel
from cxlab.report import studies
from cxlab.report.news import headline, news
from cxlab.study import Text

ISSUES = {"touchpoint:gun": ("充电枪", "Charging gun"), "touchpoint:bill": ("账单", "Bill")}


def finding(kind, subject, rank, *, name=None):
    claim = Text(zh="涉及 {people} 位，{issue}", en="{people} people, {issue}")
    zh, en = name or (subject, subject)
    return Finding(
        id=f"briefing/{kind}/{subject}",
        role="problem",
        subject=subject,
        rank=rank,
        claim=claim,
        values={"people": Number(value=1148, unit="people")},
        names={"issue": Text(zh=zh, en=en)},
    )


def briefing(folder, issues=("touchpoint:gun",), *, rows=90, changed=()):
    found = [finding("issue", subject, n, name=ISSUES[subject]) for n, subject in enumerate(issues, start=1)]
    found += [finding("changed", f"item:{name}", 1) for name in changed]
    funnel = Funnel(read=rows + 10, rejected=10, duplicates=0, near_duplicates=0, kept=rows)
    ChapterRecord(slug="briefing", findings=tuple(found), data={"complaints": funnel}).write(folder)


def state(home, number, compared, **what):
    folder = home / "state" / str(number)
    briefing(folder / "briefing", **what)
    learned = {"briefing": {"key": "k", "inputs": "i", "compared": compared}}
    (folder / "state.json").write_text(json.dumps(learned))
    return folder


def run(home, name, status="published", **more):
    folder = home / name
    about = {
        "status": status,
        "started_at": f"2026-11-{name[6:8]}T18:10:47Z",
        "study": {
            "name": home.name,
            "title": {"zh": "小研究", "en": "Tiny <study>"},
            "synthetic": True,
            "period": None,
        },
        "chapters": {"a": {"state": "executed"}, "b": {"state": "cached"}},
        **more,
    }
    (folder / "share").mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(about))
    (folder / "share" / f"{home.name}.html").write_bytes(bytes(2_900_000))
    (folder / "share" / f"{home.name}.md").touch()
    briefing(folder / "artifacts" / "briefing")
    return folder


@pytest.fixture
def home(tmp_path):
    """Return the reports of a study with one published run."""
    made = tmp_path / "tiny"
    run(made, "20261120-070000", seconds=12.3, finished_at="2026-11-20T18:11:00Z")
    (made / "latest").symlink_to("20261120-070000")
    state(made, 1, None)
    return made


def test_the_headline_is_the_first_issue_else_what_changed(tmp_path):
    briefing(tmp_path, ("touchpoint:bill", "touchpoint:gun"), changed=["one"])
    assert headline(tmp_path, "en") == "1,148 people, Bill"
    briefing(tmp_path, (), changed=["one"])
    assert headline(tmp_path, "zh") == "涉及 1,148 位，item:one"
    briefing(tmp_path, ())
    assert headline(tmp_path, "zh") is None
    assert headline(tmp_path / "nothing", "zh") is None


def test_a_first_report_has_nothing_before_it(home):
    assert news(home, "zh") is None
    assert news(home / "nothing", "zh") is None


def test_news_are_what_differs_from_the_state_that_was_compared_with(home):
    state(home, 2, 1, issues=("touchpoint:bill",), rows=80)
    folder = state(home, 3, 1, issues=("touchpoint:bill",), rows=100, changed=["one", "two", "three", "four"])
    ledger = Ledger.empty()
    events = table("events").reindex(range(4))
    events[["run", "issue", "trip", "lane", "state", "ref", "detail"]] = [
        (1, "I-0001", 1, "raised", "raised", "", ""),
        (2, "I-0001", 2, "raised", "returned", "", ""),
        (2, "I-0002", 1, "raised", "raised", "", ""),
        (2, "I-0003", 1, "raised", "raised", "", ""),
    ]
    runs = table("runs").reindex(range(2))
    runs[["run", "as_of", "round"]] = [(1, "2026-10-01", 1), (2, "2026-10-31", 1)]
    ledger = Ledger(**{**vars(ledger), "events": events, "runs": runs})
    write_ledger(ledger, folder / "ledger")
    found = news(home, "en")
    assert (found.entered, found.left) == (("Bill",), ("Charging gun",))
    assert found.rows == {"complaints": (90, 100)}
    assert found.noted == {"raised": 2, "returned": 1}
    assert len(found.told) == 3
    assert found.told[0] == "1,148 people, item:four"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_what_a_reader_needs_and_runs_nothing(home, lang):
    state(home, 2, 1, issues=("touchpoint:bill",))
    page = studies.page(home.parent, lang)
    assert 'href="tiny/latest/site/index.html"' in page
    assert 'href="tiny/latest/share/tiny.html"' in page
    assert "2.9 MB" in page
    assert "Tiny <study>" not in page
    assert "<script" not in page
    told = {
        "zh": ("小研究", "1,148", "新列入要关注的问题：账单", "不再列入：充电枪"),
        "en": ("Tiny &lt;study&gt;", "1,148", "New among the issues that matter: Bill", "No longer among them"),
    }
    assert [words for words in told[lang] if words not in page] == []


def test_the_page_is_whole_without_any_study(tmp_path):
    assert "No reports yet" in studies.page(tmp_path, "en")


def test_a_study_that_never_published_is_listed_with_its_trouble(tmp_path):
    run(tmp_path / "tiny", "20261120-070000", "failed")
    with pytest.raises(ChapterFailed), attempts.noted(tmp_path / "tiny"):
        raise ChapterFailed("who said what")
    view = studies.study(tmp_path / "tiny", "en")
    assert (view.published, view.headline, view.trouble.exit_code) == (None, None, 3)
    page = (tmp_path / "index.en.html").read_text("utf-8")
    assert "a chapter failed (exit code 3)" in page
    assert "who said what" not in page


def test_a_run_that_ended_well_takes_the_trouble_away(home):
    with pytest.raises(KeyboardInterrupt), attempts.noted(home):
        raise KeyboardInterrupt
    assert studies.study(home, "zh").trouble.exit_code == 130
    with attempts.noted(home):
        pass
    assert studies.study(home, "zh").trouble is None


def test_a_run_that_had_to_wait_says_nothing_of_the_one_it_waits_for(home):
    with pytest.raises(LockHeld), attempts.noted(home):
        raise LockHeld("busy")
    assert attempts.last(home) is None


def test_a_run_that_has_not_ended_is_told_as_that(home):
    run(home, "20261121-070000", "running")
    assert studies.study(home, "zh").open == "2026-11-21T18:10:47Z"
    assert "正在进行，或被强行终止" in studies.page(home.parent, "zh")


def test_what_is_broken_does_not_hide_the_rest(home):
    (home / "state" / "1" / "state.json").write_text("{")
    (home / "latest" / "artifacts" / "briefing" / "chapter.json").write_text("[]")
    view = studies.study(home, "zh")
    assert (view.headline, view.news, view.published.status) == (None, None, "published")


def test_every_exit_code_and_status_has_words():
    from cxlab import errors
    from cxlab.pipeline import manifest
    from cxlab.report.words import words

    codes = {kind.exit_code for kind in (errors.CxlabError, errors.InputError, errors.ChapterFailed)}
    codes |= {errors.GateRefused.exit_code, errors.StorageError.exit_code, attempts.INTERRUPTED}
    statuses = {"published", "partial", "failed", "refused", manifest.READY, manifest.RUNNING}
    wanted = {f"exit_{code}" for code in codes} | {f"status_{status}" for status in statuses}
    assert wanted <= words("zh").keys()


def test_no_folder_is_made_for_a_study_that_has_no_reports(tmp_path):
    with attempts.noted(tmp_path / "tiny"):
        pass
    assert list(tmp_path.iterdir()) == []
