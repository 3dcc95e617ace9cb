"""Answers that cannot be read stop a table; they are never lost in silence."""

import pytest
import yaml

from cxlab import intake
from cxlab.errors import InputError
from cxlab.intake.notes import told

ASKED = "respondent_id,csat,q_speed\n"


def rated(*answers):
    return ASKED + "".join(f"R{i},{i % 5 + 1},{answer}\n" for i, answer in enumerate(answers))


def pasted(message):
    """Return the lines of study.yaml that a message holds, as a mapping."""
    return yaml.safe_load(message.partition("study.yaml:\n")[2].rpartition("\nOr leave")[0])


def test_words_of_a_known_scale_stop_with_the_lines_to_paste(desk):
    desk.file("r.csv", rated("非常满意", "满意", "一般", "不满意", "非常不满意", "5"))
    with pytest.raises(InputError) as failed:
        desk.load("ratings", {"path": "r.csv"})
    message = str(failed.value)
    assert "r.csv, column 'q_speed': 5 of 6 answers are no numbers, in line 2, 3, 4, 5, 6" in message
    assert "'非常满意', '满意', '一般'" in message
    values = pasted(message)["tables"]["ratings"]["values"]
    assert values["q_speed"] == {"非常满意": 5, "满意": 4, "一般": 3, "不满意": 2, "非常不满意": 1}
    loaded = desk.load("ratings", {"path": "r.csv", "values": values})
    assert loaded.frame["q_speed"].tolist() == [5, 4, 3, 2, 1, 5]


def test_two_words_name_the_scale_that_they_need(desk):
    desk.file("r.csv", rated(*["满意", "不满意"] * 10))
    with pytest.raises(InputError) as failed:
        desk.load("ratings", {"path": "r.csv", "columns": {}})
    lines = pasted(str(failed.value))
    given = {"path": "r.csv", "values": lines["tables"]["ratings"]["values"]}
    scored = desk.load("ratings", given, scales=lines["scales"]).frame["q_speed"]
    assert scored.notna().all() and scored[0] > scored[1]


def test_words_for_a_recommendation_are_no_nps(desk):
    words = ["非常愿意", "愿意", "一般", "不愿意", "非常不愿意"]
    desk.file("r.csv", "respondent_id,推荐,csat\n" + "".join(f"{i},{words[i % 5]},{i % 5 + 1}\n" for i in range(20)))
    with pytest.raises(InputError, match="so no NPS: map the header to 'q_recommend' instead") as failed:
        desk.load("ratings", {"path": "r.csv", "columns": {"推荐": "nps"}})
    lines = pasted(str(failed.value))
    source = {"path": "r.csv", "columns": {"推荐": "q_recommend"}, "values": lines["tables"]["ratings"]["values"]}
    loaded = desk.load("ratings", source, scales=lines["scales"])
    assert loaded.frame["q_recommend"].tolist() == [5, 4, 3, 2, 1] * 4


def test_unknown_words_stop_with_the_form_of_the_lines(desk):
    desk.file("r.csv", rated("绝了", "差劲", "绝了", "4", "5"))
    with pytest.raises(InputError, match="3 of 5 answers") as failed:
        desk.load("ratings", {"path": "r.csv"})
    values = pasted(str(failed.value))["tables"]["ratings"]["values"]
    assert values == {"q_speed": {"绝了": "NUMBER", "差劲": "NUMBER"}}


def test_a_few_words_among_numbers_are_listed_as_before(desk):
    desk.file("r.csv", rated("绝了", "3", "4"))
    loaded = desk.load("ratings", {"path": "r.csv"})
    assert loaded.rejects["reason"].tolist() == ["no_number"]


def test_check_calls_it_a_problem(desk):
    desk.file("r.csv", rated("绝了", "差劲", "绝了"))
    found = intake.check(desk.study({"ratings": {"path": "r.csv"}}), reports=desk.reports)
    assert not found.ok
    assert "可以运行" not in found.render("zh") and "Ready to run" not in found.render("en")
    assert "q_speed" in found.render("zh")


def test_either_side_of_a_kano_question_stops_by_its_header(desk):
    rows = "".join(f"{i},我很喜欢,{'随便啦' if i % 2 else '无所谓'}\n" for i in range(4))
    desk.file("k.csv", "编号,有,没有\n" + rows)
    features = {"F1": {"functional": "有", "dysfunctional": "没有"}}
    source = {"path": "k.csv", "columns": {"编号": "respondent_id"}, "features": features}
    with pytest.raises(InputError, match="column '没有 → dysfunctional': 2 of 4"):
        desk.load("kano", source)
    assert desk.load("kano", {**source, "values": {"dysfunctional": {"随便啦": 3}}}).frame["dysfunctional"].eq(3).all()


def test_an_empty_item_is_noted_with_file_and_column(desk):
    desk.file("r.csv", rated("", "(跳过)", ""))
    source = {"path": "r.csv", "columns": {}}
    notes = [note for note in desk.load("ratings", source).report["notes"] if note["code"] == "no_answers"]
    assert [told(note, "zh") for note in notes] == ["r.csv：列“q_speed”没有一个答案，算不出结果"]
    study = desk.study({"ratings": source})
    assert "column 'q_speed' holds no answer" in intake.check(study, reports=desk.reports).render("en")


def test_a_column_mapped_to_nothing_is_left_out(desk):
    desk.file("r.csv", rated("绝了", "差劲"))
    loaded = desk.load("ratings", {"path": "r.csv", "columns": {"q_speed": ""}})
    assert "q_speed" not in loaded.frame
    assert loaded.report["ignored"] == {"r.csv": ["q_speed"]}
