"""The sample plan as tables: rows are those of the formulas, for all customers and for each segment."""

import math

import pytest

from cxlab.errors import InputError
from cxlab.survey.sample_plan import Design, each_against_the_rest, expect_mean, expect_nps, expect_share
from cxlab.survey.sample_size import answers_for_change, answers_for_margin, detectable_change, margin_of
from cxlab.survey.sample_table import Goal, answers_needed, answers_tell

NPS, CSAT, CES = expect_nps(28, passives=0.32), expect_share(0.72), expect_mean(5.1, spread=1.5)
GOALS = {"nps": Goal(NPS, 5, 8), "csat": Goal(CSAT, 0.04, -0.06)}
DESIGN = Design(population=40_000, response_rate=0.12, design_effect=1.2)


def test_rows_are_those_of_the_formulas():
    found = answers_needed(GOALS, segments=4, real=2, design=DESIGN).set_index(["metric", "question"])
    assert (
        found.index.get_level_values("question").tolist()
        == [*("level", "change", "segment_level", "segment_change")] * 2
    )
    assert found.loc[("nps", "level"), "per_group"] == answers_for_margin(NPS, 5, design=DESIGN).per_group
    assert found.loc[("csat", "change"), "per_group"] == answers_for_change(CSAT, -0.06, design=DESIGN).per_group
    part = Design(population=10_000, response_rate=0.12, design_effect=1.2)
    segment = answers_for_change(NPS, 8, contrast=each_against_the_rest(4, real=2), design=part)
    row = found.loc[("nps", "segment_change")]
    assert (row["per_group"], row["answers"], row["invitations"]) == (
        segment.per_group,
        4 * segment.per_group,
        math.ceil(4 * segment.per_group / 0.12),
    )
    assert row["alpha"] == segment.inputs["alpha"]
    assert found.loc[("nps", "level"), "alpha"] == pytest.approx(0.05)
    assert (found["reachable"] == (found["invitations"] <= 40_000)).all()
    assert set(found["reachable"]) == {True, False}


def test_without_segments_there_are_two_rows_a_metric():
    found = answers_needed(GOALS)
    assert found["question"].tolist() == ["level", "change"] * 2
    assert (found["answers"] == found["per_group"]).all()
    assert found["reachable"].all()


def test_what_given_answers_tell():
    answers, populations = {"all": 800, "fleet": 60, "taxi": 0}, {"fleet": 90}
    found = answers_tell({"nps": NPS, "ces": CES}, answers, populations=populations, design=DESIGN)
    assert found[["group", "metric"]].to_numpy().tolist() == [[g, m] for g in answers for m in ("nps", "ces")]
    whole = found[found["group"] == "all"].set_index("metric")
    assert whole.loc["nps", "margin"] == margin_of(NPS, 800, design=DESIGN).change
    assert whole.loc["ces", "fall"] == detectable_change(CES, 800, design=DESIGN, direction="down").change
    fleet = Design(population=90, response_rate=0.12, design_effect=1.2)
    assert found.loc[2, "rise"] == detectable_change(NPS, 60, design=fleet).change
    assert found.loc[2, "population"] == 90
    assert found.loc[found["group"] == "taxi", ["margin", "rise", "fall", "formula"]].isna().all(axis=None)
    assert (found["fall"].dropna() < 0).all()


def test_a_population_without_answers_is_refused():
    with pytest.raises(InputError, match="Did you mean 'fleet'"):
        answers_tell({"nps": NPS}, {"fleet": 60}, populations={"fleets": 90})
