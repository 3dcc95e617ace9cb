"""One row a draft: its state, what is missing, and its parts."""

from cxlab.insight.solutions import Drafts, overview
from cxlab.phrases import visible


def test_states_and_parts(parsed, whole):
    opinion = Drafts.of(parsed("solutions: {a: {about: T1, note: 某事}}"))
    both = Drafts(solutions={**Drafts.of(parsed(whole)).solutions, **opinion.solutions})
    table = overview(both).set_index("solution")
    assert table["state"].to_dict() == {"refund": "decided", "fees": "opinion", "a": "opinion"}
    assert table.loc["refund", "missing"] == 0
    assert table.loc["fees", "missing"] > 10
    assert visible(table.loc["refund", "label"]).en == "Small refunds go back automatically"
    assert table.loc["a", "label"] == "某事"
    assert table.loc["refund", ["cause_kind", "cause_status", "evaluate_at", "started_at", "support"]].tolist() == [
        *("process", "conjecture", "2026-06-30", "2025-12-08", "数字产品部"),
    ]
    assert table.loc["a", ["cause_status", "effect", "kpi", "decision"]].tolist() == ["", "", "", ""]


def test_a_draft_with_data_and_kpi_is_one(parsed, whole):
    text = whole[: whole.index("    decided:")] + whole[whole.index("  fees:") :]
    assert overview(Drafts.of(parsed(text)))["state"].tolist() == ["draft", "opinion"]
    assert overview(Drafts.of()).empty
