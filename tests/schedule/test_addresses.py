"""Addresses hold passwords: where they may stand, who may read them, and that nothing repeats them."""

import logging
import os

import pytest

from cxlab import project
from cxlab.errors import InputError
from cxlab.pipeline.launch import PRIVATE, _environment
from cxlab.schedule import addresses
from cxlab.schedule.send import Sender


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return the file that the variable names."""
    monkeypatch.delenv("CXLAB_NOTIFY", raising=False)
    monkeypatch.setenv("CXLAB_NOTIFY_FILE", str(tmp_path / "notify.txt"))
    return tmp_path / "notify.txt"


def test_one_a_line_and_what_is_left_out(file):
    file.write_text("# 值班群\n\n wecombot://key \nmailtos://u:p@example.org\n", encoding="utf-8")
    file.chmod(0o600)
    assert addresses.read() == ("wecombot://key", "mailtos://u:p@example.org")


def test_the_variable_goes_before_the_file(file, monkeypatch):
    monkeypatch.setenv("CXLAB_NOTIFY", "json://a  json://b")
    assert addresses.read() == ("json://a", "json://b")


def test_the_usual_file_stands_below_home(monkeypatch, tmp_path):
    for name in PRIVATE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    usual = tmp_path / ".config" / "cxlab" / "notify.txt"
    usual.parent.mkdir(parents=True)
    usual.write_text("json://a")
    usual.chmod(0o600)
    assert addresses.read() == ("json://a",)


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        (None, 0o600, "there are no addresses"),
        (b"# nothing yet\n", 0o600, "notify.txt holds no address"),
        (b"json://a", 0o640, "chmod 600"),
        ("wecombot://键".encode("gb18030"), 0o600, "no text in UTF-8"),
    ],
)
def test_what_is_wrong_with_the_file(file, content, mode, told):
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    with pytest.raises(InputError, match=told):
        addresses.read()


def test_a_file_in_the_project_would_be_shared(monkeypatch, tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "chapters.yml").write_text("chapters: []")
    inside = tmp_path / "data" / "notify.txt"
    inside.parent.mkdir()
    inside.write_text("json://a")
    inside.chmod(0o600)
    monkeypatch.chdir(tmp_path)
    assert project.root() == tmp_path
    monkeypatch.delenv("CXLAB_NOTIFY", raising=False)
    monkeypatch.setenv("CXLAB_NOTIFY_FILE", str(inside))
    with pytest.raises(InputError, match="lies in the project"):
        addresses.read()


@pytest.mark.parametrize("address", ["wecom-bot://key-of-the-robot", "key-of-the-robot", "mailto://", "dingtalk://"])
def test_an_address_that_cannot_be_used_is_told_by_its_place(address):
    with pytest.raises(InputError, match="address 2 of 2") as told:
        Sender(["json://127.0.0.1:1/", address])
    assert "key-of-the-robot" not in str(told.value)


@pytest.mark.parametrize(
    "address",
    ["wecombot://key", "dingtalk://token", "dingtalk://secret@token", "mailtos://u:p@example.org?to=a@example.org"],
)
def test_the_forms_that_the_documentation_names(address):
    Sender([address])


def test_what_cannot_be_sent_is_counted_and_no_log_tells_the_address(addressed, caplog):
    caplog.set_level(logging.DEBUG, logger="apprise")
    sender = Sender([addressed.url, addressed.url])
    assert sender.send("title", "body", "failure") == "notice sent to 2 of 2"
    addressed.answer = 500
    assert sender.send("title", "body", "failure") == "notice sent to 0 of 2"
    assert "secret-of-the-robot" not in caplog.text
    assert not logging.getLogger("apprise").disabled


def test_no_kernel_is_told(monkeypatch, tmp_path):
    for name in PRIVATE:
        monkeypatch.setenv(name, "json://secret")
    made = _environment(tmp_path)
    assert not set(PRIVATE) & made.keys()
    assert os.environ["PATH"] == made["PATH"]
