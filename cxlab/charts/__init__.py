"""The few shapes that chapters draw.

A chart takes a tidy frame that is already free of small cells and returns a plotly figure. Visible words are data
labels or ``@phrase`` keys; nothing here reads files or decides what a number means.
"""

from cxlab.charts.bars import bars, intervals, stacked
from cxlab.charts.look import BLUE, CLASS_COLOURS, GREEN, ORANGE, PALE, template, to_json
from cxlab.charts.plane import funnel, quadrant
from cxlab.charts.time import over_time, small_multiples

__all__ = [
    "BLUE",
    "CLASS_COLOURS",
    "GREEN",
    "ORANGE",
    "PALE",
    "bars",
    "funnel",
    "intervals",
    "over_time",
    "quadrant",
    "small_multiples",
    "stacked",
    "template",
    "to_json",
]
