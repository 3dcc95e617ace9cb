"""Survey answers to scores, KANO classes and drivers, and the next survey planned: frames in, frozen results out."""

from cxlab.survey.compare import Difference, benjamini_hochberg, by_group, compare, estimate, over_time
from cxlab.survey.drivers.asymmetry import asymmetry
from cxlab.survey.drivers.binary import binary_importance
from cxlab.survey.drivers.collinearity import collinearity
from cxlab.survey.drivers.importance import DriverResult, importance
from cxlab.survey.drivers.sensitivity import sensitivity
from cxlab.survey.drivers.usable import usable
from cxlab.survey.funnel import funnel
from cxlab.survey.kano.classes import KanoResult, kano, kano_by
from cxlab.survey.mix import MixResult, decompose
from cxlab.survey.performance import ends_of, performance
from cxlab.survey.planning.detectable import answers_tell
from cxlab.survey.planning.questionnaire import Questionnaire, draft
from cxlab.survey.planning.quota import quotas
from cxlab.survey.planning.sample_plan import Design, expect_mean, expect_nps, expect_share
from cxlab.survey.planning.sample_table import expect_again, sample_table
from cxlab.survey.planning.stability import class_sample_size
from cxlab.survey.planning.wording import lint, wording_changes
from cxlab.survey.quality.careless import careless
from cxlab.survey.quality.pools import pools
from cxlab.survey.quality.praise import praise
from cxlab.survey.quality.reliability import alpha, bartlett, kmo, omega
from cxlab.survey.quality.weighting import rake, weight_column
from cxlab.survey.scores import Estimate, ces, csat, easy_rate, mean_score, nps, nps_parts
from cxlab.survey.segments import group_column
from cxlab.survey.trend import rolling, smallest_period

__all__ = [
    "Design",
    "Difference",
    "DriverResult",
    "Estimate",
    "KanoResult",
    "MixResult",
    "Questionnaire",
    "alpha",
    "answers_tell",
    "asymmetry",
    "bartlett",
    "benjamini_hochberg",
    "binary_importance",
    "by_group",
    "careless",
    "ces",
    "class_sample_size",
    "collinearity",
    "compare",
    "csat",
    "decompose",
    "draft",
    "easy_rate",
    "ends_of",
    "estimate",
    "expect_again",
    "expect_mean",
    "expect_nps",
    "expect_share",
    "funnel",
    "group_column",
    "importance",
    "kano",
    "kano_by",
    "kmo",
    "lint",
    "mean_score",
    "nps",
    "nps_parts",
    "omega",
    "over_time",
    "performance",
    "pools",
    "praise",
    "quotas",
    "rake",
    "rolling",
    "sample_table",
    "sensitivity",
    "smallest_period",
    "usable",
    "weight_column",
    "wording_changes",
]
