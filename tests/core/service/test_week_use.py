from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.service.carry_cdrs import carry
from core.service.week_use import (
    occupancy_from,
    occupancy_of,
    site_of,
    week_hours,
    week_use,
    week_use_of_evses,
    week_use_of_sites,
)
from core.store.stay_store import Site, Stay
from tests.books import open_network, some_cdrs

SECOND = 1_000_000
QUARTER_S = 900
SITE = Site("NL*ABC", "L1")
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
STAYS = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 14 * 86_400), st.integers(1, 200_000)),
    min_size=1,
    max_size=20,
)


def a_stay(start_s, stay_s, evse_uid="E1"):
    start = int(MONDAY.timestamp()) + start_s
    return Stay(SITE, evse_uid, start * SECOND, (start + stay_s) * SECOND)


@given(STAYS)
def test_no_second_of_a_stay_is_lost_or_counted_twice(stays):
    kept = [(name, a_stay(start_s, stay_s)) for name, start_s, stay_s in stays]
    use = week_use(kept, ("A", "B"), {}, {"A": 1, "B": 2})
    first = min(one.start_us for _, one in kept) // (3600 * SECOND) * 4
    after = -(-max(one.end_us for _, one in kept) // (3600 * SECOND)) * 4
    times = np.bincount(week_hours(first, after, "UTC"), minlength=168)
    for row, (name, evses) in enumerate((("A", 1), ("B", 2))):
        seconds = np.nansum(use.share[row] * times * QUARTER_S * evses)
        assert abs(seconds - sum(stay for one, _, stay in stays if one == name)) < 1e-3


def test_an_hour_of_local_time_is_where_people_see_it():
    stay = a_stay(6 * 3600, 1800)  # Monday 06:00 to 06:30 UTC, 08:00 in Amsterdam
    use = week_use([("A", stay)], ("A",), {"A": "Europe/Amsterdam"}, {"A": 1})
    assert use.share[0, 8] == 0.5
    assert np.isnan(use.share[0, 6])


def test_summer_time_moves_the_hours_of_the_week():
    first = int(datetime(2026, 3, 29, tzinfo=UTC).timestamp()) // QUARTER_S
    hours = week_hours(first, first + 12, "Europe/Amsterdam")
    assert hours[::4].tolist() == [6 * 24 + 1, 6 * 24 + 3, 6 * 24 + 4]


def test_an_hour_on_the_wall_may_begin_at_half_past():
    stay = a_stay(int(0.5 * 3600), 3600)  # 06:00 to 07:00 in Kolkata, 00:30 to 01:30 UTC
    use = week_use([("A", stay)], ("A",), {"A": "Asia/Kolkata"}, {"A": 1})
    assert use.share[0, 6] == 1.0
    assert use.share[0, [5, 7]].tolist() == [0, 0]


def test_nobody_came_is_not_known_rather_than_nothing():
    assert np.isnan(week_use([], ("A",), {}, {"A": 1}).share).all()


@given(STAYS)
def test_occupied_time_is_the_sum_of_the_stays(stays):
    kept = [a_stay(start_s, stay_s) for _, start_s, stay_s in stays]
    occupancy = occupancy_from(kept, 1)
    assert abs(float(occupancy.occupied @ occupancy.duration_s) - sum(s for *_, s in stays)) < 1e-3
    assert (occupancy.duration_s > 0).all()
    assert occupancy.occupied.min() >= 0
    assert occupancy.occupied.max() <= occupancy.evses


def test_one_after_the_other_is_never_two_at_once():
    occupancy = occupancy_from([a_stay(0, 60), a_stay(60, 60)], 4)
    assert occupancy.occupied.tolist() == [1, 1]
    assert occupancy.evses == 4


def test_books_tell_the_use_of_sites_and_of_the_evses_of_one(runtime):
    open_network(runtime)
    cdrs = some_cdrs(4)
    carry(runtime, cdrs)
    sites = week_use_of_sites(runtime)
    (site,) = {Site(one.cpo, one.location_id) for one in cdrs}
    assert site_of(site.key) == site
    evses = week_use_of_evses(runtime, site)
    assert cdrs[0].evse_uid in evses.names
    row = sites.share[sites.names.index(site.key)]
    assert np.nanmax(row) > 0
    known = ~np.isnan(row)
    assert np.allclose(evses.share.mean(axis=0)[known], row[known])
    occupancy = occupancy_of(runtime, site)
    ends = sorted(end for one in cdrs for end in (one.start, one.end))
    assert occupancy.duration_s.sum() == (ends[-1] - ends[0]).total_seconds()
    assert all(b - a >= timedelta(0) for a, b in pairwise(ends))


def test_empty_books_have_no_occupancy(memory):
    assert occupancy_of(memory) is None
    assert week_use_of_sites(memory).names == ()
