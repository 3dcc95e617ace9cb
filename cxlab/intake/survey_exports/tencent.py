"""腾讯问卷: headers "5.stem", a multiple choice as "21.stem:option" a column, a blank as "3.stem_填空1"."""

from __future__ import annotations

from cxlab.intake.survey_exports import numbered
from cxlab.intake.survey_exports.export import Form
from cxlab.intake.survey_exports.grid import Grid
from cxlab.intake.survey_exports.metadata import marks

JOINED = "┋|\n"
_FEWEST_MARKS = 2


def read(grid: Grid) -> Form | None:
    """Return the form of a 腾讯问卷 export (two of the tool's own columns and a numbered question), else None."""
    own = marks("tencent").intersection(grid.plain_names)
    if len(own) < _FEWEST_MARKS or not any(numbered.numbered(grid.names)):
        return None
    headings, left_out = numbered.headings(grid)
    return Form("tencent", tuple(headings), grid.records(0), JOINED, left_out=tuple(left_out))
