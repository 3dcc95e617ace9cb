"""How topics are called where people read them."""

from __future__ import annotations

from cxlab.audit import Sample
from cxlab.phrases import Lang
from cxlab.workbench.material import Material
from cxlab.workbench.session import Session

_WORDS = 4


def topic_names(material: Material, lang: Lang) -> dict[str, str]:
    """Return code → name of all topics, retired ones included, as the saved decisions call them."""
    entries = Session(material.decisions, material.book).entries()
    return {str(code): str(name) for code, name in entries[f"name_{lang}"].items()}


def topic_guide(material: Material, sample: Sample, lang: Lang) -> dict[str, str]:
    """Return code → name and first keywords of what coders choose from.

    These are the topics that were in use in the run, and those of the sample, should a later run have retired some.
    """
    names, drawn = topic_names(material, lang), set(sample.strata["code"])
    return {
        entry.id: f"{names[entry.id]} ({', '.join(entry.keywords[:_WORDS])})"
        for entry in material.book.entries
        if entry.status != "retired" or entry.id in drawn
    }
