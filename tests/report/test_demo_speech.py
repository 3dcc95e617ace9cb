"""The briefing of the demo as it was published keeps the rules of how a report speaks."""

from pathlib import Path

import pytest

from cxlab.insight.speech import Page, lint, lint_page, of_record
from cxlab.record import ChapterRecord
from cxlab.report.briefing import first_screen
from cxlab.report.departments import departments
from cxlab.report.model import read
from cxlab.study import Text

RUN = Path(__file__).parents[2] / "reports" / "demo" / "latest"
pytestmark = pytest.mark.skipif(not RUN.exists(), reason="needs a run of the demo: cxlab run data/demo")
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module")
def record():
    return ChapterRecord.model_validate_json((RUN / "artifacts" / "briefing" / "chapter.json").read_bytes())


@pytest.fixture(scope="module")
def findings(record):
    return {one.id: one for one in record.findings}


def _of(views, findings):
    return [findings[view.id] for view in views]


@LANGS
def test_each_issue_speaks_of_customers_first(findings, lang):
    screen = first_screen(read(RUN, lang))
    assert len(screen.issues) >= 3
    for issue in screen.issues:
        parts = _of([one for part in issue.parts.values() for one in part], findings)
        assert parts[0].role == "says"
        assert lint_page(Page(issue.head.id, parts, lang=lang)).empty


@LANGS
def test_good_news_comes_first_on_the_screen(findings, lang):
    screen = first_screen(read(RUN, lang))
    shown = _of([*screen.good, *screen.changed], findings)
    assert shown[0].role == "good"
    assert "good_first" not in lint_page(Page("first screen", shown, lang=lang))["rule"].tolist()


def test_each_department_reads_what_it_may_rely_on(findings):
    page = (RUN / "site" / "departments.html").read_text(encoding="utf-8")
    told = departments(read(RUN, "zh"))
    assert len(told) >= 5
    for one in told:
        of_its_own = page[page.index(f">{one.name}<") :]
        said = _of([*one.good, *one.asked], findings)
        assert lint_page(Page("departments", said, [of_its_own], "zh", one.name)).empty


@LANGS
def test_no_sentence_of_the_briefing_breaks_a_rule(record, lang):
    broken = lint(of_record(record, lang))
    assert broken.empty, broken.to_string()


def test_a_broken_rule_would_be_seen(record):
    first = record.findings[0]
    blamed = first.model_copy(update={"claim": Text(zh="客户全都不满意，肯定是门店造成的。", en="All is lost.")})
    assert not lint(of_record(record.model_copy(update={"findings": [blamed]}), "zh")).empty
