"""Drafts of solutions, as a researcher keeps them in ``solutions.yaml``: every part of the method, none invented."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

import pandas as pd
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from cxlab.lines import Lines
from cxlab.numbers import Unit
from cxlab.study import LocalText

NO_FILE = Lines("solutions.yaml", {}, {})
TODO = "TODO"
CauseKind = Literal["process", "policy", "system", "skill", "resources", "third_party", "expectation"]


class _Parts(BaseModel):
    """A part that is empty or still says TODO is an absent one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_open(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if not _is_open(value)}


class Evidence(_Parts):
    """A number that the draft stood on when it was written, in the natural scale of `unit` (see `cxlab.numbers`)."""

    measure: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: Unit = "count"
    source: str = ""


class Cause(_Parts):
    """What is behind it: a conjecture with its evidence (findings, files) unless a registered test supports it."""

    kind: Annotated[CauseKind | None, BeforeValidator(lambda said: _coded("kind", said))] = None
    says: LocalText | None = None
    evidence: tuple[str, ...] = ()
    status: Annotated[Literal["conjecture", "tested"], BeforeValidator(lambda said: _coded("status", said))] = (
        "conjecture"
    )


class Verification(_Parts):
    """How it will be told whether it worked, fixed beforehand, in the words of the actions table.

    `target` is relative for a rate or count (-0.25: a quarter less), in points of the scale for a mean.
    """

    kpi: str | None = Field(default=None, pattern=r"^((rate|count|complaints):.+|csat|nps|ces|q_.+)$")
    effect: Annotated[Literal["level", "slope"], BeforeValidator(lambda said: _coded("effect", said))] = "level"
    target: float | None = None
    baseline: str | None = None
    evaluate_at: dt.date | None = None
    control: str = ""

    @field_validator("target")
    @classmethod
    def _a_change(cls, target: float | None) -> float | None:
        if target == 0:
            raise ValueError("a target of 0 is no change; -0.25 asks for a quarter less")
        return target

    @field_validator("baseline")
    @classmethod
    def _a_period(cls, baseline: str | None) -> str | None:
        if baseline is not None:
            first, _, last = baseline.partition("/")
            try:
                ordered = dt.date.fromisoformat(first) < dt.date.fromisoformat(last)
            except ValueError:
                ordered = False
            if not ordered:
                raise ValueError("a baseline is two days, the earlier first: 2025-01-01/2025-12-31")
        return baseline


class Decided(_Parts):
    """What the meeting decided: makes an action of the draft."""

    registered_at: dt.date
    started_at: dt.date
    decision: str = ""


class Draft(_Parts):
    """One solution; the comments of a prefilled file say what each part means.

    `about` names its matters, mostly one: ``topic:T002``, ``touchpoint:wallet``, ``feature:K05``, or words.
    """

    about: Annotated[tuple[str, ...], BeforeValidator(lambda said: _listed(said)), Field(min_length=1)]
    note: str = ""
    title: LocalText | None = None
    data: tuple[Evidence, ...] = ()
    cause: Cause = Cause()
    suggestion: LocalText | None = None
    method: LocalText | None = None
    cost: LocalText | None = None
    resources: LocalText | None = None
    feasibility: LocalText | None = None
    reviewed_by: str | None = None
    strategy: LocalText | None = None
    monitoring: LocalText | None = None
    verification: Verification = Verification()
    stop_loss: str | None = None
    risk: LocalText | None = None
    contingency: LocalText | None = None
    effort: int | None = Field(default=None, ge=1, le=5)
    impact: int | None = Field(default=None, ge=1, le=5)
    process: str | None = None
    owner: str | None = None
    department: str | None = None
    support: tuple[str, ...] = ()
    decided: Decided | None = None

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        end = self.verification.evaluate_at
        if self.decided and end is not None and end <= self.decided.started_at:
            raise ValueError(f"evaluate_at {end} is not after the start on {self.decided.started_at}")
        return self


class Drafts(BaseModel):
    """All drafts of a study, id → `Draft`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    solutions: dict[Annotated[str, Field(pattern=r"^[\w-]+$")], Draft] = Field(default_factory=dict)

    @classmethod
    def of(cls, lines: Lines = NO_FILE) -> Drafts:
        """Return the drafts that a parsed file holds.

        Raises
        ------
        InputError
            A key or value is not allowed; file, line and place are named, and the nearest allowed word.
        """
        return lines.into(cls)

    def resolved(self, named: pd.DataFrame) -> Drafts:
        """Return the drafts with the subjects that their words mean; a name that means nothing stays as it is.

        `named` is ``name``, ``subject`` from `cxlab.insight.ledger.named.named`.
        """
        meant = named[named["subject"] != ""].groupby("name", sort=False)["subject"].agg(list).to_dict()
        told = {}
        for id, draft in self.solutions.items():
            subjects = dict.fromkeys(one for name in draft.about for one in meant.get(name, [name]))
            told[id] = draft.model_copy(update={"about": tuple(subjects)})
        return self.model_copy(update={"solutions": told})

    def subjects(self) -> pd.DataFrame:
        """Return ``draft_id``, ``subject``, one row for each subject of a draft, as the issue ledger takes them."""
        rows = [(id, subject) for id, draft in self.solutions.items() for subject in draft.about]
        return pd.DataFrame(rows, columns=["draft_id", "subject"], dtype="str")


def _is_open(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().upper() in ("", TODO)) or value in ([], {})


def _listed(said: Any) -> Any:
    """One name stands for a list of one; a bare code of the codebook is its topic."""
    names = [said] if isinstance(said, str) else said
    if not isinstance(names, list):
        return names
    return [f"topic:{name}" if re.fullmatch(r"T\d+", str(name)) else name for name in names]


def _coded(field: str, said: Any) -> Any:
    """Return the code of a word that stands for one, anything else as it is."""
    return next((code for code, words in _choices()[field].items() if said in words), said)


@cache
def _choices() -> dict[str, dict[str, list[str]]]:
    text = files("cxlab").joinpath("resources/solutions/choices.yml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return found
