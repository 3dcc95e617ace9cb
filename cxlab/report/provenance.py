"""Where a report comes from: inputs, seeds, versions, commit and time, read from the run's manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from cxlab.report.hostile import clean

HASH_SHOWN = 12
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Provenance:
    """Names and values for the footer; file names without their folders."""

    run: Pairs
    inputs: Pairs
    seeds: Pairs
    versions: Pairs
    made: str
    as_of: str


def provenance(manifest: Mapping[str, Any]) -> Provenance:
    """Return what the footer shows; keys that a manifest lacks are left out."""
    run = {key: manifest.get(key) for key in ("run_id", "git_commit", "started_at", "finished_at", "as_of")}
    return Provenance(
        run=_pairs({key: value for key, value in run.items() if value}),
        inputs=_pairs(manifest.get("inputs") or {}),
        seeds=_pairs(manifest.get("seeds") or {}),
        versions=_pairs(manifest.get("versions") or {}),
        made=str(manifest.get("finished_at") or manifest.get("started_at") or "")[:10],
        as_of=str(manifest.get("as_of") or "")[:10],
    )


def _pairs(node: Any) -> Pairs:
    return tuple((clean(" · ".join(path)), clean(value)) for path, value in _leaves(node, ()))


def _leaves(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Walk nested mappings and lists; a key or value that is a path shrinks to its file name."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(value, (*path, PurePath(str(key)).name))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _leaves(value, path)
    elif node is not None:
        text = str(node)
        name = PurePath(text).name if text.startswith(("/", "\\")) or text[1:3] == ":\\" else text
        yield path, name[:HASH_SHOWN] if _is_hash(name) else name


def _is_hash(text: str) -> bool:
    return len(text) >= 32 and all(c in "0123456789abcdef" for c in text)
