"""Coding run by run: ids stay, edits survive and move only their own texts, what is unseen is proposed."""

import numpy as np
import pandas as pd
import pytest

from cxlab.codebook import Edits, code, confirm, lock, merge, rename, retire, split
from cxlab.errors import InputError


def codes(coded):
    return coded.assignments.set_index("id")["code"]


def same(a, b):
    for name in ("assignments", "entries", "changes", "drift", "proposals"):
        pd.testing.assert_frame_equal(getattr(a, name), getattr(b, name))


@pytest.fixture(scope="module")
def second(stream, first):
    return code(**stream.upto(7), learned=first.codebook, seed=7)


@pytest.fixture(scope="module")
def third(stream, second):
    return code(**stream.upto(9), learned=second.codebook, seed=7)


def test_the_first_run_names_entries_by_size(first):
    assert first.entries["code"].tolist() == [f"T{n:03d}" for n in range(1, len(first.entries) + 1)]
    assert set(first.entries["status"]) == {"proposed"}
    assert first.codebook.version == 1
    assert first.codebook.parent is None
    assert first.changes.empty
    assert first.proposals.empty


def test_each_planted_theme_has_an_entry(stream, first):
    found = pd.crosstab(stream.frame.set_index("id")["theme"].loc[first.assignments["id"]].to_numpy(), codes(first))
    assert found.drop(columns="", errors="ignore").idxmax(axis=1).nunique() == 6


def test_old_texts_keep_their_codes_when_texts_arrive(first, second):
    before = codes(first)
    assert (codes(second).loc[before.index] == before).all()
    assert second.proposals.empty
    assert second.codebook.version == 1
    assert set(second.changes["reason"]) == {"arrived"}


def test_a_new_matter_is_proposed_with_a_new_id(stream, second, third):
    assert len(third.proposals) == 1
    new = third.proposals["code"].iloc[0]
    assert new == f"T{second.codebook.next_id:03d}"
    assert third.entries.set_index("code").loc[new, "status"] == "emerging"
    theme = stream.frame.set_index("id")["theme"].loc[third.assignments["id"]].to_numpy()
    member = (third.assignments["code"] == new).to_numpy()
    assert (theme[member] == "new").mean() > 0.9
    assert member[theme == "new"].mean() > 0.6
    assert (third.codebook.version, third.codebook.parent) == (2, 1)


def test_changes_add_up_and_tell_data_from_decisions(stream, second):
    edits = merge(Edits(), ["T003"], into="T001")
    later = code(**stream.upto(9), learned=second.codebook, edits=edits, seed=7)
    before, now = codes(second).value_counts(), codes(later).value_counts()
    moved = later.changes.groupby("code")["rows"].sum()
    for entry in set(before.index) | set(now.index):
        assert now.get(entry, 0) - before.get(entry, 0) == moved.get(entry, 0)
    decided = later.changes[later.changes["cause"] == "edit"].set_index(["code", "other"])["rows"]
    assert decided.to_dict() == {("T001", "T003"): before["T003"], ("T003", "T001"): -before["T003"]}
    assert {"arrived", "new_entry"} <= set(later.changes.loc[later.changes["cause"] == "data", "reason"])


def test_a_rename_and_a_merge_survive(stream, first):
    edits = rename(merge(Edits(), ["T003"], into="T001"), "T001", zh="启动失败", en="Start fails")
    for month, learned in ((6, first.codebook), (7, None)):
        coded = code(**stream.upto(month), learned=learned or coded.codebook, edits=edits, seed=7)  # noqa: F821
        table = coded.entries.set_index("code")
        assert table.loc["T001", ["name_zh", "name_en"]].tolist() == ["启动失败", "Start fails"]
        assert table.loc["T003", ["status", "merged_into", "size"]].tolist() == ["retired", "T001", 0]
    assert coded.codebook.ids == first.codebook.ids


def test_a_split_gives_new_ids_and_moves_nothing_else(stream, first):
    edits = split(Edits(), "T002", parts=2)
    coded = code(**stream.upto(5), learned=first.codebook, edits=edits, seed=7)
    before, now = codes(first), codes(coded)
    assert (now[before != "T002"] == before[before != "T002"]).all()
    new = [f"T{first.codebook.next_id + n:03d}" for n in (0, 1)]
    assert set(now[before == "T002"]) == set(new)
    again = code(**stream.upto(6), learned=coded.codebook, edits=edits, seed=7)
    assert again.codebook.ids == coded.codebook.ids
    assert (codes(again).loc[now.index] == now).all()
    undone = code(**stream.upto(5), learned=again.codebook, edits=Edits(), seed=7)
    assert (codes(undone) == before).all()
    assert undone.entries.set_index("code").loc[new, "status"].tolist() == ["retired", "retired"]
    assert undone.codebook.next_id == coded.codebook.next_id


def test_a_split_by_words_puts_each_word_in_its_part(stream, first):
    table = first.entries.set_index("code")
    target = table.index[table["keywords"].str.contains("发票")][0]
    coded = code(
        **stream.upto(5), learned=first.codebook, edits=split(Edits(), target, words=[["发票"], ["邮箱"]]), seed=7
    )
    made = coded.entries[coded.entries["parent"] == target]["code"].tolist()
    words = stream.frame.set_index("id")["words"]
    for part, word, other in ((made[0], "发票", "邮箱"), (made[1], "邮箱", "发票")):
        said = words.loc[coded.assignments.loc[coded.assignments["code"] == part, "id"]]
        assert said.map(lambda w, word=word: word in w).mean() > said.map(lambda w, other=other: other in w).mean()


def test_a_refused_matter_is_not_proposed_again(stream, third):
    new = third.proposals["code"].iloc[0]
    coded = code(**stream.upto(9), learned=third.codebook, edits=retire(Edits(), new), seed=7)
    assert coded.proposals.empty
    assert not (coded.assignments["code"] == new).any()
    assert coded.codebook.next_id == third.codebook.next_id


def test_locked_entries_give_nothing_to_proposals(stream, second):
    every = Edits()
    for entry in second.entries["code"]:
        every = lock(every, entry)
    locked = codes(code(**stream.upto(9), learned=second.codebook, edits=every, seed=7))
    old = codes(second)[lambda s: s != ""]
    assert (locked.loc[old.index] == old).all()


def test_confirming_an_emerging_entry_moves_no_text(stream, third):
    new = third.proposals["code"].iloc[0]
    coded = code(**stream.upto(9), learned=third.codebook, edits=confirm(Edits(), new, kind="problem"), seed=7)
    assert (codes(coded) == codes(third)).all()
    assert coded.entries.set_index("code").loc[new, ["status", "kind"]].tolist() == ["confirmed", "problem"]


def test_row_order_does_not_matter(stream, second, third):
    order = np.random.default_rng(1).permutation((stream.frame["month"] <= 9).sum())
    mixed = code(**stream.upto(9, order), learned=second.codebook, seed=7)
    assert (codes(mixed).loc[codes(third).index] == codes(third)).all()
    pd.testing.assert_frame_equal(mixed.proposals, third.proposals)
    assert mixed.codebook.entries == third.codebook.entries


def test_the_same_input_gives_the_same_output(stream, second, third):
    same(code(**stream.upto(9), learned=second.codebook, seed=7), third)


def test_without_dates_recent_means_not_seen_before(stream, second):
    run = stream.upto(9) | {"dates": None}
    coded = code(**run, learned=second.codebook, seed=7)
    assert len(coded.proposals) == 1
    assert coded.drift[["start", "end"]].iloc[0].tolist() == ["", ""]


def test_empty_texts_have_no_code(stream, first):
    run = stream.upto(5)
    run["texts"][0], run["tokens"][0] = "", []
    coded = code(**run, learned=first.codebook, seed=7)
    assert coded.assignments.loc[0, ["code", "strength"]].tolist() == ["", 0.0]


def test_ids_must_be_unique(stream):
    run = stream.upto(5)
    run["ids"][1] = run["ids"][0]
    with pytest.raises(InputError, match="stands more than once"):
        code(**run)


def test_edits_of_another_codebook_are_refused(stream, first):
    with pytest.raises(InputError, match="made for the codebook"):
        code(**stream.upto(5), learned=first.codebook, edits=Edits(codebook="0badc0de"))


def test_a_split_that_cannot_be_made_says_why(stream, first):
    with pytest.raises(InputError, match="T002 has only 没有的词"):
        code(**stream.upto(5), learned=first.codebook, edits=split(Edits(), "T002", words=[["没有的词"], ["别的"]]))


def test_a_codebook_is_kept_with_what_it_was_made_of(stream, first):
    for settings, told in (
        ({"model": "/models/other"}, "of 'other'; the codebook was made with 'use-multilingual'"),
        ({"min_topic_size": 9}, "min_topic_size is 9; the topics were found with it left to the data"),
        ({"embeddings": np.ones((600, 3), np.float32)}, "have 3 columns; the codebook was made with 64"),
    ):
        with pytest.raises(InputError, match=told):
            code(**{**stream.upto(5), "learned": first.codebook, "seed": 7, **settings})


def test_topics_found_anew_go_on_counting(stream, first):
    anew = code(**stream.upto(6), learned=first.codebook, anew=True, model="/models/other", seed=7)
    assert anew.codebook.ids[0] == f"T{first.codebook.next_id:03d}"
    assert not set(anew.codebook.ids) & set(first.codebook.ids)
    assert (anew.codebook.version, anew.codebook.parent) == (2, 1)
    assert anew.changes.empty
    again = code(**stream.upto(6), learned=anew.codebook, model="/elsewhere/other", seed=7)
    assert again.codebook.ids == anew.codebook.ids
