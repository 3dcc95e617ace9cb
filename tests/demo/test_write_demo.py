"""The folder as a whole: same bytes, small, a study that opens, tables that do not disturb each other."""

from pathlib import Path

import numpy as np

import cxlab.demo
from cxlab.demo import write_demo
from cxlab.demo.frame import stream
from cxlab.study import Study

COMMITTED = Path(__file__).parents[2] / "data" / "demo"


def test_the_committed_study_is_what_seed_7_writes_to_the_byte(demo):
    fresh = {f.name: f.read_bytes() for f in demo.folder.iterdir()}
    committed = {f.name: f.read_bytes() for f in COMMITTED.iterdir() if f.name != ".salt"}
    assert sorted(fresh) == sorted(committed)
    assert [name for name in fresh if fresh[name] != committed[name]] == []


def test_tables_are_small(demo):
    tables = [f for f in demo.folder.glob("*.csv") if f.name != "truth_complaints.csv"]
    assert sum(f.stat().st_size for f in tables) < 3_000_000


def test_it_is_labelled_as_fiction(demo):
    study = Study.open(demo.folder)
    assert study.synthetic
    assert "虚构" in study.title.zh and "fictional" in study.title.en
    assert "虚构" in (demo.folder / "README.md").read_text(encoding="utf-8")
    assert "虚构" in demo.truth["note"]


def test_the_study_names_every_table_and_every_header(demo):
    study = Study.open(demo.folder)
    paths = {source.path for source in study.tables.values()} | {study.actions}
    written = {f.name for f in demo.folder.glob("*.csv")} - {"truth_complaints.csv"}
    assert paths == written
    assert list(study.tables["complaints"].columns) == list(demo.table("complaints").columns)
    assert (demo.folder / "complaints.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_links_point_at_touchpoints_features_and_items_that_exist(demo):
    study = Study.open(demo.folder)
    touchpoints = {t.id for stage in study.journey.stages for t in stage.touchpoints}
    features, items = set(demo.table("kano")["feature"]), set(demo.table("ratings").columns)
    assert len(study.journey.stages) == 9
    assert all(link.touchpoint in touchpoints for link in study.links)
    assert all(link.feature in features for link in study.links if link.feature)
    assert all(link.item in items for link in study.links if link.item)
    assert features | {i for i in items if i.startswith("q_")} <= set(study.labels)


def test_another_stream_in_one_table_reshuffles_no_other(demo, tmp_path, monkeypatch):
    monkeypatch.setattr("cxlab.demo.ratings.stream", lambda seed, name: stream(seed + 1, name))
    monkeypatch.setattr(cxlab.demo, "write_truth", lambda *args: None)
    write_demo(tmp_path, seed=7)
    differing = {f.stem for f in tmp_path.glob("*.csv") if f.read_bytes() != (demo.folder / f.name).read_bytes()}
    assert differing == {"ratings", "customers", "contacts", "invitations"}  # the last three are about the raters


def test_another_seed_gives_another_study():
    one, two, three = stream(7, "kano"), stream(8, "kano"), stream(7, "ratings")
    first = one.random(5)
    assert not np.allclose(first, two.random(5))
    assert not np.allclose(first, three.random(5))
    assert np.array_equal(first, stream(7, "kano").random(5))
