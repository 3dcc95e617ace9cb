"""Lines that slides, workbook and print share."""

from __future__ import annotations

from cxlab.phrases import Lang, phrase
from cxlab.report.model import ReportView
from cxlab.report.words import words


def said(key: str, lang: Lang, **fields: object) -> str:
    """Return a phrase of ``export.yml`` in `lang`, its fields filled."""
    text = str(getattr(phrase(f"export.{key}"), lang))
    for name, value in fields.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def data_line(report: ReportView) -> str:
    """Return period, base and date, as the report's first screen has them."""
    w, made = words(report.lang), report.provenance
    parts = []
    if report.period:
        parts.append(w["period"].replace("{start}", report.period[0]).replace("{end}", report.period[1]))
    for table, rows in report.base:
        parts.append(w["rows"].replace("{table}", w[f"table_{table}"]).replace("{n}", f"{rows:,}"))
    if made.as_of:
        parts.append(w["as_of"].replace("{date}", made.as_of))
    if made.made:
        parts.append(w["made"].replace("{date}", made.made))
    return "  ·  ".join(parts)
