"""From registered actions to verdicts, and to what customers say since."""

from cxlab.insight.verification.actions import table, verify_all
from cxlab.insight.verification.claims import claims
from cxlab.insight.verification.covered import covered
from cxlab.insight.verification.figures import Figure, counted, rated
from cxlab.insight.verification.in_turn import in_turn
from cxlab.insight.verification.listed import called, listed
from cxlab.insight.verification.met import needs_met, tied
from cxlab.insight.verification.noticed import noticed
from cxlab.insight.verification.placebos import placebos
from cxlab.insight.verification.plans import plans
from cxlab.insight.verification.registered import problems, register
from cxlab.insight.verification.retrospective import retrospective
from cxlab.insight.verification.series import complete, counts_by_period, exposure_by_period
from cxlab.insight.verification.since import new_problems, original_problems
from cxlab.insight.verification.subjects import measurable, names_of, places, subjects
from cxlab.insight.verification.watches import Sources, for_action

__all__ = [
    "Figure",
    "Sources",
    "called",
    "claims",
    "complete",
    "counted",
    "counts_by_period",
    "covered",
    "exposure_by_period",
    "for_action",
    "in_turn",
    "listed",
    "measurable",
    "names_of",
    "needs_met",
    "new_problems",
    "noticed",
    "original_problems",
    "placebos",
    "places",
    "plans",
    "problems",
    "rated",
    "register",
    "retrospective",
    "subjects",
    "table",
    "tied",
    "verify_all",
]
