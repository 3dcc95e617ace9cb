"""Precision, recall and corrected shares: by hand, by invariants, and how often their intervals hold the truth."""

import math

import numpy as np
import pandas as pd
import pytest

from cxlab import audit
from cxlab.audit import NONE, UNCLEAR

STRATA = pd.DataFrame({"code": ["A", "B", NONE], "people": [600, 300, 100], "drawn": [20, 20, 10]})


def read_as(**counts):
    """Answers from ``A={"A": 18, "B": 2}``: of the texts the machine put into A, 18 were read as A, 2 as B."""
    rows = [(code, answer) for code, said in counts.items() for answer, n in said.items() for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["code", "answer"])
    return frame.assign(id=[f"c{i}" for i in range(len(frame))])


GOLDEN = read_as(A={"A": 18, "B": 2}, B={"B": 15, NONE: 5}, none={NONE: 8, "A": 1, "C": 1})


def test_by_hand():
    """Weights .6, .3, .1. A: .6·.9 + .1·.1 = .55. B: .6·.1 + .3·.75 = .285. C: .01. None: .3·.25 + .1·.8 = .155."""
    table = audit.shares(GOLDEN, STRATA).set_index("code")
    assert table.index.tolist() == ["A", "B", "C", NONE]
    assert table["machine"].tolist() == pytest.approx([0.6, 0.3, 0.0, 0.1])
    assert table["share"].tolist() == pytest.approx([0.55, 0.285, 0.01, 0.155])
    assert table["read"].tolist() == [19, 17, 1, 13]
    assert table["elsewhere"].tolist() == [1, 2, 1, 5]
    assert table["in_none"].tolist() == [1, 0, 1, 0]
    assert table["recall"].isna().all(), "fewer than 20 texts read into each"
    assert ((table["low"] < table["share"]) & (table["share"] < table["high"])).all()


def test_recall_by_hand():
    """Twice the texts: A found .6·.9 of .55, interval from the linearised variance at its effective size."""
    table = audit.shares(pd.concat([GOLDEN] * 2), STRATA).set_index("code")
    recall = 0.54 / 0.55
    assert table.loc["A", "recall"] == pytest.approx(recall)
    v = (0.6 * (1 - recall) / 0.55) ** 2 * 0.9 * 0.1 / 39 + (0.1 * recall / 0.55) ** 2 * 0.1 * 0.9 / 19
    n, z2 = min(recall * (1 - recall) / v, 38), 1.959964**2
    low = (recall + z2 / (2 * n) - math.sqrt(z2 * (recall * (1 - recall) / n + z2 / (4 * n * n)))) / (1 + z2 / n)
    assert table.loc["A", "recall_low"] == pytest.approx(low, abs=1e-5)


def test_precision_by_hand_and_no_percentage_below_twenty():
    coded = pd.concat([GOLDEN, read_as(A={UNCLEAR: 3}).assign(id=["u1", "u2", "u3"])])
    table = audit.precision(coded, STRATA).set_index("code")
    assert table[["n", "unclear", "right"]].to_numpy().tolist() == [[20, 3, 18], [20, 0, 15], [10, 0, 8]]
    assert table.loc["A", ["value", "low", "high"]].tolist() == pytest.approx([0.9, 0.6990, 0.9721], abs=1e-4)
    assert table.loc[NONE, ["value", "low", "high"]].isna().all()


def test_accuracy_by_hand():
    """.6·.9 + .3·.75 + .1·.8 = .845; variance by Cochran 5.52 without the finite correction."""
    found = audit.accuracy(audit.precision(GOLDEN, STRATA))
    assert found.value == pytest.approx(0.845)
    v = 0.36 * 0.09 / 19 + 0.09 * 0.1875 / 19 + 0.01 * 0.16 / 9
    n, z2 = min(0.845 * 0.155 / v, 50), 1.959964**2
    centre = (0.845 + z2 / (2 * n)) / (1 + z2 / n)
    reach = math.sqrt(z2 * (0.845 * 0.155 / n + z2 / (4 * n * n))) / (1 + z2 / n)
    assert (found.low, found.high) == pytest.approx((centre - reach, centre + reach), abs=1e-6)
    assert audit.accuracy(audit.precision(GOLDEN.iloc[:19], STRATA)) is None


def test_perfect_coding_gives_the_machines_shares():
    perfect = GOLDEN.assign(answer=GOLDEN["code"])
    table = audit.shares(perfect, STRATA)
    assert table["share"].tolist() == pytest.approx(table["machine"].tolist())
    assert (table["low"] < table["share"]).all()
    assert (table["high"] > table["share"]).all()


def test_a_proportional_sample_needs_no_weights():
    strata = STRATA.assign(people=[20, 20, 10])
    table = audit.shares(GOLDEN, strata).set_index("code")
    plain = GOLDEN["answer"].value_counts(normalize=True)
    assert table["share"].to_dict() == pytest.approx(plain.to_dict())


def test_shares_add_up_and_order_and_names_do_not_matter():
    table = audit.shares(GOLDEN, STRATA)
    assert table[["machine", "share"]].sum().tolist() == pytest.approx([1, 1])
    shuffled = audit.shares(GOLDEN.sample(frac=1, random_state=3), STRATA.iloc[::-1])
    pd.testing.assert_frame_equal(table, shuffled)
    other = {"A": "Z", "B": "Y", "C": "X"}
    renamed = audit.shares(GOLDEN.replace(other), STRATA.replace(other)).set_index("code")
    assert renamed["high"].rename(lambda c: {v: k for k, v in other.items()}.get(c, c)).to_dict() == pytest.approx(
        table.set_index("code")["high"].to_dict()
    )


def test_what_nobody_could_tell_is_left_out_and_little_says_nothing():
    unclear = GOLDEN.assign(answer=GOLDEN["answer"].where(GOLDEN["code"] != "B", UNCLEAR))
    table = audit.shares(unclear, STRATA).set_index("code")
    assert table.loc["A", "machine"] == pytest.approx(6 / 7)
    assert table["share"].sum() == pytest.approx(1)
    assert audit.shares(GOLDEN.iloc[:0], STRATA).empty
    assert audit.shares(GOLDEN.iloc[:19], STRATA)["share"].isna().all()


def misread(rng, people=2000, topics=8, right=0.8):
    """A study in which every topic loses a fifth of its texts, half of them to its neighbour, half to none."""
    names = np.array([f"T{k:03d}" for k in range(topics)] + [""])
    true = rng.choice(topics + 1, size=people, p=[*(0.9 * rng.dirichlet(np.full(topics, 2.0))), 0.1])
    wrong = rng.random(people) > right
    said = np.where(wrong, np.where(rng.random(people) < 0.5, topics, (true + 1) % topics), true)
    return pd.DataFrame({"id": [f"c{i}" for i in range(people)], "code": names[said], "answer": names[true]}).replace(
        {"answer": {"": NONE}}
    )


def test_corrected_shares_are_nearer_and_their_intervals_hold():
    rng = np.random.default_rng(11)
    held, nearer = [], []
    for seed in range(40):
        study = misread(rng)
        truth = study["answer"].value_counts(normalize=True)
        sample = audit.draw(study, n=200, seed=seed)
        coded = sample.items.merge(study[["id", "answer"]], on="id")
        table = audit.shares(coded, sample.strata).set_index("code")
        there = truth.reindex(table.index).fillna(0)
        held += ((table["low"] <= there) & (there <= table["high"])).tolist()
        nearer.append(((table["share"] - there) ** 2).sum() < ((table["machine"] - there) ** 2).sum())
    assert 0.93 <= np.mean(held) <= 0.995
    assert np.mean(nearer) > 0.9


def test_majority_and_disputes():
    items = pd.DataFrame({"id": list("abcd"), "code": ["A", "A", "B", NONE]})
    said = {"L": ["A", "A", "A", "B"], "M": ["A", "B", "A", "B"], "S": [None, "A", None, None]}
    rows = [
        (i, c, a, "看" if c == "S" else "") for c, col in said.items() for i, a in zip("abcd", col, strict=True) if a
    ]
    answers = pd.DataFrame(rows, columns=["id", "coder", "answer", "remark"])
    two = answers[answers["coder"] != "S"]
    assert audit.agreed(items, two)["id"].tolist() == ["a", "c", "d"]
    assert audit.agreed(items, answers).set_index("id")["answer"].to_dict() == {"a": "A", "b": "A", "c": "A", "d": "B"}
    table = audit.disputes(items, answers)
    assert table[["id", "between"]].to_numpy().tolist() == [["b", "coders"], ["c", "machine"], ["d", "machine"]]
    assert table["remarks"].tolist() == ["S: 看", "", ""]
    assert audit.answered(items, answers, "S")["id"].tolist() == ["b"]
    assert audit.disputes(items, answers.iloc[:0]).empty
    assert audit.agreed(items, answers.iloc[:0]).columns.tolist() == ["id", "code", "answer"]
    with pytest.raises(audit.sample.InputError, match="Did you mean 'L'"):
        audit.answered(items, answers, "LL")
