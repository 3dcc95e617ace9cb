"""Groups of alike texts: dense places by EVoC, or UMAP and HDBSCAN, merged to a readable number by Ward's method."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from threadpoolctl import threadpool_limits

from cxlab.errors import CxlabError, InputError, nearest
from cxlab.text.compile_later import compile_later

Array: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]
Method: TypeAlias = Literal["evoc", "umap-hdbscan"]

_THREADS = 2
"""EVoC cuts its work into as many pieces as there are threads, so another number gives other clusters."""


def content_order(parts: Iterable[Sequence[bytes]]) -> tuple[Labels, Labels]:
    """Return (first, inverse): rows of distinct content in the order of their hashes, and each row's place in that.

    Whatever the order of the rows, ``rows[first]`` is the same.
    """
    found = b"".join(hashlib.blake2b(b"\0".join(part), digest_size=16).digest() for part in parts)
    keys = np.frombuffer(found, dtype="S16")
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64)


def check_method(method: str) -> None:
    """Raise InputError where `method` is none that `cluster` knows, or is not installed."""
    if method not in _DENSE:
        raise InputError(f"method is '{method}'; allowed: {', '.join(_DENSE)}.{nearest(method, _DENSE)}")
    if method == "umap-hdbscan" and not (find_spec("umap") and find_spec("hdbscan")):
        raise InputError(
            "method is 'umap-hdbscan', which is not installed: pip install --no-deps umap-learn pynndescent hdbscan"
        )


def cluster(vectors: Array, *, min_size: int, n_groups: int, seed: int = 0, method: Method = "evoc") -> Labels:
    """Return a label for each row: 0 … groups - 1, or -1 for a row that lies in no dense place.

    Parameters
    ----------
    vectors
        (n, d), rows of length 1 in an order that depends on content only (`content_order`). The result then depends
        on `vectors`, the parameters and nothing else, not on how many threads are configured.
    min_size
        Least number of rows in a cluster of the finest layer.
    n_groups
        The finest layer's clusters are merged until at most this many are left (Ward on their centroids).
    method
        Who finds the finest layer: ``evoc``, or ``umap-hdbscan`` with BERTopic's settings (15 neighbours, 5
        dimensions), slower, to compare with what others found that way (`check_method`).

    Raises
    ------
    CxlabError
        numba was started with a single thread before, so that EVoC cannot be given two.
    """
    finest = _DENSE[method](vectors.astype(np.float32), min_size, seed)
    n_found = int(finest.max()) + 1
    if n_found <= n_groups:
        return finest
    with threadpool_limits(1):
        tree = linkage(centroids(vectors, finest), "ward")
    group = fcluster(tree, n_groups, "maxclust").astype(np.int64) - 1
    return np.where(finest >= 0, group[finest], -1)


def centroids(vectors: Array, labels: Labels) -> Array:
    """Return (groups, d): each group's mean direction, length 1, by number; -1 and numbers without a row have none."""
    means = np.stack([vectors[labels == label].mean(axis=0) for label in np.unique(labels[labels >= 0])])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def nearest_centroid(vectors: Array, centres: Array) -> tuple[Labels, Array]:
    """Return each row's nearest centroid and the cosine to it, rounded to 6 digits so that no last bit decides."""
    with threadpool_limits(1):
        cosines = (vectors @ centres.T).round(6)
    label = cosines.argmax(axis=1).astype(np.int64)
    return label, cosines[np.arange(len(vectors)), label]


def _evoc(vectors: NDArray[np.float32], min_size: int, seed: int) -> Labels:
    numba = _numba()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # For whole numbers, which our vectors never are: half of what a new installation would compile.
        compile_later("evoc.int8_nndescent", "evoc.uint8_nndescent")
        from evoc import EVoC

    before = numba.get_num_threads()
    try:
        numba.set_num_threads(_THREADS)
    except ValueError as error:
        raise CxlabError("numba runs on one thread; set NUMBA_NUM_THREADS=2 before it is first imported.") from error
    try:
        with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
            warnings.simplefilter("ignore")
            found = EVoC(base_min_cluster_size=min_size, random_state=seed).fit(vectors)
    finally:
        numba.set_num_threads(before)
    return np.asarray(found.cluster_layers_[0], dtype=np.int64)


def _umap_hdbscan(vectors: NDArray[np.float32], min_size: int, seed: int) -> Labels:
    _numba()
    with warnings.catch_warnings(), threadpool_limits(1, user_api="blas"):
        warnings.simplefilter("ignore")
        from hdbscan import HDBSCAN
        from umap import UMAP

        plane = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
        ).fit_transform(vectors)
        labels = HDBSCAN(min_cluster_size=min_size, core_dist_n_jobs=1).fit_predict(plane)
    return np.asarray(labels, dtype=np.int64)


_DENSE = {"evoc": _evoc, "umap-hdbscan": _umap_hdbscan}


def _numba() -> ModuleType:
    """Import numba as EVoC needs it: two threads, which do not burn a busy machine's cores while they wait."""
    if "numba" not in sys.modules:  # it and OpenMP read these once
        if os.environ.get("NUMBA_NUM_THREADS", "1") == "1":
            os.environ["NUMBA_NUM_THREADS"] = str(_THREADS)
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    # The tbb package puts its library where the system's loader does not look; once loaded, numba finds it by name.
    for library in sorted(Path(sys.prefix).glob("lib/libtbb.so.*")):
        with contextlib.suppress(OSError):
            ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    numba = importlib.import_module("numba")
    for layer in ("tbbpool", "omppool"):
        with contextlib.suppress(ImportError):
            importlib.import_module(f"numba.np.ufunc.{layer}")
            return numba
    # numba's third way to run threads ends the whole process when EVoC nests them.
    raise CxlabError("Clustering needs OpenMP: install libgomp (Debian: apt install libgomp1) or `pip install tbb`.")
