"""What a survey tool's file becomes: tidy answers under stable names, and the codebook of its questions."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from cxlab.intake.notes import Note

META, SINGLE, MULTIPLE, MATRIX = "meta", "single", "multiple", "matrix"
SCALE, OPEN, RANK = "scale", "open", "rank"
KINDS = (SINGLE, MULTIPLE, MATRIX, SCALE, OPEN, RANK, META)


@dataclass(frozen=True)
class Heading:
    """What the header rows alone tell of one column of a file.

    `source` is its label in the raw table, `number` the question's number or code as the tool writes it, `text` the
    stem, `option` the option or item. `kind` is empty where only the answers can tell. `column` is our name of a
    column of metadata, empty for a question.
    """

    source: str
    number: str = ""
    text: str = ""
    option: str = ""
    kind: str = ""
    column: str = ""


@dataclass(frozen=True)
class Form:
    """A file whose header rows are understood: its records (index "line") and a heading for each column in use.

    `joined` are the signs that stand between the options of one cell. `two_forms`: the tool has a form with one column
    an option and one with them in a cell; both then show only options that anybody chose, in the order that the answers
    tell. `left_out` are the headers of columns that tell where a respondent is or who, `value_labels` is
    ``{source: {code: label}}``.
    """

    tool: str
    headings: tuple[Heading, ...]
    rows: pd.DataFrame
    joined: str = ""
    two_forms: bool = False
    left_out: tuple[str, ...] = ()
    value_labels: dict[str, dict[object, str]] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class SurveyExport:
    """A survey tool's file, tidy.

    Attributes
    ----------
    tool
        Name of the tool: wenjuanxing, tencent, surveymonkey, qualtrics, limesurvey, spss or credamo.
    answers
        One row a respondent, index "line" as in the file. Metadata come first under our names (respondent_id,
        answered_at, started_at, duration_seconds, source ...), then the questions as q1, q1_2 ... (the tool's own code
        where it has one). A multiple choice has one column an option, 1 ticked and 0 not, missing where the question
        was not put; a ranking one column an option, 1 the best. Other cells are as the file has them.
    questions
        One row a column of `answers`: column, header (of the file), number, text (stem), option (or item), kind (one
        of `KINDS`), n (answers given), answers (those seen more than once, or ``code = label``).
    typed
        What respondents typed behind an option ("其他〖…〗"): line, column, text. The column is the question's.
    notes
        What was noticed; see `cxlab.intake.notes`.
    """

    tool: str
    answers: pd.DataFrame
    questions: pd.DataFrame
    typed: pd.DataFrame
    notes: tuple[Note, ...] = ()
