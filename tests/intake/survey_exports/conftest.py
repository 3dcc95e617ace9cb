"""Small exports in the forms that the tools' help pages describe, written as files and read."""

import csv

import pandas as pd
import pytest

from cxlab.intake import read_table
from cxlab.intake.survey_exports import survey_export


class Exports:
    """Write rows as a file and read it as an export."""

    def __init__(self, folder):
        self.folder = folder

    def file(self, rows, name="e.csv"):
        path = self.folder / name
        if name.endswith(".csv"):
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream).writerows(rows)
        else:
            pd.DataFrame(rows).to_excel(path, header=False, index=False)
        return path

    def read(self, rows, name="e.csv"):
        found = survey_export(read_table(self.file(rows, name)))
        assert found is not None
        assert list(found.questions["column"]) == list(found.answers.columns)
        assert found.questions["column"].str.fullmatch(r"[a-z][a-z0-9_]*").all()
        return found

    def none(self, rows):
        return survey_export(read_table(self.file(rows))) is None


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


@pytest.fixture
def cells():
    """Return a column as plain values, None where missing."""
    return lambda frame, column: [None if pd.isna(v) else v for v in frame[column]]


@pytest.fixture
def book():
    """Return {column: (text, option, kind)} of the questions that are no metadata."""

    def of(export):
        rows = export.questions[export.questions["kind"] != "meta"]
        return {r.column: (r.text, r.option, r.kind) for r in rows.itertuples()}

    return of
