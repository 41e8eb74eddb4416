"""Quantiles of the time to money are times that were measured."""

from hypothesis import given
from hypothesis import strategies as st

from core.settlement.time_to_money import TimeToMoney, time_to_money

counts = st.dictionaries(st.integers(0, 10_000), st.integers(1, 50), min_size=1, max_size=20)


def test_the_worked_quantiles():
    times = time_to_money({60: 1, 120: 18, 2880: 1}, 1, 2880)
    assert (times.sessions, times.late, times.promise_min) == (20, 1, 2880)
    assert times.quantile(5) == 60
    assert times.quantile(50) == 120
    assert times.quantile(95) == 120
    assert times.quantile(100) == 2880


def test_without_sessions_there_is_no_quantile():
    assert TimeToMoney().quantile(50) is None
    assert TimeToMoney().sessions == 0


@given(counts, st.integers(1, 100))
def test_at_least_the_share_had_its_money_by_then_and_less_before(counted, percent):
    times = time_to_money(counted, 0, None)
    minute = times.quantile(percent)
    by_then = sum(count for at, count in counted.items() if at <= minute)
    before = sum(count for at, count in counted.items() if at < minute)
    assert 100 * before < percent * times.sessions <= 100 * by_then
