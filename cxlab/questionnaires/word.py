"""Word: the questionnaire as a document, made of small XML (no library writes it)."""

from __future__ import annotations

from cxlab.phrases import Lang
from cxlab.questionnaires.package import package, xml
from cxlab.questionnaires.paper import Style, lines
from cxlab.survey.planning.questionnaire import Questionnaire

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Half points of the letters, bold, space before and indent in twentieths of a point.
_LOOKS: dict[Style, tuple[int, bool, int, int]] = {
    "title": (36, True, 0, 0),
    "heading": (28, True, 360, 0),
    "note": (20, False, 60, 0),
    "question": (22, True, 240, 0),
    "answer": (22, False, 40, 360),
    "space": (22, False, 480, 360),
}
_GREY = '<w:color w:val="808080"/><w:sz w:val="16"/>'
_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
_PAGE = (  # A4 with 2 cm around
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" '
    'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)


def write(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """Return a .docx; the id of each question and the code of each answer stand behind it in small grey letters."""
    said = "".join(_paragraph(style, text, code) for style, text, code in lines(questionnaire, lang))
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{said}{_PAGE}</w:body></w:document>'
    path = "word/document.xml"
    return package({path: document}, {path: "wordprocessingml.document.main"}, path)


def _paragraph(style: Style, text: str, code: str) -> str:
    size, bold, before, indent = _LOOKS[style]
    mark = "☐ " if style == "answer" else ""
    border = _LINE if style == "space" else ""
    keep = "<w:keepNext/>" if style in ("heading", "question") else ""
    runs = _run(mark + text, f'{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/>')
    runs += _run(f"  {code}", _GREY) if code else ""
    return (
        f'<w:p><w:pPr>{keep}{border}<w:spacing w:before="{before}" w:after="40"/><w:ind w:left="{indent}"/></w:pPr>'
        f"{runs}</w:p>"
    )


def _run(text: str, look: str) -> str:
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun"/>'
    return f'<w:r><w:rPr>{fonts}{look}</w:rPr><w:t xml:space="preserve">{xml(text)}</w:t></w:r>'
