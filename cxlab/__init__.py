"""cxlab: a notebook-driven research workbench for customer experience."""

from typing import TYPE_CHECKING, Any

from cxlab.errors import NotApplicable
from cxlab.study import Study

if TYPE_CHECKING:
    from cxlab.chapter import Chapter

__all__ = ["Chapter", "NotApplicable", "Study"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `Chapter` (and with it plotly) only when it is asked for."""
    if name == "Chapter":
        from cxlab.chapter import Chapter

        return Chapter
    raise AttributeError(f"module 'cxlab' has no attribute '{name}'")
