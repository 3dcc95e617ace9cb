"""The synthetic demo study: a fictional charging chain (虚构), generated with everything planted written down."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from cxlab.demo.complaints import draw_complaints
from cxlab.demo.customers import draw_contacts, draw_customers, draw_invitations
from cxlab.demo.exposure import draw_exposure
from cxlab.demo.files import write_complaints, write_table
from cxlab.demo.frame import RESOURCES, Frame, frame
from cxlab.demo.mishaps import with_mishaps
from cxlab.demo.organisation import draw_audits, draw_beliefs, draw_employees, draw_maturity, draw_operations
from cxlab.demo.ratings import draw_ratings
from cxlab.demo.surveys import draw_kano
from cxlab.demo.truth import write_truth

__all__ = ["write_demo"]


def write_demo(folder: Path, *, seed: int = 7) -> None:
    """Write the demo study into `folder`: tables, YAML files, README.md, and the truth in two files.

    The same seed gives the same bytes. Each table draws from a stream of its own, so that a change in one
    table reshuffles no other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = frame(seed)
    complaints = with_mishaps(draw_complaints(shared, seed), shared, seed)
    tables = _tables(complaints, shared, seed)
    write_complaints(complaints, folder)
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    written = [RESOURCES / name for name in ("study.yaml", "journey.yaml", "solutions.yaml", "README.md")]
    for source in [*written, *sorted((RESOURCES / "tables").glob("*.csv"))]:
        shutil.copyfile(source, folder / source.name)
    write_truth(complaints, tables, shared, seed, folder / "truth.json")


def _tables(complaints: pd.DataFrame, shared: Frame, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables beside the complaints by their name."""
    ratings = draw_ratings(shared, seed)
    customers = draw_customers(complaints, ratings, shared, seed)
    return {
        "ratings": ratings,
        "kano": draw_kano(seed),
        "units": shared.units.drop(columns="service"),
        "employees": draw_employees(shared, seed),
        "audits": draw_audits(shared, seed),
        "beliefs": draw_beliefs(shared, seed),
        "maturity": draw_maturity(seed),
        "contacts": draw_contacts(customers, shared, seed),
        "customers": customers,
        "operations": draw_operations(shared, seed),
        "invitations": draw_invitations(customers, shared, seed),
        "exposure": draw_exposure(shared, seed),
    }
