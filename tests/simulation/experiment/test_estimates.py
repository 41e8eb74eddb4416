"""Statistics over replications, against figures worked out by hand and against chance."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.experiment.estimates import (
    Verdict,
    adjusted,
    difference_of,
    estimate_of,
    half_width_of,
    quantile_of,
)


def test_the_interval_of_five_values_is_that_of_the_table_of_student():
    # Deviation of 1..5 is 1.5811, t of 4 degrees at 97.5 % is 2.776: 2.776 * 1.5811 / sqrt 5.
    found = estimate_of("kpi", np.array([1.0, 2, 3, 4, 5]))
    assert (found.mean, found.count) == (3.0, 5)
    assert found.half_width == pytest.approx(1.9632, abs=1e-4)
    assert (found.low, found.high) == (3 - found.half_width, 3 + found.half_width)


def test_one_replication_says_nothing_of_how_sure_it_is():
    found = estimate_of("kpi", np.array([7.0]))
    assert (found.mean, found.half_width, found.deviation) == (7.0, inf, 0.0)
    assert all(one.coverage == 0 for one in found.quantiles)
    assert difference_of("kpi", 1, np.array([7.0]), np.array([3.0])).verdict is (
        Verdict.NOT_DISTINGUISHABLE
    )


def test_ninety_five_of_a_hundred_intervals_hold_the_mean():
    draws = np.random.default_rng(1).normal(10, 3, size=(4_000, 8))
    hits = [abs(one.mean() - 10) <= half_width_of(one) for one in draws]
    assert np.mean(hits) == pytest.approx(0.95, abs=0.01)


def test_the_interval_of_a_quantile_covers_it_as_often_as_it_says():
    draws = np.random.default_rng(2).exponential(size=(4_000, 60))
    truth = -np.log(1 - 0.95)
    found = [quantile_of(one, 0.95) for one in draws]
    hits = np.mean([one.low <= truth <= one.high for one in found])
    assert hits == pytest.approx(found[0].coverage, abs=0.012)


def test_a_median_of_twenty_lies_between_the_sixth_and_the_fifteenth():
    # The textbook's interval of the sign test for n = 20 has 95.86 %.
    found = quantile_of(np.arange(1.0, 21.0), 0.5)
    assert (found.low, found.high) == (6.0, 15.0)
    assert found.coverage == pytest.approx(0.9586, abs=1e-4)


def test_a_paired_difference_is_seen_where_the_levels_hide_it():
    noise = np.random.default_rng(3).normal(0, 100, 20)
    reference = 1_000 + noise
    values = reference + 5 + np.random.default_rng(4).normal(0, 1, 20)
    found = difference_of("kpi", 1, values, reference)
    assert found.verdict is Verdict.DIFFERENT
    assert found.low < 5 < found.high
    assert found.half_width < half_width_of(values) / 20


def test_the_same_values_are_not_different_and_the_same_shift_is():
    values = np.array([3.0, 4.5, 9.25])
    same = difference_of("kpi", 1, values, values)
    assert (same.verdict, same.mean, same.p_value) == (Verdict.NOT_DISTINGUISHABLE, 0.0, 1.0)
    shifted = difference_of("kpi", 1, values + 2, values)
    assert (shifted.verdict, shifted.mean, shifted.p_value) == (Verdict.DIFFERENT, 2.0, 0.0)


def test_holm_adjusts_as_worked_out_by_hand():
    # p of .01, .04, .03 and .005: .03, .06, .06 and .02 by Holm's own example of steps.
    made = [difference_of("kpi", cell, np.array([1.0]), np.array([0.0])) for cell in range(4)]
    p_values = (0.01, 0.04, 0.03, 0.005)
    asked = [
        type(one)(**_fields(one) | {"p_value": p}) for one, p in zip(made, p_values, strict=True)
    ]
    found = adjusted(asked)
    assert [one.p_adjusted for one in found] == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert [one.verdict is Verdict.DIFFERENT for one in found] == [True, False, False, True]


def _fields(one):
    return {name: getattr(one, name) for name in type(one).__dataclass_fields__}


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(p_values):
    one = difference_of("kpi", 1, np.array([1.0]), np.array([0.0]))
    found = [
        a.p_adjusted
        for a in adjusted([type(one)(**_fields(one) | {"p_value": p}) for p in p_values])
    ]
    assert all(p <= q <= 1 for p, q in zip(p_values, found, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert list(np.array(found)[order]) == sorted(found)
