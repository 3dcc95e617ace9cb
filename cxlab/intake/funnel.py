"""What happened to a table on its way in, as a dictionary that is JSON and holds no customer's words."""

from __future__ import annotations

from typing import Any, TypedDict

from cxlab.intake.notes import Note


class Report(TypedDict):
    """Report of one table; ``read == rejected + duplicates + near_duplicates + kept`` always holds.

    `read` counts rows of the table: records of the files, after melting where a KANO export is wide (then
    `records` is smaller, and `not_asked` counts the pairs without any answer, which are not rows). `questions` is the
    codebook of survey tools' exports (see `SurveyExport.questions`) with the column's `title` and the `file`, empty for
    other files.
    """

    table: str
    files: list[dict[str, Any]]
    records: int
    read: int
    rejected: int
    rejected_by_reason: dict[str, int]
    duplicates: int
    near_duplicates: int
    kept: int
    cells_set_missing: dict[str, int]
    not_applicable: dict[str, int]
    not_asked: int
    one_sided: int
    missing: dict[str, float]
    dates: dict[str, dict[str, Any]]
    mapped: dict[str, dict[str, str]]
    ignored: dict[str, list[str]]
    masks: dict[str, int]
    features: dict[str, dict[str, str]]
    ids_generated: int
    notes: list[Note]
    questions: list[dict[str, Any]]
