"""From key points to drafts of solutions with their data, what is missing from them, and what becomes an action."""

from cxlab.insight.solutions.action import actions, to_action
from cxlab.insight.solutions.draft import Draft, Drafts
from cxlab.insight.solutions.earlier import earlier
from cxlab.insight.solutions.effect import expected
from cxlab.insight.solutions.gaps import gap_table, gaps, lint_drafts, strange
from cxlab.insight.solutions.kpis import kpi_means, kpi_periods
from cxlab.insight.solutions.overview import overview
from cxlab.insight.solutions.prefill import prefill
from cxlab.insight.solutions.quadrant import quadrant
from cxlab.insight.solutions.sheet import sheet, unit_of_target
from cxlab.insight.solutions.standing import standing
from cxlab.insight.solutions.support import backed, data_support, largest, supported
from cxlab.insight.solutions.yearly import yearly

__all__ = [
    "Draft",
    "Drafts",
    "actions",
    "backed",
    "data_support",
    "earlier",
    "expected",
    "gap_table",
    "gaps",
    "kpi_means",
    "kpi_periods",
    "largest",
    "lint_drafts",
    "overview",
    "prefill",
    "quadrant",
    "sheet",
    "standing",
    "strange",
    "supported",
    "to_action",
    "unit_of_target",
    "yearly",
]
