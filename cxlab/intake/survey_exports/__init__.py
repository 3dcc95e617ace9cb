"""Survey tools' exports (问卷星, 腾讯问卷, SurveyMonkey, Qualtrics, LimeSurvey, SPSS, Credamo) become tidy answers.

``survey_export(raw)`` takes a table of `read_table` and returns a `SurveyExport`, or None where it is no export. One
file a tool understands its header rows; everything behind that is shared.
"""

from cxlab.intake.survey_exports.export import SurveyExport
from cxlab.intake.survey_exports.pair import decoded, is_pair
from cxlab.intake.survey_exports.recognise import survey_export
from cxlab.intake.survey_exports.unfold import facts, unfolded

__all__ = ["SurveyExport", "decoded", "facts", "is_pair", "survey_export", "unfolded"]
