"""Names of products and units taken out of texts before clustering: topics are to be matters, not brands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MANY = 20
"""A column with fewer different values names kinds of business (充电, 保养), which are part of the matter."""
_SHORTEST = 2


def without_names(texts: Sequence[str], *columns: Iterable[str | None]) -> list[str]:
    """Return `texts` without the values of those `columns` that have at least 20 different ones.

    Parts of a value between spaces count too ("马自达3 昂克赛拉"); single characters and plain numbers stay. Longest
    names go first. Without such a column the texts come back as they are.
    """
    names: set[str] = set()
    for column in columns:
        values = {value.strip() for value in column if isinstance(value, str) and value.strip()}
        if len(values) >= MANY:
            names |= values | {part for value in values for part in value.split()}
    telling = [name for name in names if len(name) >= _SHORTEST and not name.isdecimal()]
    if not telling:
        return list(texts)
    pattern = re.compile("|".join(re.escape(name) for name in sorted(telling, key=lambda n: (-len(n), n))))
    return [pattern.sub(" ", text) for text in texts]
