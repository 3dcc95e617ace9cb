"""What a native chart draws, read from an exhibit's table or, where that does not say, from its figure.

Three kinds are native: bars, lines over periods, and points in a plane. Everything else becomes a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cxlab.charts.look import BLUE
from cxlab.phrases import Lang
from cxlab.report import tables
from cxlab.report.material import Material
from cxlab.report.office import LABELS
from cxlab.report.slides.plane import Plane, plane

MOST_BARS = 14
_SHORTEST_NAME = 2
Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Series:
    """One row of bars or one line; ends of its intervals where there are any."""

    name: str
    values: Values
    low: Values = ()
    high: Values = ()
    colour: str = BLUE


@dataclass(frozen=True)
class Bars:
    """Named bars, stacked where there are several series.

    `colours` are those of the figure, which words about it may speak of: one a bar, or none where a series has one
    colour. `marked` are the bars that the claim names.
    """

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str
    marked: frozenset[int] = frozenset()
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lines:
    """One line over periods with its interval."""

    labels: tuple[str, ...]
    series: Series
    number_format: str


Drawing = Bars | Lines | Plane


def drawing(material: Material, claim: str, lang: Lang) -> Drawing | None:
    """Return what to draw beside `claim`, or None where a table says it better."""
    found = _of_table(material, lang) or _of_figure(material)
    if isinstance(found, Bars):
        return _first(replace(found, marked=_named(found.labels, claim)))
    if isinstance(found, Plane):
        return replace(found, points=tuple(replace(p, marked=named(p.name, claim)) for p in found.points))
    return found


def _of_table(material: Material, lang: Lang) -> Bars | None:
    spec, frame, exhibit = material.record.bars, material.frame, material.record
    if spec is None:
        return None
    heading = tables.column(spec.value, frame[spec.value], exhibit.unit, lang)
    ends: dict[str, Any] = {end: _numbers(frame[column]) for end in ("low", "high") if (column := getattr(spec, end))}
    labels = [tables.cell(label, "text", lang) for label in frame[spec.label]]
    bars = Bars(
        tuple(labels),
        (Series(heading.label, _numbers(frame[spec.value]), **ends),),
        LABELS.get(heading.unit, "General"),
        colours=_of_bars(material, len(labels)),
    )
    shown = bars.series[0].values
    return _only(bars, [place for place, value in enumerate(shown) if value is not None])


def _of_figure(material: Material) -> Drawing | None:
    if material.figure is None:
        return None
    traces, layout = material.figure["data"], material.figure["layout"]
    if "xaxis2" in layout or any(trace["type"] not in ("bar", "scatter") for trace in traces):
        return None
    x, y = layout.get("xaxis", {}), layout.get("yaxis", {})
    unit = LABELS.get(material.record.unit or "")
    drawn = [trace for trace in traces if trace.get("mode") != "text"]
    lying = bool(drawn) and all(trace["type"] == "bar" and trace.get("orientation") == "h" for trace in drawn)
    if lying or (len(drawn) == 1 and y.get("type") == "category"):
        return _bars(drawn, unit or _format(x))
    if x.get("type") == "category":
        return _lines(drawn, unit or _format(y))
    return plane(drawn, layout) if _is_plane(drawn) else None


def _is_plane(traces: Sequence[dict[str, Any]]) -> bool:
    places = [value for trace in traces for axis in "xy" for value in trace[axis]]
    said = any(text for trace in traces for text in trace.get("text", []))
    return said and all(isinstance(place, int | float) for place in places)


def _bars(traces: Sequence[dict[str, Any]], number_format: str) -> Bars | None:
    if any(trace["y"] != traces[0]["y"] for trace in traces):
        return None
    labels = tuple(str(label) for label in traces[0]["y"])
    series = tuple(
        Series(trace.get("name", ""), tuple(trace["x"]), **_ends(trace), colour=_colour(trace)) for trace in traces
    )
    return Bars(labels, series, number_format, colours=_each(traces[0], len(labels)) if len(traces) == 1 else ())


def _colour(trace: dict[str, Any]) -> str:
    said = trace.get("marker", {}).get("color")
    return said if isinstance(said, str) else BLUE


def _each(trace: dict[str, Any], bars: int) -> tuple[str, ...]:
    said = trace.get("marker", {}).get("color")
    return tuple(said) if isinstance(said, list) and len(said) == bars else ()


def _of_bars(material: Material, bars: int) -> tuple[str, ...]:
    """Return the colours of the figure's first bars or dots, where there is one for every row of the table."""
    traces = material.figure["data"] if material.figure else []
    return next((_each(trace, bars) for trace in traces if trace.get("mode") != "text"), ())


def _ends(trace: dict[str, Any]) -> dict[str, Any]:
    whisker = trace.get("error_x")
    if whisker is None:
        return {}
    return {
        "low": tuple(_plus(value, less, -1) for value, less in zip(trace["x"], whisker["arrayminus"], strict=True)),
        "high": tuple(_plus(value, more, 1) for value, more in zip(trace["x"], whisker["array"], strict=True)),
    }


def _plus(value: float | None, change: float | None, sign: int) -> float | None:
    return None if value is None or change is None else value + sign * change


def _lines(traces: Sequence[dict[str, Any]], number_format: str) -> Lines | None:
    """Read one line and the band around it, whose outline runs along the upper ends and back along the lower."""
    bands = [trace for trace in traces if trace.get("fill") == "toself"]
    lines = [trace for trace in traces if trace not in bands]
    if len(lines) != 1 or len(bands) > 1:
        return None
    labels = tuple(str(label) for label in lines[0]["x"])
    ends: dict[str, list[float]] = {}
    for label, value in zip(bands[0]["x"], bands[0]["y"], strict=True) if bands else ():
        if value is not None:
            ends.setdefault(str(label), []).append(value)
    low = tuple(min(ends[label]) if label in ends else None for label in labels) if ends else ()
    high = tuple(max(ends[label]) if label in ends else None for label in labels) if ends else ()
    return Lines(labels, Series("", tuple(lines[0]["y"]), low, high), number_format)


def _format(axis: dict[str, Any]) -> str:
    return LABELS["percent"] if str(axis.get("tickformat", "")).endswith("%") else "#,##0.##"


def _numbers(column: Iterable[Any]) -> Values:
    numbers = (float("nan" if value is None else value) if value == value else math.nan for value in column)
    return tuple(None if math.isnan(number) else float(f"{number:.6g}") for number in numbers)


def _named(labels: Sequence[str], claim: str) -> frozenset[int]:
    return frozenset(place for place, label in enumerate(labels) if named(label, claim))


def named(label: str, claim: str) -> bool:
    """Tell whether `claim` speaks of what `label` (which may have been shortened) names."""
    name = label.rstrip("…")
    return len(name) >= _SHORTEST_NAME and name in claim


def _first(bars: Bars) -> Bars:
    """Keep the first bars and, beyond them, those that are marked."""
    room = MOST_BARS - len([place for place in bars.marked if place >= MOST_BARS])
    kept = [place for place in range(len(bars.labels)) if place < room or place in bars.marked]
    return _only(bars, kept[:MOST_BARS])


def _only(bars: Bars, places: Sequence[int]) -> Bars:
    def pick(values: Values) -> Values:
        return tuple(values[place] for place in places) if values else ()

    series = tuple(replace(s, values=pick(s.values), low=pick(s.low), high=pick(s.high)) for s in bars.series)
    marked = frozenset(new for new, old in enumerate(places) if old in bars.marked)
    colours = tuple(bars.colours[place] for place in places) if bars.colours else ()
    labels = tuple(bars.labels[place] for place in places)
    return replace(bars, labels=labels, series=series, marked=marked, colours=colours)
