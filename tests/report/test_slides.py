"""The deck as PowerPoint finds it: native charts and tables, claims as titles, nothing that runs, nothing hidden."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Inches

from cxlab import phrases
from cxlab.errors import InputError
from cxlab.report import material, model, slides, unpacked
from cxlab.report.briefing import first_screen
from cxlab.report.hostile import clean
from cxlab.report.slides.plan import FindingSlide, IssueSlide, ListSlide, plan

MADE = dt.datetime(2026, 11, 1, 7, 3)
SYNTHETIC = "虚构数据：由程序生成，不对应任何真实企业或客户。"


def write(run, lang="zh", template=None, change=lambda report: report):
    report = change(model.read(run, lang))
    return slides.write(report, material.read(run, lang), template=template, made=MADE)


@pytest.fixture(scope="module")
def written(published):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "columns", lambda: _columns())
        return write(published), plan(model.read(published, "zh")), model.read(published, "zh")


def _columns():
    units = {"share": "percent", "low": "percent", "high": "percent", "n": "people", "nps": "points"}
    names = ("feature", "topic", "quote", *units)
    return {name: {"zh": name, "en": name, "unit": units.get(name, "text")} for name in names}


@pytest.fixture(scope="module")
def deck(written):
    return Presentation(io.BytesIO(written[0]))


def texts(slide):
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return found + [cell.text for table in tables for row in table.rows for cell in row.cells]


def charts(deck):
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def titled(deck, claim):
    return next(slide for slide in deck.slides if slide.shapes.title.text == claim)


def test_it_is_wide_and_every_slide_says_that_the_data_are_made_up(deck):
    assert round(deck.slide_width / deck.slide_height, 3) == 1.778
    assert all(SYNTHETIC in texts(slide) for slide in deck.slides)


def test_every_finding_has_a_slide_with_its_claim_as_title_or_a_line_in_a_list(written, deck):
    _, sections, report = written
    planned = [slide for section in sections for slide in section.slides]
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(titles) == len(planned) + 1
    for slide, title in zip(planned, titles[1:], strict=True):
        if isinstance(slide, FindingSlide):
            assert title == slide.finding.claim
        if isinstance(slide, IssueSlide):
            assert title == slide.issue.head.claim
    everything = "\n".join(text for slide in deck.slides for text in texts(slide))
    findings = [f for c in (report.briefing, *report.chapters) for f in c.findings]
    assert all(f.claim in everything for f in findings if f.kind not in ("thanks",))


def test_a_claim_of_the_briefing_has_no_second_slide_in_its_chapter(deck):
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)


def test_bars_are_native_with_labels_and_intervals_from_the_workbook_behind_them(deck):
    slide = titled(deck, "客户说：「一次启动成功」是必备需求（58%）。")
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    series = chart.plots[0].series[0]
    assert list(chart.plots[0].categories)[:2] == ["一次启动成功", "充电前显示全部费用"]
    assert list(series.values) == [0.58, 0.46, 0.28, 0.03, 0.02]
    assert series.data_labels.show_value
    behind = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))["Sheet1"]
    rows = list(behind.iter_rows(values_only=True))
    assert rows[0] == (None, "share", "区间下限", "区间上限", "−", "+")
    assert rows[1] == ("一次启动成功", 0.58, 0.522, 0.638, "=B2-C2", "=D2-B2")
    ends = chart._chartSpace.findall(".//{*}errBars//{*}f")
    assert [end.text for end in ends] == ["Sheet1!$F$2:$F$6", "Sheet1!$E$2:$E$6"]


def test_notes_hold_evidence_method_and_the_place_in_the_report(deck):
    notes = titled(deck, "客户说：「一次启动成功」是必备需求（58%）。").notes_slide.notes_text_frame.text
    for said in ("53% – 63%", "n\xa0=\xa0400", "table = traditional", "读入 406", "kano#classes", SYNTHETIC):
        assert said in notes


def test_the_typefaces_are_named_for_chinese_and_latin_in_every_theme_and_chart(written, deck):
    with zipfile.ZipFile(io.BytesIO(written[0])) as archive:
        themes = [archive.read(name) for name in archive.namelist() if "/theme/" in name and name.endswith(".xml")]
    assert len(themes) == 2  # of the slides and of the notes
    for theme in themes:
        fonts = etree.fromstring(theme).findall(".//{*}fontScheme/*")
        assert [font.find("{*}ea").get("typeface") for font in fonts] == ["Microsoft YaHei"] * 2
        assert [font.find("{*}latin").get("typeface") for font in fonts] == ["Segoe UI"] * 2
    for chart in charts(deck):
        assert chart._chartSpace.find("{*}txPr//{*}ea").get("typeface") == "+mn-ea"


def test_customers_words_are_shown_letter_by_letter_and_run_nowhere(written, deck, harm):
    everything = "\n".join(text for slide in deck.slides for text in texts(slide))
    for text in harm:
        assert clean(text).replace("\n", "\v") in everything.replace("\n", "\v")
    for chart in charts(deck):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        formulas = [c.value for row in book["Sheet1"].iter_rows() for c in row if c.data_type == "f"]
        assert all(value[1] in "BCD" and "-" in value and len(value) < 9 for value in formulas)
        assert not [c for row in book["Sheet1"].iter_rows() for c in row if c.hyperlink]


@pytest.fixture
def harm():
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    spec = spec_from_file_location("run_folder_again", Path(__file__).with_name("run_folder.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.HARM


def test_a_small_group_is_in_no_chart_no_table_and_no_workbook(written):
    said = unpacked.read(written[0])
    assert not [text for text in (*said.texts, *said.data) if text in ("-50", "-50.0", "−50.0")]


def test_nothing_leaves_the_slide_or_lies_on_something_else(deck):
    for slide in deck.slides:
        boxes = [
            (s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes if not s.is_placeholder or s.text
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0 and top >= 0 and right <= deck.slide_width and bottom <= deck.slide_height
        for place, one in enumerate(boxes):
            for two in boxes[place + 1 :]:
                across = min(one[2], two[2]) - max(one[0], two[0])
                upright = min(one[3], two[3]) - max(one[1], two[1])
                assert across <= 0 or upright <= Inches(0.02), slide.shapes.title.text


def test_a_long_title_becomes_small_enough(run_dir):
    def longer(report):
        chapter = next(c for c in report.chapters if c.slug == "kano")
        finding = replace(chapter.findings[0], claim="客户在充电站反映的问题很多，" * 9)
        chapters = tuple(replace(c, findings=(finding,)) if c is chapter else c for c in report.chapters)
        return replace(report, chapters=chapters)

    made = Presentation(io.BytesIO(write(run_dir, change=longer)))
    slide = next(s for s in made.slides if s.shapes.title.text.startswith("客户在充电站"))
    size = slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size.pt
    lines = -(-len(slide.shapes.title.text) * size // (slide.shapes.title.width / 12700))
    assert 14 <= size < 26
    assert lines * size * 1.3 <= slide.shapes.title.height / 12700


def test_slides_stand_in_named_sections(written, deck):
    listed = deck.element.findall(".//{http://schemas.microsoft.com/office/powerpoint/2010/main}section")
    assert [section.get("name") for section in listed[1:]] == [section.name for section in written[1]]
    ids = [entry.get("id") for section in listed for entry in section.iter("{*}sldId")]
    assert ids == [str(slide.slide_id) for slide in deck.slides]


def test_without_a_briefing_the_first_slide_lists_what_the_chapters_found(run_dir):
    made = Presentation(io.BytesIO(write(run_dir, "en", change=lambda report: replace(report, briefing=None))))
    first = "\n".join(texts(made.slides[0]))
    assert 'Customers say: "Starts at once" is a must-be (58%).' in first
    assert first_screen(replace(model.read(run_dir, "en"), briefing=None)) is None


def test_what_a_page_folds_away_becomes_a_list(written):
    lists = [slide for section in written[1] for slide in section.slides if isinstance(slide, ListSlide)]
    assert [(s.chapter.slug, len(s.findings)) for s in lists] == [("topics", 3)]


@pytest.fixture
def company(tmp_path):
    """A company's template: 4:3, its own typeface and colours, a slide of its own and a section around it."""

    def make(change=lambda deck: None):
        deck = Presentation()
        deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Confidential sample"
        theme = next(part for part in deck.part.package.iter_parts() if "/theme/" in part.partname)
        own = b'latin typeface="Corporate"/><a:ea typeface="FZLanTingHei"'
        theme._blob = theme.blob.replace(b'latin typeface="Calibri"/><a:ea typeface=""', own)
        change(deck)
        file = tmp_path / "company.pptx"
        deck.save(str(file))
        return file

    return make


def test_a_template_gives_size_layouts_and_typefaces_and_loses_its_slides(run_dir, company):
    content = write(run_dir, template=company())
    made = Presentation(io.BytesIO(content))
    assert round(made.slide_width / made.slide_height, 2) == 1.33
    assert {slide.slide_layout.name for slide in made.slides} == {"Title Only"}
    assert not [text for text in unpacked.read(content).texts if "Confidential" in text]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
        assert not [name for name in archive.namelist() if "thumbnail" in name or name.endswith("app.xml")]
    assert 'latin typeface="Corporate"' in theme
    assert 'ea typeface="FZLanTingHei"' in theme
    test_nothing_leaves_the_slide_or_lies_on_something_else(made)


def test_a_template_without_a_title_says_what_to_add(run_dir, company):
    def untitled(deck):
        for layout in deck.slide_layouts:
            for shape in list(layout.placeholders):
                shape.element.getparent().remove(shape.element)

    with pytest.raises(InputError, match=r"'company.pptx' has no slide layout with a title .*'Title Only'"):
        write(run_dir, template=company(untitled))


@pytest.mark.parametrize("content", [b"no archive", b"PK\x05\x06" + b"\0" * 18, None])
def test_a_template_that_is_no_presentation_is_refused(run_dir, tmp_path, content):
    file = tmp_path / "company.pptx"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError, match=r"'company\.pptx' (is no PowerPoint presentation|does not exist)"):
        write(run_dir, template=file)
