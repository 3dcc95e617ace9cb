"""Templates and assets: the one place where views become HTML."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cxlab import charts
from cxlab.phrases import Lang
from cxlab.report.briefing import apart, first_screen
from cxlab.report.departments import departments
from cxlab.report.hostile import embed
from cxlab.report.model import ChapterView, ReportView, Source
from cxlab.report.words import words

Link = Callable[[Source], str]

_DAY = re.compile(r"(?<![\w-])((?:19|20)\d\d-\d\d(?:-\d\d)?)(?![\w-])", re.ASCII)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cxlab.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dated"] = dated
    return environment


def dated(text: str) -> Markup:
    """Return `text` escaped, with dates that do not break at the end of a line."""
    return Markup(_DAY.sub(r'<span class="day">\1</span>', str(escape(text))))  # noqa: S704 - escaped before


def page(name: str, report: ReportView, link: Link, **more: Any) -> str:
    """Render a template; `link` says how this form of the report addresses a chapter or an exhibit in it."""
    shown = {
        "departments": departments(report),
        "meeting": report.briefing is not None,
        "voices": apart(report, "voices"),
    }
    context = {
        "report": report,
        "screen": first_screen(report),
        **shown,
        "papers": [paper for paper, there in shown.items() if there],
        "w": words(report.lang),
        "link": link,
        "to": lambda slug: link(Source(slug, None)),
        "current": None,
        **more,
    }
    return template(name, **context)


def template(name: str, **context: Any) -> str:
    """Render a template with nothing but this context."""
    return _environment().get_template(name).render(context)


def asset(name: str) -> str:
    """Return a style sheet or script of the report."""
    return files("cxlab.report").joinpath("assets", name).read_text(encoding="utf-8")


def assets() -> dict[str, str]:
    """Return every file that a site has beside its pages, by name."""
    return {**{name: asset(name) for name in ("report.css", "report.js")}, "plotly.min.js": plotly()}


@cache
def plotly() -> str:
    """Return plotly.js as the installed plotly package ships it."""
    return files("plotly").joinpath("package_data", "plotly.min.js").read_text(encoding="utf-8")


def setup(lang: Lang) -> str:
    """Return what the script needs besides the figures: shared template, colours for the dark, locale, its words."""
    said = {"csv": words(lang)["csv"], "locale": _json("locale.json")[lang]}
    return embed({"template": charts.template(), **_json("theme.json"), **said})


def figures(*chapters: ChapterView) -> str:
    """Return the figures of the chapters as JSON ``{anchor: figure}``."""
    return embed({e.anchor: e.figure for chapter in chapters for e in chapter.exhibits if e.figure is not None})


def pack(text: str) -> str:
    """Return `text` gzipped as base64; the same text gives the same bytes."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def policy(*scripts: str) -> str:
    """Return a content security policy under which only these inline scripts run and nothing is fetched."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(name: str) -> Any:
    return json.loads(asset(name))
