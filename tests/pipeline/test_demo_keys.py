"""On the demo study: what someone changes between two runs, and exactly which chapters run again."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cxlab import intake, project
from cxlab.pipeline import cache, plan
from cxlab.pipeline.plan import Options
from cxlab.study import Study

DEMO = project.root() / "data" / "demo"
PACKAGE = Path(cache.__file__).parents[1]
LOOP = ("keypoints", "solutions", "ledger")
"""What stands on nearly everything before it."""
BOTH = {"survey_design", "voice", "briefing", "journey", "verification", *LOOP}
"""What goes by ratings, and by what the survey of needs found."""


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Return the plan of the demo and its keys; its files are a copy that may be changed."""
    folder = tmp_path_factory.mktemp("studies") / "demo"
    shutil.copytree(DEMO, folder)
    made = plan.make(folder, Options())
    return made, made.inputs.keys()


def rerun(planned, **changes) -> set[str]:
    made, before = planned
    after = replace(made.inputs, **changes).keys()
    return {slug for slug in before if before[slug] != after[slug]}


def tables(study: Study) -> dict[str, str]:
    return {table: intake.key(study, table) for table in sorted(study.tables)}


def test_a_parameter_of_kano(planned):
    made, _ = planned
    name = next(n for n, value in made.inputs.parameters["kano"].items() if isinstance(value, int))
    changed = plan.make(made.study.folder, Options(parameters=(f"kano.{name}=12345",)))
    assert rerun(planned, parameters=changed.inputs.parameters) == {"kano", "briefing", "verification", *LOOP}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("resources/text/stopwords_zh.txt", {"topics", "voice", "journey", "briefing", "verification", *LOOP}),
        ("report/assets/report.css", set()),
        ("report/phrases.yml", set()),
        ("report/site.py", set()),
        ("cli.py", set()),
        ("survey/kano/classes.py", None),
    ],
)
def test_a_file_of_the_package(planned, monkeypatch, file, expected):
    assert (PACKAGE / file).is_file()
    real = cache._file
    monkeypatch.setattr(cache, "_file", lambda path: "changed" if path == PACKAGE / file else real(path))
    assert rerun(planned) == (set(planned[1]) if expected is None else expected)


def test_a_line_of_the_mapping(planned):
    study = planned[0].study
    source = study.tables["ratings"]
    changed = source.model_copy(update={"columns": {**source.columns, "a new header": "comment"}})
    mapped = study.model_copy(update={"tables": {**study.tables, "ratings": changed}})
    assert rerun(planned, tables=tables(mapped), study=mapped) == {"scores", "drivers", *BOTH}


def test_a_row_of_a_table(planned):
    study = planned[0].study
    file = study.folder / study.tables["kano"].path
    original = file.read_bytes()
    file.write_bytes(original.rstrip(b"\n").rsplit(b"\n", 1)[0] + b"\n")
    try:
        assert rerun(planned, tables=tables(study)) == {"kano", *BOTH}
    finally:
        file.write_bytes(original)


def test_a_table_that_no_chapter_reads(planned):
    assert rerun(planned, tables={**planned[0].inputs.tables, "beliefs": "changed"}) == set()
