"""Does the coding say what people read in the texts? A sample, blind answers, and what follows from them."""

from cxlab.audit.agreement import Kappa, kappa
from cxlab.audit.answers import NONE, UNCLEAR, agreed, answered
from cxlab.audit.disputes import disputes
from cxlab.audit.files import draw_or_continue, read, read_answers, record, write
from cxlab.audit.precision import accuracy, precision
from cxlab.audit.sample import Sample, draw
from cxlab.audit.shares import shares

__all__ = [
    "NONE",
    "UNCLEAR",
    "Kappa",
    "Sample",
    "accuracy",
    "agreed",
    "answered",
    "disputes",
    "draw",
    "draw_or_continue",
    "kappa",
    "precision",
    "read",
    "read_answers",
    "record",
    "shares",
    "write",
]
