from datetime import timedelta

import pytest

from core.domain.authorisation import AuthorisationAsked
from core.ocpi.modules import ModuleId
from core.service.authorise_session import authorise_sessions
from core.service.fresh_known import FreshKnown, has_all_of
from core.service.known import known_of
from core.service.runtime import Runtime
from tests.books import NOW, open_network
from tests.builders import CPO, a_cdr
from tests.kept_books import a_wire_evse, a_wire_location, a_wire_tariff, a_wire_token, push


class Clock:
    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def books(memory, clock):
    open_network(memory)
    return Runtime(memory.database, clock)


def test_what_is_known_is_read_again_when_it_is_old_and_there_is_news(books, clock):
    fresh = FreshKnown(books)
    first = fresh.now()
    push(books, ModuleId.LOCATIONS, a_wire_location())
    assert fresh.now() is first
    clock.at += timedelta(seconds=10)
    second = fresh.now()
    assert (CPO, "E7") in second.evses
    clock.at += timedelta(seconds=10)
    assert fresh.now() is second


def test_what_a_cdr_or_a_question_needs_is_looked_for_at_once(books):
    fresh = FreshKnown(books)
    before = fresh.now()
    push(books, ModuleId.TARIFFS, a_wire_tariff())
    cdr = a_cdr(tariff_id="T7")
    assert not has_all_of(before, cdr)
    assert has_all_of(fresh.for_cdrs([cdr]), cdr)
    push(books, ModuleId.LOCATIONS, a_wire_location(evses=[a_wire_evse("E8")]))
    assert (CPO, "E8") in fresh.for_places([(CPO, "E8")]).evses


@pytest.mark.parametrize(
    ("token_type", "uid"),
    [
        ("RFID", "04A2B3C4"),
        ("APP_USER", "user-4711"),
        ("AD_HOC_USER", "9c1f6a"),
        ("OTHER", "NL-XYZ-C12345678-X"),  # Plug & Charge: the contract itself is the token
    ],
)
def test_drivers_of_every_kind_may_charge(books, token_type, uid):
    push(books, ModuleId.LOCATIONS, a_wire_location())
    token = a_wire_token(uid, type=token_type)
    push(books, ModuleId.TOKENS, token, token_type=token_type)
    asked = AuthorisationAsked(
        cpo=CPO,
        uid=uid,
        token_type=token_type,
        location_id="L7",
        evse_uids=("E7",),
        request_id="r",
    )
    (found,) = authorise_sessions(books, [asked], known_of(books), lambda _party: None)
    assert found.authorisation.allowed, found.authorisation.detail
