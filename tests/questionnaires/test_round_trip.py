"""Exported questionnaire → answers as each tool exports them → import: the same tables, nothing mapped by hand."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest
import yaml

from cxlab import Study, intake
from cxlab.intake import survey_exports
from cxlab.intake.read import read_table
from cxlab.intake.scales import recognise
from cxlab.questionnaires import mapping

_spec = importlib.util.spec_from_file_location("answered", Path(__file__).parent / "answered.py")
answered = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(answered)

FORMS = {
    "wjx_text": lambda q, people: answered.wjx(q, people),
    "wjx_text_en": lambda q, people: answered.wjx(q, people, "en"),
    "limesurvey": lambda q, people: answered.limesurvey(q, people),
    "limesurvey_en": lambda q, people: answered.limesurvey(q, people, "en"),
    "limesurvey_codes": lambda q, people: answered.limesurvey(q, people, full=False),
    "limesurvey_both": lambda q, people: answered.limesurvey(q, people, headings="both"),
    "kobo": lambda q, people: answered.kobo(q, people),
    "kobo_labels": lambda q, people: answered.kobo(q, people, labels=True),
    "surveyjs": lambda q, people: answered.surveyjs(q, people),
}


def study_of(file):
    """Make a study of one answered file, with what codes and recognised scales say and nothing else."""
    raw = survey_exports.unfolded([read_table(file)])[0]
    found = mapping(raw.columns)
    scales, values = {}, {}
    for header, column in found.columns.items():
        guess = recognise(raw[header], header)
        if guess.kind != "none":
            values[column] = dict(guess.recode)
            scales[column] = {"min": guess.min, "max": guess.max, "missing": list(guess.missing), "high": guess.high}
    ratings = {"path": file.name, "columns": dict(found.columns), "values": values}
    kano = {"path": file.name, "features": found.features}
    study = {"name": "mine", "title": "mine", "tables": {"ratings": ratings, "kano": kano}, "scales": scales}
    (file.parent / "study.yaml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return Study.open(file.parent)


@pytest.fixture(scope="module")
def people(survey):
    return answered.simulate(survey)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_answered_comes_back(form, survey, people, tmp_path):
    file = tmp_path / f"answers{'.jsonl' if form == 'surveyjs' else '.csv'}"
    file.write_bytes(FORMS[form](survey, people))
    study = study_of(file)
    check(survey, people, study)


def test_codes_of_wenjuanxing_come_back_but_for_not_experienced(survey, people, tmp_path):
    """Beside a scale it is one more number there, as if it were the best mark: docs ask for the export by text."""
    file = tmp_path / "answers.csv"
    file.write_bytes(answered.wjx(survey, people, coded=True))
    check(survey, people, study_of(file), leave_out=[i.id for i in survey.items if i.touchpoint])


def check(survey, people, study, *, leave_out=()):
    for table, wanted in (
        ("ratings", answered.expected_ratings(survey, people).drop(columns=leave_out or [])),
        ("kano", answered.expected_kano(survey, people)),
    ):
        loaded = intake.load(study, table, reports=study.folder / "reports")
        pd.testing.assert_frame_equal(loaded.frame[list(wanted.columns)], wanted, check_dtype=False)
        assert loaded.rejects.empty
