"""What a researcher decides: closed, reopened, assigned, a new round; and how a slip is told."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.ledger import Edits, Seen, history, select, standing, update
from cxlab.lines import Lines

MATTERS = pd.DataFrame({"subject": ["topic:T001", "topic:T002"], "label": ["a", "b"], "rank": [1, 2]})


def first():
    return update(None, Seen(MATTERS), as_of="2026-01-31")


@pytest.fixture
def decided(tmp_path):
    """Return a function that reads edits from a text as the file ``ledger.yaml``."""

    def read(text):
        (tmp_path / "ledger.yaml").write_text(text, encoding="utf-8")
        return Edits.of(Lines.read(tmp_path / "ledger.yaml"))

    return read


def again(previous, edits, as_of="2026-02-28", **frames):
    return update(previous, Seen(MATTERS, **frames), edits=edits, as_of=as_of)


def test_closed_stands_as_long_as_it_is_said(decided):
    closed = again(first(), decided("issues:\n  I-0001: {status: closed, reason: 业务已停办}\n"))
    still = again(closed, decided("issues:\n  I-0001: {status: closed, reason: 业务已停办}\n"), "2026-03-31")
    opened = again(still, decided(""), "2026-04-30")
    assert [standing(one)["state"][0] for one in (closed, still, opened)] == ["closed", "closed", "raised"]
    lines = history(opened, "I-0001")
    assert lines[["run", "state", "detail"]].values.tolist() == [
        [1, "raised", ""],
        [2, "closed", "业务已停办"],
        [4, "resumed", "closed"],
    ]


def test_nothing_is_noted_of_a_closed_issue(decided):
    closed = decided("issues:\n  I-0001: {status: closed, reason: x}\n")
    drafts = pd.DataFrame({"draft_id": ["S1"], "subject": ["topic:T001"]})
    assert standing(again(first(), closed, drafts=drafts))["state"].tolist() == ["closed", "raised"]


def test_reopened_sends_back_once_for_each_reason(decided):
    text = "issues:\n  I-0001: {status: reopened, reason: 客户仍在反映}\n"
    once = again(first(), decided(text))
    twice = again(once, decided(text), "2026-03-31")
    other = again(twice, decided(text.replace("仍在", "又")), "2026-04-30")
    assert [standing(one)["returned"][0] for one in (once, twice, other)] == [1, 1, 2]
    assert standing(once).loc[0, ["state", "why"]].tolist() == ["returned", "客户仍在反映"]


def test_an_issue_can_be_assigned_and_rounds_begin_on_their_day(decided):
    edits = decided("rounds:\n- {number: 2, since: 2026-02-01}\nissues:\n  I-0002: {assign: 财务结算部}\n")
    ledger = again(first(), edits)
    assert ledger.runs["round"].tolist() == [1, 2]
    assert select(ledger, department="财务结算部")["issue"].tolist() == ["I-0002"]


def test_the_ledger_can_be_asked(decided):
    edits = decided("rounds: [{number: 2, since: 2026-02-01}]\nissues: {I-0001: {status: closed, reason: x}}\n")
    ledger = again(first(), edits)
    assert select(ledger, state="open")["issue"].tolist() == ["I-0002"]
    assert select(ledger, state="closed")["issue"].tolist() == ["I-0001"]
    assert select(ledger, round=2)["issue"].tolist() == ["I-0001"]
    assert select(ledger, since="2026-02-01")["issue"].tolist() == ["I-0001"]
    assert len(select(ledger, since="2026-01-01", round=1)) == 2
    with pytest.raises(InputError, match=r"no state 'solve'\. Did you mean 'solved'"):
        select(ledger, state="solve")
    with pytest.raises(InputError, match="no state 'unmapped'"):  # nothing ever stands there
        select(ledger, state="unmapped")
    with pytest.raises(InputError, match="no round '3'"):
        select(ledger, round=3)
    with pytest.raises(InputError, match="'soon' is no date"):
        select(ledger, since="soon")
    with pytest.raises(InputError, match="no issue 'I-003'"):
        history(ledger, "I-003")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("issue:\n  I-0001: {note: x}\n", r"line 1, issue: unknown key. Did you mean 'issues'\?"),
        ("issues:\n  I-0001:\n    notes: x\n", r"line 3, issues.I-0001.notes: unknown key. Did you mean 'note'\?"),
        ("rounds:\n- number: 2\n  sinse: 2026-01-01\n", r"line 3, rounds.0.sinse: unknown key. Did you mean 'since'\?"),
        ("issues:\n  I-0001: {status: close, reason: x}\n", r"line 2, issues.I-0001.status: .*Did you mean 'closed'\?"),
        ("issues:\n  I-0001: {status: closed}\n", "line 2, issues.I-0001: .*status closed needs a reason"),
        ("issues:\n  I-0001: {reason: x}\n", "reason belongs to a status"),
        ("rounds:\n- {number: 1, since: 2026-01-01}\n", "line 2, rounds.0.number: .*greater than or equal to 2"),
        (
            "rounds:\n- {number: 2, since: 2026-05-01}\n- {number: 3, since: 2026-04-01}\n",
            "line 3, rounds.1: round 3 since 2026-04-01 does not follow",
        ),
        ("- a\n", "ledger.yaml, line 1"),
    ],
)
def test_a_slip_is_told_with_its_line(decided, text, told):
    with pytest.raises(InputError, match=told):
        decided(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("issues:\n  I-0009: {note: x}\n", "line 2, issues.I-0009: there is no issue 'I-0009'.*I-0001 to I-0002"),
        ("issues:\n  I-0001: {merge_into: I-0007}\n", "line 2, issues.I-0001.merge_into: there is no issue 'I-0007'"),
        ("issues:\n  I-0001: {merge_into: I-0001}\n", "line 2, .* I-0001 → I-0001 is a circle"),
        ("ledger: deadbeef\n", "was made for the ledger deadbeef"),
    ],
)
def test_edits_that_do_not_fit_the_ledger_are_refused(decided, text, told):
    with pytest.raises(InputError, match=told):
        again(first(), decided(text))


def test_edits_that_bear_the_key_of_the_ledger_fit(decided):
    assert len(again(first(), decided(f"ledger: '{first().key}'\n")).runs) == 2


def test_before_the_first_run_there_is_nothing_to_decide_about(decided):
    with pytest.raises(InputError, match="none before the first published run"):
        again(None, decided("issues:\n  I-0001: {note: x}\n"))
