"""Which chapters there are, what each one stands on, and in which order they run (``notebooks/chapters.yml``)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxlab import project
from cxlab.errors import InputError, nearest
from cxlab.study import LocalText, Study

CHAPTERS_FILE = "chapters.yml"


class ChapterSpec(BaseModel):
    """One entry of ``chapters.yml``.

    Parameters
    ----------
    needs, after
        Chapters whose artifacts it cannot do without; chapters that it uses where they had something to say.
    tables, optional
        Input tables it needs; input tables it uses where the study has them.
    sections
        Sections of ``study.yaml`` that it reads.
    files
        Patterns of further files that it reads: below the package (``resources/text/*``) or, with the prefix
        ``study/``, below the study folder.
    previous
        Chapters whose last published result it compares with (`Chapter.previous`, `Chapter.learned`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    notebook: str
    title: LocalText
    question: LocalText
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()

    @property
    def upstream(self) -> tuple[str, ...]:
        """Every chapter that ends before this one starts."""
        return self.needs + self.after


def read(root: Path | None = None) -> dict[str, ChapterSpec]:
    """Return the chapters of the project at `root` by slug, in the order of the file.

    Raises
    ------
    InputError
        When the file does not parse (line named), an entry is wrong (chapter named), a chapter or section that it
        refers to or its notebook does not exist, or the chapters wait for each other in a circle.
    """
    file = (root or project.root()) / "notebooks" / CHAPTERS_FILE
    chapters: dict[str, ChapterSpec] = {}
    for position, entry in enumerate(_entries(file), start=1):
        spec = _spec(entry, position)
        if spec.slug in chapters:
            raise InputError(f"{CHAPTERS_FILE}: chapter '{spec.slug}' is there twice. Slugs are unique.")
        chapters[spec.slug] = spec
    for spec in chapters.values():
        _check_references(spec, chapters, file.parent)
    order(chapters)
    return chapters


def order(chapters: Mapping[str, ChapterSpec]) -> list[str]:
    """Return the slugs so that each comes after all it stands on.

    Raises
    ------
    InputError
        When chapters wait for each other in a circle.
    """
    known = {slug: [u for u in spec.upstream if u in chapters] for slug, spec in chapters.items()}
    try:
        return list(TopologicalSorter(known).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise InputError(f"{CHAPTERS_FILE}: chapters wait for each other: {circle}. Remove one of these.") from None


def select(chapters: Mapping[str, ChapterSpec], wanted: Sequence[str]) -> dict[str, ChapterSpec]:
    """Return `wanted` chapters with all that they stand on, so that each says the same as in a full run.

    An empty `wanted` selects every chapter.

    Raises
    ------
    InputError
        When a chapter is unknown (the nearest is named).
    """
    for slug in wanted:
        if slug not in chapters:
            hint = nearest(slug, chapters)
            raise InputError(f"There is no chapter '{slug}'.{hint} Chapters: {', '.join(chapters)}.")
    found: set[str] = set()
    waiting = list(wanted or chapters)
    while waiting:
        slug = waiting.pop()
        if slug not in found:
            found.add(slug)
            waiting += chapters[slug].upstream
    return {slug: spec for slug, spec in chapters.items() if slug in found}


def missing_tables(spec: ChapterSpec, study: Study) -> list[str]:
    """Return the tables that chapter `spec` needs and `study` does not have."""
    return [table for table in spec.tables if table not in study.tables]


def _entries(file: Path) -> list[Any]:
    try:
        raw = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"There is no {file.name} in '{file.parent.name}'. It lists the chapters of a run.") from None
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(f"{file.name}{line}: this is no valid YAML ({error.problem}).") from None
    if not isinstance(raw, dict) or set(raw) != {"chapters"} or not isinstance(raw["chapters"], list):
        raise InputError(f"{file.name}: expected the one key 'chapters' with a list of chapters.")
    return list(raw["chapters"])


def _spec(entry: Any, position: int) -> ChapterSpec:
    try:
        return ChapterSpec.model_validate(entry)
    except ValidationError as error:
        name = f"'{entry['slug']}'" if isinstance(entry, dict) and "slug" in entry else f"number {position}"
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        hint = nearest(where, ChapterSpec.model_fields) if first["type"] == "extra_forbidden" else ""
        raise InputError(f"{CHAPTERS_FILE}: chapter {name}, {where or 'entry'}: {first['msg']}.{hint}") from None


def _check_references(spec: ChapterSpec, chapters: Iterable[str], folder: Path) -> None:
    sections = sorted(set(Study.model_fields) - {"folder", "tables", "chapters"})
    kinds = [("chapter", spec.upstream + spec.previous, sorted(chapters)), ("section", spec.sections, sections)]
    for kind, names, allowed in kinds:
        for name in names:
            if name not in allowed:
                raise InputError(
                    f"{CHAPTERS_FILE}: chapter '{spec.slug}' refers to the unknown {kind} '{name}'."
                    f"{nearest(name, allowed)} Allowed: {', '.join(allowed)}."
                )
    if not (folder / spec.notebook).is_file():
        found = sorted(file.name for file in folder.glob("*.ipynb"))
        hint = nearest(spec.notebook, found)
        raise InputError(f"{CHAPTERS_FILE}: chapter '{spec.slug}' has no notebook '{spec.notebook}'.{hint}")


def main() -> None:
    """Write the path of every notebook, in the order in which they run, one a line."""
    root = project.root()
    chapters = read(root)
    for slug in order(chapters):
        sys.stdout.write(f"notebooks/{chapters[slug].notebook}\n")


if __name__ == "__main__":
    main()
