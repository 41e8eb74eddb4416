"""CDRs that the network issues for the sessions of a file never span a price change."""

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from core.domain.price_note import PriceNote
from core.pricing.price import price
from core.service.issue_cdr import CdrIssuer
from tests.builders import START, a_component, a_network, a_session, a_tariff, an_element


def issued(session, *elements):
    tariff = a_tariff(*elements)
    issuer = CdrIssuer(a_network(tariffs=(tariff,)), "test", assumes_time_zone=False)
    return issuer.issue_cdr(session), tariff


@pytest.mark.parametrize(
    ("start", "starts"),
    [
        # Amsterdam, where the location is: 12:30 in summer is 10:30 UTC.
        (START, ["10:00", "10:30"]),
        # Clocks go back at 01:00 UTC: 02:30 comes twice.
        (datetime(2026, 10, 25, 0, 10, tzinfo=UTC), ["00:10", "00:30", "01:00"]),
    ],
)
def test_a_session_of_an_hour_is_cut_by_the_wall_clock_of_its_location(start, starts):
    dearer = a_component(price="0.80")
    cdr, tariff = issued(
        a_session(start=start),
        an_element(dearer, start_time=time(12, 30), end_time=time(20)),
        an_element(dearer, start_time=time(2, 30), end_time=time(6)),
        an_element(),
    )
    assert [f"{one.start:%H:%M}" for one in cdr.charging_periods] == starts
    assert sum(one.energy_kwh for one in cdr.charging_periods) == 20
    assert sum(one.charging_s for one in cdr.charging_periods) == 3600
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in price(cdr, tariff, "Europe/Amsterdam").notes


def test_energy_at_two_prices_is_priced_to_the_kwh():
    cdr, tariff = issued(
        a_session(),
        an_element(max_kwh=Decimal(12)),
        an_element(a_component(price="1.00")),
    )
    lines = price(cdr, tariff, "Europe/Amsterdam").lines
    assert [(one.quantity, one.excl_minor) for one in lines] == [(12, 600), (8, 800)]


def test_where_no_tariff_is_known_there_is_one_period():
    network = a_network(locations=())
    issuer = CdrIssuer(network, "test", assumes_time_zone=False)
    cdr = issuer.issue_cdr(a_session(evse="unheard-of"))
    assert (len(cdr.charging_periods), cdr.tariff_id) == (1, None)
