import numpy as np
import pandas as pd
import pytest

from cxlab.errors import InputError
from cxlab.insight.verification.verdict import Verdict, corrected, decide, holm, with_guards

RATIO = {"scale": "ratio", "target": -0.3, "better": "lower"}
POINTS = {"scale": "difference", "target": 0.2, "better": "higher"}


@pytest.mark.parametrize(
    ("low", "high", "at_best", "rule", "expected"),
    [
        (0.4, 0.6, 0.42, RATIO, ("worked", ())),
        (0.4, 0.9, 0.45, RATIO, ("worked", ("target_open",))),
        (0.8, 0.9, 0.81, RATIO, ("worked", ("short_of_target",))),
        (0.8, 1.2, 0.83, RATIO, ("not_improved", ())),
        (0.68, 1.4, 0.72, RATIO, ("not_improved", ())),
        (0.6, 1.2, 0.65, RATIO, ("cannot_tell", ())),
        (1.1, 1.4, 1.12, RATIO, ("worse", ())),
        (0.0, 0.8, 0.0, RATIO, ("worked", ("target_open",))),
        (1.2, np.inf, 1.3, RATIO, ("worse", ())),
        (0.0, np.inf, 0.0, RATIO, ("cannot_tell", ())),
        (np.nan, np.nan, np.nan, RATIO, ("cannot_tell", ())),
        (0.25, 0.4, 0.39, POINTS, ("worked", ())),
        (-0.1, 0.1, 0.08, POINTS, ("not_improved", ())),
        (-0.4, -0.1, -0.12, POINTS, ("worse", ())),
        (0.8, 1.2, 0.83, RATIO | {"target": None}, ("cannot_tell", ())),
    ],
)
def test_an_interval_and_a_target_give_one_verdict(low, high, at_best, rule, expected):
    assert decide(low, high, at_best, **rule) == expected


def test_a_target_that_is_no_improvement_is_refused():
    with pytest.raises(InputError, match=r"target 0.3 is no improvement, since lower is better"):
        decide(0.8, 1.2, 0.83, **RATIO | {"target": 0.3})
    with pytest.raises(InputError, match="write a quarter less"):
        decide(0.8, 1.2, 0.83, **RATIO | {"target": -25})


def guards(*failed):
    return pd.DataFrame({"guard": "x", "failed": pd.array(list(failed), dtype="boolean")})


def test_a_failed_guard_turns_worked_into_displaced_and_nothing_else():
    worked, cannot = (Verdict(name, 0.6, 0.5, 0.7, 0.01) for name in ("worked", "cannot_tell"))
    assert with_guards(worked, guards(False, None, True)).verdict == "displaced_or_silenced"
    assert with_guards(worked, guards(False, None)) == worked
    assert with_guards(worked, guards()) == worked
    assert with_guards(cannot, guards(True)).verdict == "cannot_tell"
    assert with_guards(cannot, guards(True)).caveats == ("guard_failed",)
    assert with_guards(Verdict("observing"), guards(True)) == Verdict("observing")


def test_several_actions_pay_for_being_several():
    found = [Verdict("worked", 0.6, 0.4, 0.9, p) for p in (0.001, 0.03, 0.04)] + [Verdict("observing")]
    after = corrected(found)
    assert [v.verdict for v in after] == ["worked", "cannot_tell", "cannot_tell", "observing"]
    assert after[1].caveats == ("not_after_correction",)
    assert corrected(found[1:2]) == found[1:2]
    assert corrected([]) == []


def test_holm_steps_down_and_keeps_the_order():
    np.testing.assert_allclose(holm([0.04, 0.01, 0.03]), [0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
