"""What holds of every format."""

import pytest

from cxlab.errors import InputError
from cxlab.questionnaires.formats import FORMATS, files, write
from cxlab.survey.planning.questionnaire import SCALES


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_questionnaire_gives_the_same_bytes(form, survey):
    first = write(survey, form, "zh")
    assert isinstance(first, bytes)
    assert write(survey, form, "zh") == first
    assert write(survey, form, "en") != first


def test_one_file_a_format(survey):
    made = files(survey, "round2", "zh")
    assert len(made) == len(FORMATS)
    assert made["round2.md"] == write(survey, "markdown", "zh")


def test_an_unknown_format_is_refused(survey):
    with pytest.raises(InputError, match=r"'lime'. Did you mean 'limesurvey'"):
        write(survey, "lime", "zh")


@pytest.mark.parametrize("form", ["wjx", "markdown", "limesurvey", "surveyjs"])
def test_every_question_and_answer_is_in_it(form, survey):
    text = write(survey, form, "zh").decode("utf-8")
    for item in survey.items:
        assert item.text.zh in text
        for answer in item.answers:
            assert answer.text.zh in text
    assert {item.kind for item in survey.items} >= {*SCALES} - {"importance"}
