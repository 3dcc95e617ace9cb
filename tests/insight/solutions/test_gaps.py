"""What a draft lacks is named; what it says is held to the wording guide."""

from cxlab.insight.solutions import Drafts, backed, data_support, gap_table, gaps, lint_drafts, overview, supported
from cxlab.insight.solutions.gaps import PARTS


def test_a_whole_draft_lacks_nothing_and_reads_well(parsed, whole):
    drafts = Drafts.of(parsed(whole))
    assert gaps(drafts.solutions["refund"]) == ()
    found = lint_drafts(drafts)
    assert not found["where"].str.startswith("refund/").any(), found.to_string()


def test_an_empty_draft_lacks_every_part(parsed):
    assert gaps(Drafts.of(parsed("solutions: {a: {about: T1}}")).solutions["a"]) == PARTS


def test_without_data_or_kpi_a_draft_is_marked(parsed, whole):
    drafts = Drafts.of(parsed(whole))
    table = gap_table(drafts)
    assert set(table["solution"]) == {"fees"}
    assert table.loc[table["marked"], "part"].tolist() == ["data"]
    assert "verification.target" not in table["part"].tolist()
    missing = lint_drafts(drafts).query("rule == 'missing'").set_index("found")
    assert missing.loc["data", "severity"] == "error"
    assert missing.loc["risk", "severity"] == "warning"
    assert missing.loc["risk", "where"] == "fees/risk"
    assert missing.loc["risk", "better"] == "solutions.missing"


def test_data_of_this_run_are_data_support(parsed, whole, evidence, links):
    drafts = Drafts.of(parsed(whole))
    ids = backed(supported(drafts, data_support(evidence, links), links))
    assert ids == {"refund", "fees"}
    assert "data" not in gap_table(drafts, backed=ids)["part"].tolist()
    assert lint_drafts(drafts, backed=ids)["severity"].tolist().count("error") == 0
    assert overview(drafts, backed=ids)["state"].tolist() == ["decided", "draft"]
    assert backed(supported(drafts, data_support(evidence.head(0), links), links)) == set()


def rules(drafts):
    found = lint_drafts(drafts)
    return found.loc[found["rule"] != "missing", ["where", "rule"]].values.tolist()


def test_suggestions_go_one_way_and_causes_stay_conjectures(parsed):
    text = """
solutions:
  a:
    about: T1
    suggestion: {zh: 先提醒再收费，否则客户会流失, en: "Staff must remind first"}
    cause: {says: 三级审核导致退款慢}
"""
    assert rules(Drafts.of(parsed(text))) == [
        ["a/suggestion", "two_ways"],
        ["a/suggestion", "command"],
        ["a/cause.says", "cause"],
    ]
    tested = text.replace("退款慢}", "退款慢, status: 已检验, evidence: [verification/a]}")
    assert ["a/cause.says", "cause"] not in rules(Drafts.of(parsed(tested)))
    claimed = text.replace("退款慢}", "退款慢, status: 已检验}")
    assert ["a/cause.says", "cause"] in rules(Drafts.of(parsed(claimed)))


def test_plans_may_have_thresholds_and_many_sentences_but_shame_nobody(parsed):
    text = """
solutions:
  a:
    about: T1
    stop_loss: 到店率下降超过5%即回退，否则继续。先看一周。再看一月。
    risk: 运维响应不力
    owner: 李经理
"""
    assert rules(Drafts.of(parsed(text))) == [["a/risk", "blame"], ["a/owner", "staff_name"]]
