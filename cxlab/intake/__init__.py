"""The door of the workbench: the only part that opens input files."""

from cxlab.intake.check import CheckReport, check
from cxlab.intake.load import Loaded, key, load, ready
from cxlab.intake.privacy import mask
from cxlab.intake.read import read_table
from cxlab.intake.scaffold import Scaffold, scaffold

__all__ = ["CheckReport", "Loaded", "Scaffold", "check", "key", "load", "mask", "read_table", "ready", "scaffold"]
