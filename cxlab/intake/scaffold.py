"""A new study from a handful of files: the folder, the files and a study.yaml of guesses with their evidence."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake import guess as guessing
from cxlab.intake.crosswalk import guess_links
from cxlab.intake.guess import SURE, FileGuess, Guess
from cxlab.intake.pairs import pairs
from cxlab.intake.privacy import mask, read_secret
from cxlab.intake.read import read_table
from cxlab.intake.words import plain, recodes, resource
from cxlab.study import STUDY_FILE, Study

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]*"
_SCALES = ((0, 10), (1, 5), (1, 7), (1, 10))


@dataclass(frozen=True)
class Scaffold:
    """A study that was made: its folder, the text of its study.yaml, and the table guessed for each file."""

    folder: Path
    text: str
    tables: dict[str, str | None]


@dataclass(frozen=True)
class _File:
    path: Path
    frame: pd.DataFrame
    found: FileGuess
    features: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def table(self) -> str | None:
        return "kano" if self.features else self.found.table


def scaffold(name: str, files: list[Path], data_root: Path) -> Scaffold:
    """Make the study ``<data_root>/<name>`` from `files`.

    The files are copied (a study is a folder of files; the originals are not touched), several files of one table
    with the same headers into a folder of their own. ``study.yaml`` holds every guess with confidence and
    evidence; unsure ones are commented out. Evidence gives shares and kinds, never values. ``.salt`` and a
    ``.gitignore`` that keeps it out of a repository are made.

    Raises
    ------
    InputError
        When the name is not allowed, the study exists, no file is given, two share a name, or one cannot be read.
    """
    target = data_root / name
    if not re.fullmatch(_NAME, name):
        raise InputError(f"'{name}' is no name for a study. Use letters, digits, - and _, a letter or digit first.")
    if target.exists():
        raise InputError(f"'{name}' exists already in '{data_root.name}'; nothing was changed. Choose another name.")
    if not files:
        raise InputError("No file given. `cxlab new NAME FILES…` needs at least one.")
    repeated = {p.name for p in files if [q.name for q in files].count(p.name) > 1}
    if repeated:
        raise InputError(f"Two files are called {', '.join(sorted(repeated))}. Rename one.")
    read = [_look(Path(p)) for p in files]
    groups = _groups(read)
    text = _write(name, groups)
    data_root.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=data_root))
    try:
        _fill(temporary, text, groups)
        Study.open(temporary)
        temporary.chmod(0o755)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Scaffold(target, text, {f.path.name: f.table for f in read})


def _look(path: Path) -> _File:
    frame = read_table(path)
    found = guessing.guess(frame)
    return _File(path, frame, found, pairs(found.content))


def _groups(read: list[_File]) -> list[list[_File]]:
    """Put files of one table with the same headers together."""
    groups: dict[object, list[_File]] = {}
    for file in read:
        alone = file.table is None
        groups.setdefault(file.path.name if alone else (file.table, tuple(file.frame.columns)), []).append(file)
    return list(groups.values())


def _place(group: list[_File]) -> str:
    """Return the path of a group inside the study folder, as study.yaml states it."""
    return group[0].path.name if len(group) == 1 else f"{group[0].table}/*{group[0].path.suffix}"


def _fill(folder: Path, text: str, groups: list[list[_File]]) -> None:
    for group in groups:
        home = folder if len(group) == 1 else folder / str(group[0].table)
        home.mkdir(exist_ok=True)
        for file in group:
            shutil.copyfile(file.path, home / file.path.name)
    (folder / STUDY_FILE).write_text(text, encoding="utf-8")
    (folder / ".gitignore").write_text(".salt\n", encoding="utf-8")
    read_secret(folder)


def _write(name: str, groups: list[list[_File]]) -> str:
    say = resource("scaffold")
    lines = [say["head"].rstrip(), f"name: {_quoted(name)}", f"title: {_quoted(name)}", "tables:"]
    seen: set[str] = set()
    for group in groups:
        block = _table(group)
        table = group[0].table
        if table is None or table in seen:
            why = say["no_table"] if table is None else say["second"]
            lines += [f"  # {why}", *("  # " + line.removeprefix("  ") for line in block)]
        else:
            lines += block
        seen.add(str(table))
    if not seen - {"None"}:
        lines[lines.index("tables:")] = "tables: {}"
    return "\n".join([*lines, *_scales(groups), *_links(groups)]) + "\n"


def _table(group: list[_File]) -> list[str]:
    file = group[0]
    say = resource("scaffold")
    lines = [f"  {file.table or '?'}:", f"    path: {_quoted(_place(group))}"]
    if any("shifted" in note for note in file.frame.attrs["notes"]):
        lines.append(f"    # {say['shifted']}")
    used = {part for parts in file.features.values() for key, part in parts.items() if key != "label"}
    guesses = [g for g in _columns(file) if g.header not in used]
    sure = any(g.column and g.confidence >= SURE for g in guesses)
    lines.append("    columns:" if sure else "    columns: {}")
    lines += [_column(g) for g in guesses]
    recoded = _values(file, guesses)
    return [*lines, *recoded, *_features(file)]


def _columns(file: _File) -> list[Guess]:
    if not file.features:
        return list(file.found.guesses)
    known = guessing.assign(file.found.content, "kano")
    ours = {"respondent_id", "wave"}
    return [known[h] if h in known and known[h].column in ours else Guess(h, None) for h in file.found.content]


def _column(guess: Guess) -> str:
    say = resource("scaffold")
    if guess.column is None:
        return f"      # {_quoted(guess.header)}: segment_name  # {say['unknown']}"
    line = f"{_quoted(guess.header)}: {guess.column}  # {guess.confidence:.2f} {guess.evidence}"
    return f"      {line}" if guess.confidence >= SURE else f"      # {line}; {say['unsure']}"


def _values(file: _File, guesses: list[Guess]) -> list[str]:
    """Write out recodes of satisfaction words (known words only, so no value of a customer can appear)."""
    lines: list[str] = []
    table = recodes("satisfaction")
    for guess in guesses:
        if guess.column in ("csat", "post_csat") and guess.confidence >= SURE:
            words = [w for w in dict.fromkeys(file.frame[guess.header].dropna().astype("str")) if plain(w) in table]
            if words:
                lines += [f"      {guess.column}:", *(f"        {_quoted(w)}: {table[plain(w)]}" for w in words)]
    return ["    values:", *lines] if lines else []


def _features(file: _File) -> list[str]:
    lines = ["    features:"] if file.features else []
    for feature, parts in file.features.items():
        lines.append(f"      {feature}:")
        lines += [f"        {key}: {_quoted(value)}" for key, value in parts.items()]
    return lines


def _scales(groups: list[list[_File]]) -> list[str]:
    """State a scale for each attribute item, the shortest usual one that holds what was seen."""
    say = resource("scaffold")
    lines = []
    for group in groups:
        for guess in group[0].found.guesses if group[0].table == "ratings" else ():
            if guess.column and guess.column.startswith("q_"):
                held = group[0].found.content[guess.header]
                low, high = _scale(held)
                note = say["scale"] if low <= held.low else say["zero"].format(share=held.zero)
                lines.append(f"  {guess.column}: {{min: {low}, max: {high}}}  # {note}")
    return ["scales:", *lines] if lines else []


def _scale(held: guessing.Content) -> tuple[int, int]:
    fitting = [(high - low, low, high) for low, high in _SCALES if low <= max(held.low, 1) and held.high <= high]
    exact = [s for s in fitting if s[1] <= held.low]
    _, low, high = min(exact if held.zero > 0.2 and exact else [s for s in fitting if s[1] > 0] or fitting)
    return low, high


def _links(groups: list[list[_File]]) -> list[str]:
    features = {f: parts["label"] for g in groups for f, parts in g[0].features.items()}
    items = {
        str(g.column): g.header
        for group in groups
        if group[0].table == "ratings"
        for g in group[0].found.guesses
        if g.column and g.column.startswith("q_")
    }
    texts = [t for group in groups if group[0].table == "complaints" for file in group for t in _texts(file)]
    found = guess_links(features, items, texts)
    if not found:
        return []
    say = resource("scaffold")
    lines = [
        f"#   - {{feature: {g.feature}, item: {g.item}}}  # {say['link'].format(word=mask(g.word), count=g.count)}"
        for g in found
    ]
    return [say["links"].rstrip(), "# links:", *lines]


def _texts(file: _File) -> list[str]:
    header = next((g.header for g in file.found.guesses if g.column == "text"), None)
    return [] if header is None else [str(t) for t in file.frame[header].dropna()]


def _quoted(text: str) -> str:
    """Return a YAML scalar; JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)
