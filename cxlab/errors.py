"""Errors that a user meets, and the exit code each one leads to.

A message says what was found, what is allowed and what to do; for input it names file, row and column.
Only the command line turns these into exit codes; everything below it raises them.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable


class CxlabError(Exception):
    """Base of every error whose message is written for the user."""

    exit_code = 1


class InputError(CxlabError):
    """Wrong input or parameters; found before anything runs where it can be, else by the chapter that reads it."""

    exit_code = 2


class ChapterFailed(CxlabError):
    """A chapter of the run did not finish; nothing was published."""

    exit_code = 3


class GateRefused(CxlabError):
    """The privacy gate found something that must not leave the researcher's machine."""

    exit_code = 4


class StorageError(CxlabError):
    """Disk full, folder not writable, or the file system refused."""

    exit_code = 5


class LockHeld(CxlabError):
    """Another run of the same study is under way."""

    exit_code = 6


class NotApplicable(CxlabError):
    """The input is absent or too small for the question: the chapter becomes a card, not a failure.

    `reason` is a phrase key and `values` fill its named fields. The message is ``<reason> <values as JSON>``: all
    that is left of an exception once it has crossed from a kernel to the pipeline.
    """

    exit_code = 0

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(f"{reason} {json.dumps(values, ensure_ascii=False, sort_keys=True)}")
        self.reason = reason
        self.values = {name: str(value) for name, value in values.items()}

    @classmethod
    def parse(cls, message: str) -> NotApplicable:
        """Return the exception whose message this was."""
        reason, _, values = message.partition(" ")
        return cls(reason, **json.loads(values or "{}"))


def nearest(word: str, options: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest of `options`, or an empty string."""
    found = difflib.get_close_matches(str(word), [str(o) for o in options], n=1, cutoff=0.5)
    return f" Did you mean '{found[0]}'?" if found else ""
