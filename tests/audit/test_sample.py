"""A sample takes people of every topic with known weights, and lies on disk without a customer's word."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab import audit
from cxlab.errors import InputError


def coded(sizes, rows_each=1):
    rows = [
        (f"{code or 'x'}-{person}-{row}", code, f"{code}-{person}")
        for code, n in sizes.items()
        for person in range(n)
        for row in range(rows_each)
    ]
    return pd.DataFrame(rows, columns=["id", "code", "customer_key"])


SIZES = {"T001": 400, "T002": 90, "T003": 3, "": 50}


def test_every_topic_and_none_with_its_people():
    sample = audit.draw(coded(SIZES, rows_each=3), n=60, seed=1)
    strata = sample.strata.set_index("code")
    assert strata["people"].to_dict() == {"T001": 400, "T002": 90, "T003": 3, "none": 50}
    assert strata["drawn"].sum() == len(sample.items) == 60
    assert strata.loc["T003", "drawn"] == 3
    assert strata.loc["T001", "drawn"] / strata.loc["T002", "drawn"] == pytest.approx((400 / 90) ** 0.5, rel=0.1)
    people = sample.items["id"].str.rsplit("-", n=1).str[0]
    assert not people.duplicated().any()


def test_too_small_a_sample_grows_to_the_least_of_every_topic():
    sample = audit.draw(coded({f"T{k:03d}": 30 for k in range(40)}), n=50, at_least=5)
    assert set(sample.strata["drawn"]) == {5}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(seed):
    frame = coded(SIZES, rows_each=2)
    frame.loc[::7, "customer_key"] = pd.NA
    shuffled = frame.sample(frac=1, random_state=seed)
    one, other = audit.draw(frame, n=40, seed=3), audit.draw(shuffled, n=40, seed=3)
    pd.testing.assert_frame_equal(one.items, other.items)
    pd.testing.assert_frame_equal(one.strata, other.strata)


def test_every_person_of_a_topic_has_the_same_chance():
    frame = coded({"T001": 20, "T002": 20})
    frame = pd.concat([frame, frame[frame["customer_key"] == "T001-0"].assign(id="again")])
    drawn = [set(audit.draw(frame, n=10, seed=seed).items["id"]) for seed in range(150)]
    chance = np.mean([bool(ids & {"T001-0-0", "again"}) for ids in drawn])
    assert chance == pytest.approx(5 / 20, abs=0.09), "two texts, but one person"


def test_wrong_input_is_told():
    with pytest.raises(InputError, match="'a' stands more than once"):
        audit.draw(pd.DataFrame({"id": ["a", "a"], "code": ["T001", "T001"]}))
    with pytest.raises(InputError, match="both must be 1 or more"):
        audit.draw(coded(SIZES), n=0)
    with pytest.raises(InputError, match="are answers, not codes"):
        audit.draw(pd.DataFrame({"id": ["a"], "code": ["none"]}))
    with pytest.raises(InputError, match="no coded text"):
        audit.draw(coded({}))


def test_a_sample_comes_back_as_it_was_and_is_not_drawn_again(tmp_path):
    sample = audit.draw(coded(SIZES), n=40, seed=3, codebook="1e0c9a2e", version=4)
    audit.write(sample, tmp_path, "2026-11")
    back = audit.read(tmp_path, "2026-11")
    pd.testing.assert_frame_equal(back.items, sample.items)
    pd.testing.assert_frame_equal(back.strata, sample.strata)
    assert (back.codebook, back.version, back.seed) == ("1e0c9a2e", 4, 3)
    again = audit.draw_or_continue(coded({"T009": 9}), tmp_path, "2026-11", n=5)
    pd.testing.assert_frame_equal(again.items, sample.items)
    with pytest.raises(InputError, match="already"):
        audit.write(sample, tmp_path, "2026-11")
    with pytest.raises(InputError, match=r"no sample '2026-12'. Did you mean '2026-11'"):
        audit.read(tmp_path, "2026-12")


def test_answers_are_one_file_a_coder_and_the_last_word_counts(tmp_path):
    sample = audit.draw_or_continue(coded(SIZES), tmp_path, "2026-11", n=40, seed=3)
    first, second = sample.items["id"][:2]
    audit.record(tmp_path, "2026-11", "林", first, "T001", "两件事,\n都说了")
    audit.record(tmp_path, "2026-11", "林", second, audit.NONE)
    audit.record(tmp_path, "2026-11", "林", first, audit.UNCLEAR)
    audit.record(tmp_path, "2026-11", "B-2", first, "T002", "看了两遍")
    assert sorted(file.name for file in tmp_path.glob("*.csv")) == ["2026-11.B-2.csv", "2026-11.csv", "2026-11.林.csv"]
    answers = audit.read_answers(tmp_path, "2026-11")
    assert answers.set_index(["coder", "id"])["answer"].to_dict() == {
        ("林", first): audit.UNCLEAR,
        ("林", second): audit.NONE,
        ("B-2", first): "T002",
    }
    assert audit.read_answers(tmp_path, "2026-11", ["B-2"])["remark"].tolist() == ["看了两遍"]
    assert audit.read_answers(tmp_path, "2026-10").empty


def test_wrong_answers_and_broken_files_are_told(tmp_path):
    sample = audit.draw_or_continue(coded(SIZES), tmp_path, "2026-11", n=40)
    with pytest.raises(InputError, match=r"cannot be part"):
        audit.record(tmp_path, "2026-11", "../x", sample.items["id"][0], "T001")
    with pytest.raises(InputError, match="not in the sample"):
        audit.record(tmp_path, "2026-11", "A", "stranger", "T001")
    with pytest.raises(InputError, match="is no answer"):
        audit.record(tmp_path, "2026-11", "A", sample.items["id"][0], "")
    (tmp_path / "2026-11.A.csv").write_text("id,answer\nx,T001\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"2026-11.A.csv has no column remark"):
        audit.read_answers(tmp_path, "2026-11")
    (tmp_path / "2026-11.yaml").write_text("seed: 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="does not say how"):
        audit.read(tmp_path, "2026-11")
