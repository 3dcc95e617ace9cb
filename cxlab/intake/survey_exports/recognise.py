"""Which survey tool a raw table comes from."""

from __future__ import annotations

import pandas as pd

from cxlab.intake.survey_exports import credamo, limesurvey, qualtrics, spss, surveymonkey, tencent, wenjuanxing
from cxlab.intake.survey_exports.assemble import assemble
from cxlab.intake.survey_exports.export import SurveyExport
from cxlab.intake.survey_exports.grid import grid

# The surest marks first: labels of SPSS, header rows that nobody else writes, then names of columns.
_TOOLS = (spss, qualtrics, surveymonkey, limesurvey, credamo, tencent, wenjuanxing)


def survey_export(raw: pd.DataFrame) -> SurveyExport | None:
    """Return the tidy answers and questions of a survey tool's export, None where a table is none.

    Parameters
    ----------
    raw
        Table of `cxlab.intake.read_table`, header rows below the first one still among its rows.

    Raises
    ------
    InputError
        When the file is an export but cannot be understood; file, row and column are named.
    """
    if raw.empty:
        return None
    seen = grid(raw)
    for tool in _TOOLS:
        form = tool.read(seen)
        if form is not None:
            return assemble(form)
    return None
