"""The road of one table: read, map, pseudonymise, mask, recode, type, validate, reject, de-duplicate."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cxlab.errors import InputError
from cxlab.intake import clean, duplicates, headers, identify, melt, sources, survey_exports, tables, validate
from cxlab.intake.again import answered_again
from cxlab.intake.funnel import Report
from cxlab.intake.notes import Note, listed, note, reason_told
from cxlab.intake.privacy import MASK_TOKENS, STRONG, find, mask, mask_all, pseudonymise, read_secret
from cxlab.intake.scales.against_study import scale_notes
from cxlab.intake.unread import unread
from cxlab.study import Study, TableSource
from cxlab.text.mojibake import repair

REJECTS = ("file", "line", "column", "value", "reason", "dropped")
_PLACES = 5
# Values that cannot be personal: short codes, and single Latin words.
_CODE = re.compile(r"[A-Za-z]{0,4}[-_]?\d{1,6}|[A-Za-z][A-Za-z ]{0,19}")


@dataclass
class _Mapped:
    """Tables of all files under our names, with the file and line of every row."""

    frame: pd.DataFrame
    places: pd.DataFrame
    malformed: pd.DataFrame
    records: int = 0
    not_asked: int = 0
    files: list[dict[str, Any]] = field(default_factory=list)
    mapped: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)


def build(study: Study, table: str) -> tuple[pd.DataFrame, pd.DataFrame, Report]:
    """Return the clean table, its rejects and its report; see `cxlab.intake.load` for columns and errors."""
    source = sources.source_of(study, table)
    taken = _take(study, table, source)
    if taken.frame.empty and taken.malformed.empty:
        raise InputError(f"study.yaml, tables.{table}: {_names(taken)} holds a header and not one row.")
    checked = validate.Checked()
    typed, masks = _type(taken.frame, study, table, source, checked)
    typed = validate.check_schema(typed, table, checked)
    rejects, dropped = _rejects(typed, table, checked, taken)
    valid = typed[~dropped]
    if valid.empty:
        raise InputError(f"study.yaml, tables.{table}: {_names(taken)} has no valid row. {_why(rejects)}")
    again = answered_again(valid, taken.places["file"], table)
    rejects = _with_replaced(rejects, taken.places[again.replaced.reindex(typed.index, fill_value=False)])
    kept, made, copies, near = _distinct(valid[~again.replaced], table)
    rows = rejects[rejects["dropped"]].drop_duplicates(["file", "line", "column", "reason"])
    report = Report(
        table=table,
        files=taken.files,
        records=taken.records,
        read=len(typed) + len(taken.malformed),
        rejected=int(dropped.sum() + again.replaced.sum()) + len(taken.malformed),
        rejected_by_reason=_by_reason(rows),
        duplicates=copies,
        near_duplicates=near,
        kept=len(kept),
        cells_set_missing=_counted(rejects.loc[~rejects["dropped"], "column"]),
        not_applicable=checked.not_applicable,
        not_asked=taken.not_asked,
        one_sided=_one_sided(kept) if table == "kano" else 0,
        missing={c: round(float(kept[c].isna().mean()), 6) for c in kept.columns},
        dates=checked.dates,
        mapped=taken.mapped,
        ignored=taken.ignored,
        masks=masks,
        features=_labels(source),
        ids_generated=made,
        notes=[
            *taken.notes,
            *_date_notes(checked),
            *_turned_notes(checked),
            *_repeated_notes(valid[again.repeated], taken.places),
        ],
        questions=taken.questions,
    )
    return kept.reset_index(drop=True), rejects, report


def _take(study: Study, table: str, source: TableSource) -> _Mapped:
    frames, places, malformed = [], [], []
    taken = _Mapped(pd.DataFrame(), pd.DataFrame(), pd.DataFrame())
    for raw in sources.read(study, table):
        file = str(raw.attrs["file"])
        wide = melt.feature_headers(raw, source)
        used = tuple(h for parts in wide.values() for h in parts.values())
        frame, taken.mapped[file], taken.ignored[file] = headers.apply(raw, table, source, features=used)
        frame = _labelled(frame, raw, table, taken.mapped[file])
        taken.notes += unread(frame, _asked(taken.mapped[file], wide), table, study)
        frame = _repaired(frame, table, file, taken.notes)
        if wide:
            if "respondent_id" not in frame:
                frame, made = identify.fill(frame, "respondent_id")
                taken.notes.append(note("ids_from_answers", file=file, made=made))
            frame, not_asked = melt.melt(frame, wide)
            taken.not_asked += not_asked
        frames.append(frame.astype("object"))
        places.append(pd.DataFrame({"file": file, "line": frame.index.to_numpy()}))
        malformed.append(_malformed(raw, file))
        taken.records += len(raw) + len(malformed[-1])
        facts = {k: raw.attrs[k] for k in ("file", "encoding", "delimiter", "sheet")}
        taken.files.append({**facts, "rows": len(raw) + len(malformed[-1])})
        taken.notes += [{**found, "file": file} for found in raw.attrs["notes"]]
        taken.notes += headers.suspicious_segments(table, taken.mapped[file])
        taken.notes += [{**found, "file": file} for found in scale_notes(raw, taken.mapped[file], table, study)]
        known = survey_exports.facts(raw)
        book = known.questions if known is not None else []
        taken.questions += [{**row, "file": file, "answers": mask(row["answers"])} for row in book]
    taken.frame = pd.concat(frames, ignore_index=True)
    taken.places = pd.concat(places, ignore_index=True)
    taken.malformed = pd.concat(malformed, ignore_index=True)
    return taken


def _asked(mapped: dict[str, str], wide: dict[str, dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Return ``{column: (header of the file, column of ours)}`` of a table whose KANO answers are wide yet."""
    asked = {ours: (header, ours) for header, ours in mapped.items()}
    return asked | {header: (header, part) for parts in wide.values() for part, header in parts.items()}


def _malformed(raw: pd.DataFrame, file: str) -> pd.DataFrame:
    rows = [(file, m["line"], "", m["value"], m["reason"], True) for m in raw.attrs["malformed"]]
    return pd.DataFrame(rows, columns=list(REJECTS))


def _labelled(frame: pd.DataFrame, raw: pd.DataFrame, table: str, mapped: dict[str, str]) -> pd.DataFrame:
    """Use SPSS value labels for words and their codes for numbers, whichever of the two was read."""
    for header, labels in raw.attrs["value_labels"].items():
        column = mapped.get(header)
        if column is None:
            continue
        number = tables.kind(table, column) == "number"
        table_ = {v: k for k, v in labels.items()} if number else labels
        swapped = clean.by_unique(frame[column], lambda v, t=table_: t.get(v, v))  # type: ignore[misc]
        frame = frame.assign(**{column: swapped})
    return frame


def _repaired(frame: pd.DataFrame, table: str, file: str, notes: list[Note]) -> pd.DataFrame:
    """Undo broken characters in free text before it is masked: a name inside 寮犱笁 is not seen there."""
    for column in [c for c in frame.columns if tables.kind(table, c) == "text"]:
        written = frame[column].map(lambda value: isinstance(value, str)).astype(bool)
        done = repair(frame.loc[written, column].tolist())
        if done.n_repaired or done.n_lost:
            frame = frame.astype({column: "object"})
            frame.loc[written, column] = done.texts
            counts = {"repaired": done.n_repaired, "lost": done.n_lost}
            notes.append(note("broken_characters", file=file, column=column, **counts))
    return frame


def _type(
    frame: pd.DataFrame, study: Study, table: str, source: TableSource, checked: validate.Checked
) -> tuple[pd.DataFrame, dict[str, int]]:
    masks: Counter[str] = Counter()
    keyed = {c for c in frame.columns if tables.kind(table, c) == "key"} | set(study.privacy.ids)
    out: dict[str, pd.Series] = {}
    for column in sorted(frame.columns, key=lambda c: c not in keyed):
        raw = frame[column]
        kind = "key" if column in keyed else tables.kind(table, column)
        if kind == "key":
            plain = clean.strings(clean.without_missing_words(raw))
            out[tables.RENAMED.get(column, column)] = pseudonymise(plain, read_secret(study.folder)).astype("str")
            continue
        if kind != "text":
            built_in = "flag" if kind == "flag" else validate.built_in_recodes(table, column)
            raw = clean.recode(raw, source.values.get(column, {}), built_in).rename(column)
        if kind == "date":
            out[column] = validate.check_dates(raw, checked, study, day_first=source.day_first)
        elif kind == "number":
            out[column] = validate.check_numbers(raw, checked, table, study.scale(column))
        elif kind == "flag":
            out[column] = validate.check_flags(raw, checked)
        else:
            out[column] = _strings(raw, kind, masks, segment=column not in tables.TABLES[table])
    ordered = [c for c in (tables.RENAMED.get(c, c) for c in [*tables.TABLES[table], *frame.columns]) if c in out]
    return pd.DataFrame({c: out[c] for c in dict.fromkeys(ordered)}), dict(sorted(masks.items()))


def _strings(raw: pd.Series, kind: str, masks: Counter[str], *, segment: bool) -> pd.Series:
    """Return strings: free text and segments masked, known words only where they hold a number, mail or plate.

    A station called after its road is a name, not somebody's address; ids are not masked at all.
    """
    text = clean.strings(raw if kind == "text" else clean.without_missing_words(raw))
    if kind == "id":
        return text
    codes, unique = pd.factorize(text)
    exposed = [i for i, value in enumerate(unique) if kind == "text" or _personal(value, segment=segment)]
    shown = list(unique)
    for i, value in zip(exposed, mask_all([unique[i] for i in exposed])[0], strict=True):
        shown[i] = value
    out = pd.Series(pd.NA, index=raw.index, dtype="str")
    out[codes >= 0] = pd.array(shown, dtype="str").take(codes[codes >= 0])
    for token in MASK_TOKENS:
        times = out.str.count(re.escape(token)).sum() - text.str.count(re.escape(token)).sum()
        if times:
            masks[token] += int(times)
    return out


def _personal(value: str, *, segment: bool) -> bool:
    return not _CODE.fullmatch(value) and (segment or bool(find(value, kinds=STRONG)))


def _rejects(
    typed: pd.DataFrame, table: str, checked: validate.Checked, taken: _Mapped
) -> tuple[pd.DataFrame, pd.Series]:
    """List failed cells and rows; a row is dropped where a column that needs a value has none."""
    failed = checked.failures()
    needed = [tables.RENAMED.get(c, c) for c in tables.needs_value(table)]
    dropped = typed[needed].isna().any(axis=1)
    if table == "kano":
        dropped |= typed["functional"].isna() & typed["dysfunctional"].isna()
        needed = [*needed, "functional", "dysfunctional"]
    listed = set(failed.loc[failed["column"].isin(needed), "row"])
    silent = typed.index[dropped & ~typed.index.isin(listed)]
    first = typed.loc[silent, needed].isna().idxmax(axis=1)
    empty = [(row, column, "", "missing") for row, column in first.items()]
    cells = pd.concat([failed, pd.DataFrame(empty, columns=list(validate.COLUMNS))], ignore_index=True)
    rows = cells["row"].astype("int64")
    out = taken.places.loc[rows].reset_index(drop=True)
    out = out.assign(column=cells["column"], value=cells["value"], reason=cells["reason"])
    out["dropped"] = (dropped[rows].to_numpy()) & cells["column"].isin(needed).to_numpy()
    out = pd.concat([out.astype("object"), taken.malformed.astype("object")], ignore_index=True)
    kinds = {"file": "str", "line": "int64", "column": "str", "value": "str", "reason": "str", "dropped": "bool"}
    return out.astype(kinds).sort_values(["file", "line", "column"], kind="stable", ignore_index=True), dropped


def _distinct(valid: pd.DataFrame, table: str) -> tuple[pd.DataFrame, int, int, int]:
    """Return distinct rows with ids, the ids made, exact copies and near copies."""
    row_id = tables.ROW_IDS.get(table)
    if row_id is None:
        return valid, 0, 0, 0
    has_id = row_id in valid
    copies = duplicates.exact(valid) if has_id or table == "complaints" else pd.Series(False, index=valid.index)
    if has_id and table == "complaints":  # an update under the same number replaces what was known before
        copies = copies.where(valid[row_id].isna(), valid[row_id].duplicated(keep="last"))
    kept, made = identify.fill(valid[~copies], row_id)
    kept = kept[[row_id, *kept.columns.drop(row_id)]]
    near = duplicates.near(kept) if table == "complaints" else pd.Series(False, index=kept.index)
    return kept[~near], made, int(copies.sum()), int(near.sum())


def _with_replaced(rejects: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """List the rows that a later one of the same respondent replaced."""
    if places.empty:
        return rejects
    rows = places.assign(column="respondent_id", value="", reason="answered_again", dropped=True)
    both = pd.concat([rejects, rows[list(REJECTS)].astype(rejects.dtypes)], ignore_index=True)
    return both.sort_values(["file", "line", "column"], kind="stable", ignore_index=True)


def _by_reason(rows: pd.DataFrame) -> dict[str, int]:
    first = rows.drop_duplicates(["file", "line"])
    return _counted((first["column"] + ": " + first["reason"]).str.removeprefix(": "))


def _counted(values: pd.Series) -> dict[str, int]:
    return {str(k): int(n) for k, n in sorted(Counter(values).items())}


def _one_sided(frame: pd.DataFrame) -> int:
    return int((frame["functional"].isna() ^ frame["dysfunctional"].isna()).sum())


def _labels(source: TableSource) -> dict[str, dict[str, str]]:
    named = {f: part.label for f, part in source.features.items()}
    return {f: {"zh": t.zh, "en": t.en} if t else {"zh": f, "en": f} for f, t in named.items()}


def _turned_notes(checked: validate.Checked) -> list[Note]:
    return [note("turned", column=column, ends=ends) for column, ends in checked.turned.items()]


def _repeated_notes(rows: pd.DataFrame, places: pd.DataFrame) -> list[Note]:
    """Say how many respondents have several rows that count, and in which lines the further ones stand."""
    if rows.empty:
        return []
    lines = places.loc[rows.index].groupby("file", sort=True)["line"]
    told = "; ".join(f"{file}: {listed(sorted(set(found)), most=_PLACES)}" for file, found in lines)
    return [note("answered_more_than_once", count=int(rows["respondent_id"].nunique()), lines=told)]


def _date_notes(checked: validate.Checked) -> list[Note]:
    return [
        note("ambiguous_dates", column=column, count=facts["ambiguous"], rule=facts["rule"])
        for column, facts in checked.dates.items()
        if facts["ambiguous"]
    ]


def _names(taken: _Mapped) -> str:
    return ", ".join(str(f["file"]) for f in taken.files[:5])


def _why(rejects: pd.DataFrame) -> str:
    reasons = Counter(zip(rejects["column"], rejects["reason"], strict=True)).most_common(3)
    told = (f"{column} {reason_told(reason, 'en')} ({n})".strip() for (column, reason), n in reasons)
    return f"Reasons: {'; '.join(told)}."
