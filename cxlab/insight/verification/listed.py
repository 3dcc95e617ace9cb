"""Several visible strings as one, as each language lists them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from cxlab.phrases import in_both_languages, visible
from cxlab.study import Text

JOINTS = {"zh": "、", "en": ", "}


def listed(words: Iterable[str], *, joints: dict[str, str] = JOINTS) -> str:
    """Return strings of table cells (see `cxlab.phrases.visible`) as one string that stands for both languages."""
    texts = [visible(word) for word in words]
    return in_both_languages(Text(zh=joints["zh"].join(t.zh for t in texts), en=joints["en"].join(t.en for t in texts)))


def called(meant: pd.DataFrame, names: dict[str, str]) -> dict[str, str]:
    """Return what readers call a matter that is written in words, by name: its topics or touchpoint, listed.

    Parameters
    ----------
    meant
        ``name``, ``subject`` from `cxlab.insight.ledger.named.named`; a name that means nothing is left out.
    names
        Subject → its label; one without a label keeps its name.
    """
    known = meant[meant["subject"] != ""]
    return {
        str(name): listed([names.get(subject, subject) for subject in of])
        for name, of in known.groupby("name", sort=False)["subject"]
    }
