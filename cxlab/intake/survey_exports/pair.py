"""The text form and the code form of one survey: found to be a pair, and the codes given their words."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake.notes import listed
from cxlab.intake.survey_exports.cells import as_text
from cxlab.intake.survey_exports.export import META, MULTIPLE, SurveyExport

_SHOWN = 5


def is_pair(codes: SurveyExport, texts: SurveyExport) -> bool:
    """Return whether two exports are the code form and the text form of one survey.

    They are where the same respondents stand under the same columns, every column of ticks or numbers is equal, and
    `codes` holds numbers where `texts` holds words.
    """
    a, b = codes.answers, texts.answers
    if codes.tool != texts.tool or list(a.columns) != list(b.columns) or "respondent_id" not in a or len(a) != len(b):
        return False
    if set(a["respondent_id"]) != set(b["respondent_id"]) or a["respondent_id"].duplicated().any():
        return False
    a, b = (x.set_index("respondent_id").sort_index() for x in (a, b))
    worded = _worded(codes, texts)
    return bool(worded) and all(a[c].equals(b[c]) for c in a.columns if c not in worded)


def _worded(codes: SurveyExport, texts: SurveyExport) -> list[str]:
    """Return the columns that hold numbers in one form and words in the other."""
    closed = texts.questions.loc[~texts.questions["kind"].isin([META, MULTIPLE]), "column"]
    is_number = pd.api.types.is_numeric_dtype
    return [c for c in closed if is_number(codes.answers[c]) and not is_number(texts.answers[c])]


def decoded(codes: SurveyExport, texts: SurveyExport) -> SurveyExport:
    """Return the code form with the words of the text form: equal answers, and ``code = label`` in the codebook.

    What each code means is learnt from the respondents whom both forms hold. Words that the code form has nowhere
    (stems of multiple choices, what was typed behind an option) come from the text form.

    Raises
    ------
    InputError
        When the two are no forms of one survey, or one code stands beside two labels; column and rows are named.
    """
    if not is_pair(codes, texts):
        raise InputError(
            "The two files are not the code form and the text form of one survey: respondents, columns or ticks "
            "differ. Export both on the same day, with the same filter."
        )
    words = texts.answers.set_index("respondent_id")
    answers = codes.answers.copy()
    book = texts.questions.copy()
    for column in _worded(codes, texts):
        said = answers["respondent_id"].map(words[column])
        labels = _labels(column, answers[column], said)
        answers[column] = said
        book.loc[book["column"] == column, "answers"] = "; ".join(f"{k} = {v}" for k, v in labels.items())
    return replace(texts, answers=answers, questions=book)


def _labels(column: str, codes: pd.Series, said: pd.Series) -> dict[str, str]:
    """Return ``{code: label}`` of one question, codes in order."""
    given = pd.DataFrame({"code": codes, "label": said}).dropna()
    known = given.drop_duplicates().sort_values(["code", "label"])
    twice = known["code"].duplicated(keep=False) | known["label"].duplicated(keep=False)
    if twice.any():
        code = known.loc[twice, "code"].iloc[0]
        there = given[given["code"] == code]
        rare = there.index[there["label"] != there["label"].mode()[0]]
        raise InputError(
            f"Column {column}: code {as_text(code)} does not stand for one answer in the two files "
            f"(row {listed(map(int, rare), most=_SHOWN)}). Export both forms again, with the same filter."
        )
    return {as_text(code): label for code, label in zip(known["code"], known["label"], strict=True)}
