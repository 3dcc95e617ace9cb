"""What `cxlab new` makes of answers to a questionnaire of ours."""

from pathlib import Path

import yaml

from cxlab.intake import survey_exports
from cxlab.intake.draft import Source, draft
from cxlab.intake.guess import guess
from cxlab.intake.read import read_table
from cxlab.questionnaires import returned


def source_of(content, folder, suffix=".csv"):
    file = Path(folder) / f"answers{suffix}"
    file.write_bytes(content)
    frame = survey_exports.unfolded([read_table(file)])[0]
    return Source(file, file.name, frame, guess(frame))


def test_one_file_becomes_ratings_and_kano_answers(answered, survey, tmp_path):
    sources = returned.parts(source_of(answered.kobo(survey, answered.simulate(survey, 20)), tmp_path))
    assert [source.table for source in sources] == ["ratings", "kano"]
    drafted = yaml.safe_load(draft("mine", sources))["tables"]
    scored = {i.id for i in survey.items if i.kind in ("csat", "ces", "nps", "open")}
    assert set(drafted["ratings"]["columns"].values()) >= scored | {"respondent_id", "problem_spot"}
    assert "respondent_id" in drafted["kano"]["columns"].values()
    assert list(drafted["kano"]["features"]) == ["K01", "K05"]
    assert drafted["ratings"]["path"] == drafted["kano"]["path"] == "answers.csv"


def test_labels_are_the_names_of_the_needs_where_the_file_has_them(answered, survey, tmp_path):
    _, kano = returned.parts(source_of(answered.wjx(survey, answered.simulate(survey, 20)), tmp_path))
    assert {f: parts["label"] for f, parts in kano.features.items()} == {"K01": "一次启动成功", "K05": "没有广告"}


def test_another_file_has_none(tmp_path):
    rows = "".join(f"{n},{n % 5 + 1},{(n * 3) % 5 + 1},{(n * 2) % 5 + 1}\n" for n in range(30))
    source = source_of(f"序号,1、满意吗,2、价格,3、速度\n{rows}".encode(), tmp_path)
    assert returned.parts(source) == []
