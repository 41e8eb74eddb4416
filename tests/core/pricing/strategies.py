"""Random tariffs and sessions that the engine must be able to price."""

from datetime import date, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from core.domain.tariff import (
    DayOfWeek,
    PriceLimit,
    ReservationRestriction,
    TariffDimension,
    TaxIncluded,
)
from tests.builders import START, a_component, a_period, a_tariff, a_usage, an_element

THRESHOLDS_S = st.none() | st.sampled_from((0, 60, 1800, 2700, 3600, 7200))
VAT = st.none() | st.sampled_from(("0", "7", "8.1", "19", "21"))
ENERGIES_KWH = st.decimals(0, 90, places=4)
SECONDS = st.integers(0, 20_000)
CLOCKS = st.none() | st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
LEVELS = st.none() | st.integers(1, 40).map(Decimal)


@st.composite
def components(draw):
    return a_component(
        draw(st.sampled_from(TariffDimension)),
        str(draw(st.decimals(0, 12, places=4))),
        draw(VAT),
        draw(st.sampled_from((0, 1, 25, 60, 300, 1000))),
    )


@st.composite
def elements(draw):
    """Restricted by duration only, as periods that we author are cut."""
    return an_element(
        *draw(st.lists(components(), min_size=1, max_size=4)),
        min_duration_s=draw(THRESHOLDS_S),
        max_duration_s=draw(THRESHOLDS_S),
    )


@st.composite
def any_elements(draw):
    """Restricted by anything."""
    return an_element(
        *draw(st.lists(components(), min_size=1, max_size=4)),
        min_duration_s=draw(THRESHOLDS_S),
        max_duration_s=draw(THRESHOLDS_S),
        start_time=draw(CLOCKS),
        end_time=draw(CLOCKS),
        start_date=draw(st.none() | st.just(date(2026, 6, 2))),
        max_kwh=draw(LEVELS),
        min_kwh=draw(LEVELS),
        min_power_kw=draw(LEVELS),
        max_current_a=draw(LEVELS),
        day_of_week=tuple(draw(st.sets(st.sampled_from(DayOfWeek), max_size=3))),
        reservation=draw(st.none() | st.sampled_from(ReservationRestriction)),
    )


LIMITS = st.none() | st.builds(
    PriceLimit, st.decimals(0, 40, places=2), st.none() | st.decimals(0, 40, places=2)
)


@st.composite
def tariffs(draw, currencies=("EUR", "JPY", "KWD")):
    """Of the older version, whose elements are restricted by duration only."""
    return a_tariff(
        *draw(st.lists(elements(), min_size=1, max_size=4)),
        currency=draw(st.sampled_from(currencies)),
    )


@st.composite
def any_tariffs(draw):
    """Every rule that a tariff can have."""
    return a_tariff(
        *draw(st.lists(elements() | any_elements(), min_size=1, max_size=4)),
        currency=draw(st.sampled_from(("EUR", "JPY", "KWD"))),
        tax_included=draw(st.none() | st.sampled_from(TaxIncluded)),
        min_price=draw(LIMITS),
        max_price=draw(LIMITS),
    )


@st.composite
def sessions(draw, energies_kwh=ENERGIES_KWH):
    """Usage of one to four periods, each with any of the volumes."""
    offsets = sorted(draw(st.lists(SECONDS, max_size=3)))
    periods = [
        a_period(
            START + timedelta(seconds=offset),
            str(draw(energies_kwh)),
            charging_s=draw(SECONDS),
            parking_s=draw(st.just(0) | SECONDS),
            reservation_s=draw(st.just(0) | SECONDS),
            min_power_kw=(power_kw := draw(LEVELS)),
            max_power_kw=power_kw,
        )
        for offset in [0, *offsets]
    ]
    return a_usage(*periods, end=START + timedelta(seconds=25_000))


def exact_kwh(places):
    return st.decimals(Decimal(0), Decimal(90), places=places)
