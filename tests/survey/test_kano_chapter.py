"""The chapter's cells on studies that the demo is not: waves, the short form, hardly any answers."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from cxlab.errors import InputError
from cxlab.record import ChapterRecord

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "45_kano.ipynb"
PAIR = {"A": (1, 3), "O": (1, 5), "M": (3, 5), "I": (3, 3), "R": (3, 1), "Q": (1, 1)}


@pytest.fixture
def chapter(tmp_path):
    """Write a study of `answers`, run the cells of the notebook on it and return what they left."""

    def run(answers, **parameters):
        folder = tmp_path / "study"
        folder.mkdir()
        answers.to_csv(folder / "kano.csv", index=False)
        columns = {"customer_type": "customer_type"} if "customer_type" in answers else {}
        spec = {"name": "study", "title": "t", "tables": {"kano": {"path": "kano.csv", "columns": columns}}}
        (folder / "study.yaml").write_text(yaml.safe_dump(spec), encoding="utf-8")
        run_dir = tmp_path / "reports" / "study" / "run"
        space = {}
        for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)
                if "parameters" in cell["metadata"].get("tags", []):
                    space |= {"study": str(folder), "run_dir": str(run_dir), "n_boot": 100, **parameters}
        return run_dir / "artifacts" / "kano", ChapterRecord.read(run_dir / "artifacts" / "kano")

    return run


def asked(counts_by_feature, **columns):
    rows = [
        (f"r{i}", feature, *PAIR[letter])
        for feature, counts in counts_by_feature.items()
        for i, letter in enumerate(letter for letter, count in counts.items() for _ in range(count))
    ]
    return pd.DataFrame(rows, columns=["respondent_id", "feature", "functional", "dysfunctional"]).assign(**columns)


def test_waves_are_compared_and_the_latest_is_described(chapter):
    steady = {"K1": {"M": 90, "O": 20, "Q": 3}, "K3": {"A": 60, "I": 55}}
    first = asked(steady | {"K2": {"A": 90, "O": 20}}, wave="2025Q4")
    later = asked(steady | {"K2": {"A": 20, "O": 90}, "K4": {"I": 40}}, wave="2026Q1")
    folder, record = chapter(pd.concat([first, later]), cut="mean")
    assert [e.id for e in record.exhibits] == ["classes", "quadrant", "certainty", "drift", "graded"]
    told = {f.id: f for f in record.findings}
    assert told["kano/drift/K2"].names["class_second"].en == "More-is-better (one-dimensional)"
    assert [name for name in told if name.startswith("kano/drift")] == ["kano/drift/K2"]
    assert pd.read_parquet(folder / "features.parquet").set_index("feature")["n"].to_dict() == {
        "K1": 113, "K2": 110, "K3": 115, "K4": 40,
    }  # fmt: skip
    assert told["kano/class/K3"].names["other"].en == "Indifferent"
    ways, hollow, now = json.loads((folder / "drift.figure.json").read_text(encoding="utf-8"))["data"]
    assert (ways["mode"], hollow["marker"]["color"]) == ("lines", "white")
    assert ways["x"][3:5] == pytest.approx([1, 1]), "K2: all who answered want it, before and now"
    assert (hollow["y"][1], now["y"][1]) == pytest.approx((20 / 110, 90 / 110), abs=1e-5)
    table = pd.read_parquet(folder / "drift.parquet")
    assert table["verdict"].tolist() == [f"@kano.drift_{v}" for v in ("same", "changed", "same")] * 2


def test_the_short_form_without_ids_groups_or_importance(chapter):
    answers = pd.DataFrame(
        {"feature": "F", "functional": [1] * 20 + [2] * 15, "dysfunctional": [3] * 20 + [3, 2, 1] * 5}
    )
    _, record = chapter(answers, table="three")
    assert [e.id for e in record.exhibits] == ["classes", "quadrant", "certainty"]
    assert record.exhibits[0].names["table"].en.endswith("three-answer form")


def test_three_people_are_not_shown(chapter):
    answers = asked({"F": {"A": 3}, "G": {"A": 3}}, customer_type="x", importance=5)
    folder, record = chapter(answers)
    for exhibit in record.exhibits:
        frame = pd.read_parquet(folder / f"{exhibit.id}.parquet")
        assert frame["suppressed"].all(), exhibit.id
        assert frame.select_dtypes("number").isna().all(axis=None), exhibit.id


def test_groups_importance_and_alike_answers(chapter):
    private = asked({f"K{i}": {"A": 75, "O": 25} for i in (1, 2, 3)}, customer_type="private", importance=9.0)
    hailing = asked({f"K{i}": {"I": 90, "A": 10} for i in (1, 2, 3)}, customer_type="hailing", importance=1.0)
    hailing["respondent_id"] = "h" + hailing["respondent_id"]
    hailing.loc[0, "functional"] = np.nan
    _, record = chapter(pd.concat([private, hailing]))
    told = {f.id: f for f in record.findings}
    assert {"kano/flip/K1", "kano/importance/K1"} <= set(told)
    assert told["kano/flip/K1"].names["class_one"].en == "Indifferent"
    assert told["kano/importance/K1"].names["plain"].en == "Indifferent"
    assert told["kano/class/K1"].exhibit == "certainty"
    shown = record.exhibits[0].values
    assert (shown["one_sided"].value, shown["same"].value, shown["n"].value) == (1, 199, 200)


def test_a_wave_that_is_not_there_is_named(chapter):
    with pytest.raises(InputError, match="no wave '2025'; there are: 2025Q4"):
        chapter(asked({"F": {"A": 30}}, wave="2025Q4"), wave="2025")
