"""A decided draft becomes a row of the actions table, and nothing is typed twice."""

import pytest

from cxlab.errors import InputError
from cxlab.insight.solutions import Drafts, actions, to_action
from cxlab.insight.solutions.action import COLUMNS
from cxlab.intake.tables import TABLES


def test_the_columns_are_those_of_the_table():
    assert tuple(TABLES["actions"]) == COLUMNS


def test_a_decided_draft_is_an_action(parsed, whole):
    table = actions(Drafts.of(parsed(whole)))
    assert table.columns.tolist() == list(COLUMNS)
    assert table.iloc[0].to_dict() == {
        "action_id": "refund",
        "title": "小额退款自动化",
        "topic": "",
        "touchpoint": "wallet",
        "owner": "退款流程负责人",
        "department": "财务结算部",
        "registered_at": "2025-11-17",
        "started_at": "2025-12-08",
        "kpi": "rate:touchpoint:wallet",
        "effect": "level",
        "target": -0.25,
        "baseline": "2024-11-01/2025-11-30",
        "evaluate_at": "2026-06-30",
        "control": "",
        "stop_loss": "误退超过千分之三即暂停",
        "ramp_days": "",
        "words": "",
    }
    assert len(table) == 1
    assert actions(Drafts.of()).columns.tolist() == list(COLUMNS)


@pytest.mark.parametrize(
    ("about", "topic", "touchpoint"),
    [
        ("T004", "T004", ""),
        ("touchpoint:bill", "", "bill"),
        ("feature:K05", "", ""),
        ("余额 退款", "余额 退款", ""),
        ("[feature:K05, T004, touchpoint:bill, T005]", "T004", "bill"),
    ],
)
def test_what_it_is_about(parsed, whole, about, topic, touchpoint):
    draft = Drafts.of(parsed(whole.replace("about: touchpoint:wallet", f"about: {about}"))).solutions["refund"]
    row = to_action("refund", draft, lang="en")
    assert (row["topic"], row["touchpoint"]) == (topic, touchpoint)
    assert row["title"] == "Small refunds go back automatically"


def test_what_is_not_decided_or_not_whole_is_refused(parsed, whole):
    drafts = Drafts.of(parsed(whole))
    with pytest.raises(InputError, match="fees is not decided"):
        to_action("fees", drafts.solutions["fees"])
    half = Drafts.of(
        parsed(whole.replace("owner: 退款流程负责人", "owner: TODO").replace("evaluate_at: 2026-06-30", ""))
    )
    with pytest.raises(InputError, match=r"owner, verification\.evaluate_at missing"):
        actions(half)
