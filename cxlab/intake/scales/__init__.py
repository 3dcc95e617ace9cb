"""Answer scales told from their answers: which kind, which ends, which way is good, and what is wrong with them.

``recognise(values, text)`` looks at one column, ``kano_pairs(frame, texts)`` finds the two sides of KANO questions by
their words. Word sets are data under ``cxlab/resources/scales``.
"""

from cxlab.intake.scales.pairs import kano_pairs
from cxlab.intake.scales.recognise import recognise
from cxlab.intake.scales.scale_guess import Kind, ScaleGuess

__all__ = ["Kind", "ScaleGuess", "kano_pairs", "recognise"]
