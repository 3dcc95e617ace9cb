"""The few shapes that chapters draw.

A chart takes a tidy frame that is already free of small cells and returns a plotly figure. Visible words are data
labels or ``@phrase`` keys; nothing here reads files or decides what a number means.
"""

from cxlab.charts.bars import bars, grouped_bars, intervals, stacked
from cxlab.charts.heat import heat
from cxlab.charts.journey import journey_map
from cxlab.charts.look import BLUE, CLASS_COLOURS, GREEN, ORANGE, PALE, shades, template, to_json
from cxlab.charts.map import bubble_map
from cxlab.charts.plane import funnel, quadrant
from cxlab.charts.shifts import shifts
from cxlab.charts.time import over_time, small_multiples

__all__ = [
    "BLUE",
    "CLASS_COLOURS",
    "GREEN",
    "ORANGE",
    "PALE",
    "bars",
    "bubble_map",
    "funnel",
    "grouped_bars",
    "heat",
    "intervals",
    "journey_map",
    "over_time",
    "quadrant",
    "shades",
    "shifts",
    "small_multiples",
    "stacked",
    "template",
    "to_json",
]
