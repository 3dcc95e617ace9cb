"""What a notebook reads is what chapters.yml declares: otherwise a change would not run it again."""

import json
import re

import pytest

from cxlab import project
from cxlab.pipeline import graph
from cxlab.study import Study

CHAPTERS = graph.read(project.root())


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    spec = CHAPTERS[request.param]
    cells = json.loads((project.root() / "notebooks" / spec.notebook).read_text(encoding="utf-8"))["cells"]
    return spec, "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def named(call: str, source: str) -> set[str]:
    return set(re.findall(rf'\.{call}\(\s*"(\w+)"', source))


def test_tables(chapter):
    spec, source = chapter
    assert named("table", source) | named("optional", source) <= {*spec.tables, *spec.optional}


def test_chapters(chapter):
    spec, source = chapter
    assert named("upstream", source) <= set(spec.upstream)


def test_previous_results(chapter):
    spec, source = chapter
    own = {spec.slug} if re.search(r"\.learned\(\s*\)", source) else set()
    assert named("previous", source) | named("learned", source) | own <= set(spec.previous)


def test_sections(chapter):
    spec, source = chapter
    read = {name for name in re.findall(r"\bstudy\.(\w+)", source) if name in Study.model_fields}
    if re.search(r"\.label\b", source):
        read.add("labels")
    # tables and scales are part of the key of every table that a chapter reads
    assert read - {"tables", "scales"} <= set(spec.sections)
