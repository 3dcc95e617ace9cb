"""The researcher's half of the map: walks, corrections, and how far the draft has been validated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from cxlab.errors import InputError, nearest
from cxlab.insight.journey.cells import Element
from cxlab.lines import Lines, Place
from cxlab.study import LocalText

State = Literal["data_only", "walked", "confirmed"]
"""仅数据草图, 内部走查, 客户确认."""
NO_FILE = Lines("journey.yaml", {}, {})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Frozen):
    """Who held the map against reality: a role (服务主管, three ride-hailing drivers), never a person's name."""

    by: LocalText
    date: dt.date
    how: LocalText | None = None


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
    why: LocalText | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.removed and self.why is None:
            raise ValueError("what is removed needs a reason: why")
        return self


class CellEdit(_Frozen):
    """What the researcher writes into a cell, beside the data; `removed` takes the data out, with `why`."""

    text: LocalText | None = None
    removed: bool = False
    why: LocalText | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.removed and self.why is None:
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
    _lines: Lines = PrivateAttr(NO_FILE)

    @model_validator(mode="after")
    def _backed(self) -> Self:
        if self.state == "walked" and not self.walks:
            raise ValueError("state walked needs at least one entry under walks")
        if self.state == "confirmed" and not self.confirmed:
            raise ValueError("state confirmed needs an entry under confirmed: by (a role), date")
        return self

    @classmethod
    def of(cls, lines: Lines = NO_FILE) -> Self:
        """Return the edits that a parsed file holds.

        Raises
        ------
        InputError
            A key or value is not allowed; file, line and place are named, and the nearest allowed word.
        """
        made = lines.into(cls)
        made._lines = lines
        return made

    def check(self, touchpoints: Iterable[str], stages: Iterable[str]) -> None:
        """Raise InputError unless every touchpoint and stage named here is one of the study, or added here."""
        at, known, places = self._lines.at, list(touchpoints), list(stages)
        for id, edit in self.touchpoints.items():
            if edit.stage is not None and edit.stage not in places:
                raise InputError(
                    f"{at(('touchpoints', id, 'stage'))}: there is no stage '{edit.stage}'."
                    f"{nearest(edit.stage, places)} Known: {', '.join(places)}."
                )
            if id not in known and (edit.stage is None or edit.name is None):
                raise InputError(
                    f"{at(('touchpoints', id))}: the study has no such touchpoint.{nearest(id, known)} To add one, "
                    "give it a stage and a name, and words by which texts are placed there."
                )
        known += [id for id in self.touchpoints if id not in known]
        named: list[tuple[Place, str]] = [(("cells", id), id) for id in self.cells]
        named += [(("walks", row, "touchpoint"), walk.touchpoint) for row, walk in enumerate(self.walks)]
        for place, id in named:
            if id not in known:
                raise InputError(f"{at(place)}: the map has no touchpoint '{id}'.{nearest(id, known)}")
