"""The start desk, driven as clicks drive it: how a study stands, the form, a run started and cancelled."""

import json
import shutil
import threading
from pathlib import Path

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.workbench import run_panel, standing
from cxlab.workbench.parameter_form import ParameterForm, helps
from cxlab.workbench.under_way import UnderWay

PARAMETERS = """study: str = "tiny"  # the study
run_dir: str = ""  # the run
seed: int = 7  # random seed
level: float = 0.5  # between # 0 and 1
groups: list[str] = ["a"]  # columns
whole: bool = False  # or parts
where: str = "a  b"  # a place
"""
SAVE = """
from pathlib import Path
from cxlab.record import ChapterRecord
ChapterRecord(slug="{slug}", parameters={{"seed": seed}}).write(Path(run_dir) / "artifacts" / "{slug}")
"""


def notebook(*sources):
    cells = [
        {
            "cell_type": "code",
            "id": f"c{place}",
            "source": source,
            "metadata": {} if place else {"tags": ["parameters"]},
            "outputs": [],
            "execution_count": None,
        }
        for place, source in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": cells})


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "one.ipynb"
    made.write_text(notebook(PARAMETERS), encoding="utf-8")
    return made


def test_the_form_shows_every_parameter_as_a_run_would_use_it(file):
    form = ParameterForm("one", file, {"seed": 9}, "zh")
    assert {name: field.value for name, field in form.fields.items()} == {
        "seed": "9",
        "level": "0.5",
        "groups": '["a"]',
        "whole": False,
        "where": "a  b",
    }
    assert form.changed() == ()
    assert helps(file)["level"] == "between # 0 and 1"
    assert "random seed" in form.widget.children[0].children[2].value


def test_only_what_differs_is_handed_on_and_comes_back_as_typed(file):
    from cxlab.pipeline import parameters

    form = ParameterForm("one", file, {}, "en")
    for name, value in {"seed": "8", "level": "1", "groups": "[a, b c]", "whole": True, "where": "x=y # z"}.items():
        form.fields[name].value = value
    options = form.changed()
    assert set(options) == {
        "one.seed=8",
        "one.level=1.0",
        'one.groups=["a", "b c"]',
        "one.whole=true",
        "one.where=x=y # z",
    }
    read = parameters.parse_options(options, ["one"])["one"]
    values = parameters.resolve(parameters.declared(file), "one", ("-p", read))
    assert values == {"seed": 8, "level": 1.0, "groups": ["a", "b c"], "whole": True, "where": "x=y # z"}


def test_a_value_of_another_type_is_told_beside_its_field_and_never_run(file):
    form = ParameterForm("one", file, {}, "en")
    form.fields["seed"].value = "<b>many"
    assert "found &#x27;&lt;b&gt;many&#x27;, which is no int" in form.wrong["seed"].value
    with pytest.raises(InputError, match=r"one\.seed: found '<b>many'"):
        form.changed()
    form.fields["seed"].value = "1"
    assert form.wrong["seed"].value == ""


def test_answers_are_those_of_the_newest_wave():
    days = pd.to_datetime(["2026-01-01", "2026-03-01", "2026-02-01"])
    waves = pd.DataFrame({"wave": ["2", "10", "9"], "answered_at": days})
    assert standing.newest_wave(waves)[0] == "10"
    wave, rows = standing.newest_wave(waves.drop(columns="wave"))
    assert (wave, len(rows)) == ("", 3)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A project with two chapters, `quick` and `slow`, and the study `tiny` without tables."""
    root = tmp_path_factory.mktemp("start")
    (root / "notebooks").mkdir()
    (root / "data" / "tiny").mkdir(parents=True)
    about = {"name": "tiny", "title": {"zh": "小<i>", "en": "Tiny"}, "tables": {}}
    (root / "data" / "tiny" / "study.yaml").write_text(json.dumps(about), encoding="utf-8")
    order = []
    for slug, wait in {"quick": "", "slow": "import time; time.sleep(60)"}.items():
        sources = (PARAMETERS, wait or "1", SAVE.format(slug=slug))
        (root / "notebooks" / f"{slug}.ipynb").write_text(notebook(*sources), encoding="utf-8")
        order.append({"slug": slug, "notebook": f"{slug}.ipynb", "title": slug, "question": slug})
    (root / "notebooks" / "chapters.yml").write_text(json.dumps({"chapters": order}), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        yield root


class Heard:
    """Events of a run, and the moment at which a certain one comes."""

    def __init__(self, until=lambda event: False):
        self.events, self.came, self._until = [], threading.Event(), until

    def __call__(self, event):
        self.events.append(event)
        if self._until(event):
            self.came.set()


def test_a_run_is_cancelled_and_leaves_nothing(tiny):
    heard = Heard(lambda event: event["event"] == "cell")
    run = UnderWay("tiny", heard, chapters=["slow"])
    assert heard.came.wait(60)
    assert run.running
    run.cancel()
    assert run.wait(30)
    assert (heard.events[-1]["event"], heard.events[-1]["code"]) == ("end", 130)
    assert not [folder for folder in (tiny / "reports" / "tiny").glob("*-*") if folder.is_dir()]
    assert standing.last_run(tiny / "reports" / "tiny").code == 130


def test_a_wrong_order_is_told(tiny):
    heard = Heard()
    assert UnderWay("tiny", heard, chapters=["slwo"]).wait(60)
    assert heard.events[-1]["code"] == 2
    assert "Did you mean 'slow'" in heard.events[-1]["message"]


class Replayed:
    """A run that is under way only in the test's head."""

    def __init__(self, path, heard, **options):
        self.heard, self.options, self.cancelled = heard, options, False

    def cancel(self):
        self.cancelled = True


@pytest.fixture
def desk(tiny, monkeypatch):
    from cxlab.workbench import StartDesk

    monkeypatch.setattr(run_panel, "UnderWay", Replayed)
    return StartDesk("tiny", "en", reports=tiny / "elsewhere")


def test_a_study_that_never_ran(desk):
    assert desk.studies.options == (("Tiny (tiny)", desk.studies.value),)
    assert "Last run: none yet" in desk.head.html
    assert "no report yet" in desk.head.html
    assert "There is no issue ledger yet" in desk.shown["issues"].html
    assert "There is no sample plan" in desk.shown["fieldwork"].html
    assert '<a href="notebooks/quick.ipynb">quick.ipynb</a>' in desk.shown["chapters"].html


def test_titles_are_shown_letter_by_letter(tiny):
    from cxlab.workbench import StartDesk

    assert "<b>小&lt;i&gt;</b>" in StartDesk("tiny", "zh", reports=tiny / "elsewhere").head.html


def test_a_chapter_is_run_with_what_the_form_says(desk):
    panel = desk.panel
    panel.chapter.value = "quick"
    panel.form.fields["seed"].value = "x"
    panel.start.click()
    assert panel.run is None
    assert "Nothing changed: quick.seed" in panel.message.value
    panel.form.fields["seed"].value = "8"
    panel.start.click()
    assert panel.run.options["chapters"] == ["quick"]
    assert panel.run.options["parameters"] == ["quick.seed=8"]
    assert (panel.start.disabled, panel.chapter.disabled, panel.cancel.disabled) == (True, True, False)


def test_progress_and_end_are_told(desk, tiny):
    panel, folder = desk.panel, tiny / "elsewhere" / "tiny" / "1-1"
    panel.start.click()
    hear = panel.run.heard
    hear({"event": "begin", "chapters": 2})
    hear({"event": "cell", "slug": "quick", "done": 2, "of": 4})
    assert "running cell 2 of 4" in panel.list.value
    hear({"event": "ended", "slug": "quick", "state": "failed", "seconds": 1.0, "message": "cell 2: <b>"})
    assert "failed · cell 2: &lt;b&gt;" in panel.list.value
    assert (panel.bar.value, panel.count.value) == (1, "1 of 2 chapters")
    page = str(folder / "share" / "tiny.html")
    hear({"event": "end", "code": 0, "message": "", "folder": str(folder), "pages": [page], "kept": "x"})
    assert "the latest report stays" in panel.message.value
    assert '<a href="elsewhere/tiny/1-1/share/tiny.html" target="_blank"' in panel.links.html
    assert (panel.start.disabled, panel.cancel.disabled) == (False, True)


@pytest.mark.parametrize(("code", "words"), [(3, "a chapter failed"), (130, "cancelled"), (-9, "ended unexpectedly")])
def test_every_end_has_words(desk, code, words):
    desk.panel.start.click()
    desk.panel.cancel.click()
    assert desk.panel.run.cancelled
    desk.panel.run.heard({"event": "end", "code": code, "message": ""})
    assert words in desk.panel.message.value


def test_the_last_run_is_told_with_what_failed(desk, tiny):
    folder = tiny / "elsewhere" / "tiny" / "20260101-000000"
    folder.mkdir(parents=True)
    failed = {"quick": {"state": "failed", "message": "cell 3: <script>"}, "slow": {"state": "not_selected"}}
    about = {"status": "failed", "started_at": "2026-01-01T00:00:00Z", "seconds": 3.0, "chapters": failed}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    desk.refresh.click()
    assert "Last run: failed (2026-01-01 08:00)" in desk.head.html
    assert "quick: cell 3: &lt;script&gt;" in desk.head.html
    shutil.rmtree(folder)


def test_the_demo_stands_as_its_files_say(tmp_path):
    from cxlab import Study

    study = Study.open(Path(__file__).parents[2] / "data" / "demo")
    told = standing.tables(study, tmp_path, "en")
    assert told["Table"].tolist() == list(study.tables)
    assert set(told["Rows kept"]) == {"not read yet; the next run reads it"}


def test_fieldwork_is_held_against_the_plan(tiny, tmp_path):
    from cxlab import Study, intake

    source = tmp_path / "field"
    source.mkdir()
    answers = pd.DataFrame({"csat": [5] * 30 + [4] * 12, "kind": ["a"] * 30 + ["b"] * 12, "wave": [1] * 30 + [2] * 12})
    days = ["2026-01-05"] * 30 + ["2026-02-05"] * 12
    answers.assign(respondent_id=range(42), answered_at=days).to_csv(source / "ratings.csv", index=False)
    facts = {"name": "field", "title": "F", "tables": {"ratings": {"path": "ratings.csv", "columns": {"kind": "kind"}}}}
    labels = {"labels": {"b": {"zh": "乙", "en": "Group B"}}, "scales": {"csat": {"min": 1, "max": 5}}}
    (source / "study.yaml").write_text(json.dumps({**facts, **labels}), encoding="utf-8")
    study = Study.open(source)
    plan = tmp_path / "run" / "artifacts" / "survey_design"
    plan.mkdir(parents=True)
    pd.DataFrame({"purpose": ["@survey_design.purpose_change"], "answers": [48]}).to_parquet(
        plan / "sample_csat.parquet"
    )
    quota = pd.DataFrame({"label": ['@{"zh":"乙","en":"Group B"}', "a"], "quota": [24, 24]})
    quota.to_parquet(plan / "quota.parquet")
    (plan / "chapter.json").write_text(json.dumps({"parameters": {"segment": "kind"}}), encoding="utf-8")
    reports = tmp_path / "reports"
    assert standing.fieldwork(study, reports, tmp_path / "run", "en").empty, "nothing is read yet"
    intake.load(study, "ratings", reports=reports)
    told = standing.fieldwork(study, reports, tmp_path / "run", "en")
    assert told.iloc[:, 1:].to_numpy().tolist() == [
        ["12", "48", "25%", "2"],
        ["12", "24", "50%", "2"],
        ["0", "24", "0%", "2"],
    ]
    assert told.iloc[:, 0].tolist()[1:] == ["Group B", "a"]
