"""Points in a plane (a quadrant, a map), read from a figure: points with names, lines, words in the corners."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cxlab.charts.look import BLUE, MUTED

_INSIDE = 0.03
_STEPS = 6
_SIDES = {"left": "right", "right": "left", "center": "center"}
_SIZES = (2, 72)


@dataclass(frozen=True)
class Point:
    """A mark: `side` of the name, `colour` as in `cxlab.charts`, `size` in points; 0 is a name without a mark."""

    x: float
    y: float
    name: str = ""
    side: str = "right"
    colour: str = BLUE
    size: int = 7
    whisker: tuple[float, float, float, float] | None = None
    marked: bool = False


@dataclass(frozen=True)
class Axis:
    """A title and ends, `low` at the left or the bottom; `shown` is off where places mean nothing."""

    title: str
    low: float
    high: float
    number_format: str
    shown: bool


@dataclass(frozen=True)
class Plane:
    """Points and lines on two axes."""

    points: tuple[Point, ...]
    words: tuple[Point, ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    x: Axis
    y: Axis


def plane(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> Plane:
    """Return the points, the lines and the corners of a figure whose axes are both numbers."""
    x, y = (_axis(layout.get(f"{name}axis", {}), list(_reached(traces, name))) for name in "xy")
    marks = [point for trace in traces if "markers" in trace.get("mode", "") for point in _points(trace)]
    lines = [tuple(zip(t["x"], t["y"], strict=True)) for t in traces if t.get("mode") == "lines" and "fill" not in t]
    lines += [_line(shape, x, y) for shape in layout.get("shapes", []) if shape["type"] == "line"]
    words = [_word(note, x, y) for note in layout.get("annotations", [])]
    return Plane(tuple(marks), tuple(words), tuple(lines), x, y)


def _axis(said: dict[str, Any], values: Sequence[float]) -> Axis:
    low, high = said.get("range") or _around(values, said.get("rangemode") == "tozero")
    shown = said.get("visible", True) and said.get("showticklabels", True)
    percent = str(said.get("tickformat", "")).endswith("%")
    if shown:
        low, high = _even(low, high, values)
    return Axis(said.get("title", {}).get("text", ""), low, high, "0%" if percent else "#,##0.##", shown)


def _reached(traces: Sequence[dict[str, Any]], axis: str) -> Iterator[float]:
    """Yield every place that something is drawn at, ends of intervals too."""
    for trace in traces:
        error = trace.get(f"error_{axis}", {})
        for sign, ends in ((-1, error.get("arrayminus")), (1, error.get("array"))):
            for value, far in zip(trace[axis], ends or [0.0] * len(trace[axis]), strict=True):
                if value is not None:
                    yield value + sign * (far or 0.0)


def _even(low: float, high: float, values: Sequence[float]) -> tuple[float, float]:
    """Return ends at round numbers, as near as all `values` allow."""
    raw = (high - low) / _STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= raw)
    ends = (round(low / step) * step, round(high / step) * step)
    if min(values) < ends[0] or max(values) > ends[1]:
        ends = (math.floor(low / step) * step, math.ceil(high / step) * step)
    return float(f"{ends[0]:.6g}"), float(f"{ends[1]:.6g}")


def _around(values: Sequence[float], with_zero: bool) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or 1.0
    return (min(0.0, low) if with_zero else low - room), high + room


def _points(trace: dict[str, Any]) -> Iterator[Point]:
    marker = trace.get("marker", {})
    rows = len(trace["x"])
    parts = (
        _each(trace.get("text"), rows, ""),
        _each(trace.get("textposition"), rows, "middle right"),
        _each(marker.get("color"), rows, BLUE),
        _each(marker.get("size"), rows, 8),
    )
    for place, (name, position, colour, size) in enumerate(zip(*parts, strict=True)):
        if trace["x"][place] is not None and trace["y"][place] is not None:
            yield Point(
                trace["x"][place],
                trace["y"][place],
                str(name or ""),
                _side(position),
                str(colour),
                max(_SIZES[0], min(_SIZES[1], round(size))),
                _whisker(trace, place),
            )


def _each(said: Any, rows: int, other: Any) -> Sequence[Any]:
    if isinstance(said, list):
        return said
    return [other if said is None else said] * rows


def _side(position: str) -> str:
    upright, _, across = position.partition(" ")
    if across in ("left", "right"):
        return across
    return {"top": "above", "bottom": "below"}.get(upright, "center")


def _whisker(trace: dict[str, Any], place: int) -> tuple[float, float, float, float] | None:
    """Return how far the interval reaches left, right, down and up."""
    ends = [trace.get(f"error_{axis}", {}).get(end) for axis in "xy" for end in ("arrayminus", "array")]
    if not any(ends):
        return None
    left, right, down, up = (float(end[place] or 0.0) if end else 0.0 for end in ends)
    return left, right, down, up


def _line(shape: dict[str, Any], x: Axis, y: Axis) -> tuple[tuple[float, float], ...]:
    return tuple((_place(shape, f"x{end}", "xref", x), _place(shape, f"y{end}", "yref", y)) for end in "01")


def _word(note: dict[str, Any], x: Axis, y: Axis) -> Point:
    across, upright = (_place(note, name, f"{name}ref", axis) for name, axis in (("x", x), ("y", y)))
    inside = math.copysign(_INSIDE, y.high - y.low) * abs(y.high - y.low)
    upright += {"top": -inside, "bottom": inside}.get(note.get("yanchor", ""), 0.0)
    return Point(across, upright, note["text"], _SIDES[note.get("xanchor", "center")], MUTED, 0)


def _place(said: dict[str, Any], key: str, reference: str, axis: Axis) -> float:
    """Return a place on an axis, also where it is said as a part of the axis."""
    value = float(said[key])
    if said.get(reference, "") == "paper" or said.get(reference, "").endswith("domain"):
        return axis.low + value * (axis.high - axis.low)
    return value
