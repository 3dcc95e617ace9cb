"""What a leader reads first is chosen by role and rank, and numbers are called moved only when intervals part."""

from cxlab.insight.briefing.headlines import headlines, since
from cxlab.numbers import Number
from cxlab.record import ChapterRecord, Finding
from cxlab.study import Text


def finding(id_, role="says", rank=1, subject="topic:x", value=None, **more):
    values = {"share": value} if value else {}
    text = "{share}" if value else "好"
    return Finding(id=id_, role=role, rank=rank, subject=subject, claim=Text(zh=text, en=text), values=values, **more)


def test_at_most_three_changes_in_rank_and_none_that_a_card_tells():
    problems = [finding(f"topics/rising/{i}", "problem", rank=9 - i, subject=f"topic:{i}") for i in range(5)]
    records = {"topics": ChapterRecord(slug="topics", findings=tuple(problems))}
    assert [f.id for _, f in headlines(records)["changed"]] == [f"topics/rising/{i}" for i in (4, 3, 2)]
    rest = headlines(records, told={"topics/rising/4", "topics/rising/2"})["changed"]
    assert [f.id for _, f in rest] == [f"topics/rising/{i}" for i in (3, 1, 0)]
    points = ChapterRecord(slug="keypoints", findings=(finding("keypoints/point/topic:x", "problem"),))
    assert headlines({"keypoints": points})["changed"] == []


def test_verdicts_and_returned_issues_are_told_as_such_and_not_as_problems():
    done = ChapterRecord(slug="verification", findings=(finding("verification/verdict/D", "problem"),))
    back = ChapterRecord(slug="ledger", findings=(finding("ledger/returned/I-0001", "problem"),))
    chosen = headlines({"verification": done, "ledger": back})
    assert chosen["changed"] == []
    assert [f.id for _, f in chosen["done"]] == ["verification/verdict/D"]
    assert [f.id for _, f in chosen["back"]] == ["ledger/returned/I-0001"]


def test_only_certain_must_be_needs():
    sure = {"certainty": Number(value=0.99, unit="percent")}
    names = {"class": Text(zh="必备", en="Must-be")}
    claim = Text(zh="{class}{certainty}", en="{class}{certainty}")
    common = {"role": "says", "rank": 1, "claim": claim, "values": sure}
    made = [
        Finding(id="kano/class/a", subject="feature:a", exhibit="quadrant", names=names, **common),
        Finding(id="kano/class/b", subject="feature:b", exhibit="certainty", names=names, **common),
        Finding(
            id="kano/class/c",
            subject="feature:c",
            exhibit="quadrant",
            names={"class": Text(zh="魅力", en="Attractive")},
            **common,
        ),
    ]
    chosen = headlines({"kano": ChapterRecord(slug="kano", findings=tuple(made))})
    assert [f.subject for _, f in chosen["needs"]] == ["feature:a"]


def test_a_number_moved_when_its_intervals_part():
    def share(value):
        return Number(value=value, unit="percent", low=value - 0.05, high=value + 0.05, n=300)

    then = [
        finding("a/b/c", value=share(0.3)),
        finding("a/b/d", value=share(0.3)),
        finding("a/b/gone", value=share(0.3)),
    ]
    now = [
        finding("a/b/c", value=share(0.5)),
        finding("a/b/d", value=share(0.38)),
        finding("a/b/new", value=share(0.3)),
    ]
    moved = since(then, [f.model_copy(update={"names": {"topic": Text(zh="退款", en="退款")}}) for f in now])
    assert moved[["subject", "value_then", "value_now"]].to_numpy().tolist() == [["退款", 0.3, 0.5]]


def test_answers_a_number_should_not_rest_on_and_what_the_next_survey_takes_are_told_once_each():
    scores = [finding(f"scores/praise/U{i}", rank=i + 3, subject=f"unit:U{i}") for i in (3, 1, 2)]
    scores += [finding("scores/level/csat", rank=2), finding("scores/level/nps"), finding("scores/level/ces", rank=3)]
    plan = [finding("survey_design/sample", "verify"), finding("survey_design/items", "support")]
    chosen = headlines(
        {
            "scores": ChapterRecord(slug="scores", findings=tuple(scores)),
            "survey_design": ChapterRecord(slug="survey_design", findings=tuple(plan)),
        }
    )
    assert [f.id for _, f in chosen["level"]] == ["scores/level/nps"]
    assert [f.id for _, f in chosen["also"]] == ["scores/level/csat", "scores/praise/U1"]
    assert [f.id for _, f in chosen["next"]] == ["survey_design/sample"]
