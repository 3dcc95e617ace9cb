"""Keyed pseudonyms for id columns, and the study's secret behind them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd

from cxlab.errors import InputError, StorageError


def pseudonymise(values: pd.Series[Any], secret: bytes) -> pd.Series[Any]:
    """Return a pseudonym for every id: equal ids give equal pseudonyms, across tables and runs with one secret.

    Parameters
    ----------
    values
        Ids as read: text or numbers. Width, case, blanks and invisible characters do not count; a whole float equals
        its integer (13800000000.0); a mobile number equals itself with dashes and with +86, 0086 or 86. Leading zeros
        do count.
    secret
        From `read_secret`, 16 to 64 bytes.

    Returns
    -------
    Series
        16 hexadecimal characters (keyed BLAKE2b), same index and name; missing and empty ids are missing.

    Raises
    ------
    InputError
        If the secret is shorter than 16 or longer than 64 bytes.
    """
    if not 16 <= len(secret) <= 64:
        raise InputError(f"The secret has {len(secret)} bytes; 16 to 64 are allowed. Use read_secret(study folder).")
    plain = values.map(_plain_id, na_action="ignore")
    keyed = {
        text: hashlib.blake2b(text.encode(), key=secret, digest_size=8).hexdigest() for text in plain.dropna().unique()
    }
    return plain.map(keyed).astype("str")


def _plain_id(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).casefold()
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))
    text = re.sub(r"^(\d+)\.0+$", r"\1", text)
    phone = re.sub(r"[\-‐‑‒–—―−.()]", "", text)
    mobile = re.fullmatch(r"(?:\+?86|0086)?(1[3-9]\d{9})", phone)
    return (mobile[1] if mobile else text) or None


def read_secret(study_dir: Path) -> bytes:
    """Return the study's secret (32 bytes) from ``<study_dir>/.salt``; the first call makes it (mode 0600).

    Safe when several processes ask at once: the finished file appears in one step and the first one wins.

    Raises
    ------
    StorageError
        If the file cannot be read or made, or does not hold 64 hexadecimal characters.
    """
    path = Path(study_dir) / ".salt"
    try:
        if not path.exists():
            _create_secret(path)
        text = path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise StorageError(
            f"Cannot read or write the secret for pseudonyms, {path}: {error.strerror}. "
            "The study folder must exist and be writable."
        ) from error
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise StorageError(
            f"{path} does not hold a secret (64 hexadecimal characters). Restore it from a backup; if you delete it, "
            "a new one is made and all pseudonyms change."
        )
    return bytes.fromhex(text)


def _create_secret(path: Path) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".salt-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)
