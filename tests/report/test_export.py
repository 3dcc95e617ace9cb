"""`cxlab export`: what it writes where, what it refuses, and that the same run gives the same bytes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import zipfile

import pandas as pd
import pytest

from cxlab import cli
from cxlab.errors import GateRefused, InputError, StorageError
from cxlab.report import printed
from cxlab.report.export import export


@pytest.fixture
def done(run_dir):
    """A run that was published."""
    file = run_dir / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, "status": "published", "lang": "zh"}), encoding="utf-8")
    return run_dir


@pytest.mark.parametrize("format", ["pptx", "xlsx"])
def test_the_same_run_gives_the_same_bytes(done, tmp_path, format):
    one, two = (export(done, format, out=tmp_path / f"{name}.{format}").read_bytes() for name in ("a", "b"))
    assert one == two
    assert times(one) == {(1980, 1, 1, 0, 0, 0), "2026-10-31T23:03:00Z"}


def times(content: bytes) -> set:
    """Return every time that an Office file and the workbooks within it tell."""
    found: set = set()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            found.add(entry.date_time)
            part = archive.read(entry)
            if entry.filename.endswith(".xlsx"):
                found |= times(part)
            if entry.filename == "docProps/core.xml":
                found |= {stamp.decode() for stamp in re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", part)}
    return found


def test_without_out_the_file_lies_beside_the_runs(done):
    assert export(done, "xlsx") == done.parent / "exports" / "harm-2024-11-01_2026-10-31.xlsx"
    assert export(done, "xlsx", lang="en").name == "harm-2024-11-01_2026-10-31.en.xlsx"
    assert [file.suffix for file in (done.parent / "exports").iterdir()] == [".xlsx", ".xlsx"]


def test_an_unknown_format_names_the_nearest(done):
    with pytest.raises(InputError, match=r"Unknown format 'ppt'. Did you mean 'pptx'\? There are: pptx, xlsx, pdf"):
        export(done, "ppt")


def test_a_template_is_for_slides_only(done, tmp_path):
    with pytest.raises(InputError, match="A template is for slides only"):
        export(done, "xlsx", template=tmp_path / "company.pptx")


@pytest.mark.parametrize("status", ["refused", "failed", "running"])
def test_a_run_that_did_not_pass_the_gate_is_not_exported(done, status):
    file = done / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "status": status}), encoding="utf-8")
    with pytest.raises(InputError, match=f"was not published \\(status: {status}\\)"):
        export(done, "xlsx")


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"holds no manifest\.json"):
        export(tmp_path, "xlsx")


def test_a_place_that_cannot_be_written_is_found_before_the_work(done, tmp_path, monkeypatch):
    monkeypatch.setattr("cxlab.report.export._content", lambda *_: pytest.fail("worked for nothing"))
    with pytest.raises(StorageError, match=r"cannot be written into .*name another place with --out"):
        export(done, "xlsx", out=tmp_path / "nowhere" / "a.xlsx")
    with pytest.raises(InputError, match="is a folder"):
        export(done, "xlsx", out=tmp_path)


def test_a_failed_write_leaves_the_old_file(done, tmp_path, monkeypatch):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(StorageError, match="No space left"):
        export(done, "xlsx", out=file)
    assert file.read_bytes() == b"old"
    assert [found.name for found in tmp_path.glob("*.xlsx")] == ["a.xlsx"]


def test_without_a_browser_there_is_no_pdf(done, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="printed by Chromium, Chrome or Edge, and none is installed"):
        export(done, "pdf")


@pytest.mark.browser
def test_the_report_is_printed_with_its_charts(done, tmp_path, monkeypatch):
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium on this machine")
    content = export(done, "pdf", out=tmp_path / "a.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert 2 <= content.count(b"/Type /Page\n") <= 30
    assert b"(D:20261031230300" in content  # 07:03 on the next day in Shanghai, in UTC
    assert b"/MediaBox [0 0 594" in content or b"/MediaBox [0 0 595" in content


def test_tables_are_printed_in_part(done):
    from dataclasses import replace

    from cxlab.report import model

    report = model.read(done, "zh")
    chapter = next(c for c in report.chapters if c.slug == "topics")
    long = replace(chapter.exhibits[0], table=replace(chapter.exhibits[0].table, rows=(("a",) * 3,) * 50, total=50))
    short = printed._short(replace(report, chapters=(replace(chapter, exhibits=(long,)),)))
    table = short.chapters[0].exhibits[0].table
    assert (len(table.rows), table.total) == (printed.MOST_ROWS, 50)


def test_the_command_takes_a_run_or_a_study(done, tmp_path, monkeypatch, capsys):
    out = tmp_path / "deck.pptx"
    monkeypatch.setattr(sys, "argv", ["cxlab", "export", str(done), "--format", "pptx", "--out", str(out)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert (left.value.code, out.is_file()) == (0, True)
    assert capsys.readouterr().out.strip().endswith("deck.pptx")
    (tmp_path / "data" / "harm").mkdir(parents=True)
    (tmp_path / "data" / "harm" / "study.yaml").write_text("{name: harm, title: T, tables: {}}", encoding="utf-8")
    asked = ["cxlab", "export", str(tmp_path / "data" / "harm"), "--format", "xlsx", "--reports", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", asked)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "has no published report yet. Make one with: cxlab run" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("format", ["pptx", "xlsx"])
def test_what_must_not_be_shared_is_not_handed_out(done, tmp_path, format):
    file = done / "artifacts" / "kano" / "classes.parquet"
    frame = pd.read_parquet(file)
    frame.assign(feature=["请回电 13812345678", *frame["feature"][1:]]).to_parquet(file)
    with pytest.raises(GateRefused, match=rf"a\.{format}: personal data") as refused:
        export(done, format, out=tmp_path / f"a.{format}")
    assert "13812345678" not in str(refused.value)
    assert not list(tmp_path.glob("*a.*"))
