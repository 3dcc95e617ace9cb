"""Where the labels of points go, so that they cover neither each other nor the points.

Boxes are estimated for a phone, where room is shortest.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxlab.phrases import visible

PHONE = (260, 360)
"""Width and height in pixels of the plotting area on a phone."""
POINT = 6.0
COVERED = 12.0
"""Square pixels that a label may share with others."""
Box = tuple[float, float, float, float]

_SIDES = (
    "top right",
    "top left",
    "bottom right",
    "bottom left",
    "middle right",
    "middle left",
    "top center",
    "bottom center",
)


def spread_labels(xs: pd.Series, ys: pd.Series, texts: Sequence[str]) -> list[str]:
    """Choose a side for every label so that labels cover each other and the points as little as possible.

    Labels are placed one by one from the top.
    """
    px, py = (_to_pixels(xs, PHONE[0]), _to_pixels(ys, PHONE[1]))
    taken = [_around(x, y, POINT) for x, y in zip(px, py, strict=True)]
    places = [""] * len(px)
    for i in sorted(range(len(px)), key=lambda i: (-py[i], px[i])):
        places[i], _, box = _best(px[i], py[i], width(texts[i]), POINT, taken)
        taken.append(box)
    return places


def fitting_labels(
    xs: pd.Series, ys: pd.Series, texts: Sequence[str], radii: Sequence[float]
) -> tuple[list[str], list[str]]:
    """Return the labels that find room beside their bubbles, the others empty, and the side of each.

    The largest bubbles come first. `radii` are in pixels.
    """
    px, py = (_to_pixels(xs, PHONE[0]), _to_pixels(ys, PHONE[1]))
    taken = [_around(x, y, r) for x, y, r in zip(px, py, radii, strict=True)]
    kept, places = [""] * len(px), [_SIDES[0]] * len(px)
    for i in sorted(range(len(px)), key=lambda i: (-radii[i], -py[i], px[i])):
        others = taken[:i] + taken[i + 1 :]
        place, cost, box = _best(px[i], py[i], width(texts[i]), radii[i], others)
        if cost <= COVERED:
            kept[i], places[i] = texts[i], place
            taken.append(box)
    return kept, places


def _best(x: float, y: float, width: float, radius: float, taken: Sequence[Box]) -> tuple[str, float, Box]:
    boxes = {place: _box(x, y, width, radius, place) for place in _SIDES}
    costs = {place: _cost(box, taken) for place, box in boxes.items()}
    place = min(_SIDES, key=lambda place: costs[place])
    return place, costs[place], boxes[place]


def _around(x: float, y: float, radius: float) -> Box:
    return x - radius, y - radius, x + radius, y + radius


def _to_pixels(values: pd.Series, room: int) -> list[float]:
    span = float(values.max() - values.min()) or 1.0
    return [(float(v) - float(values.min())) / span * room for v in values]


def width(text: str) -> float:
    """Width of the longer language in pixels, at 11 pixels a letter."""
    said = visible(text)
    return float(max(sum(11 if ord(char) > 0x2E80 else 6 for char in words) for words in (said.zh, said.en)))


def _box(x: float, y: float, width: float, radius: float, place: str) -> Box:
    vertical, horizontal = place.split()
    left = {"left": x - width - radius, "center": x - width / 2, "right": x + radius}[horizontal]
    bottom = {"top": y + radius, "middle": y - 7, "bottom": y - radius - 14}[vertical]
    return left, bottom, left + width, bottom + 14


def _cost(box: Box, taken: Sequence[Box]) -> float:
    """Area of `box` that lies on others or outside the frame."""
    covered = sum(_overlap(box, other) for other in taken)
    outside = 14 * (max(0.0, -24 - box[0]) + max(0.0, box[2] - PHONE[0] - 24))
    return covered + 3 * outside


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
