"""What gets installed: locks that say what pyproject says, agree with one another, and never bring torch unasked."""

import importlib.util
import re
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DEFAULT = PYPROJECT["project"]["dependencies"]
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
DEV = PYPROJECT["dependency-groups"]["dev"]
WANTED = {
    "requirements.lock": DEFAULT,
    "requirements-dev.lock": [*DEFAULT, *DEV, *EXTRAS["cluster"]],
    **{f"requirements-{extra}.lock": wanted for extra, wanted in EXTRAS.items()},
}
"""Each lock and what it must bring."""
HEAVY = {"torch", "sentence-transformers", "umap-learn", "hdbscan"}
"""What bertopic asks for and the default install leaves out."""


@cache
def pins(lock: str) -> dict[str, dict[str, Requirement]]:
    """Return {package: {version: requirement}}; a package has several pins where Python's version decides."""
    found: dict[str, dict[str, Requirement]] = {}
    for line in re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE):
        pin = Requirement(line)
        (only,) = pin.specifier
        assert only.operator == "==", line
        found.setdefault(canonicalize_name(pin.name), {})[only.version] = pin
    return found


def test_every_lock_is_known():
    assert {file.name for file in ROOT.glob("*.lock")} == set(WANTED)


@pytest.mark.parametrize("lock", WANTED)
def test_a_lock_brings_what_pyproject_asks_for(lock):
    for requirement in map(Requirement, WANTED[lock]):
        locked = pins(lock).get(canonicalize_name(requirement.name))
        assert locked, f"{requirement.name} is not in {lock}: make locks"
        assert all(version in requirement.specifier for version in locked), f"{requirement}: make locks"


@pytest.mark.parametrize("lock", [name for name in WANTED if name != "requirements.lock"])
def test_a_lock_changes_no_pin_of_the_default_install(lock):
    shared = pins(lock).keys() & pins("requirements.lock").keys()
    assert shared
    assert [name for name in shared if not pins(lock)[name].keys() <= pins("requirements.lock")[name].keys()] == []


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_has_a_hash_and_names_no_host(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert len(re.findall(r"^\S.*==.* \\\n    --hash=sha256:", text, flags=re.MULTILINE)) == sum(
        map(len, pins(lock).values())
    )
    assert "://" not in text


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-cluster.lock"])
def test_torch_comes_only_when_asked_for(lock):
    assert not HEAVY & pins(lock).keys()


def test_torch_is_not_here():
    if importlib.util.find_spec("sentence_transformers"):
        pytest.skip("the extra 'sentence' is installed")
    assert importlib.util.find_spec("torch") is None


def test_what_is_installed_is_what_is_locked():
    wrong = {}
    for name, versions in pins("requirements-dev.lock").items():
        here = {version for version, pin in versions.items() if pin.marker is None or pin.marker.evaluate()}
        if here and metadata.version(name) not in here:
            wrong[name] = (metadata.version(name), here)
    assert not wrong, "install requirements-dev.lock"
