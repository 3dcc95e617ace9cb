"""Where each entry stands once the researcher's decisions are laid over what was learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxlab.codebook.book import Entry, Status
from cxlab.codebook.edits import Edits
from cxlab.errors import InputError


@dataclass(frozen=True)
class Standing:
    """Entries with their present status, and where the texts of those that ended go.

    Attributes
    ----------
    entries
        As in the codebook, `status` brought up to date.
    moves
        Id → the ids among which its texts are to be found now: one for a merge, the parts for a split.
    unsplit
        Ids whose split has no parts yet.
    """

    entries: tuple[Entry, ...]
    moves: dict[str, tuple[str, ...]]
    unsplit: tuple[str, ...]

    def ids(self, *status: Status) -> tuple[str, ...]:
        """Return the ids of the entries with one of these statuses."""
        return tuple(entry.id for entry in self.entries if entry.status in status)


def standing(entries: Sequence[Entry], edits: Edits) -> Standing:
    """Lay `edits` over `entries`.

    Raises
    ------
    InputError
        Merges and splits lead in a circle, or into an entry that is no longer in use.
    """
    moves: dict[str, tuple[str, ...]] = {}
    unsplit = []
    for entry in entries:
        edit = edits[entry.id]
        if edit.merge_into:
            moves[entry.id] = (edit.merge_into,)
        elif edit.split:
            parts = parts_of(entries, entry.id, edit.split.labels)
            if len(parts) == len(edit.split.labels):
                moves[entry.id] = parts
            else:
                unsplit.append(entry.id)
    living = {part for id, parts in moves.items() if edits[id].split for part in parts}
    present = tuple(replace(entry, status=_status(entry, edits, moves, living)) for entry in entries)
    _check_ends(present, moves)
    return Standing(present, moves, tuple(unsplit))


def parts_of(entries: Sequence[Entry], id: str, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of those parts of entry `id` that are called so, in the order of `labels`."""
    made = {entry.part: entry.id for entry in entries if entry.parent == id}
    return tuple(made[label] for label in labels if label in made)


def _status(entry: Entry, edits: Edits, moves: dict[str, tuple[str, ...]], living: set[str]) -> Status:
    said = edits[entry.id].status
    undone = entry.origin == "split" and entry.id not in living
    if said == "retired" or entry.id in moves or undone:
        return "retired"
    if said is not None:
        return said
    return "emerging" if entry.origin == "unseen" else "proposed"


def _check_ends(entries: Sequence[Entry], moves: dict[str, tuple[str, ...]]) -> None:
    """Every chain of moves must end in an entry that is in use, unless that one was retired by name."""
    status = {entry.id: entry.status for entry in entries}

    def follow(id: str, seen: tuple[str, ...]) -> None:
        if id in seen:
            raise InputError(f"codebook.yaml: {' → '.join([*seen, id])} is a circle of merges and splits; undo one.")
        for target in moves.get(id, ()):
            if len(moves[id]) == 1 and target not in moves and status[target] == "retired":
                raise InputError(
                    f"codebook.yaml, entries.{id}.merge_into: {target} is no longer in use; merge into a living entry."
                )
            follow(target, (*seen, id))

    for id in moves:
        follow(id, ())
