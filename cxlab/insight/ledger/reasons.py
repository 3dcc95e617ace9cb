"""Why an issue came back: a verdict, a rise after it was solved, or words of a researcher."""

from __future__ import annotations

from cxlab.insight.ledger.lanes import STATES

ROSE_AGAIN = "rose_again"


def reason_key(why: str) -> str:
    """Return the key under which a reason is told (``state_worse``, ``detail_rose_again``); empty for own words.

    Parameters
    ----------
    why
        Detail of a return (`standing`, `back`): a verdict, ``rose_again``, or what a researcher wrote into ledger.yaml.
    """
    if why in STATES["verdict"]:
        return f"state_{why}"
    return f"detail_{why}" if why == ROSE_AGAIN else ""
