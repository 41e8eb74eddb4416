"""Which tariff prices a session, and what happens when it changes in the middle."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.errors import CurrencyMismatchError
from core.domain.price_note import PriceNote
from core.domain.tariff import PriceLimit, TariffDimension, TariffType
from core.pricing.price import price, price_exactly
from tests.builders import START, a_cdr, a_component, a_period, a_tariff, a_usage, an_element

ENERGY, FLAT, TIME = TariffDimension.ENERGY, TariffDimension.FLAT, TariffDimension.TIME
HOUR = timedelta(hours=1)


def priced_at(unit_price, tariff_id, **changes):
    flat = a_component(FLAT, "1", None)
    step = changes.pop("step_size", 1)
    energy = a_component(price=unit_price, vat_pct=None, step_size=step)
    return a_tariff(an_element(flat, energy), tariff_id=tariff_id, **changes)


CHEAP, FAST = priced_at("0.2", "cheap"), priced_at("0.8", "fast")


def switched(*tariff_ids, kwh="10", **changes):
    periods = [
        a_period(START + number * HOUR, kwh, tariff_id=tariff_id)
        for number, tariff_id in enumerate(tariff_ids)
    ]
    return a_usage(*periods, end=START + len(periods) * HOUR, **changes)


def billed(exact):
    return [(line.tariff_id, line.dimension, line.before_taxes) for line in exact.lines]


def test_each_period_is_priced_by_the_tariff_it_names_and_the_session_starts_once():
    exact = price_exactly(switched("cheap", "FAST", "fast"), (FAST, CHEAP))
    assert billed(exact) == [("cheap", FLAT, 1), ("cheap", ENERGY, 2), ("fast", ENERGY, 16)]
    assert exact.notes == (PriceNote.SECOND_FLAT_IGNORED,)
    assert exact.tariff_id == "cheap"


def test_steps_begin_anew_when_the_tariff_changes():
    cheap, fast = priced_at("1", "cheap", step_size=3000), priced_at("1", "fast", step_size=4000)
    exact = price_exactly(switched("cheap", "fast", "cheap"), (cheap, fast))
    assert [line.quantity for line in exact.lines if line.dimension is ENERGY] == [12, 12, 12]


def test_the_seconds_and_kwh_of_a_session_go_on_when_the_tariff_changes():
    late = a_tariff(
        an_element(a_component(price="9"), min_duration_s=3600, min_kwh=Decimal(10)),
        tariff_id="fast",
    )
    exact = price_exactly(switched("cheap", "fast"), (CHEAP, late))
    assert billed(exact)[-1] == ("fast", ENERGY, 90)


def test_each_tariff_has_its_own_limits_on_its_own_lines():
    capped = priced_at("0.8", "fast", max_price=PriceLimit(Decimal(5)))
    exact = price_exactly(switched("cheap", "fast", "cheap"), (CHEAP, capped))
    assert exact.before_taxes == 1 + 4 + 5


@pytest.mark.parametrize("tariffs", [CHEAP, (CHEAP,), (CHEAP, FAST)])
def test_a_tariff_that_was_not_given_is_replaced_by_the_session_s_and_noted(tariffs):
    exact = price_exactly(switched("cheap", "other", tariff_id="cheap"), tariffs)
    assert billed(exact) == [("cheap", FLAT, 1), ("cheap", ENERGY, 4)]
    assert exact.notes == (PriceNote.TARIFF_ID_DIFFERS,)


def test_ids_are_compared_without_case():
    assert price_exactly(switched("CHEAP"), CHEAP).notes == ()


def version(day, unit_price="0.5", **changes):
    return priced_at(unit_price, "T1", last_updated=datetime.fromisoformat(f"{day}T00Z"), **changes)


@pytest.mark.parametrize(
    ("offered", "unit_price"),
    [
        ([version("2026-01-01", "1"), version("2026-05-01", "2"), version("2026-07-01", "3")], 2),
        ([version("2026-08-01", "2"), version("2026-07-01", "3")], 3),  # All too new.
        ([version("2026-01-01", "1"), version("2026-05-01", "2", end=START)], 1),
        ([version("2026-01-01", "1"), version("2026-05-01", "2", start=START + HOUR)], 1),
        (
            [
                version("2026-05-01", "1", type=TariffType.AD_HOC_PAYMENT),
                version("2026-01-01", "2"),
                version("2026-02-01", "3", type=TariffType.PROFILE_FAST),
            ],
            2,
        ),
        (
            [version("2026-05-01", "1"), version("2026-01-01", "2", type=TariffType.REGULAR)],
            2,
        ),
    ],
)
def test_a_session_is_priced_by_the_version_in_force_at_its_start(offered, unit_price):
    for tariffs in (offered, offered[::-1]):
        exact = price_exactly(switched("T1"), tariffs)
        assert exact.lines[-1].unit_price == unit_price
        unnamed = price_exactly(switched(None), tariffs)
        assert unnamed.lines[-1].unit_price == unit_price


def test_a_session_that_is_paid_on_the_spot_has_its_own_tariff():
    regular = priced_at("0.2", "T1", type=TariffType.REGULAR)
    ad_hoc = priced_at("0.8", "T2", type=TariffType.AD_HOC_PAYMENT)
    for kind, tariff_id in ((TariffType.REGULAR, "T1"), (TariffType.AD_HOC_PAYMENT, "T2")):
        exact = price_exactly(switched(None), (regular, ad_hoc), tariff_type=kind)
        assert exact.tariff_id == tariff_id


@pytest.mark.parametrize(
    ("validity", "notes"),
    [
        ({"start": START}, ()),
        ({"start": START + timedelta(seconds=1)}, (PriceNote.TARIFF_NOT_VALID,)),
        ({"end": START}, (PriceNote.TARIFF_NOT_VALID,)),
        ({"end": START + timedelta(seconds=1)}, ()),
    ],
)
@pytest.mark.parametrize("others", [(), (priced_at("9", "other"),)])
def test_a_tariff_is_valid_from_its_start_until_its_end(validity, notes, others):
    tariff = priced_at("0.2", "T1", **validity)
    assert price_exactly(switched("T1"), (tariff, *others)).notes == notes


def test_every_tariff_of_a_session_has_its_currency():
    swiss = priced_at("1", "fast", currency="CHF")
    with pytest.raises(CurrencyMismatchError, match="session: EUR, but tariff fast: CHF"):
        price_exactly(switched("cheap", "fast"), (CHEAP, swiss))
    with pytest.raises(CurrencyMismatchError):
        price(a_cdr(), swiss)


def test_a_tariff_is_prepared_once_however_many_there_are():
    for number in range(5_000):
        assert price_exactly(switched("T1"), version("2026-01-01", str(number))).lines
    assert price_exactly(switched("cheap"), CHEAP).before_taxes == 3


def test_energy_that_is_not_the_cdr_s_total_is_noted():
    assert price_exactly(switched("cheap", energy_kwh=Decimal("10.0")), CHEAP).notes == ()
    exact = price_exactly(switched("cheap", energy_kwh=Decimal("10.1")), CHEAP)
    assert exact.notes == (PriceNote.ENERGY_DISAGREES_WITH_TOTAL,)


@pytest.mark.parametrize(
    ("charging_s", "disagrees"),
    [(0, False), (3600, False), (3599, True), (3601, True), (Decimal("3600.24"), True)],
)
def test_hours_that_are_not_those_of_the_clock_are_noted(charging_s, disagrees):
    tariff = a_tariff(an_element(a_component(TIME, "1")))
    usage = a_usage(a_period(charging_s=charging_s), end=START + HOUR)
    notes = price_exactly(usage, tariff).notes
    assert (PriceNote.VOLUME_DISAGREES_WITH_TIME in notes) is disagrees
