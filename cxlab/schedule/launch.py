"""A scheduled run from a notebook or another scheduler, which hand over plain values, some of them as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pandas as pd
from rich.console import Console

from cxlab.errors import InputError
from cxlab.phrases import Lang
from cxlab.pipeline.parameters import coerce
from cxlab.pipeline.plan import Options
from cxlab.pipeline.progress import Lines
from cxlab.pipeline.run import Published
from cxlab.schedule.order import Order, run


def launch(
    study: str,
    *,
    period: str = "",
    chapters: str = "",
    lang: str = "",
    keep: int | str = 0,
    notify: bool | str = False,
    reports: str = "",
) -> Published:
    """Run a study as ``cxlab run --wait`` does: with cache, gates, publication, log, notice and retention.

    Parameters
    ----------
    study
        Name or folder.
    period, chapters, lang, keep, notify, reports
        As the options of ``cxlab run``; `chapters` separated by white space; what is empty or 0 is not asked for.

    Raises
    ------
    CxlabError
        As `order.run`; the notebook that calls it fails, and its scheduler sees that.
    """
    order = Order(
        period=period or None,
        keep=_typed("keep", keep, "int") or None,
        notify=_typed("notify", notify, "bool"),
    )
    options = Options(
        chapters=tuple(chapters.split()),
        lang=_lang(lang),
        wait=True,
        reports=Path(reports) if reports else None,
    )
    return run(study, options, order, Lines(Console(highlight=False, force_jupyter=False)))


def table(done: Published) -> pd.DataFrame:
    """Return ``chapter``, ``state`` and ``seconds`` (that making its result took), in the order of the chapters."""
    rows = [(slug, outcome.state, outcome.seconds) for slug, outcome in done.chapters.items()]
    return pd.DataFrame(rows, columns=["chapter", "state", "seconds"])


def _typed(name: str, value: object, kind: str) -> Any:
    try:
        return coerce(value, kind)
    except ValueError as error:
        raise InputError(f"{name}: {error}") from None


def _lang(lang: str) -> Lang | None:
    found = next((known for known in get_args(Lang) if known == lang), None)
    if lang and found is None:
        raise InputError(f"lang: found '{lang}'; allowed are {', '.join(get_args(Lang))}, or nothing for the study's.")
    return found
