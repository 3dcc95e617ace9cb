from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import json
import re

import pytest

from cxlab import report
from cxlab.errors import InputError
from cxlab.report import model, render


def test_the_site_is_a_page_a_chapter_and_one_copy_of_plotly(run_dir):
    pages = report.build(run_dir, formats=["site"])
    site = run_dir / "site"
    assert pages[0] == site / "index.html"
    chapters = [chapter.slug for chapter in model.read(run_dir, "zh").chapters]
    assert len(chapters) > 10
    assert {p.name for p in pages} == {f"{s}.html" for s in ("index", *chapters, "departments", "meeting", "voices")}
    assert {f.name for f in (site / "assets").iterdir()} == {"report.css", "report.js", "plotly.min.js"}
    assert not (run_dir / "share").exists()


def test_the_one_file_is_small_and_named_after_study_and_period(run_dir):
    (file,) = report.build(run_dir, formats=["file"])
    assert file.name == "harm-2024-11-01_2026-10-31.html"
    assert file.stat().st_size < 3_000_000
    (english,) = report.build(run_dir, formats=["file"], lang="en")
    assert english.name == "harm-2024-11-01_2026-10-31.en.html"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_artifacts_give_the_same_bytes(run_dir, lang):
    first = {p: p.read_bytes() for p in report.build(run_dir, lang=lang)}
    assert {p: p.read_bytes() for p in report.build(run_dir, lang=lang)} == first


def test_no_string_of_the_artifacts_becomes_markup(run_dir):
    for page in report.build(run_dir):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<script>window|<img|<svg onload|<i>|<b>bold|<a href='", text), page.name
        assert "\u202e" not in text
    topics = (run_dir / "site" / "topics.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;window.harmed = 1&lt;/script&gt;" in topics


def test_the_policy_allows_exactly_the_scripts_of_the_file(run_dir):
    (file,) = report.build(run_dir, formats=["file"])
    text = file.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    inline = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    packed = re.search(r'id="plotly-gz">([^<]+)<', text)[1]
    scripts = [*inline, gzip.decompress(base64.b64decode(packed)).decode()]
    assert {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts} == allowed
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.split("script-src")[1].split(";")[0]


def test_the_first_readable_screen_stands_before_the_packed_charts(run_dir):
    (file,) = report.build(run_dir, formats=["file"])
    text = file.read_text(encoding="utf-8")
    assert text.index("当前要关注的问题") < 20_000 < text.index('id="figures-gz"') < text.index('id="plotly-gz"')


def test_researchers_tables_are_never_shown(run_dir):
    for page in report.build(run_dir):
        assert "原文" not in page.read_text(encoding="utf-8")


def test_a_link_leads_to_something(run_dir):
    pages = report.build(run_dir)
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    for page, text in texts.items():
        for target in re.findall(r'href="([^"]+)"', text):
            name, _, anchor = target.partition("#")
            there = page.parent / name if name else page
            assert there.exists(), target
            if anchor:
                assert f'id="{anchor}"' in texts[there], target


def test_headings_do_not_skip_a_level(run_dir):
    for page in report.build(run_dir, formats=["site", "file"]):
        levels = [int(h) for h in re.findall(r"<h(\d)", page.read_text(encoding="utf-8"))]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), page.name


def test_every_page_of_a_synthetic_study_says_so(run_dir):
    for lang, word in (("zh", "虚构数据"), ("en", "Synthetic data")):
        for page in report.build(run_dir, lang=lang):
            assert word in page.read_text(encoding="utf-8")
    manifest = json.loads((run_dir / "manifest.json").read_text())
    manifest["study"]["synthetic"] = False
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
    for page in report.build(run_dir):
        assert "虚构数据" not in page.read_text(encoding="utf-8")


def test_english_pages_hold_no_chinese_words_of_the_report(run_dir):
    from cxlab.report.words import words

    chinese = set(words("zh").values()) - set(words("en").values())
    for page in report.build(run_dir, lang="en"):
        text = page.read_text(encoding="utf-8")
        assert not [w for w in chinese if len(w) > 3 and "{" not in w and w in text]


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no manifest\.json"):
        report.build(tmp_path)


def test_an_unknown_format_is_refused_with_the_nearest(run_dir):
    with pytest.raises(InputError, match="Did you mean 'site'"):
        report.build(run_dir, formats=["sit"])


def test_packing_is_the_same_at_any_time():
    assert render.pack("figures") == render.pack("figures")
    assert gzip.decompress(base64.b64decode(render.pack("图"))).decode() == "图"
