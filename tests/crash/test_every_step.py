"""A run is struck at everything it does to the disk: the report of before stays, and the next run goes on from there.

Steps of a kind are struck once: a chapter's file is like that of another chapter.
"""

import errno
import re

import pytest

from cxlab.errors import StorageError

NAMES = re.compile(r"(?<=[.-])[a-z0-9_]{8}(?=[./]|$)|\d{8}-\d{6}(-\d+)?|[0-9a-f]{32}|base|middle|last(?!est)")
INSIDE = re.compile(r"(?<=/\.part-)[^/]+/.*|(?<=/artifacts/\*/).*")


@pytest.fixture(scope="module")
def whole(published):
    """Return a run that nothing strikes: what it does to the disk."""
    ended = published.afresh().run()
    assert ended.code == 0, ended.told
    return ended


def steps(events, kinds=None, *, every=1, at=""):
    """Yield the number of the first step of each kind (of every second one …) at a place, and what it is."""
    told = [event for event in events if kinds is None or event.split()[0] in kinds]
    first: dict[str, int] = {}
    for number, event in enumerate(told):
        first.setdefault(INSIDE.sub("**", NAMES.sub("*", event)), number)
    yield from [(number, kind) for kind, number in first.items() if at in kind][::every]


def resumed(place, before, swapped=()):
    """Yield what is wrong after a run was struck: with the report of before, or with the run that comes next."""
    after = place.seen()
    if after["latest"] == before["latest"] and after != before:
        yield "the report of before was touched"
    if after["latest"] != before["latest"] and place.manifest()["status"] != "published":
        yield "half a report is the latest"
    if place.broken():
        yield f"half a result is kept: {place.broken()}"
    kept = place.kept()
    place.let_a_day_pass()
    again = place.run()
    if again.code:
        yield f"the next run ends with {again.code}: {again.told}"
        return
    found = place.manifest()["chapters"]
    cached = {slug for slug, entry in found.items() if entry["state"] == "cached"}
    known = {slug for slug, entry in found.items() if (slug, entry["key"]) in kept}
    if cached != known:
        yield f"the next run takes {sorted(cached)} from the store, where {sorted(known)} was whole"
    if place.rubbish():
        yield f"left behind: {place.rubbish()}"


def struck(published, chosen, *, start="read", judge, **how):
    """Strike a run at each of the chosen steps; return what was wrong."""
    before = published.afresh(start).seen()
    wrong = []
    for number, kind in chosen:
        place = published.afresh(start)
        ended = place.run(fault=place.fault(number, **how))
        found = [*judge(ended, place, before), *resumed(place, before)]
        wrong += [f"{number} {kind}: {one}" for one in found]
    return wrong


def test_killed(published, whole):
    chosen = list(steps(whole.events))
    wrong = struck(published, chosen, judge=_was_killed)
    assert not wrong, "\n".join(wrong)
    assert len(chosen) > 30


def test_killed_while_tables_are_read(published):
    chosen = list(steps(published.afresh("published").run().events, at="/intake/"))
    wrong = struck(published, chosen, start="published", judge=_was_killed)
    assert not wrong, "\n".join(wrong)
    assert len(chosen) > 2


def _was_killed(ended, place, before):
    if ended.code != -9:
        yield f"was not killed: {ended.code}"


@pytest.mark.parametrize(("number", "every"), [(errno.ENOSPC, 4), (errno.EIO, 9)])
def test_the_disk_takes_no_more(published, whole, number, every):
    wrong = struck(published, list(steps(whole.events, every=every)), judge=_told_once, errno=number)
    assert not wrong, "\n".join(wrong)


def test_a_name_cannot_be_changed(published, whole):
    chosen = list(steps(whole.events, ("os.rename",)))
    how = {"events": ("os.rename",), "errno": errno.EBUSY, "lasting": False}
    wrong = struck(published, chosen, judge=_told_once, **how)
    assert not wrong, "\n".join(wrong)
    assert len(chosen) > 5


def _told_once(ended, place, before):
    """A run whose report is in place has done its work, whatever it cannot write afterwards."""
    expected = StorageError.exit_code if place.seen()["latest"] == before["latest"] else 0
    if ended.code != expected:
        yield f"ended with {ended.code}: {ended.told}"
    if expected and ended.told.count("Error: ") != 1:
        yield f"not told once: {ended.told}"
    if "Traceback" in ended.told or "inside cxlab" in ended.told:
        yield f"told badly: {ended.told}"


def test_nothing_can_be_written(published):
    place = published.afresh()
    before = place.seen()
    ended = place.run(fault=place.fault(0, errno=errno.EROFS))
    assert ended.code == StorageError.exit_code
    assert "Read-only file system" in ended.told
    assert place.seen() == before
    assert not list(resumed(place, before))
