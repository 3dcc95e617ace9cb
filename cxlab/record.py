"""What a chapter leaves behind, as data: findings, exhibits and where its tables came from.

``chapter.json`` is a `ChapterRecord`. It is free of language (texts stand in zh and en), of time stamps, paths and
run ids; ``resources/chapter.schema.json`` is its JSON Schema for other programs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cxlab.numbers import Number, Unit, bare_digits, fields_of
from cxlab.study import Text

Role = Literal["says", "problem", "cause", "improve", "verify", "support", "good"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Stated(_Frozen):
    """Texts whose fields are filled from named values; a digit typed into such a text is refused."""

    values: dict[str, Number] = Field(default_factory=dict)
    names: dict[str, Text] = Field(default_factory=dict)

    def _texts(self) -> list[Text]:
        raise NotImplementedError

    @model_validator(mode="after")
    def _only_named_numbers(self) -> Self:
        for text in self._texts():
            digits = bare_digits(text)
            if digits:
                raise ValueError(f"'{text.en}' holds the bare number(s) {digits}; numbers come through named values")
            unknown = fields_of(text) - set(self.values) - set(self.names)
            if unknown:
                raise ValueError(f"'{text.en}' names {sorted(unknown)}, which neither values nor names provide")
        return self


class Finding(_Stated):
    """One sentence that a reader may act on, traceable to an exhibit.

    Parameters
    ----------
    id
        Permanent across runs, e.g. ``kano/class/K01``.
    role
        Its place in the briefing's order.
    subject
        ``kind:id`` with kind topic, touchpoint, feature, item, unit, segment or study.
    rank
        1 is what a reader should see first within the chapter.
    """

    id: str = Field(pattern=r"^[a-z_]+/[a-z_]+(/.+)?$")
    role: Role
    subject: str = Field(pattern=r"^(topic|touchpoint|feature|item|unit|segment|study):.+$")
    claim: Text
    department: str | None = None
    period: str | None = None
    rank: int = Field(ge=1)
    caveats: tuple[Text, ...] = ()
    exhibit: str | None = None

    def _texts(self) -> list[Text]:
        return [self.claim]


class Bars(_Frozen):
    """Which columns of an exhibit's table can be drawn as plain bars where no script runs."""

    label: str
    value: str
    low: str | None = None
    high: str | None = None


class Exhibit(_Stated):
    """A chart with the table behind it, or a table alone; both already free of small cells.

    `unit` is that of the columns ``value``, ``low`` and ``high``, whose names do not tell it. The table is
    ``<id>.parquet`` beside ``chapter.json``, the chart, where `figure` says that there is one,
    ``<id>.figure.json``.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    subject: str
    title: Text
    reading: Text
    alt: Text
    n: str | None = None
    unit: Unit | None = None
    bars: Bars | None = None
    figure: bool = False

    def _texts(self) -> list[Text]:
        return [self.title, self.reading, self.alt]


class Funnel(_Frozen):
    """Rows of one input table on their way in: read = rejected + duplicates + near_duplicates + kept."""

    read: int
    rejected: int
    duplicates: int
    near_duplicates: int
    kept: int


class ChapterRecord(_Frozen):
    """The whole of ``chapter.json``."""

    schema_version: Literal[1] = 1
    slug: str
    state: Literal["done", "not_applicable"] = "done"
    reason: Text | None = None
    reason_values: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)
    data: dict[str, Funnel] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read ``chapter.json`` from a chapter's artifact folder."""
        return cls.model_validate_json((folder / "chapter.json").read_text(encoding="utf-8"))

    def write(self, folder: Path) -> None:
        """Write ``chapter.json``; the same record gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "chapter.json").write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")
