"""The study.yaml that `new` writes: every guess with its confidence and evidence, unsure ones commented out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cxlab.intake import dates, tables
from cxlab.intake import guess as guessing
from cxlab.intake.content import Content
from cxlab.intake.crosswalk import guess_links
from cxlab.intake.guess import SURE, FileGuess, Guess
from cxlab.intake.labels import shortened
from cxlab.intake.privacy import mask
from cxlab.intake.segments import Leftover, leftovers
from cxlab.intake.words import plain, recodes, resource

_SCALES = ((0, 10), (1, 5), (1, 7), (1, 10), (0, 100))
_DATES = {"complaints": "received_at", "ratings": "answered_at"}
_FAR = pd.Timedelta(days=3 * 366)


@dataclass(frozen=True)
class Source:
    """A file (or files of one table with the same headers, the first one shown) and what it seems to be.

    `sheet` is what study.yaml says of the sheet (None: nothing), `unread` the sheets that are left out.
    """

    path: Path
    place: str
    frame: pd.DataFrame
    found: FileGuess
    features: dict[str, dict[str, str]] = field(default_factory=dict)
    sheet: str | None = None
    unread: tuple[str, ...] = ()

    @property
    def table(self) -> str | None:
        """The table guessed."""
        return "kano" if self.features else self.found.table

    def sure(self) -> list[Guess]:
        """Return the guesses that are used."""
        return [g for g in self.guesses() if g.column and g.confidence >= SURE]

    def guesses(self) -> list[Guess]:
        """Return a guess for each header that is no side of a KANO question."""
        if not self.features:
            return list(self.found.guesses)
        used = {part for parts in self.features.values() for key, part in parts.items() if key != "label"}
        known = guessing.assign(self.found.content, "kano")
        ours = {"respondent_id", "wave"}
        headers = [h for h in self.found.content if h not in used]
        return [known[h] if h in known and known[h].column in ours else Guess(h, None) for h in headers]


def draft(name: str, sources: list[Source]) -> str:
    """Return the text of study.yaml for some sources, of which the first of each table is used."""
    say = resource("scaffold")
    used: dict[str, Source] = {}
    for source in sources:
        if source.table is not None:
            used.setdefault(source.table, source)
    lines = [say["head"].rstrip(), f"name: {quoted(name)}", f"title: {quoted(name)}  # {say['title']}"]
    lines += [*_period(used), "tables:" if used else "tables: {}  # " + say["no_tables"]]
    for source in sources:
        if source.table is not None and used[source.table] is source:
            lines += _table(source)
        else:
            why = say["second"] if source.table else say["no_table"].format(tables=", ".join(tables.TABLES))
            lines += [f"  # {why}", *("  # " + line.removeprefix("  ") for line in _table(source))]
    return "\n".join([*lines, *_scales(used), *_labels(used), *_links(used)]) + "\n"


def quoted(text: str) -> str:
    """Return a YAML scalar; JSON strings are YAML strings."""
    return json.dumps(text, ensure_ascii=False)


def _period(used: dict[str, Source]) -> list[str]:
    """State the first and last day of the data; days more than three years off the middle one are slips."""
    found = [
        dates.parse(used[table].frame[guess.header], day_first=False, timezone="UTC").values.dropna()
        for table, column in _DATES.items()
        for guess in (used[table].sure() if table in used else ())
        if guess.column == column
    ]
    days = pd.concat(found) if found else pd.Series(dtype="datetime64[us]")
    if days.empty:
        return []
    near = days[(days - days.median()).abs() <= _FAR]
    return [f"period: {{start: {near.min().date()}, end: {near.max().date()}}}  # {resource('scaffold')['period']}"]


def _table(source: Source) -> list[str]:
    say = resource("scaffold")
    lines = [f"  {source.table or '?'}:", f"    path: {quoted(source.place)}"]
    if source.sheet is not None:
        left = say["unread"].format(sheets=", ".join(source.unread)) if source.unread else say["all_sheets"]
        lines.append(f"    sheet: {quoted(source.sheet)}  # {left}")
    if any(found["code"] == "slipped_header" for found in source.frame.attrs["notes"]):
        lines.append(f"    # {say['shifted']}")
    guesses = source.guesses()
    rest = leftovers({g.header: source.found.content[g.header] for g in guesses if g.column is None})
    lines.append("    columns:" if source.sure() else "    columns: {}")
    lines += [_column(g, rest.get(g.header)) for g in guesses]
    return [*lines, *_values(source), *_features(source)]


def _column(guess: Guess, left: Leftover | None) -> str:
    say = resource("scaffold")
    if left is not None:
        return f"      # {quoted(guess.header)}: {left.name}  # {say['leftover'][left.kind]}"
    line = f"{quoted(guess.header)}: {guess.column}  # {guess.confidence:.2f} {guess.evidence}"
    return f"      {line}" if guess.confidence >= SURE else f"      # {line}; {say['unsure']}"


def _values(source: Source) -> list[str]:
    """Write out recodes of satisfaction words (known words only, so no value of a customer can appear)."""
    lines: list[str] = []
    table = recodes("satisfaction")
    for guess in source.sure():
        if guess.column in ("csat", "post_csat"):
            given = dict.fromkeys(source.frame[guess.header].dropna().astype("str"))
            words = [w for w in given if plain(w) in table and plain(w) != str(table[plain(w)])]
            if words:
                lines += [f"      {guess.column}:", *(f"        {quoted(w)}: {table[plain(w)]}" for w in words)]
    return ["    values:", *lines] if lines else []


def _features(source: Source) -> list[str]:
    lines = ["    features:"] if source.features else []
    for feature, parts in source.features.items():
        lines.append(f"      {feature}:")
        lines += [f"        {key}: {quoted(value)}" for key, value in parts.items()]
    return lines


def _items(used: dict[str, Source]) -> dict[str, Guess]:
    source = used.get("ratings")
    return {str(g.column): g for g in source.sure() if str(g.column).startswith("q_")} if source else {}


def _scales(used: dict[str, Source]) -> list[str]:
    """State the scale of each item, and of a score that has codes or lies off its usual scale."""
    lines = []
    for table, source in used.items():
        for guess in source.sure():
            column, held = str(guess.column), source.found.content[guess.header]
            usual = tables.default_scale(table, column)
            off = usual is not None and held.number > 0.5 and not usual[0] <= held.low <= held.high <= usual[1]
            if column in _items(used) or (usual is not None and (held.codes or off)):
                lines.append(_scale_line(column, held, usual))
    return ["scales:", *lines] if lines else []


def _scale_line(column: str, held: Content, usual: tuple[float, float] | None) -> str:
    say = resource("scaffold")
    low, high = _scale(held, usual)
    missing = f", missing: [{', '.join(str(code) for code in held.codes)}]" if held.codes else ""
    note = say["scale"] if low <= held.low else say["zero"].format(share=held.zero)
    return f"  {column}: {{min: {low:g}, max: {high:g}{missing}}}  # {say['codes'] if held.codes else note}"


def _scale(held: Content, usual: tuple[float, float] | None) -> tuple[float, float]:
    """Return the usual scale where it holds what was seen, else the shortest one that does."""
    if usual is not None and usual[0] <= held.low and held.high <= usual[1]:
        return usual
    fitting = [(high - low, low, high) for low, high in _SCALES if low <= max(held.low, 1) and held.high <= high]
    exact = [s for s in fitting if s[1] <= held.low]
    chosen = exact if held.zero > 0.2 and exact else [s for s in fitting if s[1] > 0] or fitting
    return min(chosen)[1:] if chosen else (held.low, held.high)


def _labels(used: dict[str, Source]) -> list[str]:
    """Name the items as a report shall show them."""
    items = {column: guess.header for column, guess in _items(used).items()}
    short = shortened(list(items.values()))
    lines = [f"  {c}: {quoted(short[h])}" for c, h in items.items() if short[h] != c.removeprefix("q_")]
    return [f"labels:  # {resource('scaffold')['labels']}", *lines] if lines else []


def _links(used: dict[str, Source]) -> list[str]:
    features = {f: parts["label"] for source in used.values() for f, parts in source.features.items()}
    items = {column: guess.header for column, guess in _items(used).items()}
    found = guess_links(features, items, _texts(used))
    if not found:
        return []
    say = resource("scaffold")
    lines = [
        f"#   - {{feature: {g.feature}, item: {g.item}}}  # {say['link'].format(word=mask(g.word), count=g.count)}"
        for g in found
    ]
    return [say["links"].rstrip(), "# links:", *lines]


def _texts(used: dict[str, Source]) -> list[str]:
    source = used.get("complaints")
    headers = [g.header for g in source.sure() if g.column == "text"] if source else []
    return [str(t) for header in headers for t in source.frame[header].dropna()] if source else []
