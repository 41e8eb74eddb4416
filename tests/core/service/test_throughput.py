from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.service.carry_cdrs import carry
from core.service.throughput import bucket_for, ended_span, throughput_of
from tests.books import open_network, some_cdrs

HOUR = timedelta(hours=1)


def test_every_session_is_in_the_bucket_in_which_it_ended(runtime):
    open_network(runtime)
    cdrs = some_cdrs(6)
    carry(runtime, cdrs)
    first, last = ended_span(runtime)
    assert (first, last) == (min(one.end for one in cdrs), max(one.end for one in cdrs))
    buckets = throughput_of(runtime, 3600, first, last + HOUR)
    assert sum(one.sessions for one in buckets) == 6
    assert sum(one.energy_kwh for one in buckets) == sum(one.energy_kwh for one in cdrs)
    for bucket in buckets:
        ended = [one for one in cdrs if bucket.at <= one.end < bucket.at + HOUR]
        assert bucket.sessions == len(ended)
    assert any(one.sessions == 0 and one.energy_kwh == Decimal(0) for one in buckets)
    assert all(b.at - a.at == HOUR for a, b in pairwise(buckets))


def test_empty_books_have_no_span(memory):
    assert ended_span(memory) is None


@given(st.floats(1, 1e9), st.integers(1, 1000))
def test_the_bucket_is_long_enough(span_s, wanted):
    assert span_s / bucket_for(span_s, wanted) <= wanted + 1
