"""From files to the browser: names and complaints that mean harm are shown letter by letter and never run."""

from __future__ import annotations

import csv

import pytest
import yaml

from cxlab.record import ChapterRecord

HARM = (
    "<script>alert(harmed=1)</script>",
    "<img src=x onerror=harmed=2>",
    "[go](javascript:alert(harmed=3))",
    '=HYPERLINK("https://x.invalid")',
    "<b>x</b><a href=//x.invalid>go</a>",
)
# no longer than a quotation may be, so that every one is shown whole
SAID = [place + what for place in ("东站", "机场", "商场") for what in ("启动失败", "退款没到", "排队太久", "发票开错")]
LONG = "很慢" * 100_000


def write(folder):
    """Write a study that has each kind of harm as complaint, channel, unit, product, segment and KANO feature."""
    complaints = [
        (
            HARM[i % 5] + SAID[i % 12],
            f"2026-{1 + i % 9:02d}-{1 + i % 27:02d}",
            *(HARM[i // step % 5] for step in (2, 3, 4)),
            f"c{i}",
        )
        for i in range(60)
    ]
    complaints.append((LONG, "2026-03-03", *HARM[:3], "long"))
    answers = [
        (f"r{i}", feature, 1 + (i + k) % 3, 5 - i * k % 3, HARM[i % 2])
        for i in range(40)
        for k, feature in enumerate(HARM)
    ]
    tables = {
        "complaints": (("text", "received_at", "channel", "unit", "product", "customer_id"), complaints),
        "exposure": (
            ("period", "unit", "contacts"),
            [(f"2026-{m:02d}", unit, 1 if unit == HARM[0] else 1000) for m in range(1, 10) for unit in HARM],
        ),
        "kano": (("respondent_id", "feature", "functional", "dysfunctional", "customer_type"), answers),
    }
    for name, (header, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    study = {
        "name": "hostile",
        "title": HARM[0],
        "tables": {name: {"path": f"{name}.csv"} for name in tables},
        "chapters": {"kano": {"n_boot": 50}},
    }
    study["tables"]["kano"]["columns"] = {"customer_type": "customer_type"}
    (folder / "study.yaml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory, run_here):
    """Return the folder of the published report of the study."""
    root = tmp_path_factory.mktemp("hostile")
    write(root)
    return run_here(root, reports=root / "reports").folder


def test_the_report_is_published_and_a_long_complaint_counts(published):
    funnel = ChapterRecord.read(published / "artifacts" / "voice").data["complaints"]
    assert (funnel.read, funnel.kept) == (61, 61)
    assert max(len(page.read_text("utf-8")) for page in published.glob("site/*.html")) < 100_000


def nothing_ran(seen):
    page = seen.page
    assert (seen.complaints, seen.requests) == ([], [])
    assert page.evaluate("globalThis.harmed") is None
    assert page.locator("main :is(img, iframe, object, script), main td *, .plot :is(a, b)").count() == 0
    outside = "all => all.map(a => a.href.baseVal ?? a.href).filter(to => !to.startsWith('file:'))"
    assert page.locator("main a").evaluate_all(outside) == []


@pytest.mark.browser
@pytest.mark.parametrize("page", ["index", "voice", "topics", "kano"])
def test_nothing_runs_on_the_site(open_page, published, page):
    seen = open_page(published / "site" / f"{page}.html", published)
    seen.see_all()
    nothing_ran(seen)


@pytest.mark.browser
def test_all_is_read_in_the_one_file_as_it_was_written(open_page, published):
    seen = open_page(next(published.glob("share/*.html")), published)
    seen.see_all()
    nothing_ran(seen)
    page = seen.page
    assert page.title() == HARM[0]
    for exhibit in ("voice--posts", "voice--by_product", "voice--units", "kano--classes"):
        shown = page.locator(f"#{exhibit}")
        table = shown.locator("details.table").text_content()
        assert [harm for harm in HARM if harm not in table] == []
        assert "<script" in shown.locator(".plot").text_content()
    quotes = page.locator("#topics--quotes td.quote").all_text_contents()
    assert len(quotes) >= 4
    assert set(quotes) <= {harm + words for harm in HARM for words in SAID}
