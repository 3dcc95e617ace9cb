"""The contract of a chapter: what it writes, what it refuses, and that the same input gives the same bytes."""

import json
from pathlib import Path

import jsonschema
import pandas as pd
import plotly.graph_objects as go
import pytest

from cxlab import Chapter
from cxlab.errors import InputError, NotApplicable
from cxlab.numbers import Number
from cxlab.record import Bars, ChapterRecord

SCHEMA = Path(__file__).parents[1] / "cxlab" / "resources" / "chapter.schema.json"
TEXT = {"zh": "标题 {share}", "en": "title {share}"}


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "data" / "s1"
    folder.mkdir(parents=True)
    rows = [f"r{i},F1,{1 + i % 5},5" for i in range(40)]
    (folder / "kano.csv").write_text(
        "\n".join(["respondent_id,feature,functional,dysfunctional", *rows]), encoding="utf-8"
    )
    (folder / "study.yaml").write_text(
        "name: s1\ntitle: {zh: 试, en: trial}\ntables: {kano: {path: kano.csv}}\nlabels: {F1: {zh: 启动, en: start}}\n",
        encoding="utf-8",
    )
    return folder


def make(study, run, share=0.5):
    chapter = Chapter.open(study, run, "kano", n_boot=3)
    chapter.table("kano")
    table = pd.DataFrame({"label": ["启动"], "share": [share], "n": [40]})
    chapter.exhibit(
        "one",
        table,
        go.Figure(go.Bar(x=[share], y=["启动"])),
        texts="kano.certainty",
        n="n",
        bars=Bars(label="label", value="share"),
    )
    value = {"share": Number(value=share, unit="percent", n=40)}
    chapter.finding("kano/class/F1", "says", TEXT, values=value, subject="feature:F1", exhibit="one")
    chapter.save()
    return chapter.folder


def test_artifacts_are_language_free_complete_and_the_same_twice(study, tmp_path):
    first = make(study, tmp_path / "reports" / "s1" / "a")
    second = make(study, tmp_path / "reports" / "s1" / "b")
    names = sorted(f.name for f in first.iterdir())
    assert names == ["chapter.json", "one.figure.json", "one.parquet"]
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    record = ChapterRecord.read(first)
    assert record.findings[0].claim.en == "title {share}"
    assert record.data["kano"].read == record.data["kano"].kept == 40
    assert record.parameters == {"n_boot": 3}
    assert str(tmp_path) not in (first / "chapter.json").read_text(encoding="utf-8")


def test_the_schema_for_other_programs_is_that_of_the_models(study, tmp_path):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == ChapterRecord.model_json_schema(), "write cxlab/resources/chapter.schema.json anew"
    written = json.loads((make(study, tmp_path / "r" / "s1" / "a") / "chapter.json").read_text(encoding="utf-8"))
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written | {"made_at": "today"}, schema)


def test_a_missing_table_or_column_is_not_applicable(study, tmp_path):
    chapter = Chapter.open(study, tmp_path / "r" / "s1" / "a", "scores")
    with pytest.raises(NotApplicable) as stopped:
        chapter.table("ratings")
    assert NotApplicable.parse(str(stopped.value)).values == {"table": "ratings"}
    with pytest.raises(NotApplicable, match="no_column"):
        chapter.require(pd.DataFrame({"nps": [None]}), "nps")
    with pytest.raises(NotApplicable, match="no_upstream"):
        chapter.upstream("topics", "assignments")


def test_slips_are_named(study, tmp_path):
    chapter = Chapter.open(study, tmp_path / "r" / "s1" / "a", "kano")
    with pytest.raises(InputError, match="no column 'm'"):
        chapter.exhibit("one", pd.DataFrame({"n": [1]}), texts="kano.certainty", n="m")
    chapter.finding("kano/class/F1", "says", {"zh": "好", "en": "fine"}, exhibit="nowhere")
    with pytest.raises(InputError, match="unknown exhibit 'nowhere'"):
        chapter.save()


def test_labels_come_from_the_study(study, tmp_path):
    chapter = Chapter.open(study, tmp_path / "r" / "s1" / "a", "kano")
    found = chapter.finding("kano/class/F1", "says", {"zh": "{f}", "en": "{f}"}, names={"f": chapter.label("F1")})
    assert (found.names["f"].zh, found.names["f"].en) == ("启动", "start")
    assert chapter.label("q_other") == "other"


def test_rows_after_the_as_of_date_are_left_out(study, tmp_path):
    (study / "complaints.csv").write_text(
        "text,received_at\n" + "\n".join(f"第{i}条投诉内容,2026-10-{i:02d} 23:00" for i in range(1, 21)),
        encoding="utf-8",
    )
    spec = study / "study.yaml"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace("kano.csv}}", "kano.csv}, complaints: {path: complaints.csv}}"),
        encoding="utf-8",
    )
    run = tmp_path / "r" / "s1" / "a"
    run.mkdir(parents=True)
    (run / "run.json").write_text('{"as_of": "2026-10-05", "state": null}', encoding="utf-8")
    frame = Chapter.open(study, run, "voice").table("complaints").frame
    assert frame["received_at"].max().day == 5
    assert len(frame) == 5


def test_jupyter_shows_escaped_words(study, tmp_path):
    chapter = Chapter.open(study, tmp_path / "r" / "s1" / "a", "kano")
    chapter.finding("kano/class/F1", "says", {"zh": "{f}", "en": "{f}"}, names={"f": "<script>x</script>"})
    assert "<script>" not in chapter._repr_html_()
