"""The researcher's half of the map: walks, corrections, and how far the draft has been validated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cxlab.errors import InputError, nearest
from cxlab.insight.journey.cells import Element
from cxlab.study import LocalText

State = Literal["data_only", "walked", "confirmed"]
"""仅数据草图, 内部走查, 客户确认."""
LineOf = Callable[[Sequence[int | str]], int]
"""Returns the line on which a path of keys stands in the file."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Frozen):
    """Who held the map against reality: a role (服务主管, three ride-hailing drivers), never a person's name."""

    by: str = Field(min_length=1)
    date: dt.date
    how: str = ""


class Walk(Check):
    """What was seen on an own walk at one touchpoint; it stands in the cell of `element` as evidence of its own."""

    touchpoint: str
    seen: LocalText
    element: Element = "scene"


class PointEdit(_Frozen):
    """A touchpoint changed (what is given replaces the study's), added (stage, name, words) or removed (with why)."""

    name: LocalText | None = None
    stage: str | None = None
    words: tuple[str, ...] = ()
    process: str | None = None
    lead: str | None = None
    support: tuple[str, ...] | None = None
    side: Literal["front", "back"] | None = None
    removed: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.removed and not self.why:
            raise ValueError("what is removed needs a reason: why")
        return self


class CellEdit(_Frozen):
    """What the researcher writes into a cell, beside the data; `removed` takes the data out, with `why`."""

    text: LocalText | None = None
    removed: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.removed and not self.why:
            raise ValueError("what is removed needs a reason: why")
        if not self.removed and self.text is None:
            raise ValueError("a cell needs a text, or removed and why")
        return self


class JourneyEdits(_Frozen):
    """What a researcher decided about the map of a study; an empty one changes nothing.

    Attributes
    ----------
    state
        How far the map is validated: data_only, walked (needs a walk) or confirmed by customers (needs an entry
        under `confirmed`).
    walks, confirmed
        See `Walk` and `Check`.
    touchpoints
        Touchpoint id → `PointEdit`.
    cells
        Touchpoint id → element → `CellEdit`.
    """

    state: State = "data_only"
    walks: tuple[Walk, ...] = ()
    confirmed: tuple[Check, ...] = ()
    touchpoints: dict[str, PointEdit] = Field(default_factory=dict)
    cells: dict[str, dict[Element, CellEdit]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _backed(self) -> Self:
        if self.state == "walked" and not self.walks:
            raise ValueError("state walked needs at least one entry under walks")
        if self.state == "confirmed" and not self.confirmed:
            raise ValueError("state confirmed needs an entry under confirmed: by (a role), date")
        return self

    @classmethod
    def read(cls, content: Mapping[str, Any], *, file: str = "journey.yaml", line_of: LineOf | None = None) -> Self:
        """Check what a file holds.

        Parameters
        ----------
        content
            The parsed file (`cxlab.codebook.lines.Lines.content`); an empty one holds no edits.
        line_of
            Returns the line of a path of keys (`Lines.of`), so that a message can say where.

        Raises
        ------
        InputError
            A key or value is not allowed; file, line and place are named, and the nearest allowed word.
        """
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            told = [_told(item, line_of) for item in error.errors()]
            raise InputError(f"{file} has {len(told)} problem(s):\n  " + "\n  ".join(told)) from None

    def check(self, touchpoints: Iterable[str], stages: Iterable[str], *, file: str = "journey.yaml") -> None:
        """Raise InputError unless every touchpoint and stage named here is one of the study, or added here."""
        known, places = list(touchpoints), list(stages)
        for id, edit in self.touchpoints.items():
            if edit.stage is not None and edit.stage not in places:
                raise InputError(
                    f"{file}, touchpoints.{id}.stage: there is no stage '{edit.stage}'.{nearest(edit.stage, places)} "
                    f"Known: {', '.join(places)}."
                )
            if id not in known and (edit.stage is None or edit.name is None):
                raise InputError(
                    f"{file}, touchpoints.{id}: the study has no such touchpoint.{nearest(id, known)} To add one, give "
                    "it a stage and a name, and words by which texts are placed there."
                )
        known += [id for id in self.touchpoints if id not in known]
        named = [("cells", id) for id in self.cells] + [("walks", walk.touchpoint) for walk in self.walks]
        for place, id in named:
            if id not in known:
                raise InputError(f"{file}, {place}: the map has no touchpoint '{id}'.{nearest(id, known)}")


def _told(item: Any, line_of: LineOf | None) -> str:
    where = ".".join(str(part) for part in item["loc"] if part != "[key]") or "(top level)"
    place = f"line {line_of(item['loc'])}, {where}" if line_of else where
    if item["type"] == "extra_forbidden":
        allowed = list(_model_at(item["loc"]).model_fields)
        return f"{place}: unknown key.{nearest(str(item['loc'][-1]), allowed)} Allowed here: {', '.join(allowed)}."
    options = str(item.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    return f"{place}: {item['msg']} (found {item['input']!r:.80}).{nearest(str(item['input']), options)}"


def _model_at(place: Sequence[int | str]) -> type[_Frozen]:
    """Return the model in which the last key of `place` stands."""
    if len(place) == 1:
        return JourneyEdits
    return _MODELS.get(str(place[0]), CellEdit)


_MODELS: dict[str, type[_Frozen]] = {"walks": Walk, "confirmed": Check, "touchpoints": PointEdit}
