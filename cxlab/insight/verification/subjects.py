"""What each action is about: the matters of its KPI and registration, and the touchpoints where they are met."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from cxlab.insight.verification.registered import Registered, read_kpi


def names_of(action: Registered) -> list[str]:
    """Return the matters that an action names, as they are written: in its KPI, its topic, its touchpoint."""
    counted = action.kpi.name if action.kpi and action.kpi.form in ("rate", "count") else ""
    place = f"touchpoint:{action.touchpoint}" if action.touchpoint else ""
    return list(dict.fromkeys(name for name in (counted, action.topic, place) if name))


def subjects(registered: Sequence[Registered], meant: pd.DataFrame) -> dict[str, list[str]]:
    """Return the subjects of every action, by ``action_id``.

    Parameters
    ----------
    meant
        ``name``, ``subject`` from `cxlab.insight.ledger.named.named` over all `names_of`.
    """
    of = meant[meant["subject"] != ""].groupby("name", sort=False)["subject"].agg(list).to_dict()
    return {
        one.action_id: list(dict.fromkeys(subject for name in names_of(one) for subject in of.get(name, [])))
        for one in registered
    }


def places(about: Mapping[str, Sequence[str]], links: pd.DataFrame | None) -> dict[str, list[str]]:
    """Return the touchpoints of every action, by ``action_id``: its own, and those that its topics are linked to."""
    found = {}
    for action, mine in about.items():
        own = [subject for subject in mine if subject.startswith("touchpoint:")]
        if links is not None:
            linked = links.loc[("topic:" + links["topic"]).isin(list(mine)), "touchpoint"]
            own += [f"touchpoint:{place}" for place in linked if place]
        found[action] = list(dict.fromkeys(own))
    return found


def measurable(
    kpis: Sequence[str], meant: pd.DataFrame, said: Mapping[str, object], channels: Sequence[str], items: Sequence[str]
) -> set[str]:
    """Return the KPI, as they are written, for which the study has any data.

    Parameters
    ----------
    meant
        As in `subjects`.
    said
        By subject, the complaints that speak of it.
    channels, items
        Channels of the complaints, columns of the ratings.
    """
    told = set(meant.loc[meant["subject"].isin(list(said)), "name"])
    known: dict[str, Collection[str]] = {"complaints": set(channels), "rating": set(items), "rate": told, "count": told}
    read = {text: read_kpi(text) for text in kpis}
    return {text for text, kpi in read.items() if kpi is not None and kpi.name in known[kpi.form]}
