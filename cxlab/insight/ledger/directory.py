"""Which issue a subject belongs to, through merges and splits of topics, merges of issues and the crosswalk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxlab.errors import InputError, nearest

KINDS = ("topic", "touchpoint", "feature", "item")


def moves(entries: pd.DataFrame) -> pd.DataFrame:
    """Return what became of the codebook's topics.

    Parameters
    ----------
    entries
        ``code``, ``status``, ``merged_into``, ``parent`` (`cxlab.codebook.Coded.entries`): the parts in use of a split
        entry name it as their parent.

    Returns
    -------
    DataFrame
        ``code``, ``into``: one row for a merged topic, one for each part of a split one, one with an empty ``into``
        for a retired one.
    """
    merged = entries.loc[entries["merged_into"] != "", ["code", "merged_into"]].set_axis(["code", "into"], axis=1)
    gone = entries.loc[entries["status"] == "retired", "code"]
    living = entries[(entries["status"] != "retired") & entries["parent"].isin(gone)]
    parts = living[["parent", "code"]].set_axis(["code", "into"], axis=1)
    moved = pd.concat([merged, parts])
    retired = pd.DataFrame({"code": gone[~gone.isin(moved["code"])], "into": ""})
    return pd.concat([moved, retired]).sort_values(["code", "into"], ignore_index=True)


@dataclass(frozen=True)
class Directory:
    """Where each subject leads now.

    Attributes
    ----------
    held
        Subject → issue, aliases of merged topics included.
    targets
        Subject of a topic → the subjects it became.
    ties
        Subject of a touchpoint, feature or item → what the crosswalk ties it to: topics, or a touchpoint without one.
    heirs
        Issue → the issue that took over.
    retired
        Subjects of topics that are no longer in use, and went nowhere.
    """

    held: Mapping[str, str]
    targets: Mapping[str, tuple[str, ...]]
    ties: Mapping[str, tuple[str, ...]]
    heirs: Mapping[str, str]
    retired: frozenset[str] = frozenset()

    def of(self, subject: str) -> tuple[str, ...]:
        """Return the issues that a subject means: its own, else those of what it is tied to; none where unknown."""
        own = self._issues([subject])
        return own or self._issues(self.ties.get(subject, ()))

    def now(self, subject: str) -> tuple[str, ...]:
        """Return the subjects that a subject became: itself unless its topic was merged or split."""
        found, waiting = [], [subject]
        while waiting:
            at = waiting.pop(0)
            after = self.targets.get(at, ())
            waiting += [one for one in after if one not in found and one != at]
            if not after:
                found.append(at)
        return tuple(dict.fromkeys(found))

    def heir(self, issue: str) -> str:
        """Return the issue that stands for `issue` after all merges."""
        while issue in self.heirs:
            issue = self.heirs[issue]
        return issue

    def _issues(self, subjects: Iterable[str]) -> tuple[str, ...]:
        reached = [self.held[now] for subject in subjects for now in self.now(subject) if now in self.held]
        return tuple(sorted({self.heir(issue) for issue in reached}))


def directory(
    issues: Iterable[Mapping[str, Any]],
    *,
    moved: Iterable[Mapping[str, Any]] = (),
    crosswalk: Iterable[Mapping[str, Any]] = (),
    merges: Mapping[str, str] | None = None,
) -> Directory:
    """Return the directory of these issues.

    A topic that was merged takes its issue along: it becomes part of the heir's issue, or, where the heir has none,
    stays the issue of the heir. A topic that was split leads to the issues of its parts.

    Parameters
    ----------
    issues
        ``issue``, ``subject``, in the order of their ids.
    moved
        ``code``, ``into`` (`moves`; empty: retired).
    crosswalk
        ``topic``, ``touchpoint``, ``feature``, ``item``: bare ids, or absent.
    merges
        Issue → issue into which a researcher merged it.

    Raises
    ------
    InputError
        Merges of issues and of topics lead in a circle.
    """
    targets: dict[str, tuple[str, ...]] = {}
    retired = set()
    for row in moved:
        code = f"topic:{row['code']}"
        if row["into"]:
            targets[code] = tuple(sorted({*targets.get(code, ()), f"topic:{row['into']}"}))
        else:
            retired.add(code)
    first = {str(row["subject"]): str(row["issue"]) for row in issues}
    follow = Directory({}, targets, {}, {})
    held, heirs = dict(first), {}
    for subject, issue in first.items():
        after = follow.now(subject)
        if len(after) == 1 and held.setdefault(after[0], issue) != issue:
            heirs[issue] = held[after[0]]
    heirs |= merges or {}
    _check_circle(heirs)
    return Directory(held, targets, _ties(crosswalk), heirs, frozenset(retired))


def known(subject: str) -> str:
    """Return `subject`; raise InputError unless it is of the form kind:id."""
    kind, _, id = subject.partition(":")
    if kind not in KINDS or not id:
        raise InputError(f"'{subject}' is no subject.{nearest(kind, KINDS)} Allowed: {', '.join(KINDS)}, then :id.")
    return subject


def _ties(crosswalk: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    ties: dict[str, tuple[str, ...]] = {}
    for row in crosswalk:
        first, *others = [f"{kind}:{row[kind]}" for kind in KINDS if row.get(kind)] or [""]
        for near in others:
            ties[near] = tuple(sorted({*ties.get(near, ()), first}))
    return ties


def _check_circle(heirs: Mapping[str, str]) -> None:
    for issue in heirs:
        seen, at = [issue], heirs.get(issue)
        while at is not None:
            if at in seen:
                raise InputError(
                    f"{' → '.join([*seen, at])} is a circle of merged issues: ledger.yaml and the merges of topics in "
                    "codebook.yaml contradict each other; undo one."
                )
            seen.append(at)
            at = heirs.get(at)
