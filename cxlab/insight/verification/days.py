"""First and last day of a period, remembered: every fit asks for them again."""

from functools import lru_cache

from cxlab.insight.periods import bounds

days_of = lru_cache(maxsize=4096)(bounds)
