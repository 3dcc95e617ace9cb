"""study.yaml: what is allowed, and what the user is told."""

import pytest
import yaml
from pydantic import ValidationError

from cxlab import Study
from cxlab.errors import InputError

LEAST = {"name": "mine", "title": "我的研究", "tables": {"complaints": {"path": "c.csv"}}}


@pytest.fixture
def write(tmp_path):
    def written(text=None, **changes):
        raw = {**LEAST, **changes}
        content = text if text is not None else yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)
        (tmp_path / "study.yaml").write_text(content, "utf-8")
        return tmp_path

    return written


def test_the_least_that_a_study_says(write):
    study = Study.open(write())
    assert (study.title.zh, study.title.en) == ("我的研究", "我的研究")
    assert (study.language, study.timezone, study.synthetic) == ("zh", "Asia/Shanghai", False)
    assert study.tables["complaints"].day_first is False


def test_a_study_opens_by_folder_and_by_file(write):
    folder = write()
    assert Study.open(folder) == Study.open(folder / "study.yaml")
    assert Study.open(folder).folder == folder.resolve()


def test_a_study_is_frozen(write):
    study = Study.open(write())
    with pytest.raises(ValidationError):
        study.name = "other"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tabels": {}}, r"tabels: unknown key\. Did you mean 'tables'\?"),
        (
            {"tables": {"complaints": {"pth": "c.csv", "path": "c"}}},
            r"complaints\.pth: unknown key\. Did you mean 'path'",
        ),
        ({"scales": {"csat": {"min": 1, "max": 5, "missin": [0]}}}, r"scales\.csat\.missin.*Did you mean 'missing'"),
        ({"name": "a b"}, "name: "),
        ({"timezone": "Asia/Shangai"}, "'Asia/Shangai' is no time zone"),
        ({"language": "fr"}, "language: "),
        ({"tables": {"complaints": {}}}, r"complaints\.path: Field required"),
        ({"actions": [{"action_id": "A"}]}, r"one row each; name its file: actions: actions\.csv"),
    ],
)
def test_errors_name_file_key_and_the_nearest_allowed_one(write, changes, message):
    with pytest.raises(InputError, match=message) as error:
        Study.open(write(**changes))
    assert str(error.value).startswith("study.yaml has 1 problem(s)")
    assert error.value.exit_code == 2


def test_yaml_that_does_not_parse_is_located(write):
    with pytest.raises(InputError, match=r"study\.yaml, line 2: this is no valid YAML"):
        Study.open(write("name: a\n  title: b\n"))
    with pytest.raises(InputError, match="expected a mapping"):
        Study.open(write("- a\n- b\n"))


def test_a_study_that_is_not_utf8_or_not_there(write, tmp_path):
    (tmp_path / "study.yaml").write_bytes("title: 研究".encode("gb18030"))
    with pytest.raises(InputError, match="is not UTF-8"):
        Study.open(tmp_path)
    with pytest.raises(InputError, match="No study at"):
        Study.open(tmp_path / "gone")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "study.yaml").write_text("\ufeff" + yaml.safe_dump(LEAST, allow_unicode=True), "utf-8")
    assert Study.open(tmp_path).name == "mine"


def test_a_table_source_says_how_to_read(write):
    source = {
        "path": "k.csv",
        "columns": {"编号": "respondent_id"},
        "values": {"functional": {"喜欢": 1, 2: 2}},
        "features": {"K01": {"label": {"zh": "启动", "en": "Start"}, "functional": "a", "dysfunctional": "b"}},
    }
    table = Study.open(write(tables={"kano": source})).tables["kano"]
    assert table.features["K01"].label.en == "Start"
    assert table.features["K01"].importance is None
    assert table.values["functional"] == {"喜欢": 1, 2: 2}


def test_scales_are_found_by_name_then_by_the_longest_prefix(write):
    scales = {
        "q_*": {"min": 1, "max": 5},
        "q_wait*": {"min": 1, "max": 7, "missing": [9]},
        "q_wait_late": {"min": 0, "max": 10},
    }
    study = Study.open(write(scales=scales))
    assert study.scale("q_price").max == 5
    assert study.scale("q_wait_night").missing == (9,)
    assert study.scale("q_wait_late").max == 10
    assert study.scale("nps") is None


def test_a_file_of_actions_is_a_table_like_any_other(tmp_path):
    text = "name: s\ntitle: t\ntables: {complaints: {path: c.csv}}\nactions: plan.csv\n"
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    assert Study.open(tmp_path).tables["actions"].path == "plan.csv"
    (tmp_path / "study.yaml").write_text(text.replace("plan.csv", "[{action_id: A}]"), encoding="utf-8")
    with pytest.raises(InputError, match="actions"):
        Study.open(tmp_path)


def test_a_header_mapped_to_nothing_is_left_out(tmp_path):
    text = "name: s\ntitle: t\ntables: {complaints: {path: c.csv, columns: {备注: null, 内容: text}}}\n"
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    assert Study.open(tmp_path).tables["complaints"].columns == {"备注": "", "内容": "text"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("calender: {}", "study.yaml, line 4, calender: unknown key. Did you mean 'calendar'"),
        ("name: again", "study.yaml, line 4: 'name' stood on line 1 already; say it once."),
        ("targets: {csat: high}", "study.yaml, line 4, targets.csat: "),
        ("period: {start: 2026-13-01}", "study.yaml, line 4, period.start: 2026-13-01 is no date of the calendar."),
    ],
)
def test_a_message_names_the_line(write, line, message):
    text = "name: mine\ntitle: 我的研究\ntables: {complaints: {path: c.csv}}\n"
    with pytest.raises(InputError) as error:
        Study.open(write(text + line))
    assert message in str(error.value)
