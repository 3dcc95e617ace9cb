"""KANO rules against published tables and two R implementations (stp25kano, and the script of Reppel's study)."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.survey import kano
from cxlab.survey.kano import rules
from cxlab.survey.kano.graded import kano_graded

SHARED = Path(__file__).parents[2].parent / "shared"
PEERS = SHARED / "refs/kano"
EXAMPLES = SHARED / "data/kano_worked_examples/examples.csv"
ORDER = list(rules.CLASSES)

pytestmark = pytest.mark.skipif(not PEERS.exists(), reason="reference data of shared/ not present")


def read(file):
    return json.loads((PEERS / file).read_text(encoding="utf-8")) if PEERS.exists() else {}


RUNS = read("kano_peer_runs.json")
PUBLISHED = read("kano_published_examples.json").get("published", [])
# Printed numbers that do not follow from the printed counts, by source, item and name.
MISPRINTS = {("Fig. 11", "Service", "CSplus"), ("Fig. 11", "Ease of turn", "CSminus")}


def array(counts):
    return np.array([counts.get(letter, 0) or 0 for letter in ORDER], dtype=float)


def ours(counts):
    """All that the rules say about one row of counts, under the names of the reference."""
    top, second = rules.top_two(counts)
    better, worse = rules.better_worse(counts)
    n, base = counts.sum(), counts[:4].sum()
    letter = {
        "mode": rules.mode(counts),
        "MOAI_rule_6pct": rules.by_strength(counts),
        "MOAI_rule_5pct": rules.by_strength(counts, 0.05),
        "OAM_vs_IRQ_rule": rules.berger(counts),
    }
    return {name: ORDER[position] for name, position in letter.items()} | {
        "n": n,
        "CSplus": better,
        "CSminus": worse,
        "CSplus_all_n": better * base / n,
        "CSminus_all_n": worse * base / n,
        "total_strength": counts[:3].sum() / n,
        "category_strength": (top - second) / n,
        "fong_lhs": top - second,
        "fong_rhs": rules.fong_limit(counts),
        "fong_significant": bool(rules.fong(counts)),
        "SII_ASC_mean": (better - worse) / 2,
    }


def equal(found, expected, name):
    if isinstance(expected, str | bool):
        assert found == expected, name
    else:
        assert found == pytest.approx(expected, abs=1e-12), name


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['source'][:24]} {case['item']}")
def test_published_tables_recomputed(case):
    found = ours(array(case["counts"]))
    expected = {k: v for k, v in case["recomputed"].items() if k not in ("mode_tie_priority", "chi2_MOAI")}
    assert set(expected) <= set(found)
    for name, value in expected.items():
        equal(found[name], value, name)


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: f"{case['source'][:24]} {case['item']}")
def test_printed_numbers_agree_to_their_last_digit_but_for_the_misprints(case):
    found = ours(array(case["counts"]))
    figure = "Fig. 11" if "Fig. 11" in case["source"] else ""
    for name, value in case["printed"].items():
        if name == "chi2_MOAI":
            continue
        if isinstance(value, str):
            assert found[name] == value, name
            continue
        digits = len(str(value).partition(".")[2])
        agrees = abs(found[name] - value) <= 0.5 * 10**-digits + 1e-9
        assert agrees != ((figure, case["item"], name) in MISPRINTS), name


def test_the_table_of_published_examples_says_the_same():
    table = pd.read_csv(PEERS / "kano_published_examples.csv")
    names = {"CSplus": "CSplus", "CSminus": "CSminus", "mode": "mode", "MOAI6": "MOAI_rule_6pct"}
    names |= {"OAMvsIRQ": "OAM_vs_IRQ_rule", "TS": "total_strength", "CatS": "category_strength"}
    names |= {"fong_lhs": "fong_lhs", "fong_rhs": "fong_rhs", "fong_sig": "fong_significant"}
    assert len(table) == 20
    for row in table.to_dict("records"):
        found = ours(np.nan_to_num(array(row)))
        for column, name in names.items():
            assert found[name] == (
                row[column] if isinstance(row[column], str | bool) else pytest.approx(row[column], abs=6e-5)
            ), (row["item"], name)


def test_the_evaluation_tables_are_those_of_the_sources():
    tables = [v for v in read("kano_published_examples.json")["evaluation_tables"].values() if isinstance(v, list)]
    assert [list(rules.TABLES[name]) for name in ("traditional", "pouliot", "three")] == tables


def check_items(features, items):
    """Compare what stp25kano says of each item, Fong's printed comparison included."""
    assert set(features.index) == set(items)
    names = {"better": "CSplus", "worse": "CSminus", "total_strength": "total_strength"}
    names |= {"category_strength": "category_strength"}
    for feature, peer in items.items():
        row = features.loc[feature]
        assert row[ORDER].to_dict() == {letter: peer["counts"].get(letter, 0) for letter in ORDER}
        assert (row["n"], row["category"], row["moai"]) == (peer["n"], peer["max_cat"], peer["MOAI"]), feature
        expected = [np.nan if peer[name] is None else peer[name] for name in names.values()]
        np.testing.assert_allclose(row[list(names)].astype(float), expected, atol=1e-12)
        check_fong(array(peer["counts"]), bool(row["fong"]), peer["fong"])


def check_fong(counts, differs, printed):
    """Read "86 < 21.4 sig." as the two sides and the verdict; "<" stands there whatever the sides are."""
    left, right, verdict = re.fullmatch(r"(\d+) < ([\d.]+) (sig\.|ns)", printed).groups()
    top, second = rules.top_two(counts)
    assert top - second == int(left)
    assert rules.fong_limit(counts) == pytest.approx(float(right), abs=0.05 + 1e-9)
    assert differs == (verdict == "sig.")


def long(raw, pairs):
    parts = [pd.DataFrame({"feature": f, "functional": raw[a], "dysfunctional": raw[b]}) for f, (a, b) in pairs.items()]
    return pd.concat(parts, ignore_index=True)


def transfers():
    wording = {"I like it": 1, "I expect it": 2, "I am neutral": 3, "I can tolerate it": 4, "I dislike it": 5}
    raw = pd.read_csv(PEERS / "reppl_transfers_raw.csv").replace(wording)
    return long(raw, {f"F{i}": (f"F{i}_functional", f"F{i}_dysfunctional") for i in range(6, 12)})


def example():
    raw = pd.read_csv(PEERS / "stp25_example_raw.csv")
    return long(raw, {f"f{i}": (f"f{i}", f"d{i}") for i in range(1, 11)})


def test_transfers_equal_the_authors_script_under_pouliots_table():
    found = kano(transfers(), table="pouliot", n_boot=0).features.set_index("feature")
    for feature, peer in RUNS["reppl_peer_pouliot_table"].items():
        row = found.loc[feature]
        assert row[ORDER].to_dict() == {letter: peer["counts"].get(letter, 0) for letter in ORDER}
        assert (row["n"], row["berger"]) == (peer["n"], peer["class"]), "his script classifies by Berger's rule"
        np.testing.assert_allclose(
            row[["better", "worse"]].astype(float), [peer["CSplus"], peer["CSminus"]], atol=1e-12
        )


def test_transfers_equal_stp25kano_under_the_traditional_table():
    found = kano(transfers(), n_boot=0).features.set_index("feature")
    check_items(found.rename(index=lambda name: f"{name}_f"), RUNS["stp25_on_reppl_standard_table"]["items"])


def test_the_example_of_stp25kano():
    check_items(kano(example(), n_boot=0).features.set_index("feature"), RUNS["stp25_example"]["items"])


def test_counts_of_the_readme_of_stp25kano():
    counts = {case["item"]: case["counts"] for case in PUBLISHED}
    names = {"max_cat": "mode", "MOAI": "MOAI_rule_6pct", "TS": "total_strength", "Cat": "category_strength"}
    names |= {"CSplus": "CSplus", "CSminus": "CSminus"}
    for item, peer in RUNS["stp25_readme_recomputed"].items():
        found = ours(array(counts[item]))
        for name, mine in names.items():
            equal(found[mine], peer[name], f"{item} {name}")
        check_fong(array(counts[item]), found["fong_significant"], peer["fong"])


@pytest.mark.parametrize("run", ["stp25_on_reppl_standard_table", "stp25_example"])
def test_mean_scores_are_a_quarter_of_the_graded_ones(run):
    """stp25kano scores 1, .5, 0, -.25, -.5; f5 has an answer without its pair, which it counts and we drop."""
    answers = transfers() if run.endswith("table") else example()
    found = kano_graded(answers, n_boot=0).set_index("feature")
    scores = {name: value for name, value in RUNS[run]["mean_scores"].items() if name != "f5.s"}
    assert len(scores) == (12 if run.endswith("table") else 19)
    for name, value in scores.items():
        feature, side = re.fullmatch(r"(\w\d+)(?:_([fd]))?\.s", name).groups()
        side = side or feature[0]
        column = "graded_functional" if side == "f" else "graded_dysfunctional"
        assert found.loc[feature.replace("d", "f"), column] / 4 == pytest.approx(value, abs=1e-12), name


@pytest.mark.skipif(not EXAMPLES.exists(), reason="worked examples of shared/ not present")
def test_the_chinese_worked_example_counts_by_bergers_rule():
    row = pd.read_csv(EXAMPLES).iloc[0]
    counts = row[ORDER].to_numpy(dtype=float)
    found = ours(counts)
    assert found["OAM_vs_IRQ_rule"] == found["mode"] == row["expected_class"]
    assert (found["CSplus"], found["CSminus"]) == pytest.approx((row["better"], row["worse"]), abs=5e-7)
