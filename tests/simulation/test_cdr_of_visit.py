import itertools
from dataclasses import replace
from datetime import time
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.cdr import AuthMethod
from core.domain.driver_token import TokenType
from core.domain.price_note import PriceNote
from core.domain.session import SessionStatus
from core.domain.tariff import DayOfWeek
from core.pricing.price import price
from simulation.cdr_of_visit import (
    Registrar,
    Visit,
    cdr_of,
    energy_kwh_of,
    session_of,
    token_of,
)
from tests.builders import a_component, a_tariff, an_element

VISITS = st.builds(
    Visit,
    number=st.integers(1, 9_999_999),
    site=st.integers(0, 1),
    evse=st.integers(0, 1),
    plugged_s=st.integers(0, 172_800),
    charging_s=st.integers(1, 100_000),
    idle_s=st.integers(0, 100_000),
    energy_wh=st.integers(0, 90_000),
    demand_partner=st.integers(0, 1),
    driver=st.integers(0, 4_999),
)
ONE_SCENARIO = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONE_SCENARIO
@given(visit=VISITS)
def test_energy_time_and_periods_of_a_cdr_agree(small, visit):
    cdr = cdr_of(visit, Registrar.of(small, 4711))

    assert sum(one.energy_kwh for one in cdr.charging_periods) == cdr.energy_kwh
    assert sum(one.charging_s for one in cdr.charging_periods) == visit.charging_s
    assert sum(one.parking_s for one in cdr.charging_periods) == visit.idle_s
    assert cdr.duration_s == visit.charging_s + visit.idle_s
    starts = [one.start for one in cdr.charging_periods]
    assert starts == sorted(set(starts))
    assert starts[0] == cdr.start


@ONE_SCENARIO
@given(visit=VISITS)
def test_a_cdr_states_the_energy_to_the_watt_hour(small, visit):
    cdr = cdr_of(visit, Registrar.of(small, 4711))

    assert cdr.energy_kwh * 1000 == visit.energy_wh
    exponent = cdr.energy_kwh.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent >= -4


@ONE_SCENARIO
@given(visit=VISITS)
def test_a_cdr_keeps_to_the_lengths_of_ocpi(small, visit):
    cdr = cdr_of(visit, Registrar.of(small, 9_999_999))

    assert len(cdr.cdr_id) <= 39
    assert len(cdr.authorization_reference or "") <= 36
    assert len(cdr.token.uid) <= 36
    assert len(cdr.token.contract_id) <= 36


@ONE_SCENARIO
@given(visit=VISITS)
def test_a_period_ends_where_the_tariff_changes_its_mind(small, visit):
    cdr = cdr_of(visit, Registrar.of(small, 1))
    edges = [one.start for one in cdr.charging_periods] + [cdr.end]
    crossed = [
        begin
        for begin, end in itertools.pairwise(edges)
        if (begin - cdr.start).total_seconds() < 45 * 60 < (end - cdr.start).total_seconds()
    ]

    assert crossed == []


@ONE_SCENARIO
@given(visit=VISITS, time_zone=st.sampled_from(("UTC", "Europe/Berlin", "America/St_Johns")))
def test_no_period_spans_a_price_change_of_the_day_or_of_the_energy(small, visit, time_zone):
    by_hour = a_tariff(
        an_element(start_time=time(22, 30), end_time=time(7), max_kwh=Decimal(12)),
        an_element(a_component(price="0.70"), day_of_week=(DayOfWeek.TUESDAY,)),
        an_element(a_component(price="0.90"), a_component("PARKING_TIME", "6")),
    )
    registrar = Registrar.of(small, 1)
    abroad = replace(
        registrar,
        tariffs=(by_hour, by_hour),
        locations=tuple(replace(one, time_zone=time_zone) for one in registrar.locations),
    )
    priced = price(cdr_of(visit, abroad), by_hour, time_zone)
    assert PriceNote.PERIOD_SPANS_PRICE_CHANGE not in priced.notes


def _visit(**changes):
    values = {
        "number": 7,
        "site": 1,
        "evse": 0,
        "plugged_s": 3_600,
        "charging_s": 1_800,
        "idle_s": 600,
        "energy_wh": 25_000,
        "demand_partner": 1,
        "driver": 12,
    }
    return Visit(**(values | changes))


def test_a_cdr_says_who_where_when_and_by_which_tariff(small):
    cdr = cdr_of(_visit(), Registrar.of(small, 1))

    assert cdr.key == "cdr:DE*ABC:small-1-7"
    assert (cdr.location_id, cdr.evse_uid, cdr.connector_id) == ("south", "south-1", "1")
    assert (cdr.start.isoformat(), cdr.duration_s) == ("2026-03-02T01:00:00+00:00", 2_400)
    assert (cdr.tariff_id, cdr.currency, cdr.country_code) == ("T1", "EUR", "DE")
    assert (cdr.demand_partner, cdr.token.contract_id) == ("FR*OPQ", "FROPQC00000013")
    assert cdr.auth_method is AuthMethod.AUTH_REQUEST
    assert cdr.authorization_reference == "auth-1-7"
    assert cdr.energy_kwh == Decimal(25)
    assert (cdr.assumed, cdr.source, cdr.total_cost) == ((), "simulation", None)


def test_the_session_of_a_visit_is_the_one_that_its_cdr_records(small):
    registrar = Registrar.of(small, 1)
    session, cdr = session_of(_visit(), registrar), cdr_of(_visit(), registrar)

    assert session.status is SessionStatus.COMPLETED
    assert (session.start, session.end, session.evse) == (cdr.start, cdr.end, cdr.evse_uid)
    assert (session.energy_kwh, session.session_id) == (cdr.energy_kwh, cdr.session_id)


def test_a_driver_keeps_app_or_card_and_both_kinds_are_there(small):
    partner = small.demand_partner[0]
    tokens = [token_of(partner, driver) for driver in range(2_000)]

    assert tokens == [token_of(partner, driver) for driver in range(2_000)]
    assert len({token.uid for token in tokens}) == 2_000
    apps = sum(token.type is TokenType.APP_USER for token in tokens)
    assert apps == 1_400
    assert {token.type for token in tokens} == {TokenType.APP_USER, TokenType.RFID}


def test_energy_is_stated_in_three_decimals():
    assert energy_kwh_of(49_986) == Decimal("49.986")
