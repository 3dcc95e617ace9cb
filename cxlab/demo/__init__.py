"""The synthetic demo study: a fictional charging chain (虚构), generated with everything planted written down."""

from __future__ import annotations

import shutil
from pathlib import Path

from cxlab.demo.complaints import draw_complaints
from cxlab.demo.exposure import draw_exposure
from cxlab.demo.files import write_complaints, write_table
from cxlab.demo.frame import RESOURCES, frame
from cxlab.demo.mishaps import with_mishaps
from cxlab.demo.ratings import draw_ratings
from cxlab.demo.surveys import draw_kano

__all__ = ["write_demo"]


def write_demo(folder: Path, *, seed: int = 7) -> None:
    """Write the demo study into `folder`: tables, study.yaml, README.md, truth.json, truth_complaints.csv.

    The same seed gives the same bytes. Each table draws from a stream of its own, so that a change in one
    table reshuffles no other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = frame(seed)
    complaints = with_mishaps(draw_complaints(shared, seed), shared, seed)
    write_complaints(complaints, folder)
    tables = {
        "ratings": draw_ratings(shared, seed),
        "kano": draw_kano(seed),
        "exposure": draw_exposure(shared, seed),
        "units": shared.units.drop(columns="service"),
    }
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    for name in ("study.yaml", "README.md"):
        shutil.copyfile(RESOURCES / name, folder / name)
