"""A draft of the journey map from everything a study has: placed texts, ratings, KANO classes, links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.insight.journey import cells as parts
from cxlab.insight.journey.by_topic import by_topic, standing
from cxlab.insight.journey.expectations import expectations, opportunities
from cxlab.insight.journey.pains import pains
from cxlab.insight.journey.placed import Placed, placed
from cxlab.insight.journey.roles import roles
from cxlab.insight.journey.satisfaction import line, satisfaction
from cxlab.insight.journey.seats import seats
from cxlab.insight.journey.suggested import suggested, without_names
from cxlab.insight.journey.voices import red_lines, voices
from cxlab.insight.phrases_in_topic import phrases_in_topic
from cxlab.survey.performance import Scales


def _usual(item: str) -> None:
    """Every item has its usual scale."""


@dataclass(frozen=True)
class Material:
    """What a map is drawn from.

    Attributes
    ----------
    points
        From `points.points`.
    complaints
        ``complaint_id``, ``text`` (masked), and what else is known: customer, dates, unit, customer type, ``tokens``,
        and the columns of `cxlab.text.reading.read`. Texts without content are left out by the caller.
    mentions
        ``complaint_id``, ``code``, ``main``: the topics of each text.
    links
        The crosswalk (`cxlab.insight.crosswalk`): ``touchpoint``, ``feature``, ``item``, and ``topic``, ``how``.
    ratings, features
        Table `ratings`, and `cxlab.survey.kano(...).features`; None where the study has none.
    scale
        Returns the scale of an item (`Study.scale`).
    role
        Column that names whose journey it is.
    """

    points: pd.DataFrame
    complaints: pd.DataFrame
    mentions: pd.DataFrame
    links: pd.DataFrame
    ratings: pd.DataFrame | None = None
    features: pd.DataFrame | None = None
    scale: Scales = _usual
    role: str = "customer_type"

    def only(self, ids: Iterable[str]) -> Self:
        """Return the material of these complaints only: one event, one family of problems, one role.

        Ratings and KANO classes stay as they are: nobody knows which of them belong to an event.
        """
        kept = self.complaints["complaint_id"].isin(set(ids))
        return replace(self, complaints=self.complaints[kept].reset_index(drop=True))

    def of_role(self, role: str) -> Self:
        """Return the material of one role: its complaints and, where they name the role, its ratings.

        KANO classes stay those of everybody; put the role's own in with `dataclasses.replace`.

        Raises
        ------
        InputError
            Nobody has this role.
        """
        known = sorted(self.complaints.get(self.role, pd.Series(dtype="str")).dropna().unique())
        if role not in known:
            raise InputError(f"There is no {self.role} '{role}'.{nearest(role, known)} Known: {', '.join(known)}.")
        some = self.only(self.complaints.loc[self.complaints[self.role] == role, "complaint_id"])
        rated = self.ratings
        if rated is not None and self.role in rated:
            rated = rated[rated[self.role] == role].reset_index(drop=True)
        return replace(some, ratings=rated)


@dataclass(frozen=True)
class Draft:
    """A map and the frames it is made of; each is described where it is made.

    Attributes
    ----------
    placed
        `placed.Placed`.
    seats
        `seats.seats`: complaints once for each touchpoint, with ``how`` (`by_topic.standing`): by its words, or, for
        a text that holds none of any, through its topic. Everything below counts both; for evidence that a topic
        belongs to a touchpoint take ``how`` words only.
    standing
        `by_topic.standing`.
    voices, pains, satisfaction, line, expectations, opportunities, roles
        Frames of the functions of these names.
    cells
        `cells.cells`: the table view.
    """

    placed: Placed
    seats: pd.DataFrame
    standing: pd.DataFrame
    voices: pd.DataFrame
    pains: pd.DataFrame
    satisfaction: pd.DataFrame
    line: pd.DataFrame
    expectations: pd.DataFrame
    opportunities: pd.DataFrame
    roles: pd.DataFrame
    cells: pd.DataFrame


def draft(material: Material) -> Draft:
    """Draw the map as far as the material goes; what is missing leaves empty cells, never numbers."""
    points, complaints = material.points, material.complaints
    ids = points["touchpoint"].tolist()
    # Words are suggested below, when the topics of unmapped texts are at hand.
    bare = complaints.drop(columns="tokens", errors="ignore")
    found = placed(bare, dict(zip(ids, points["words"], strict=True)))
    tied = by_topic(found.unmapped, material.mentions, material.links)
    at = seats(pd.concat([found.mentions.assign(how="words"), tied]), complaints)
    spoken = voices(at, complaints, ids)
    raised = pains(at, material.mentions)
    rated = satisfaction(material.ratings, material.links, points, material.scale)
    expected = expectations(material.links, material.features)
    chances = opportunities(expected, at, material.mentions)
    by_role = roles(at, complaints, material.role)
    filled = [
        parts.voice_cells(spoken),
        parts.red_line_cells(red_lines(at)),
        parts.pain_cells(raised),
        parts.satisfaction_cells(rated),
        parts.expectation_cells(expected),
        parts.opportunity_cells(chances),
        parts.role_cells(by_role),
    ]
    if "tokens" in at:
        # What is praised or asked names people and offers rather than places.
        telling = complaints[complaints["kind"].isin(["problem", "need"])] if "kind" in complaints else complaints
        found = replace(found, suggested=suggested(without_names(telling), found.mentions, tied))
        main = at[at["main"] & (at["kind"] == "problem")] if "kind" in at else at[at["main"]]
        filled.append(parts.scene_cells(phrases_in_topic(main, "touchpoint")))
    return Draft(
        placed=found,
        seats=at,
        standing=standing(at, complaints),
        voices=spoken,
        pains=raised,
        satisfaction=rated,
        line=line(rated, points),
        expectations=expected,
        opportunities=chances,
        roles=by_role,
        cells=parts.cells(points, filled),
    )
