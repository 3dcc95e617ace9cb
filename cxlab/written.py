"""The files that a researcher writes by hand beside ``study.yaml``, looked through before anything runs."""

from __future__ import annotations

from collections.abc import Callable

from cxlab.errors import InputError
from cxlab.insight.journey.edits import JourneyEdits
from cxlab.insight.ledger import Edits
from cxlab.insight.solutions import Drafts
from cxlab.lines import Lines
from cxlab.study import Study

READERS: dict[str, Callable[[Lines], object]] = {
    "journey.yaml": JourneyEdits.of,
    "solutions.yaml": Drafts.of,
    "ledger.yaml": Edits.of,
}


def slips(study: Study) -> list[str]:
    """Return what is wrong with each of these files that the study has; file, line and key are named.

    Names that only data can confirm (issues, topics) are judged by the chapters.
    """
    found = []
    for file, read in READERS.items():
        path = study.folder / file
        try:
            if path.is_file():
                read(Lines.read(path))
        except InputError as error:
            found.append(str(error))
    return found
