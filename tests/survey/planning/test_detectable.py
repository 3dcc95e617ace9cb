"""What planned answers tell: rows are those of the formulas, with the population of each group."""

import pytest

from cxlab.errors import InputError
from cxlab.survey.planning.detectable import answers_tell
from cxlab.survey.planning.sample_plan import Design, expect_mean, expect_nps
from cxlab.survey.planning.sample_size import detectable_change, margin_of

NPS, CES = expect_nps(28, passives=0.32), expect_mean(5.1, spread=1.5)
DESIGN = Design(population=40_000, design_effect=1.2)


def test_what_given_answers_tell():
    answers, populations = {"all": 800, "fleet": 60, "taxi": 0}, {"fleet": 90}
    found = answers_tell({"nps": NPS, "ces": CES}, answers, populations=populations, design=DESIGN)
    assert found[["group", "metric"]].to_numpy().tolist() == [[g, m] for g in answers for m in ("nps", "ces")]
    whole = found[found["group"] == "all"].set_index("metric")
    assert whole.loc["nps", "margin"] == margin_of(NPS, 800, design=DESIGN).change
    assert whole.loc["ces", "fall"] == detectable_change(CES, 800, design=DESIGN, direction="down").change
    fleet = Design(population=90, design_effect=1.2)
    assert found.loc[2, "rise"] == detectable_change(NPS, 60, design=fleet).change
    assert found.loc[2, "population"] == 90
    assert found.loc[found["group"] == "taxi", ["margin", "rise", "fall", "formula"]].isna().all(axis=None)
    assert (found["fall"].dropna() < 0).all()


def test_a_population_without_answers_is_refused():
    with pytest.raises(InputError, match="Did you mean 'fleet'"):
        answers_tell({"nps": NPS}, {"fleet": 60}, populations={"fleets": 90})
