"""How numbers read, and that no digit is typed into a claim."""

import pytest
from pydantic import ValidationError

from cxlab.numbers import Number, bare_digits, evidence, fill, number, plain, show
from cxlab.record import Finding
from cxlab.study import Text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.784, "percent", "78%"),
        (0.785, "percent", "79%"),
        (0.9995, "percent", ">99%"),
        (1, "percent", "100%"),
        (0.004, "percent", "<1%"),
        (0, "percent", "0%"),
        (-7.96, "points", "−8.0"),
        (-0.04, "points", "0.0"),
        (1234.4, "count", "1,234"),
        (6.05, "rate", "6.1"),
        (float("nan"), "ratio", "–"),
        (0.123, "percent_change", "+12%"),
    ],
)
def test_units(value, unit, said):
    assert plain(value, unit, "zh") == said


def test_no_percentage_below_twenty_answers_and_a_small_sample_is_said():
    ten = Number(value=0.8, unit="percent", low=0.5, high=0.9, n=10)
    assert show(ten, "zh") == "8/10"
    assert evidence(ten, "zh") == "8/10，n = 10，样本较少，仅供参考"
    assert "small sample" in evidence(Number(value=0.8, unit="percent", n=25), "en")
    assert "small sample" not in evidence(Number(value=0.8, unit="percent", n=30), "en")


def test_evidence_carries_interval_and_base():
    said = evidence(Number(value=0.5, unit="percent", low=0.4, high=0.6, n=100), "en")
    assert said == "50%, 95% interval 40% to 60%, n = 100"


def test_estimates_without_interval_become_numbers_without_one():
    class Estimate:
        value, low, high, n = 3.0, float("nan"), float("nan"), 5

    assert number(Estimate, "score") == Number(value=3.0, unit="score", n=5)


def test_fields_are_filled_once_and_names_are_not_templates():
    text = Text(zh="{a}：{b}", en="{a}: {b}")
    said = fill(text, {"b": Number(value=2, unit="count")}, {"a": Text(zh="{b}", en="{b}")}, "zh")
    assert said == "{b}：2"


def claim(text, **more):
    return Finding(id="x/y", role="says", subject="study:all", rank=1, claim=Text(zh=text, en=text), **more)


def test_a_typed_number_is_refused():
    assert bare_digits(Text(zh="有 {n} 位，共 12 位", en="{n2}")) == ["12"]
    with pytest.raises(ValidationError, match="bare number"):
        claim("78 percent")


def test_a_field_without_a_value_is_refused():
    with pytest.raises(ValidationError, match="neither values nor names"):
        claim("{share} of all")
    assert claim("{share}", values={"share": Number(value=1, unit="percent")}).claim.en == "{share}"


@pytest.mark.parametrize(("value", "told"), [(6.14, "6.1"), (0.0, "0.0"), (0.336, "0.34"), (0.0214, "0.021")])
def test_a_rare_matter_keeps_two_digits_of_its_rate(value, told):
    assert plain(value, "rate", "zh") == told
