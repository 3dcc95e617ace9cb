"""What a column of answers seems to be measured on, with the ground for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cxlab.intake.notes import Note
from cxlab.phrases import Lang

Kind = Literal["nps", "csat", "ces", "likert", "kano-functional", "kano-dysfunctional", "importance", "binary", "none"]


@dataclass(frozen=True)
class ScaleGuess:
    """The answer scale that a column seems to hold.

    `min` and `max` are the ends after `recode` (None where `kind` is "none"), `missing` the numbers that mean "not
    applicable" or "not asked", `high` whether the high end is the good one (easy, satisfied, agreed; for KANO the
    codes run from 1 like to 5 dislike and `high` is "bad"). `recode` maps answers as the file writes them to numbers;
    a plain number that stays itself is left out, words for "not applicable" go to a code of `missing`. `confidence`
    is 0..1 and used from `cxlab.intake.guess.SURE` on. `evidence` says why, per language, without a customer's words.
    `traps` are notes for `cxlab.intake.scales.notes.told`. `unknown` lists answers that fit no point (masked, cut);
    they are left out of `recode`, so that loading rejects them by name.
    """

    kind: Kind
    min: float | None = None
    max: float | None = None
    missing: tuple[float, ...] = ()
    high: Literal["good", "bad"] = "good"
    recode: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    evidence: dict[Lang, str] = field(default_factory=dict)
    traps: tuple[Note, ...] = ()
    unknown: tuple[str, ...] = ()
