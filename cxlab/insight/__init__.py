"""From counts and scores to what they mean together; takes data frames, knows no files and no charts.

``before_after`` judges one registered action (`cxlab.insight.verification`).
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "before_after":  # on demand: whoever counts people need not load the models
        from cxlab.insight.verification.before_after import before_after

        return before_after
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
