"""Decisions about entries, one function each: they take edits and return new ones, and touch no file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from cxlab.codebook.edits import Edit, Edits, Kind
from cxlab.errors import InputError


def rename(edits: Edits, id: str, *, zh: str, en: str = "") -> Edits:
    """Give an entry a name; without an English one the Chinese stands for both."""
    return _with(edits, id, name={"zh": zh, "en": en or zh})


def confirm(edits: Edits, id: str, *, kind: Kind | None = None, touchpoint: str = "") -> Edits:
    """Confirm an entry, and where given its kind: in general, or at one touchpoint."""
    before = edits[id]
    status = "locked" if before.status == "locked" else "confirmed"
    if kind is None:
        return _with(edits, id, status=status)
    if touchpoint:
        return _with(edits, id, status=status, kinds={**before.kinds, touchpoint: kind})
    return _with(edits, id, status=status, kind=kind)


def unconfirm_kind(edits: Edits, id: str, touchpoint: str = "") -> Edits:
    """Take back the kind of an entry: in general, or at one touchpoint; its status stays."""
    if not touchpoint:
        return _with(edits, id, kind=None)
    return _with(edits, id, kinds={place: said for place, said in edits[id].kinds.items() if place != touchpoint})


def annotate(edits: Edits, id: str, note: str) -> Edits:
    """Give an entry a note; an empty one takes it away."""
    return _with(edits, id, note=" ".join(note.split()))


def lock(edits: Edits, id: str) -> Edits:
    """Confirm an entry and keep proposals from taking texts from it."""
    return _with(edits, id, status="locked")


def retire(edits: Edits, id: str) -> Edits:
    """Take an entry out of use; its texts go to the next best, and nothing like it is proposed again."""
    return _with(edits, id, status="retired", merge_into=None, split=None)


def merge(edits: Edits, ids: Sequence[str], *, into: str) -> Edits:
    """Merge entries into another one, which keeps its id; theirs stay readable.

    Raises
    ------
    InputError
        An entry would be merged into itself, directly or in a circle.
    """
    for id in ids:
        edits = _with(edits, id, merge_into=into, split=None, **_unless_retired(edits[id]))
    for id in ids:
        seen, at = [id], edits[id].merge_into
        while at is not None:
            if at in seen:
                raise InputError(f"{' → '.join([*seen, at])} is a circle; merge into an entry that is not merged back.")
            seen.append(at)
            at = edits[at].merge_into
    return edits


def split(edits: Edits, id: str, *, parts: int | None = None, words: Sequence[Sequence[str]] = ()) -> Edits:
    """Split an entry into `parts` (2 to 9), or by `words`, one list a part; the next run gives the parts their ids."""
    asked = {"parts": parts, "words": tuple(tuple(group) for group in words)}
    return _with(edits, id, split=asked, merge_into=None, **_unless_retired(edits[id]))


def restore(edits: Edits, id: str) -> Edits:
    """Undo a retirement, merge, split or lock: the entry is in use again, name and kinds are kept."""
    return _with(edits, id, status=None, merge_into=None, split=None)


def _unless_retired(edit: Edit) -> dict[str, Any]:
    return {"status": None} if edit.status == "retired" else {}


def _with(edits: Edits, id: str, **changes: Any) -> Edits:
    try:
        edit = Edit.model_validate({**edits[id].model_dump(), **changes})
    except ValidationError as error:
        raise InputError(f"{id}: {'; '.join(item['msg'] for item in error.errors())}.") from None
    return edits.model_copy(update={"entries": {**edits.entries, id: edit}})
