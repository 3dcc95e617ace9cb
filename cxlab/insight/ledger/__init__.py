"""The issue ledger: from a complaint to a verified improvement, and back to step 1 where it is not verified."""

from cxlab.insight.ledger.back import back
from cxlab.insight.ledger.book import Ledger
from cxlab.insight.ledger.choose import select, step_one
from cxlab.insight.ledger.directory import moves
from cxlab.insight.ledger.edits import Edits
from cxlab.insight.ledger.matters import matters
from cxlab.insight.ledger.named import named, names_in
from cxlab.insight.ledger.reasons import reason_key
from cxlab.insight.ledger.seen import Seen
from cxlab.insight.ledger.standing import standing
from cxlab.insight.ledger.story import followed, history, moved
from cxlab.insight.ledger.survey_says import survey_says
from cxlab.insight.ledger.update import update

__all__ = [
    "Edits",
    "Ledger",
    "Seen",
    "back",
    "followed",
    "history",
    "matters",
    "moved",
    "moves",
    "named",
    "names_in",
    "reason_key",
    "select",
    "standing",
    "step_one",
    "survey_says",
    "update",
]
