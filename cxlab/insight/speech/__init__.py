"""How a report speaks: the wording guide as checks on sentences and pages; it proposes, a person decides."""

from cxlab.insight.speech.lint import lint
from cxlab.insight.speech.page import Page, lint_page
from cxlab.insight.speech.sentence import Sentence, of_finding, of_record
from cxlab.insight.speech.words import rules

__all__ = ["Page", "Sentence", "lint", "lint_page", "of_finding", "of_record", "rules"]
