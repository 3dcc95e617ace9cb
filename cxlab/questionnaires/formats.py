"""All formats under their names."""

from __future__ import annotations

from collections.abc import Callable

from cxlab.errors import InputError, nearest
from cxlab.phrases import Lang
from cxlab.questionnaires import limesurvey, markdown, surveyjs, wjx, word, xlsform, xlsx
from cxlab.survey.planning.questionnaire import Questionnaire

FORMATS: dict[str, tuple[str, Callable[[Questionnaire, Lang], str | bytes]]] = {
    "wjx": (".wjx.txt", wjx.write),
    "xlsx": (".xlsx", xlsx.write),
    "markdown": (".md", markdown.write),
    "word": (".docx", word.write),
    "limesurvey": (".limesurvey.txt", limesurvey.write),
    "xlsform": (".xlsform.xlsx", xlsform.write),
    "surveyjs": (".surveyjs.json", surveyjs.write),
}
"""Format: how its file name ends, and the function that writes it."""


def write(questionnaire: Questionnaire, form: str, lang: Lang) -> bytes:
    """Return the file of a questionnaire in one of `FORMATS`; the same questionnaire gives the same bytes.

    Raises
    ------
    InputError
        There is no such format.
    """
    if form not in FORMATS:
        raise InputError(f"There is no format '{form}'.{nearest(form, FORMATS)} Allowed: {', '.join(FORMATS)}.")
    written = FORMATS[form][1](questionnaire, lang)
    return written if isinstance(written, bytes) else written.encode("utf-8")


def files(questionnaire: Questionnaire, name: str, lang: Lang) -> dict[str, bytes]:
    """Return every format as ``{file name: content}``, named after `name`."""
    return {f"{name}{suffix}": write(questionnaire, form, lang) for form, (suffix, _) in FORMATS.items()}
