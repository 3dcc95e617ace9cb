"""Topics that stay the same from run to run: what was learned, what a researcher decided, and the coding with both."""

from cxlab.codebook.as_topics import as_topics
from cxlab.codebook.book import Codebook
from cxlab.codebook.coding import Coded, code
from cxlab.codebook.curate import annotate, confirm, lock, merge, rename, restore, retire, split, unconfirm_kind
from cxlab.codebook.edits import Edits

__all__ = [
    "Codebook",
    "Coded",
    "Edits",
    "annotate",
    "as_topics",
    "code",
    "confirm",
    "lock",
    "merge",
    "rename",
    "restore",
    "retire",
    "split",
    "unconfirm_kind",
]
