"""The researcher's half of a codebook: names, merges, splits, what is retired, locked or confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from cxlab.errors import InputError, nearest
from cxlab.lines import Lines
from cxlab.study import LocalText

Kind = Literal["problem", "linked_risk", "feeling", "need"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Split(_Frozen):
    """Into how many parts an entry falls, or by which words its parts are known; exactly one of the two."""

    parts: int | None = Field(default=None, ge=2, le=9)
    words: tuple[tuple[str, ...], ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.parts is None) == (not self.words):
            raise ValueError("give either parts (2 to 9) or words (a list of words for each part)")
        if self.words and (len(self.words) < 2 or not all(self.words)):
            raise ValueError("words needs at least two lists, none of them empty")
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """What each part is called in the learned half: ``1/2`` or its words."""
        if self.parts:
            return tuple(f"{number}/{self.parts}" for number in range(1, self.parts + 1))
        return tuple(" ".join(words) for words in self.words)


class Edit(_Frozen):
    """What a researcher decided about one entry.

    Attributes
    ----------
    name
        In both languages; a plain string stands for both.
    status
        ``confirmed``, ``locked`` (confirmed, and proposals may take nothing from it) or ``retired``.
    merge_into
        Id of the entry that takes over; this one stays readable as retired.
    split
        See `Split`; the parts get ids of their own and this entry is retired.
    kind, kinds
        problem, linked_risk, feeling or need: in general, and per touchpoint id.
    note
        Anything worth remembering.
    """

    name: LocalText | None = None
    status: Literal["confirmed", "locked", "retired"] | None = None
    merge_into: str | None = None
    split: Split | None = None
    kind: Kind | None = None
    kinds: dict[str, Kind] = Field(default_factory=dict)
    note: str = ""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        ends = [self.status == "retired", self.merge_into is not None, self.split is not None]
        if sum(ends) > 1:
            raise ValueError("an entry can be retired, merged or split, only one of the three")
        return self


class Edits(_Frozen):
    """All decisions of a study; a change gives a new object (`cxlab.codebook.curate`).

    Attributes
    ----------
    codebook
        Key of the codebook they were made for (`Codebook.key`); empty is taken for any.
    entries
        Entry id → `Edit`.
    """

    codebook: str = ""
    entries: dict[str, Edit] = Field(default_factory=dict)

    def __getitem__(self, id: str) -> Edit:
        """Return the edit of an entry; one that nobody touched has an empty one."""
        return self.entries.get(id, Edit())

    def kind_of(self, id: str, touchpoint: str = "") -> Kind | None:
        """Return the confirmed kind of an entry at a touchpoint, else in general, else None."""
        return self[id].kinds.get(touchpoint, self[id].kind)

    @classmethod
    def read(cls, path: str | Path) -> Edits:
        """Read a file of edits; an absent one holds none.

        Raises
        ------
        InputError
            The file is no UTF-8 or YAML, an id stands twice, or a key or value is not allowed; file, line and entry
            are named, and the nearest allowed word.
        """
        path = Path(path)
        if not path.is_file():
            return cls()
        return Lines.read(path).into(cls)

    def write(self, path: str | Path) -> None:
        """Write the file: entries in the order of their ids, only what was decided; its own comments are kept on top.

        Comments that were added by hand further down are lost; `note` is the place for them.
        """
        said = {id: self.entries[id].model_dump(mode="json", exclude_defaults=True) for id in sorted(self.entries)}
        kept = {id: {**edit, **_short_name(edit)} for id, edit in said.items() if edit}
        facts = {**({"codebook": self.codebook} if self.codebook else {}), "entries": kept}
        body = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1_000)
        header = files("cxlab").joinpath("resources/codebook/edits_header.yml").read_text(encoding="utf-8")
        Path(path).write_text(header + body, encoding="utf-8")

    def check(self, known: Iterable[str], key: str) -> None:
        """Raise InputError unless every id named here is known, and merges and splits lead somewhere.

        Parameters
        ----------
        known
            Ids of all entries, retired ones included.
        key
            Mark of the codebook.
        """
        known = list(known)
        if self.codebook and self.codebook != key:
            raise InputError(
                f"codebook.yaml was made for the codebook {self.codebook}; this one is {key}, its ids mean other "
                "topics. Restore the state of the earlier reports, or take the edits away and curate anew."
            )
        for id, edit in sorted(self.entries.items()):
            for named, where in ((id, "entries"), (edit.merge_into, f"entries.{id}.merge_into")):
                if named is not None and named not in known:
                    raise InputError(
                        f"codebook.yaml, {where}: there is no entry '{named}'.{nearest(named, known)} "
                        f"Known: {known[0]} to {known[-1]}."
                    )
            if edit.merge_into and self[edit.merge_into].status == "retired":
                raise InputError(
                    f"codebook.yaml, entries.{id}.merge_into: {edit.merge_into} is retired; merge into a living entry."
                )


def _short_name(edit: Mapping[str, Any]) -> dict[str, Any]:
    name = edit.get("name")
    return {"name": name["zh"]} if name and name["zh"] == name["en"] else {}
