"""cxlab: a notebook-driven research workbench for customer experience."""

__version__ = "0.1.0"
