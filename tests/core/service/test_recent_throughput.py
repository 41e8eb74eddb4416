"""Throughput covers the latest month of the books without a gap."""

from datetime import timedelta

from core.service.carry_cdrs import carry
from core.service.recent_throughput import BUCKETS_WANTED, RECENT, Throughput, recent_throughput
from tests.books import open_network, some_cdrs
from tests.builders import START, a_cdr


def test_empty_books_have_no_throughput(runtime):
    assert recent_throughput(runtime) == Throughput()


def test_every_session_is_in_one_bucket(runtime):
    open_network(runtime)
    cdrs = some_cdrs(6)
    carry(runtime, cdrs)
    told = recent_throughput(runtime)
    assert sum(one.sessions for one in told.buckets) == 6
    assert sum(one.energy_kwh for one in told.buckets) == sum(cdr.energy_kwh for cdr in cdrs)
    steps = {later.at - one.at for one, later in zip(told.buckets, told.buckets[1:], strict=False)}
    assert steps == {timedelta(seconds=told.bucket_s)}
    assert len(told.buckets) <= BUCKETS_WANTED + 2


def test_what_is_longer_ago_than_a_month_is_left_out(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr(), a_cdr("2", start=START + RECENT + timedelta(days=1))])
    assert sum(one.sessions for one in recent_throughput(runtime).buckets) == 1


def test_time_in_which_nothing_ended_is_shown_up_to_now(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    now = START + timedelta(hours=5)
    told = recent_throughput(runtime, now)
    assert told.buckets[0].sessions == 1
    assert told.buckets[-1].at + timedelta(seconds=told.bucket_s) > now
    assert told.buckets[-1].sessions == 0


def test_of_many_sessions_the_latest_are_shown(runtime, monkeypatch):
    open_network(runtime)
    carry(runtime, some_cdrs(6))
    monkeypatch.setattr("core.service.recent_throughput.SESSIONS_MAX", 2)
    told = recent_throughput(runtime)
    assert sum(one.sessions for one in told.buckets) == 2
    assert told.buckets[0].at <= some_cdrs(6)[4].end
