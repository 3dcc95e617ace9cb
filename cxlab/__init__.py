"""cxlab: a notebook-driven research workbench for customer experience."""

from cxlab.study import Study

__all__ = ["Study"]
__version__ = "0.1.0"
