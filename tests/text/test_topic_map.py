import numpy as np

from cxlab.text.topic_map import topic_map


def test_distances_in_the_plane_follow_those_of_the_centres(model):
    places = topic_map(model)
    assert places["topic"].tolist() == model.topics["topic"].tolist()
    plane = places[["x", "y"]].to_numpy()
    flat = np.linalg.norm(plane[:, None] - plane[None], axis=2)
    full = np.linalg.norm(model.centres[:, None] - model.centres[None], axis=2)
    assert (flat <= full + 1e-6).all()
    assert np.var(places["x"]) >= np.var(places["y"]) > 0
    assert (plane[0] >= 0).all()
