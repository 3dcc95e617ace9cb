"""A study is a folder of files; ``study.yaml`` says what they mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from cxlab import project
from cxlab.errors import InputError, nearest
from cxlab.lines import Lines

STUDY_FILE = "study.yaml"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Frozen):
    """A text in both report languages; a plain string in the YAML stands for both."""

    zh: str
    en: str


def _both_languages(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


LocalText = Annotated[Text, BeforeValidator(_both_languages)]


class Period(_Frozen):
    """First and last day that the study covers, both included."""

    start: dt.date
    end: dt.date


class KanoFeature(_Frozen):
    """Headers of one feature's question pair in a wide export (never paired by position)."""

    label: LocalText | None = None
    functional: str
    dysfunctional: str
    importance: str | None = None


class TableSource(_Frozen):
    """Where one input table comes from and how its headers and values become ours.

    `columns` maps a file's header to our column name, or to nothing to leave it out; `values` maps, per our column, a
    raw value to ours; `features` melts a wide KANO export. `day_first` says how 03/04/2026 is read where a column
    leaves it open.
    """

    path: str
    query: str | None = None
    encoding: str | None = None
    sheet: str | int | None = None
    day_first: bool = False
    columns: dict[str, Annotated[str, BeforeValidator(lambda ours: "" if ours is None else ours)]] = Field(
        default_factory=dict
    )
    values: dict[str, dict[str | int | float, Any]] = Field(default_factory=dict)
    features: dict[str, KanoFeature] = Field(default_factory=dict)


class Scale(_Frozen):
    """An answer scale: its ends, the codes that mean "not applicable", which end is good, how many count as top.

    A column may be named exactly (``csat``) or by prefix (``q_*``).
    """

    min: float
    max: float
    missing: tuple[float, ...] = ()
    high: Literal["good", "bad"] = "good"
    top: int | None = None


class Touchpoint(_Frozen):
    """A place where customer and company meet, with the words that point to it and the process that owns it."""

    id: str
    name: LocalText
    words: tuple[str, ...] = ()
    process: str | None = None
    lead: str | None = None
    support: tuple[str, ...] = ()
    side: Literal["front", "back"] = "front"


class Stage(_Frozen):
    """A stage of the journey, in the order of the list."""

    id: str
    name: LocalText
    touchpoints: tuple[Touchpoint, ...] = ()


class Journey(_Frozen):
    """Stages and touchpoints of the customer journey."""

    stages: tuple[Stage, ...] = ()


class Link(_Frozen):
    """One row of the crosswalk: what belongs together across text, journey, departments and survey."""

    topic: str | None = None
    touchpoint: str | None = None
    process: str | None = None
    lead: str | None = None
    support: tuple[str, ...] = ()
    feature: str | None = None
    item: str | None = None


class Event(_Frozen):
    """A holiday or campaign; `lunar` marks one whose date moves with the lunar calendar."""

    name: LocalText
    start: dt.date
    end: dt.date
    lunar: bool = False


class Calendar(_Frozen):
    """Holidays and campaigns that charts mark and comparisons heed."""

    holidays: tuple[Event, ...] = ()
    campaigns: tuple[Event, ...] = ()


class Privacy(_Frozen):
    """Extra columns (our names) that hold identities; they are pseudonymised like `customer_id`."""

    ids: tuple[str, ...] = ()


class Study(_Frozen):
    """A study as `study.yaml` describes it; frozen, unknown keys are errors.

    `actions` is short for a table ``actions`` with this path. `labels` names columns, items, features and codes as a
    report shows them (``q_start``, ``private``).
    """

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    title: LocalText
    language: Literal["zh", "en"] = "zh"
    synthetic: bool = False
    period: Period | None = None
    timezone: str = "Asia/Shanghai"
    tables: dict[str, TableSource]
    scales: dict[str, Scale] = Field(default_factory=dict)
    labels: dict[str, LocalText] = Field(default_factory=dict)
    chapters: dict[str, dict[str, Any]] = Field(default_factory=dict)
    journey: Journey = Field(default_factory=Journey)
    links: tuple[Link, ...] = ()
    calendar: Calendar = Field(default_factory=Calendar)
    targets: dict[str, float] = Field(default_factory=dict)
    actions: str = ""
    privacy: Privacy = Field(default_factory=Privacy)
    folder: SkipJsonSchema[Path] = Field(exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _actions_are_a_table(cls, given: Any) -> Any:
        """``actions: file`` is short for a table of that name."""
        if isinstance(given, dict) and isinstance(given.get("actions"), list | dict):
            raise ValueError("actions stand in a table of their own, one row each; name its file: actions: actions.csv")
        if not isinstance(given, dict) or not isinstance(given.get("actions"), str):
            return given
        tables = given.get("tables")
        if not isinstance(tables, dict) or "actions" in tables:
            return given
        return {**given, "tables": {**tables, "actions": {"path": given["actions"]}}}

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError(f"'{value}' is no time zone; use a name such as Asia/Shanghai") from error
        return value

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Read a study from its folder, its ``study.yaml``, or its name under ``<root>/data``.

        Raises
        ------
        InputError
            When there is no such study, the YAML does not parse (file and line named), or a key or value is
            not allowed (the nearest key is suggested).
        """
        file = _locate(Path(path))
        lines = Lines.read(file)
        if not isinstance(lines.content, dict) or not lines.content:
            raise InputError(f"{file.name}: expected a mapping with keys such as name, title and tables.")
        return lines.into(cls, folder=file.parent)

    def label(self, code: str) -> Text:
        """Return how a report names a column, item, feature or code; without a label it is its own name."""
        if code in self.labels:
            return self.labels[code]
        asked = self.tables["kano"].features.get(code) if "kano" in self.tables else None
        if asked is not None and asked.label is not None:
            return asked.label
        return Text(zh=code.removeprefix("q_"), en=code.removeprefix("q_"))

    def scale(self, column: str) -> Scale | None:
        """Return the scale stated for `column`: its own, else the longest matching ``prefix*``, else None."""
        if column in self.scales:
            return self.scales[column]
        prefixes = [k for k in self.scales if k.endswith("*") and column.startswith(k[:-1])]
        return self.scales[max(prefixes, key=len)] if prefixes else None


def _locate(path: Path) -> Path:
    candidates = [path, path / STUDY_FILE]
    if len(path.parts) == 1:
        candidates += [project.root() / "data" / path / STUDY_FILE]
    for candidate in candidates:
        if candidate.is_file():
            return candidate.resolve()
    known = sorted(p.parent.name for p in (project.root() / "data").glob(f"*/{STUDY_FILE}"))
    raise InputError(
        f"No study at '{path}': there is no {STUDY_FILE} in it. Studies under data/: {', '.join(known) or 'none'}."
        f"{nearest(path.name, known)} `cxlab new NAME FILES…` makes one."
    )
