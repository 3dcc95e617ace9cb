"""``cxlab ledger``: reads the newest published state, lists, filters, tells one story; in both languages."""

import json
import sys

import pandas as pd
import pytest
from rich.console import Console

from cxlab import cli
from cxlab.errors import InputError, StorageError
from cxlab.insight.ledger import Seen, update
from cxlab.insight.ledger.lanes import STATES
from cxlab.ledger_files import newest_ledger, read_edits, read_ledger, write_ledger
from cxlab.ledger_view import _words

MATTERS = pd.DataFrame(
    {
        "subject": ["topic:T001", "topic:T002"],
        "label": ["退款[慢]", '@{"zh":"保养等待","en":"Waiting for maintenance"}'],
        "department": ["财务结算部", "门店服务部"],
        "people": [300, 200],
        "share": [0.3, 0.2],
        "low": [0.27, 0.18],
        "high": [0.33, 0.22],
    }
)
ACTIONS = pd.DataFrame(
    {"action_id": ["A", "Z"], "subject": ["topic:T002", "topic:T77"], "started_at": ["2026-01-01"] * 2}
)
VERDICTS = pd.DataFrame({"action_id": ["A"], "verdict": ["not_improved"]})


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a project with one study, as the working folder."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "chapters.yml").write_text("chapters: []")
    study = tmp_path / "data" / "tiny"
    study.mkdir(parents=True)
    facts = {"name": "tiny", "title": {"zh": "小研究", "en": "Tiny"}, "tables": {}}
    (study / "study.yaml").write_text(json.dumps(facts))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_out", Console(highlight=False, width=200))
    return tmp_path


@pytest.fixture
def call(place, monkeypatch, capsys):
    """Return a function that calls the command line and returns exit code, stdout and stderr."""

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["cxlab", "ledger", "tiny", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return called


@pytest.fixture
def published(place):
    """Publish two states of the ledger."""
    first = update(None, Seen(MATTERS), as_of="2026-01-31")
    second = update(first, Seen(MATTERS, actions=ACTIONS, verdicts=VERDICTS), as_of="2026-02-28")
    for number, ledger in ((2, first), (10, second)):
        folder = place / "reports" / "tiny" / "state" / str(number)
        write_ledger(ledger, folder / "ledger")
        (folder / "state.json").write_text("{}")
    return second


def test_where_there_is_none_yet_it_says_what_to_do(call):
    code, _, err = call()
    assert code == 2
    assert "has no issue ledger yet" in err
    assert "cxlab run tiny" in err


def test_it_lists_the_newest_state(call, published):
    code, out, _ = call()
    assert code == 0
    assert "小研究：2 个问题，数据截至 2026-02-28，第 2 次运行，第 1 轮" in out
    assert "退款[慢]" in out
    assert "回到第一步" in out
    assert "没有对上任何问题：action Z (topic:T77)" in out


def test_it_filters_and_speaks_english(call, published):
    _, out, _ = call("--state", "returned", "--lang", "en")
    assert "Waiting for maintenance" in out
    assert "open again, back at step one" in out
    assert "退款" not in out
    _, out, _ = call("--department", "财务结算部", "--state", "solved", "--lang", "en")
    assert "No issue fits." in out


def test_a_state_is_named_as_it_is_shown_and_errors_come_alone(call, published):
    code, out, _ = call("--state", "回到第一步")
    assert (code, "保养等待" in out, "退款" in out) == (0, True, False)
    code, out, err = call("--state", "回到第二步")
    assert (code, out, "no state '回到第二步'" in err) == (2, "", True)
    code, out, err = call("--issue", "I-0002", "--state", "open")
    assert (code, out, "--issue tells one story whole" in err) == (2, "", True)


def test_it_tells_the_story_of_one_issue(call, published):
    _, out, _ = call("--issue", "I-0002", "--lang", "en")
    told = [line for line in out.splitlines() if line.strip().startswith("2026")]
    said = (
        "raised by customers",
        "under way",
        "no improvement; the target can be ruled out",
        "open again, back at step one",
    )
    assert len(told) == len(said)
    assert all(words in line for words, line in zip(said, told, strict=True))
    code, _, err = call("--issue", "I-0007")
    assert (code, "no issue 'I-0007'" in err) == (2, True)


def test_a_slip_in_the_decisions_is_told_below_the_list(call, place, published):
    (place / "data" / "tiny" / "ledger.yaml").write_text("issues:\n  I-0009: {note: x}\n", encoding="utf-8")
    code, out, err = call("--lang", "en")
    assert (code, "Waiting for maintenance" in out) == (2, True)
    assert "ledger.yaml, line 2, issues.I-0009: there is no issue 'I-0009'" in err


def test_files_keep_the_ledger_and_tell_what_is_wrong(place, published):
    home = place / "reports" / "tiny"
    file = home / "state" / "10" / "ledger" / "ledger.json"
    assert newest_ledger(home).to_json() == published.to_json() == file.read_text(encoding="utf-8")
    assert read_ledger(None) is None
    assert read_ledger(place) is None
    assert newest_ledger(place) is None
    file.write_bytes(b"\xff")
    with pytest.raises(StorageError, match="cannot be read"):
        read_ledger(file.parent)


def test_edits_lie_beside_the_study(place):
    study = place / "data" / "tiny"
    assert read_edits(study).issues == {}
    (study / "ledger.yaml").write_text("issues:\n  I-0001: {asign: x}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"ledger\.yaml, line 2, .*Did you mean 'assign'"):
        read_edits(study)


def test_every_state_has_words_in_both_languages():
    words = _words()
    assert {f"state_{name}" for names in STATES.values() for name in names} <= words.keys()
    assert all({"zh", "en"} == set(entry) for entry in words.values())
