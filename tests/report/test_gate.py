from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pandas as pd
import pytest

from cxlab import charts, report
from cxlab.errors import GateRefused
from cxlab.record import ChapterRecord
from cxlab.report import gate


@pytest.fixture
def built(published, tmp_path, known_columns):
    """A copy of a run and its report, to be spoiled."""
    return shutil.copytree(published, tmp_path / published.relative_to(published.parents[2]))


def refused(run_dir):
    with pytest.raises(GateRefused) as error:
        gate.check(run_dir)
    return str(error.value)


def add(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("</main>", f"<p>{text}</p></main>"), encoding="utf-8")


def rebuild_with(run_dir: Path, text: str) -> None:
    """Plant `text` where only the figure of a chapter holds it."""
    file = run_dir / "artifacts" / "kano" / "classes.figure.json"
    figure = json.loads(file.read_text())
    figure["data"][0]["hovertext"] = [text]
    file.write_text(json.dumps(figure))
    report.build(run_dir)


def test_a_clean_report_passes(built):
    gate.check(built)


@pytest.mark.parametrize(
    "secret",
    [
        "13812345678",
        "请回 138-1234-5678",
        "zhang.san@example.com",
        "11010519491231002X",
        "6222021234567890128",
        "粤B·D12345",
    ],
)
def test_personal_data_in_a_page_is_refused_and_not_repeated(built, secret):
    add(built / "site" / "kano.html", secret)
    message = refused(built)
    assert "site/kano.html: personal data" in message
    assert secret not in message


def test_personal_data_inside_packed_figures_is_found(built):
    rebuild_with(built, "13812345678")
    message = refused(built)
    assert "share/harm-2024-11-01_2026-10-31.html: personal data (mobile)" in message
    assert "site/kano.html: personal data (mobile)" in message


def test_personal_data_in_an_attribute_is_found(built):
    page = built / "site" / "kano.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("<main", '<main aria-label="13812345678"'), encoding="utf-8"
    )
    assert "personal data" in refused(built)


def test_a_small_group_in_a_table_is_refused(built):
    file = built / "artifacts" / "kano" / "classes.parquet"
    frame = pd.read_parquet(file)
    frame.loc[0, "n"] = 4
    frame.to_parquet(file)
    assert "kano/classes.parquet: a group of fewer than 5 people" in refused(built)


def test_a_group_of_nobody_is_no_small_group(built):
    file = built / "artifacts" / "kano" / "classes.parquet"
    frame = pd.read_parquet(file)
    frame.loc[0, "n"] = 0
    frame.to_parquet(file)
    gate.check(built)


def test_a_hidden_group_that_its_figure_draws_is_refused(built):
    import plotly.graph_objects as go

    folder = built / "artifacts" / "scores"
    drawn = go.Figure(go.Bar(x=[34.2, 2.1, -50.0], y=["自营", "合作", "外包"], orientation="h"))
    (folder / "groups.figure.json").write_text(charts.to_json(drawn), encoding="utf-8")
    assert "scores/groups.figure.json: a group that its table hides is drawn" in refused(built)


def test_a_long_quotation_is_refused(built):
    folder = built / "artifacts" / "topics"
    frame = pd.read_parquet(folder / "quotes.parquet")
    frame.loc[0, "quote"] = "这" * 41
    frame.to_parquet(folder / "quotes.parquet")
    report.build(built)
    assert "site/topics.html: a quotation of more than 40 characters" in refused(built)
    frame.loc[0, "quote"] = "这" * 40
    frame.to_parquet(folder / "quotes.parquet")
    report.build(built)
    gate.check(built)


def test_paths_of_this_machine_are_refused(built):
    add(built / "site" / "index.html", f"see {built}/artifacts")
    assert "site/index.html: a path of this machine" in refused(built)


def test_the_home_folder_is_refused_in_figures_too(built, monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    rebuild_with(built, "/home/somebody/study.csv")
    assert "a path of this machine" in refused(built)


def test_the_host_name_is_refused(built, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "research-07.example.com")
    add(built / "site" / "index.html", "run on Research-07")
    assert "the name of this machine" in refused(built)


@pytest.mark.parametrize("name", ["SERVICE_API_KEY", "MY_TOKEN", "db_password", "APPSECRET", "CXLAB_NOTIFY"])
def test_secrets_of_the_environment_are_refused_by_name(built, monkeypatch, name):
    monkeypatch.setenv(name, "s3cr3t-value-9")
    add(built / "site" / "index.html", "s3cr3t-value-9")
    message = refused(built)
    assert name in message
    assert "s3cr3t-value-9" not in message


@pytest.mark.parametrize("name", ["site/45_kano.ipynb", "share/topics.parquet", "share/raw.csv", "site/assets/x.json"])
def test_files_that_are_no_pages_are_refused(built, name):
    (built / name).write_text("{}")
    assert f"{name}: a file that is no page" in refused(built)


def test_every_finding_is_named_at_once_and_many_are_counted(built):
    for i in range(30):
        (built / "share" / f"{i:02}.csv").write_text("")
    message = refused(built)
    assert "share/00.csv" in message
    assert "and 10 more" in message


def test_chapters_without_tables_pass(built):
    assert ChapterRecord.read(built / "artifacts" / "drivers").exhibits == ()
    gate.check(built)
