"""A progress bar for somebody who watches, and for nobody else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def progress(n: int) -> Iterator[tqdm]:
    """Yield a bar of `n` steps (``.update(k)``) on standard error that vanishes at the end.

    It shows in a terminal and in a notebook that somebody has open in Jupyter; a scheduled notebook, whose output is
    stored, and a log get nothing. It shows numbers only.
    """
    with tqdm(total=n, disable=not _watched(), leave=False, file=sys.stderr, mininterval=0.5) as bar:
        yield bar


def _watched() -> bool:
    return sys.stderr.isatty() or "JPY_SESSION_NAME" in os.environ
