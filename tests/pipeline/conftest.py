"""A tiny project: notebooks that need nothing but the standard library and `ChapterRecord`."""

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from cxlab.pipeline import cache, publish
from cxlab.pipeline.plan import Options
from cxlab.pipeline.run import run

SAVE = """
from pathlib import Path
from cxlab.record import ChapterRecord
ChapterRecord(slug="{slug}", parameters={{"seed": seed}}).write(Path(run_dir) / "artifacts" / "{slug}")
"""


def notebook(*cells: str, parameters: str | None = "seed: int = 1") -> str:
    """Return a notebook as JSON; the first cell holds the parameters unless there are none."""
    first = [] if parameters is None else ['study: str = "tiny"\nrun_dir: str = ""\n' + parameters]
    made = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "source": textwrap.dedent(source).strip(),
            "metadata": {"tags": ["parameters"] if i < len(first) else []},
            "outputs": [],
            "execution_count": None,
        }
        for i, source in enumerate([*first, *cells])
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": kernel, "cells": made})


class Quiet:
    """A reporter that remembers."""

    def __init__(self):
        self.cells, self.states, self.lines, self.messages = [], {}, [], {}

    def begin(self, chapters):
        self.chapters = chapters

    def cell(self, slug, done, of):
        self.cells.append((slug, done, of))

    def ended(self, slug, state, seconds, message):
        self.states[slug] = state
        self.messages[slug] = message

    def say(self, message):
        self.lines.append(message)


@dataclass
class Project:
    """A project folder with one study, `tiny`, that has no tables; `heard` is the last run's reporter."""

    root: Path
    heard: Quiet | None = None

    def chapters(self, **specs: dict) -> None:
        """Write chapters.yml; each spec may bring a `source` (list of cells) for its notebook."""
        entries = []
        for slug, spec in specs.items():
            source = spec.pop("source", None)
            cells = [*(source or []), SAVE.format(slug=slug)]
            (self.root / "notebooks" / f"{slug}.ipynb").write_text(notebook(*cells), encoding="utf-8")
            entries.append({"slug": slug, "notebook": f"{slug}.ipynb", "title": slug, "question": slug, **spec})
        text = json.dumps({"chapters": entries}, indent=1)
        (self.root / "notebooks" / "chapters.yml").write_text(text, encoding="utf-8")

    def study(self, **more) -> None:
        text = json.dumps({"name": "tiny", "title": "Tiny", "tables": {}, **more})
        (self.root / "data" / "tiny" / "study.yaml").write_text(text, encoding="utf-8")

    @property
    def home(self) -> Path:
        return self.root / "reports" / "tiny"

    def run(self, study: str | Path = "tiny", **options):
        self.heard = Quiet()
        return run(study, Options(**options), self.heard)


def _fake_build(run_dir, study, lang):
    pages = [run_dir / "site" / "index.html", run_dir / "share" / "tiny.html"]
    for page in pages:
        page.parent.mkdir(parents=True)
        page.write_text(lang, encoding="utf-8")
    return pages


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Return a tiny project, the working folder of this module, whose reports are fakes."""
    root = tmp_path_factory.mktemp("project")
    (root / "notebooks").mkdir()
    (root / "data" / "tiny").mkdir(parents=True)
    project = Project(root)
    project.study()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(publish, "build", _fake_build)
        patch.setattr(cache, "_package", lambda: {"cxlab": "as it is"})
        yield project
