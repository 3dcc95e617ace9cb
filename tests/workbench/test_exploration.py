"""Free exploration: what is selected in a table decides what the others show."""

import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.workbench import ExplorationDesk, interactive

HARM = '<img src=x onerror="harmed=1">\u202e'


@pytest.fixture
def desk(place):
    return ExplorationDesk(place / "small", place / "reports" / "small" / "run")


def shown(table):
    return table._dt_args["data_json"] + table._dt_args["table_html"]


def test_a_table_shows_words_letter_by_letter_and_fetches_nothing():
    frame = pd.DataFrame({"label": [HARM, "@topics.mark_stable"], "share": [0.25, None], "people": [1200, 3]})
    table = interactive(frame, "en", select=True)
    assert "&lt;img" in shown(table) and "<img" not in shown(table) and "\\u202e" not in shown(table)
    assert table.df["Share"].tolist() == ["25%", "–"]
    assert table.df["People"].tolist() == ["1,200", "3"]
    assert table.df.iloc[1, 0] == "stable"
    assert (table._dt_args["select"], table._dt_args["language"]["search"]) == ("multi", "Search:")
    assert "http" not in str(table._dt_args)


def test_an_empty_frame_keeps_its_headings():
    assert interactive(pd.DataFrame({"label": [], "people": []}), "zh").df.columns.tolist() == ["名称", "人数"]


def test_the_whole_is_shown_before_anything_is_selected(desk):
    assert len(desk.chosen()) == len(desk.quotations.df) == 360
    assert "选中 0 个话题：45 人，360 条" in desk.head.value
    assert len(desk.months.outputs) == 1


def test_selected_topics_decide_what_is_read(desk):
    everything = len(desk.chosen())
    desk.topics.selected_rows = [1]
    one = desk.chosen()
    assert 0 < len(one) < everything
    code = desk._topics["code"][1]
    assert set(one["complaint_id"]) == set(desk._mentions.loc[desk._mentions["code"] == code, "complaint_id"])
    assert len(desk.quotations.df) == len(one)
    assert f"{len(one)} 条" in desk.head.value
    desk.topics.selected_rows = [1, 0]
    assert len(desk.chosen()) > len(one)
    desk.topics.selected_rows = []
    assert len(desk.chosen()) == everything


def test_a_group_narrows_the_choice(place):
    file = place / "small" / "complaints.csv"
    rows = pd.read_csv(file, dtype="str")
    rows.assign(channel=["热线", "邮箱"] * 180).to_csv(file, index=False)
    desk = ExplorationDesk(place / "small", place / "reports" / "small" / "run")
    assert [name for name, _ in desk.only.options] == ["全部", "热线", "邮箱"]
    assert len(desk.bars.outputs) == 1
    desk.only.value = "热线"
    assert set(desk.chosen()["channel"]) == {"热线"}
    assert len(desk.quotations.df) == 180


def test_customers_texts_run_nothing(desk):
    assert "&lt;img" in shown(desk.quotations) and "<img" not in shown(desk.quotations)


def test_a_run_without_topics_is_told(place):
    with pytest.raises(InputError, match="There are no topics in 'none'"):
        ExplorationDesk(place / "small", place / "reports" / "small" / "none")
