import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.workbench import write_packs


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_packs_are_files_that_run_nothing(place, start):
    file = place / "small" / "complaints.csv"
    rows = pd.read_csv(file, dtype="str")
    rows["text"] = start + "1+cmd " + rows["text"]
    rows.to_csv(file, index=False)
    table = write_packs(place / "small", place / "reports" / "small" / "run", lang="en")
    assert table["department"].tolist() == ["no department"]
    folder = place / "reports" / "small" / "packs"
    said = pd.read_csv(folder / table["file"].item(), encoding="utf-8-sig", dtype="str")
    assert len(said) >= table["complaints"].item() > 0
    assert not said.stack().astype("str").str.match(r"[=+@-]").any()
    assert said.stack().astype("str").str.startswith(f"'{start}1+cmd").any()


def test_a_run_without_topics_is_told(place):
    with pytest.raises(InputError, match="There are no topics in 'none'"):
        write_packs(place / "small", place / "reports" / "small" / "none")
