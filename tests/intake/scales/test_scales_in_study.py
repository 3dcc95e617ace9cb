"""What is guessed of scales stands in a new study with its evidence, and loading follows it."""

import ast
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest

import cxlab.intake.scales
from cxlab import Study, intake
from cxlab.intake.notes import told
from cxlab.intake.scales.against_study import scale_notes
from cxlab.intake.scales.words import resource
from cxlab.study import Scale

SOURCES = sorted(Path(cxlab.intake.scales.__file__).parent.glob("*.py"))


def fields(texts):
    return {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in texts.items()}


@pytest.mark.parametrize("part", ["notes", "evidence"])
def test_both_languages_of_scale_notes_say_the_same(part):
    assert fields(resource("notes")["zh"][part]) == fields(resource("notes")["en"][part])


def test_every_scale_note_has_its_words_and_their_values():
    wanted = fields(resource("notes")["en"]["notes"]) | fields(resource("notes")["en"]["evidence"])
    made = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note" and node.args:
                for code in ast.walk(node.args[0]):
                    if isinstance(code, ast.Constant) and code.value in wanted:
                        made[code.value] = {keyword.arg for keyword in node.keywords}
    assert len(made) > 25
    for code, given in made.items():
        assert None in given or wanted[code] <= given, code


@pytest.fixture
def drafted(tmp_path):
    def make(columns, name="s"):
        frame = pd.DataFrame(columns)
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
        made = intake.scaffold(name, [tmp_path / f"{name}.csv"], tmp_path / "data")
        return made.text, Study.open(made.folder)

    return make


RATED = {
    "答卷编号": range(60),
    "您推荐我们的可能性": [i % 11 + 1 for i in range(60)],
    "总体满意度": (["非常满意", "满意", "一般", "不满意"] * 14 + ["马马虎虎"] * 3 + ["没用过"]),
    "办理费力程度（1非常轻松-5非常费力）": [i % 5 + 1 for i in range(60)],
    "1、速度": [i % 6 for i in range(60)],
    "2、环境": [[1, 2, 4, 5, 6][i % 5] for i in range(60)],
}


def test_a_drafted_study_reads_answers_as_guessed_and_names_what_it_cannot(drafted, tmp_path):
    text, study = drafted(RATED)
    ratings = study.tables["ratings"]
    assert ratings.values["csat"] == {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "没用过": -99}
    assert ratings.values["nps"] == {str(v): v - 1 for v in range(1, 12)}
    ces = study.scale("ces")
    assert (ces.min, ces.max, ces.high) == (1, 5, "bad")
    assert study.scale("q_01").missing == (0,)
    assert "q_02" not in study.scales
    assert "# q_02: {min: 1, max: 5}" in text and "把握不足 unsure" in text
    assert "编码是 1, 2, 4, 5, 6" in text
    loaded = intake.load(study, "ratings", reports=tmp_path / "reports")
    assert loaded.frame["nps"].min() == 0 and loaded.frame["nps"].max() == 10
    assert loaded.report["not_applicable"] == {"csat": 1, "q_01": 10}
    rejected = loaded.rejects[loaded.rejects["column"] == "csat"]
    assert list(rejected["value"]) == ["马马虎虎"] * 3
    assert set(rejected["reason"]) == {"no_number"}
    assert not rejected["dropped"].any()


def test_answers_are_held_against_what_the_study_states(drafted):
    _, study = drafted(RATED)
    frame = pd.DataFrame(RATED)
    mapped = study.tables["ratings"].columns
    notes = {(note["column"], note["code"]): note for note in scale_notes(frame, mapped, "ratings", study)}
    assert set(notes) == {("总体满意度", "scale_unknown"), ("2、环境", "scale_gap")}
    assert told(notes["2、环境", "scale_gap"], "zh").startswith("“2、环境”：编码是 1, 2, 4, 5, 6")
    wrong = Scale(min=1, max=5, high="bad")
    changed = study.model_copy(update={"scales": {**study.scales, "q_01": wrong}})
    differing = [n for n in scale_notes(frame, mapped, "ratings", changed) if n["code"] == "scale_differs"]
    assert [told(note, "en") for note in differing] == [
        "'1、速度': study.yaml states 1-5 (high is bad), the answers look like 1-5 (high is good)"
    ]


def test_kano_words_that_the_intake_does_not_know_are_written_out(drafted, tmp_path):
    words = ["很喜欢", "理所应当", "没感觉", "无可奈何", "不喜欢"]
    text, study = drafted(
        {
            "编号": range(40),
            "如果没有夜间客服，您觉得": [words[-1 - i % 3] for i in range(40)],
            "如果有夜间客服，您觉得": [words[i % 3] for i in range(40)],
            "如果有代客泊车，您觉得": [words[i % 2] for i in range(40)],
        },
        "k",
    )
    assert study.tables["kano"].values == {"dysfunctional": {"无可奈何": 4}}
    assert "scale" not in study.scales
    assert "夜间客服 的反向题排在正向题前面" in text or "F01 的反向题排在正向题前面" in text
    assert "KANO 题没有找到另一面：如果有代客泊车，您觉得" in text
    loaded = intake.load(study, "kano", reports=tmp_path / "reports")
    assert loaded.rejects.empty
    assert sorted(loaded.frame["dysfunctional"].unique()) == [3, 4, 5]
    assert sorted(loaded.frame["functional"].unique()) == [1, 2, 3]


def test_an_item_that_runs_the_other_way_is_marked(drafted):
    mood = [1, 2, 2, 3, 3, 3, 4, 4, 5, 5] * 5
    text, study = drafted(
        {
            "编号": range(50),
            "总体满意度": mood,
            "1、我能方便地到达": mood,
            "2、环境整洁": mood[1:] + mood[:1],
            "3、设施明显不足": [6 - v for v in mood],
        },
        "r",
    )
    assert (study.scale("q_03").high, study.scale("q_01").high) == ("bad", "good")
    assert "“3、设施明显不足”表述为负面，且与其余题负相关" in text
