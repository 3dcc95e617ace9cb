"""Exported questionnaire → answers as each tool exports them → import: the same tables, nothing mapped by hand."""

import pandas as pd
import pytest

from cxlab import Study, intake

FORMS = {
    "wjx_text": ("wjx", {}),
    "limesurvey_codes": ("limesurvey", {"full": False}),
    "limesurvey_both_en": ("limesurvey", {"lang": "en", "headings": "both"}),
    "kobo_labels_en": ("kobo", {"lang": "en", "labels": True}),
    "surveyjs": ("surveyjs", {}),
}


def study_of(file):
    """Make the study that `cxlab new` drafts for one file of answers, and change nothing in it."""
    return Study.open(intake.scaffold("mine", [file], file.parent / "data").folder)


@pytest.fixture(scope="module")
def people(answered, survey):
    return answered.simulate(survey)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_answered_comes_back(form, answered, survey, people, tmp_path):
    tool, options = FORMS[form]
    file = tmp_path / f"answers{'.jsonl' if form == 'surveyjs' else '.csv'}"
    file.write_bytes(getattr(answered, tool)(survey, people, **options))
    study = study_of(file)
    ratings = loaded(study, "ratings", answered.expected_ratings(survey, people))
    loaded(study, "kano", answered.expected_kano(survey, people))
    for column, wanted in answered.expected_iceberg(people).items():
        assert ratings[column].isin(["1", "1.0", "Yes", "Y"]).tolist() == wanted.tolist()


def test_codes_of_wenjuanxing_come_back_but_for_not_experienced(answered, survey, people, tmp_path):
    """Beside a scale it is one more number there, as if it were the best mark: docs ask for the export by text."""
    file = tmp_path / "answers.csv"
    file.write_bytes(answered.wjx(survey, people, coded=True))
    study = study_of(file)
    loaded(study, "ratings", answered.expected_ratings(survey, people)[["csat", "nps"]])
    loaded(study, "kano", answered.expected_kano(survey, people))


def loaded(study, table, wanted):
    """Load a table, compare the columns that are known, and return all."""
    found = intake.load(study, table, reports=study.folder / "reports")
    pd.testing.assert_frame_equal(found.frame[list(wanted.columns)], wanted, check_dtype=False)
    assert found.rejects.empty
    return found.frame
