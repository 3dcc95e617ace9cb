"""Survey answers to scores, KANO classes and drivers: data frames in, frozen results of tidy frames out."""

from cxlab.survey.compare import Difference, benjamini_hochberg, by_group, compare, over_time
from cxlab.survey.drivers import DriverResult, importance
from cxlab.survey.kano import KanoResult, kano, kano_by
from cxlab.survey.mix import MixResult, decompose
from cxlab.survey.scores import Estimate, ces, csat, easy_rate, mean_score, nps

__all__ = [
    "Difference",
    "DriverResult",
    "Estimate",
    "KanoResult",
    "MixResult",
    "benjamini_hochberg",
    "by_group",
    "ces",
    "compare",
    "csat",
    "decompose",
    "easy_rate",
    "importance",
    "kano",
    "kano_by",
    "mean_score",
    "nps",
    "over_time",
]
