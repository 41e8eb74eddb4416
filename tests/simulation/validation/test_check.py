from math import isnan

import pytest

from simulation.validation.check import (
    CheckGroup,
    Question,
    Verdict,
    mean_check,
    skipped_check,
    value_check,
)

ASKED = Question(
    name="a.b", group=CheckGroup.THEORY, what="A title", unit="%", definition="What it is."
)


def test_an_interval_that_covers_theory_and_is_narrow_passes():
    check = mean_check(ASKED, [9.9, 10.1, 10.0, 10.0], wanted=10, half_width_share=0.03)

    assert check.verdict is Verdict.PASSED
    assert check.value == pytest.approx(10)
    # Student's t for 3 degrees of freedom is 3.182; standard deviation .08165 over 2.
    assert check.interval == pytest.approx((10 - 0.1299, 10 + 0.1299), abs=1e-4)
    assert (check.tolerance, check.replications, check.reason) == (pytest.approx(0.3), 4, "")


def test_an_interval_that_misses_theory_fails_and_says_so():
    check = mean_check(ASKED, [9.9, 10.1, 10.0, 10.0], wanted=11, half_width_share=0.03)

    assert check.verdict is Verdict.FAILED
    assert check.reason == "11 is outside the interval 9.87 to 10.13"


def test_an_interval_that_is_too_wide_to_say_anything_fails():
    check = mean_check(ASKED, [8, 12, 9, 11], wanted=10, half_width_share=0.03)

    assert check.verdict is Verdict.FAILED
    assert "wanted 0.3" in check.reason


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.05, Verdict.PASSED), (0.051, Verdict.FAILED), (0, Verdict.PASSED)]
)
def test_a_value_may_be_as_far_away_as_the_tolerance(value, verdict):
    assert value_check(ASKED, value, wanted=0, tolerance=0.05).verdict is verdict


def test_what_is_not_a_number_does_not_pass():
    check = value_check(ASKED, float("nan"), wanted=0, tolerance=1)

    assert check.verdict is Verdict.FAILED


def test_a_failed_value_tells_what_is_known_of_the_cause():
    check = value_check(ASKED, 3, wanted=1, tolerance=0.5, because="demand grew")

    assert check.reason == "2 away, wanted at most 0.5: demand grew"


def test_a_skipped_check_has_no_value_and_a_reason():
    check = skipped_check(ASKED, "no such file")

    assert (check.verdict, check.reason) == (Verdict.SKIPPED, "no such file")
    assert isnan(check.value)
