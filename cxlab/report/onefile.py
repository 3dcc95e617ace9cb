"""The report as one file that asks nobody for anything: readable before, and without, its scripts.

plotly.js and the figures lie in it gzipped as base64 and are inflated in the browser (`DecompressionStream`).
The content security policy lists the hashes of the only two scripts that may run.
"""

from __future__ import annotations

from pathlib import Path

from cxlab.report import render
from cxlab.report.model import ReportView, Source


def write(report: ReportView, folder: Path, run_id: str) -> Path:
    """Write ``<study>-<period>.html`` (``.en.html`` in English) into `folder` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name(report, run_id)}.html"
    script = render.asset("report.js")
    shown = [*([report.briefing] if report.briefing else []), *report.chapters]
    text = render.page(
        "onefile.html",
        report,
        _link,
        setup=render.setup(report.lang),
        policy=render.policy(script, render.plotly()),
        style=render.asset("report.css"),
        script=script,
        figures=render.pack(render.figures(*shown)),
        plotly=render.pack(render.plotly()),
    )
    file.write_text(text, encoding="utf-8")
    return file


def name(report: ReportView, run_id: str) -> str:
    """Return how a file to be shared is called: ``<study>-<period>``, with ``.en`` in English."""
    period = "_".join(report.period) if report.period else run_id
    return f"{report.name}-{period}{'' if report.lang == 'zh' else '.' + report.lang}"


def _link(source: Source) -> str:
    return f"#{source.slug}--{source.exhibit}" if source.exhibit else f"#{source.slug}"
