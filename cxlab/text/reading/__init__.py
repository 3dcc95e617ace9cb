"""Reading by rules: kind, emotion, effort, severity and red lines, by word lists that a researcher edits."""

from cxlab.text.reading.lexicon import Lexicon
from cxlab.text.reading.reader import read

__all__ = ["Lexicon", "read"]
