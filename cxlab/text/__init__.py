"""Complaint text: words, sentence vectors, topics. Knows nothing of surveys, notebooks, paths or charts."""

from cxlab.text import reading
from cxlab.text.dictionary import Dictionary
from cxlab.text.embed import embed
from cxlab.text.frequencies import frequencies
from cxlab.text.granularity import granularity
from cxlab.text.mentions import mentions
from cxlab.text.model import TopicModel
from cxlab.text.names import without_names
from cxlab.text.normalize import normalize
from cxlab.text.quotations import excerpt, quotations
from cxlab.text.stability import stability
from cxlab.text.themes import themes
from cxlab.text.tokenize import tokenize
from cxlab.text.topic_map import topic_map
from cxlab.text.topics import fit_topics

__all__ = [
    "Dictionary",
    "TopicModel",
    "embed",
    "excerpt",
    "fit_topics",
    "frequencies",
    "granularity",
    "mentions",
    "normalize",
    "quotations",
    "reading",
    "stability",
    "themes",
    "tokenize",
    "topic_map",
    "without_names",
]
