"""The customer journey: touchpoints drafted from what customers say and how they rate, edited by a researcher."""

from cxlab.insight.journey.checklist import checklist
from cxlab.insight.journey.connections import connections
from cxlab.insight.journey.draft import Draft, Material, draft
from cxlab.insight.journey.edited import edited_cells, edited_points, touched, validation
from cxlab.insight.journey.edits import JourneyEdits
from cxlab.insight.journey.led import Led, largest_family, led
from cxlab.insight.journey.map_layout import MapLayout, map_layout
from cxlab.insight.journey.pasted import pasted, saying, two_each
from cxlab.insight.journey.points import points
from cxlab.insight.journey.role_maps import clear, role_maps
from cxlab.insight.journey.satisfaction import each_once
from cxlab.insight.journey.seats import by_stage
from cxlab.insight.journey.table_view import listed, table_view
from cxlab.insight.journey.traces import Traces, traces

__all__ = [
    "Draft",
    "JourneyEdits",
    "Led",
    "MapLayout",
    "Material",
    "Traces",
    "by_stage",
    "checklist",
    "clear",
    "connections",
    "draft",
    "each_once",
    "edited_cells",
    "edited_points",
    "largest_family",
    "led",
    "listed",
    "map_layout",
    "pasted",
    "points",
    "role_maps",
    "saying",
    "table_view",
    "touched",
    "traces",
    "two_each",
    "validation",
]
