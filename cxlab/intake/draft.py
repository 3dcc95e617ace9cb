"""The study.yaml that `new` writes: every guess with its confidence and evidence, unsure ones commented out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from cxlab.intake import dates, tables
from cxlab.intake import guess as guessing
from cxlab.intake.crosswalk import guess_links
from cxlab.intake.guess import SURE, FileGuess, Guess
from cxlab.intake.labels import shortened
from cxlab.intake.language import speaks_english
from cxlab.intake.notes import Note, told
from cxlab.intake.privacy import mask
from cxlab.intake.scales import ScaleGuess, recognise
from cxlab.intake.scales.consistency import kano_notes, numbers_of, one_list, reversed_items
from cxlab.intake.scales.off_scale import off_scale
from cxlab.intake.scales.pairs import Pair
from cxlab.intake.scales.study_lines import commented, note_lines, scale_lines, value_lines
from cxlab.intake.segments import Leftover, leftovers
from cxlab.intake.words import resource

_DATES = {"complaints": "received_at", "ratings": "answered_at"}
_FAR = pd.Timedelta(days=3 * 366)
_SCORES = ("nps", "csat", "ces")
_SIDES = ("functional", "dysfunctional", "importance")


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
            return [self._backed(guess) for guess in self.found.guesses]
        used = {part for parts in self.features.values() for key, part in parts.items() if key != "label"}
        known = guessing.assign(self.found.content, "kano")
        ours = {"respondent_id", "wave"}
        headers = [h for h in self.found.content if h not in used]
        return [known[h] if h in known and known[h].column in ours else Guess(h, None) for h in headers]

    def _backed(self, guess: Guess) -> Guess:
        """Return a guess with what its answers say for or against it; NPS asked on 1 to 5 is none."""
        if guess.column not in _SCORES:
            return guess
        scale = recognise(self.frame[guess.header], guess.header)
        against = [trap for trap in scale.traps if trap["code"] == "scale_recommend_other"]
        if against and guess.column == "nps":
            evidence = f"{told(against[0], 'zh')} {told(against[0], 'en')}"
            return replace(guess, confidence=min(guess.confidence, scale.confidence), evidence=evidence)
        if scale.kind != guess.column or scale.confidence < SURE or guess.confidence >= SURE:
            return guess
        evidence = f"{guess.evidence}; {scale.evidence['zh']} {scale.evidence['en']}"
        return replace(guess, confidence=scale.confidence, evidence=evidence)

    @cached_property
    def scales(self) -> dict[str, ScaleGuess]:
        """The scale of each column of ours that holds answers, items that run the other way marked as such."""
        found = {column: recognise(self.frame[header], header) for column, header in _answers(self).items()}
        listed = {header: found[c] for c, header in _answers(self).items() if c.startswith("q_")}
        alike = one_list(self.frame, listed)
        found |= {c: alike[header] for c, header in _answers(self).items() if header in alike}
        found |= {side: guess for side in _SIDES if (guess := self._side(side)) is not None}
        known = {column: guess for column, guess in found.items() if guess.kind != "none"}
        headers = {c: header for c, header in _answers(self).items() if c in known and c.startswith("q_")}
        items = pd.DataFrame({header: numbers_of(self.frame[header], known[c]) for c, header in headers.items()})
        against = reversed_items(items, {})
        for column, header in headers.items():
            if header in against:
                high = "bad" if against[header]["code"] == "scale_reversed" else known[column].high
                known[column] = replace(known[column], high=high, traps=(*known[column].traps, against[header]))
        return known

    def _side(self, side: str) -> ScaleGuess | None:
        """Return the scale of one side of all KANO questions, None where the file has none."""
        headers = [parts[side] for parts in self.features.values() if side in parts]
        if not headers:
            return None
        return recognise(pd.concat([self.frame[h].astype("object") for h in headers]), f"{headers[0]} {side}")


def draft(name: str, sources: list[Source]) -> str:
    """Return the text of study.yaml for some sources, of which the first of each table is used."""
    say = resource("scaffold")
    used: dict[str, Source] = {}
    for source in sources:
        if source.table is not None:
            used.setdefault(source.table, source)
    lines = [say["head"].rstrip(), f"name: {quoted(name)}", f"title: {quoted(name)}  # {say['title']}"]
    lines += ["language: en"] if speaks_english([source.frame for source in used.values()]) else []
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
    for guess in guesses:
        lines += [_column(guess, rest.get(guess.header)), *_slips(source, guess)]
    if source.table == "ratings" and not any(g.column in _SCORES for g in source.sure()):
        lines.append(f"      # {say['no_overall']}")
    return [*lines, *_values(source, rest), *_features(source)]


def _column(guess: Guess, left: Leftover | None) -> str:
    say = resource("scaffold")
    if left is not None:
        return f"      # {quoted(guess.header)}: {left.name}  # {say['leftover'][left.kind]}"
    line = f"{quoted(guess.header)}: {guess.column}  # {guess.confidence:.2f} {guess.evidence}"
    return f"      {line}" if guess.confidence >= SURE else f"      # {line}; {say['unsure']}"


def _slips(source: Source, guess: Guess) -> list[str]:
    """Say which cells of a score or item lie off its scale, and where."""
    scale = source.scales.get(str(guess.column)) if guess.confidence >= SURE else None
    return note_lines(off_scale(source.frame[guess.header], scale), 6) if scale is not None else []


def _answers(source: Source) -> dict[str, str]:
    """Return ``{our column: header}`` of the columns that hold answers on a scale."""
    table = str(source.table)
    prefix = tables.ATTRIBUTE_PREFIX.get(table)
    found = {str(guess.column): guess.header for guess in source.sure()}
    return {
        column: header
        for column, header in found.items()
        if tables.default_scale(table, column) is not None or (prefix and column.startswith(prefix))
    }


def _values(source: Source, rest: dict[str, Leftover]) -> list[str]:
    """Write out recodes of answers in words (words of scales only, so no value of a customer can appear).

    Columns of ratings that are not used have theirs as a comment: who uses one needs them.
    """
    blocks = {c: value_lines(c, guess, sure=guess.confidence >= SURE) for c, guess in source.scales.items()}
    used = any(block and source.scales[c].confidence >= SURE for c, block in blocks.items())
    for guess in source.guesses() if source.table == "ratings" else ():
        unused = rest[guess.header].name if guess.header in rest else guess.column
        if unused and (guess.header in rest or guess.confidence < SURE) and source.found.content[guess.header].worded:
            scale = recognise(source.frame[guess.header], guess.header)
            blocks[unused] = value_lines(unused, scale, sure=False)
    lines = [line for block in blocks.values() for line in block]
    return [*(["    values:"] if used else commented(["    values:"])), *lines] if lines else []


def _features(source: Source) -> list[str]:
    lines = ["    features:"] if source.features else []
    for feature, parts in source.features.items():
        lines.append(f"      {feature}:")
        lines += [f"        {key}: {quoted(value)}" for key, value in parts.items()]
    return [*lines, *note_lines(_kano_notes(source), 6)] if lines else []


def _kano_notes(source: Source) -> list[Note]:
    pairs: list[Pair] = [
        (feature, parts["functional"], parts["dysfunctional"], parts.get("importance"))
        for feature, parts in source.features.items()
    ]
    guesses = {parts[side]: source.scales[side] for parts in source.features.values() for side in _SIDES[:2]}
    return kano_notes(source.frame, {}, pairs, guesses)


def _items(used: dict[str, Source]) -> dict[str, Guess]:
    source = used.get("ratings")
    return {str(g.column): g for g in source.sure() if str(g.column).startswith("q_")} if source else {}


def _scales(used: dict[str, Source]) -> list[str]:
    """State the scale of each item, and of a score whose scale is not the usual one or is doubtful."""
    lines: list[str] = []
    known = False
    for table, source in used.items():
        for column, guess in source.scales.items():
            sure = guess.confidence >= SURE
            if not (sure and _usual(table, column, guess)):
                lines += scale_lines(column, guess, sure=sure)
                known |= sure
    return [*(["scales:"] if known else commented(["scales:"])), *lines] if lines else []


def _usual(table: str, column: str, guess: ScaleGuess) -> bool:
    """Tell whether a scale is the one that a column has unasked."""
    ends = tables.default_scale(table, column) == (guess.min, guess.max)
    return ends and not guess.missing and (guess.high == "good" or table == "kano")


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
