"""Reading drafts: what is open is absent, what is wrong is named with its line."""

import datetime as dt

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.solutions import Drafts


def test_a_whole_draft(parsed, whole):
    drafts = Drafts.of(parsed(whole)).solutions
    refund, fees = drafts["refund"], drafts["fees"]
    assert refund.cause.kind == "process"
    assert refund.cause.status == "conjecture"
    assert refund.title.en == "Small refunds go back automatically"
    assert refund.suggestion.zh == refund.suggestion.en
    assert refund.verification.effect == "level"
    assert refund.verification.evaluate_at == dt.date(2026, 6, 30)
    assert (fees.about, fees.title, fees.impact, fees.decided) == (("topic:T004",), None, None, None)


def test_no_file_no_drafts():
    assert Drafts.of().solutions == {}


def test_words_become_the_subjects_that_they_stand_for(parsed):
    drafts = Drafts.of(parsed("solutions: {a: {about: 余额 退款}, b: {about: [T9, 无人知晓]}}"))
    named = pd.DataFrame(
        [("余额 退款", "topic:T002"), ("余额 退款", "topic:T003"), ("无人知晓", "")], columns=["name", "subject"]
    )
    assert drafts.resolved(named).subjects().values.tolist() == [
        *(["a", "topic:T002"], ["a", "topic:T003"], ["b", "topic:T9"], ["b", "无人知晓"]),
    ]
    assert drafts.solutions["a"].about == ("余额 退款",)
    assert Drafts.of().subjects().columns.tolist() == ["draft_id", "subject"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "solutions:\n  a:\n    about: T1\n    suggestions: x",
            r"line 4, solutions\.a\.suggestions.*mean 'suggestion'",
        ),
        ("solutions:\n  a:\n    about: T1\n    cause: {kinds: 流程}", r"line 4, .*Did you mean 'kind'.*kind, says"),
        (
            "solutions:\n  a:\n    about: T1\n    cause:\n      kind: proces",
            r"line 5, .*found 'proces'.*mean 'process'",
        ),
        (
            "solutions:\n  a:\n    about: T1\n    data:\n      - {measure: people, value: 1, hihg: 2}",
            r"line 5, .*mean 'high'",
        ),
        ("solution: {}", r"line 1, solution: unknown key.*mean 'solutions'"),
        ("solutions:\n  a:\n    title: x", r"line 2, solutions\.a\.about: Field required"),
        ("solutions:\n  a:\n    about: T1\n    effort: 7", "line 4, .*less than or equal to 5"),
        ("solutions:\n  a:\n    about: T1\n    verification: {kpi: happiness}", "kpi: .*match pattern"),
        ("solutions:\n  a:\n    about: T1\n    verification: {target: 0}", "a target of 0 is no change"),
        ("solutions:\n  a:\n    about: T1\n    verification: {baseline: 2025}", "baseline"),
        ("solutions:\n  a:\n    about: T1\n    verification: {baseline: 2025-12-31/2025-01-01}", "the earlier first"),
        (
            "solutions:\n  a:\n    about: T1\n    verification: {evaluate_at: 2025-12-01}\n"
            "    decided: {registered_at: 2025-11-01, started_at: 2025-12-08}",
            "2025-12-01 is not after the start on 2025-12-08",
        ),
    ],
)
def test_errors_name_file_line_and_place(parsed, text, message):
    with pytest.raises(InputError, match=rf"(?s)solutions\.yaml has 1 problem.*solutions\.yaml, .*{message}"):
        Drafts.of(parsed(text))
