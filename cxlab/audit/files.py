"""Samples and answers on disk: plain files under ``data/<study>/audit``, ids and codes only, never a customer's text.

``2026-11.yaml`` says how a sample was drawn, ``2026-11.csv`` lists its texts, ``2026-11.<coder>.csv`` holds what one
coder answered: two people can code at the same time, and each file is theirs alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import yaml

from cxlab.audit.answers import NONE, UNCLEAR
from cxlab.audit.sample import Sample, draw
from cxlab.errors import InputError, nearest

_NAME = re.compile(r"[\w-]{1,40}")
_COLUMNS = ("id", "answer", "remark")


def write(sample: Sample, folder: str | Path, name: str) -> None:
    """Write a sample; one that is there already is never written over.

    Raises
    ------
    InputError
        There is a sample of this name, or the name is not one for a file.
    """
    folder, name = Path(folder), _fit(name)
    if (folder / f"{name}.csv").exists():
        raise InputError(f"There is a sample '{name}' already; continue it, or choose another name.")
    folder.mkdir(parents=True, exist_ok=True)
    strata = {code: [int(people), int(drawn)] for code, people, drawn in sample.strata.itertuples(index=False)}
    facts = {
        "codebook": sample.codebook,
        "version": sample.version,
        "seed": sample.seed,
        "strata": strata,
    }
    head = "# code: [people in the study, drawn]\n"
    (folder / f"{name}.yaml").write_text(
        head + yaml.safe_dump(facts, sort_keys=False, default_flow_style=None), encoding="utf-8"
    )
    _put(sample.items, folder / f"{name}.csv")


def read(folder: str | Path, name: str) -> Sample:
    """Read a sample.

    Raises
    ------
    InputError
        There is none of this name, or its files are broken; those that there are, are named.
    """
    folder, name = Path(folder), _fit(name)
    known = sorted(file.stem for file in folder.glob("*.yaml"))
    if name not in known:
        raise InputError(f"There is no sample '{name}'.{nearest(name, known)} Samples: {', '.join(known) or 'none'}.")
    items = _table(folder / f"{name}.csv", ("id", "code"))
    try:
        facts = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
        rows = [(str(code), int(people), int(drawn)) for code, (people, drawn) in facts["strata"].items()]
        strata = pd.DataFrame(rows, columns=["code", "people", "drawn"]).astype({"code": "str"})
        sample = Sample(items, strata, str(facts["codebook"]), int(facts["version"]), int(facts["seed"]))
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{name}.yaml does not say how the sample was drawn ({error}); restore it.") from None
    if items["code"].value_counts().to_dict() != strata.set_index("code")["drawn"].to_dict():
        raise InputError(f"{name}.csv and {name}.yaml do not belong together: their topics' texts differ in number.")
    return sample


def draw_or_continue(coded: pd.DataFrame, folder: str | Path, name: str, **how: object) -> Sample:
    """Return the sample `name`; where there is none, `cxlab.audit.draw` it from `coded` and write it."""
    if not (Path(folder) / f"{_fit(name)}.csv").is_file():
        write(draw(coded, **how), folder, name)  # type: ignore[arg-type]
    return read(folder, name)


def record(folder: str | Path, name: str, coder: str, id: str, answer: str, remark: str = "") -> None:
    """Write one answer into its coder's file, in place of an earlier one to the same text.

    The file is read anew each time, so that a second window of the same coder loses nothing.

    Raises
    ------
    InputError
        The coder's name is not one for a file, or the text or the answer is not among the sample's.
    """
    sample = read(folder, name)
    if id not in set(sample.items["id"]):
        raise InputError(f"The text '{id}' is not in the sample '{name}'.")
    if not answer or answer != answer.strip():
        raise InputError(f"'{answer}' is no answer; give the id of a topic, '{NONE}' or '{UNCLEAR}'.")
    file = Path(folder) / f"{name}.{_fit(coder)}.csv"
    before = _table(file, _COLUMNS) if file.is_file() else pd.DataFrame(columns=list(_COLUMNS), dtype="str")
    said = pd.DataFrame([(id, answer, " ".join(remark.split()))], columns=list(_COLUMNS))
    _put(pd.concat([before[before["id"] != id], said], ignore_index=True), file)


def read_answers(folder: str | Path, name: str, coders: Iterable[str] = ()) -> pd.DataFrame:
    """Return id, coder, answer, remark of all coders of a sample (or of `coders`); empty where nobody answered.

    Raises
    ------
    InputError
        A file lacks a column, or answers a text twice; file and id are named.
    """
    folder, name, wanted = Path(folder), _fit(name), set(coders)
    tables = []
    for file in sorted(folder.glob(f"{name}.*.csv")):
        coder = file.name[len(name) + 1 : -len(".csv")]
        if not wanted or coder in wanted:
            table = _table(file, _COLUMNS)
            if table["id"].duplicated().any():
                raise InputError(f"{file.name} answers '{table.loc[table['id'].duplicated(), 'id'].iloc[0]}' twice.")
            tables.append(table[table["answer"] != ""].assign(coder=coder))
    columns = ["id", "coder", "answer", "remark"]
    if not tables:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    return pd.concat(tables, ignore_index=True)[columns]


def _fit(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputError(f"'{name}' cannot be part of a file's name; use letters, digits, - and _, 40 at most.")
    return name


def _table(file: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{file.name} cannot be read as a table ({error}); restore it.") from None
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError(f"{file.name} has no column {', '.join(missing)}; it needs {', '.join(columns)}.")
    return table[list(columns)]


def _put(table: pd.DataFrame, file: Path) -> None:
    """Write a table in one step: what is there is either the old file or the new one."""
    new = file.with_name(file.name + ".new")
    table.to_csv(new, index=False, encoding="utf-8", lineterminator="\n")
    new.replace(file)
