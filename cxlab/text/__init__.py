"""Complaint text: words, sentence vectors, topics. Knows nothing of surveys, notebooks, paths or charts."""

from cxlab.text.embed import embed
from cxlab.text.model import TopicModel
from cxlab.text.normalize import normalize
from cxlab.text.quotations import quotations
from cxlab.text.stability import stability
from cxlab.text.tokenize import tokenize
from cxlab.text.topics import fit_topics

__all__ = ["TopicModel", "embed", "fit_topics", "normalize", "quotations", "stability", "tokenize"]
