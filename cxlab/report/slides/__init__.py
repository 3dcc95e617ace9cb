"""Slides with native, editable charts and tables, one a finding."""

from cxlab.report.slides.deck import write

__all__ = ["write"]
