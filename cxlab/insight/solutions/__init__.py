"""From key points to drafts of solutions with their data, what is missing from them, and what becomes an action."""

from cxlab.insight.solutions.action import actions, to_action
from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.insight.solutions.effect import expected
from cxlab.insight.solutions.gaps import gap_table, gaps, lint_drafts
from cxlab.insight.solutions.overview import overview
from cxlab.insight.solutions.prefill import prefill
from cxlab.insight.solutions.quadrant import quadrant
from cxlab.insight.solutions.standing import standing
from cxlab.insight.solutions.support import backed, data_support, largest, supported

__all__ = [
    "Draft",
    "Drafts",
    "actions",
    "backed",
    "data_support",
    "expected",
    "gap_table",
    "gaps",
    "largest",
    "lint_drafts",
    "overview",
    "prefill",
    "quadrant",
    "standing",
    "supported",
    "to_action",
]
