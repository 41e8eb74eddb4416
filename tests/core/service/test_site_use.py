"""Where the sites are and how much they are used."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.service.carry_cdrs import carry
from core.service.site_use import SitesWalk, site_names
from tests.books import open_network, some_cdrs, two_partner_network
from tests.builders import START, a_cdr, a_location


def sites_in_use(runtime, page_stays=2):
    walk = SitesWalk(page_stays)
    while (found := walk.step(runtime)) is None:
        pass
    return found


UTRECHT = ("52.0907", "5.1214")


def a_network_of_two():
    idle = a_location("L2", evse_uids=("E3",))
    return two_partner_network(locations=(a_location(at=UTRECHT), idle))


def test_a_site_says_where_it_is_and_how_much_of_its_time_was_in_use(runtime):
    open_network(runtime, network=a_network_of_two())
    carry(runtime, [a_cdr("1", stay_s=3600), a_cdr("2", evse_uid="E2", stay_s=1800)])
    first, second = sites_in_use(runtime)
    assert (first.key, first.name) == ("NL*ABC:L1", "Site L1")
    assert (first.latitude, first.longitude) == (Decimal("52.0907"), Decimal("5.1214"))
    assert (first.evses, first.sessions, first.share) == (2, 2, 0.75)
    assert first.last_end_at == START + timedelta(hours=1)
    assert (second.latitude, second.longitude, second.last_end_at) == (None, None, None)
    assert (second.evses, second.sessions, second.share) == (1, 0, 0.0)


def test_sites_are_named_by_their_key(runtime):
    open_network(runtime, network=a_network_of_two())
    assert site_names(runtime) == {"NL*ABC:L1": "Site L1", "NL*ABC:L2": "Site L2"}


def test_the_time_of_all_sites_counts(runtime):
    open_network(runtime, network=a_network_of_two())
    other = a_cdr("2", evse_uid="E3", location_id="L2", start=START, stay_s=7200)
    carry(runtime, [a_cdr("1", stay_s=3600), other])
    assert [one.share for one in sites_in_use(runtime)] == [0.25, 1.0]


@pytest.mark.parametrize("page_stays", [1, 2, 3, 4, 5])
def test_the_pages_add_up_to_the_whole(runtime, page_stays):
    open_network(runtime, network=a_network_of_two())
    carry(runtime, some_cdrs(4))
    assert sites_in_use(runtime, page_stays) == sites_in_use(runtime, 1_000)
    assert sites_in_use(runtime)[0].sessions == 4


def test_before_anybody_came_the_use_is_not_known(runtime):
    open_network(runtime, network=a_network_of_two())
    assert [(one.evses, one.share) for one in sites_in_use(runtime)] == [(2, None), (1, None)]


def test_books_without_locations_have_no_sites(runtime):
    assert sites_in_use(runtime) == ()
