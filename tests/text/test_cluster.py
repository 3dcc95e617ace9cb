import numpy as np
import pytest

from cxlab.text.cluster import centroids, cluster, content_order, nearest_centroid


def blobs(n_groups: int = 5, n: int = 60) -> np.ndarray:
    rng = np.random.default_rng(3)
    centre = rng.normal(size=(n_groups, 16))
    points = np.repeat(centre, n, axis=0) + rng.normal(scale=0.25, size=(n_groups * n, 16))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def test_separate_groups_are_found():
    labels = cluster(blobs(), min_size=10, n_groups=5)
    truth = np.repeat(range(5), 60)
    kept = labels >= 0
    assert kept.mean() > 0.8
    pairs = set(zip(labels[kept].tolist(), truth[kept].tolist(), strict=True))
    assert len(pairs) == 5


def test_merging_keeps_to_the_number_asked_for():
    labels = cluster(blobs(), min_size=5, n_groups=3)
    assert sorted(set(labels.tolist()) - {-1}) == [0, 1, 2]


def test_same_again():
    assert (cluster(blobs(), min_size=10, n_groups=5) == cluster(blobs(), min_size=10, n_groups=5)).all()


def test_content_order_forgets_the_order_of_rows():
    rows = [b"b", b"a", b"c", b"a"]
    first, inverse = content_order((row,) for row in rows)
    back = [rows[i] for i in first]
    assert [back[i] for i in inverse] == rows
    again, _ = content_order((row,) for row in rows[::-1])
    assert [rows[::-1][i] for i in again] == back
    assert content_order([(b"a", b"b")])[0].tolist() == [0]


def test_centroids_have_length_one_and_leave_out_the_unlabelled():
    vectors = np.array([[1.0, 0], [0, 1], [0.6, 0.8]])
    assert centroids(vectors, np.array([0, 1, -1])) == pytest.approx(np.eye(2))
    label, cosine = nearest_centroid(vectors, np.eye(2))
    assert label.tolist() == [0, 1, 1]
    assert cosine.tolist() == [1, 1, 0.8]
