"""The issue ledger: from a complaint to a verified improvement, and back to step 1 where it is not verified."""

from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.directory import moves
from cxlab.insight.ledger.edits import Edits
from cxlab.insight.ledger.named import named
from cxlab.insight.ledger.seen import Seen
from cxlab.insight.ledger.survey_says import survey_says
from cxlab.insight.ledger.update import update
from cxlab.insight.ledger.views import followed, history, moved, select, standing, step_one

__all__ = [
    "Edits",
    "Ledger",
    "Seen",
    "followed",
    "history",
    "moved",
    "moves",
    "named",
    "select",
    "standing",
    "step_one",
    "survey_says",
    "update",
]
