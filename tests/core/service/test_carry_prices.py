"""The books price by every rule of a tariff: local time, limits, tariffs that change, V2G."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from core.domain.hold import HoldReason
from core.domain.priced_cdr import LineKind
from core.domain.tariff import PriceLimit, TaxIncluded
from core.service.carry_cdrs import carry
from core.service.verify_books import verify_books
from core.store.fate_store import hold_of, priced_of
from tests.books import open_network
from tests.builders import (
    a_cdr,
    a_component,
    a_network,
    a_period,
    a_tariff,
    an_agreement,
    an_element,
)

EVENING = datetime(2026, 6, 1, 19, 30, tzinfo=UTC)
"""21:30 in Amsterdam."""


def priced(runtime, *cdrs):
    carried = carry(runtime, cdrs)
    with runtime.database.reading() as connection:
        return carried, [priced_of(connection, cdr) for cdr in cdrs]


def open_with(runtime, *tariffs):
    open_network(runtime, network=a_network(tariffs=tariffs))


def test_the_clock_of_the_location_decides(runtime):
    night = an_element(a_component(price="0.20"), start_time=time(21), end_time=time(6))
    open_with(runtime, a_tariff(night, an_element()))
    _, (evening, morning) = priced(runtime, a_cdr("1", start=EVENING), a_cdr("2"))
    assert (evening.excl_minor, morning.excl_minor) == (400, 1000)
    assert verify_books(runtime).count == 0


def test_a_limit_is_a_line_in_the_books_and_they_stay_balanced(runtime):
    limit = PriceLimit(Decimal(8), Decimal("9.68"))
    open_with(runtime, a_tariff(max_price=limit))
    carried, (found,) = priced(runtime, a_cdr())
    assert carried.posted == 1
    assert [line.kind for line in found.lines] == [LineKind.COMPONENT, LineKind.MAX_PRICE]
    assert (found.excl_minor, found.incl_minor) == (800, 968)
    assert verify_books(runtime).count == 0


def test_a_tariff_that_changes_in_the_middle_is_two_in_the_books(runtime):
    fast = a_tariff(an_element(a_component(price="0.80")), tariff_id="fast")
    open_with(runtime, a_tariff(), fast)
    half = timedelta(minutes=30)
    cdr = a_cdr(
        tariff_id=None,
        periods=(
            a_period(energy_kwh="10", charging_s=1800, tariff_id="T1"),
            a_period(a_cdr().start + half, "10", charging_s=1800, tariff_id="fast"),
        ),
    )
    _, (found,) = priced(runtime, cdr)
    assert [(line.tariff_id, line.excl_minor) for line in found.lines] == [
        ("T1", 500),
        ("fast", 800),
    ]


def test_a_price_that_the_tariff_leaves_unknowable_waits(runtime):
    element = an_element(a_component(vat_pct=None))
    open_with(runtime, a_tariff(element, tax_included=TaxIncluded.YES))
    carried, (found,) = priced(runtime, a_cdr())
    assert found is None
    assert carried.held == {HoldReason.PRICE_UNKNOWN: 1}
    with runtime.database.reading() as connection:
        assert "a tax rate is not stated" in hold_of(connection, a_cdr().key).detail


@pytest.mark.parametrize("energy_kwh", ["-20", "-0.3"])
def test_energy_that_is_fed_back_is_owed_to_the_driver_s_side(runtime, energy_kwh):
    open_with(runtime, a_tariff())
    carried, (found,) = priced(runtime, a_cdr(energy_kwh=energy_kwh))
    assert carried.posted == 1
    assert found.incl_minor == round(Decimal(energy_kwh) * Decimal("60.5"))
    assert verify_books(runtime).count == 0


def test_a_wholesale_part_bears_its_part_of_a_limit_s_taxes(runtime):
    limit = PriceLimit(Decimal(8), Decimal("9.68"))
    network = a_network(tariffs=(a_tariff(max_price=limit),))
    open_network(runtime, an_agreement(wholesale_bp=5_000), network=network)
    carried, _ = priced(runtime, a_cdr())
    assert carried.posted == 1
    assert verify_books(runtime).count == 0
