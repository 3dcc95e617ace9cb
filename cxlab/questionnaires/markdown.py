"""Markdown: the questionnaire as a text to read, discuss and print."""

from __future__ import annotations

import re

from cxlab.phrases import Lang
from cxlab.questionnaires.paper import lines
from cxlab.survey.planning.questionnaire import Questionnaire

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def write(questionnaire: Questionnaire, lang: Lang) -> str:
    """Return Markdown; each question ends with its id, each answer begins with its code."""
    written = []
    for style, text, code in lines(questionnaire, lang):
        said = _MARKUP.sub(r"\\\1", text)
        if style == "question":
            number, _, said = said.partition(". ")
            written.append(f"\n**{number}.** {said} `{code}`\n")
        else:
            form = {
                "title": "# {0}",
                "heading": "\n## {0}\n",
                "note": "- {0}",
                "answer": "- [ ] {0} `{1}`",
                "space": "____",
            }
            written.append(form[style].format(said, code))
    return "\n".join(written) + "\n"
