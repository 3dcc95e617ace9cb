from importlib.util import find_spec

import numpy as np
import pytest

from cxlab.errors import InputError
from cxlab.text import TopicModel, fit_topics, stability
from cxlab.text.cluster import check_method

INSTALLED = bool(find_spec("umap") and find_spec("hdbscan"))


def fit(themed, order=slice(None), **settings):
    chosen = np.arange(len(themed.texts))[order].tolist()
    return fit_topics(
        [themed.texts[row] for row in chosen],
        ids=chosen,
        embeddings=themed.vectors[chosen],
        tokens=[themed.tokens[row] for row in chosen],
        method="umap-hdbscan",
        **settings,
    )


def test_a_method_that_does_not_exist_is_named():
    with pytest.raises(InputError, match="method is 'umap'; allowed: evoc, umap-hdbscan"):
        check_method("umap")


def test_an_absent_extra_gives_the_install_line(themed, monkeypatch):
    monkeypatch.setattr("cxlab.text.cluster.find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install --no-deps umap-learn pynndescent hdbscan"):
        fit(themed)


def test_themes_come_back_by_the_other_road_too(themed, tmp_path):
    """Where the extra is absent there is nothing to run: then the message must be what a user gets."""
    if not INSTALLED:
        with pytest.raises(InputError, match="not installed"):
            fit(themed)
        return
    fitted = fit(themed)
    kept = fitted.assignments.assign(theme=themed.theme).query("topic >= 0")
    purity = kept.groupby("topic").theme.agg(lambda names: names.value_counts().iloc[0]).sum() / len(kept)
    assert len(fitted.topics) >= 6
    assert purity > 0.95
    assert (fitted.assignments.topic < 0).mean() <= 0.10
    assert stability(fitted, n_boot=1).stability.mean() > 0.5

    other = fit(themed, np.random.default_rng(1).permutation(600)).assignments
    assert other.sort_values("id").reset_index(drop=True).equals(fitted.assignments)
    fitted.save(tmp_path)
    assert TopicModel.load(tmp_path).method == "umap-hdbscan"
