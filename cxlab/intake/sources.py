"""Where the records of a table come from: one file, several by a glob, or a query to a database."""

from __future__ import annotations

import hashlib
import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from cxlab.errors import InputError, nearest
from cxlab.intake import sheets, survey_exports, tables
from cxlab.intake.read import is_workbook, no_facts, read_table
from cxlab.study import Study, TableSource

_SECRET = re.compile(r"\$\{(\w+)\}")
_MAGIC = re.compile(r"[*?\[]")


def source_of(study: Study, table: str) -> TableSource:
    """Return the source of a table.

    Raises
    ------
    InputError
        When there is no such table, or the study does not map it.
    """
    if table not in tables.TABLES:
        raise InputError(
            f"study.yaml, tables: '{table}' is no input table.{nearest(table, tables.TABLES)} "
            f"Allowed: {', '.join(tables.TABLES)}."
        )
    if table not in study.tables:
        raise InputError(f"study '{study.name}' maps no table '{table}'. It has: {', '.join(study.tables) or 'none'}.")
    return study.tables[table]


def is_database(source: TableSource) -> bool:
    """Return whether the path is a database URL."""
    return "://" in source.path


def files(study: Study, table: str) -> list[Path]:
    """Return the files of a table in the order of their names.

    Raises
    ------
    InputError
        When the path or glob matches no file.
    """
    source = source_of(study, table)
    if is_database(source):
        return []
    given = Path(source.path).expanduser()
    literal = given if given.is_absolute() else study.folder / given
    if literal.is_file():
        return [literal]
    found = _glob(study.folder, source.path) if _MAGIC.search(source.path) else []
    if not found:
        near = nearest(literal.name, [p.name for p in study.folder.glob("*") if p.is_file()])
        raise InputError(
            f"study.yaml, tables.{table}.path: no file '{source.path}' in the study folder '{study.folder.name}'.{near}"
        )
    return found


def _glob(folder: Path, pattern: str) -> list[Path]:
    given = Path(pattern)
    if given.is_absolute():
        folder, pattern = Path(given.anchor), str(given.relative_to(given.anchor))
    return sorted(p for p in folder.glob(pattern) if p.is_file() and not p.name.startswith((".", "~$")))


def read(study: Study, table: str) -> list[pd.DataFrame]:
    """Return one raw table a file and sheet (or one for the query), a survey tool's export unfolded.

    Of the two forms of one survey (text and codes) only one is returned.
    """
    source = source_of(study, table)
    if is_database(source):
        return [_query(study, table, source)]
    found = []
    for file in files(study, table):
        for sheet in _sheets(file, source.sheet):
            frame = read_table(file, encoding=source.encoding, sheet=sheet)
            if sheet != source.sheet:
                frame.attrs["file"] = f"{file.name} [{sheet}]"
            found.append(frame)
    return survey_exports.unfolded(found)


def _sheets(file: Path, stated: str | int | None) -> list[str | int | None]:
    """Return the sheets to read; a pattern stands for all that it fits and that hold anything."""
    if not isinstance(stated, str) or not _MAGIC.search(stated) or not is_workbook(file):
        return [stated]
    names = sheets.names(file)
    fitting: list[str | int | None] = [name for name in names if fnmatchcase(name, stated)]
    if not fitting:
        raise InputError(f"{file.name} has no sheet that fits '{stated}'. Sheets: {', '.join(names)}.")
    return fitting


def fingerprint(study: Study, table: str) -> dict[str, str]:
    """Return ``{file name: hash of its content}``; for a database the hash of what the query returns."""
    source = source_of(study, table)
    if is_database(source):
        frame = _query(study, table, source)
        rows = frame.astype("str").to_csv().encode()
        return {"database": hashlib.blake2b(rows, digest_size=16).hexdigest()}
    found = {}
    for file in files(study, table):
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
        found[_label(file, study.folder)] = digest.hexdigest()
    return found


def _label(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.name


def _query(study: Study, table: str, source: TableSource) -> pd.DataFrame:
    """Run the query; neither URL nor driver message reaches the user, for both may hold a secret."""
    import sqlalchemy  # few studies have a database, and every kernel would wait for it

    if not source.query:
        raise InputError(f"study.yaml, tables.{table}: a database needs a `query:`.")
    try:
        url = sqlalchemy.make_url(_with_secrets(source.path, table))
        if url.drivername.startswith("sqlite") and url.database and not Path(url.database).is_absolute():
            url = url.set(database=str(study.folder / url.database))
        engine = sqlalchemy.create_engine(url)
        try:
            with engine.connect() as connection:
                frame = pd.read_sql_query(sqlalchemy.text(source.query), connection)
        finally:
            engine.dispose()
    except (sqlalchemy.exc.SQLAlchemyError, ImportError, OSError) as error:
        raise InputError(
            f"study.yaml, tables.{table}: the database did not answer the query ({type(error).__name__}). "
            "Check the URL, the driver and the query; secrets come from the environment as ${NAME}."
        ) from None
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="line")
    frame.attrs = no_facts("database")
    return frame


def _with_secrets(path: str, table: str) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise InputError(f"study.yaml, tables.{table}.path: the environment has no variable {name}. Set it first.")
        return os.environ[name]

    return _SECRET.sub(value, path)
