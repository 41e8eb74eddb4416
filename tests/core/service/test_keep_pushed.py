from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.errors import (
    ConflictError,
    IllegalTransitionError,
    NotFoundError,
    SourceError,
    WireError,
)
from core.ocpi.json_bytes import json_of_value, value_of_json
from core.ocpi.modules import ModuleId
from core.ocpi.ocpi_version import OcpiVersion
from core.service.carry_cdrs import carry
from core.service.erase_personal import erase_personal
from core.service.keep_pushed import Kept
from core.service.known import known_of
from core.service.runtime import Runtime
from core.store.authorisation_store import claimed_minor
from core.store.kept_store import (
    Wanted,
    count_objects,
    object_of,
    objects_named,
    objects_page,
    page_end,
)
from core.store.site_store import told_versions
from tests.books import NOW, open_network
from tests.builders import CPO, DP, a_cdr
from tests.kept_books import (
    LATER,
    UPDATED,
    a_wire_connector,
    a_wire_evse,
    a_wire_location,
    a_wire_session,
    a_wire_tariff,
    a_wire_token,
    push,
)

LOCATIONS, TARIFFS, TOKENS, SESSIONS = (
    ModuleId.LOCATIONS,
    ModuleId.TARIFFS,
    ModuleId.TOKENS,
    ModuleId.SESSIONS,
)


@pytest.fixture
def books(runtime):
    open_network(runtime)
    return runtime


def kept(runtime, module, owner, object_id):
    with runtime.database.reading() as connection:
        found = object_of(connection, module, owner, object_id)
    return None if found is None else value_of_json(found.body.encode())


def test_a_pushed_location_is_kept_word_for_word_and_priced_like_one_of_a_network_file(books):
    told = a_wire_location()
    assert push(books, LOCATIONS, told) == Kept(is_new=True, is_news=True)
    assert kept(books, LOCATIONS, CPO, "l7") == told
    cdr = a_cdr("9", location_id="L7", evse_uid="E7", tariff_id=None)
    assert carry(books, [cdr]).posted == 1


def test_a_location_without_what_prices_need_is_refused_and_an_evse_alone_is_told_of(books):
    nowhere = a_wire_location()
    del nowhere["time_zone"]
    with pytest.raises(WireError, match="time_zone"):
        push(books, LOCATIONS, nowhere)
    assert kept(books, LOCATIONS, CPO, "L7") is None
    broken = a_wire_location(evses=[a_wire_evse(connectors=[]), a_wire_evse("E8")])
    (note,) = push(books, LOCATIONS, broken).notes
    assert note.startswith("evses[0].connectors: ")
    assert (CPO, "E8") in known_of(books).evses
    assert (CPO, "E7") not in known_of(books).evses


def test_a_part_that_is_pushed_changes_that_part_and_the_time_of_the_whole(books):
    push(books, LOCATIONS, a_wire_location())
    status = {"status": "CHARGING", "last_updated": LATER}
    assert push(books, LOCATIONS, status, "L7", "E7", method="PATCH").is_news
    added = a_wire_evse("E8", last_updated=LATER)
    push(books, LOCATIONS, added, "L7", "E8")
    plug = a_wire_connector(id="2", last_updated=LATER)
    push(books, LOCATIONS, plug, "L7", "E8", "2")
    found = kept(books, LOCATIONS, CPO, "L7")
    assert found["evses"][0]["status"] == "CHARGING"
    assert [one["id"] for one in found["evses"][1]["connectors"]] == ["1", "2"]
    assert found["last_updated"] == LATER
    assert found["x_colour"] == "green"
    assert (CPO, "E8") in known_of(books).evses


@pytest.mark.parametrize(
    ("value", "ids", "method", "error"),
    [
        ({"name": "New"}, ("L7",), "PATCH", WireError),
        ({"name": "New", "last_updated": LATER}, ("L9",), "PATCH", NotFoundError),
        ({"status": "CHARGING", "last_updated": LATER}, ("L7", "E9"), "PATCH", NotFoundError),
        (a_wire_connector(), ("L7", "E9", "1"), "PUT", NotFoundError),
        (a_wire_evse("E9"), ("L7", "E8"), "PUT", WireError),
        (a_wire_location("L8"), ("L7",), "PUT", WireError),
        (a_wire_location(party_id="XYZ"), ("L7",), "PUT", WireError),
    ],
)
def test_a_push_that_contradicts_itself_or_changes_the_unknown_is_refused(
    books, value, ids, method, error
):
    push(books, LOCATIONS, a_wire_location())
    before = kept(books, LOCATIONS, CPO, "L7")
    with pytest.raises(error):
        push(books, LOCATIONS, value, *ids, method=method)
    assert kept(books, LOCATIONS, CPO, "L7") == before


def test_what_is_older_than_what_is_known_changes_nothing(books):
    push(books, LOCATIONS, a_wire_location(name="New", last_updated=LATER))
    told = push(books, LOCATIONS, a_wire_location(name="Old"))
    assert told == Kept(is_new=False, is_news=False)
    assert kept(books, LOCATIONS, CPO, "L7")["name"] == "New"


def test_a_location_that_moves_prices_old_sessions_by_what_held_then(books):
    push(books, LOCATIONS, a_wire_location())
    moved = NOW + timedelta(days=30)
    later = Runtime(books.database, lambda: moved)
    push(later, LOCATIONS, a_wire_location(time_zone="Europe/Lisbon", last_updated=LATER))
    known = known_of(books)
    cdr = a_cdr(location_id="L7")
    assert known.time_zone_of(cdr) == "Europe/Amsterdam"
    assert known.time_zone_of(a_cdr(location_id="L7", start=moved)) == "Europe/Lisbon"
    assert known.locations[CPO, "L7"].time_zone == "Europe/Lisbon"


def test_every_version_of_a_tariff_is_kept_with_when_it_became_valid(books):
    push(books, TARIFFS, a_wire_tariff())
    start = "2026-06-05T00:00:00Z"
    push(books, TARIFFS, a_wire_tariff(price="0.80", last_updated=LATER, start_date_time=start))
    with books.database.reading() as connection:
        versions = told_versions(connection, CPO, "T7")
    first, second = (datetime(2026, 6, day, hour, tzinfo=UTC) for day, hour in ((1, 9), (5, 0)))
    assert versions == [(UPDATED, first), (LATER, second)]
    sessions = [
        a_cdr("1", tariff_id="T7", start=datetime(2026, 6, 3, tzinfo=UTC)),
        a_cdr("2", tariff_id="T7", start=datetime(2026, 6, 6, tzinfo=UTC)),
    ]
    assert carry(books, sessions).posted == 2
    known = known_of(books)
    assert [known.tariff_for(one).version for one in sessions] == [UPDATED, LATER]


def test_a_tariff_that_is_deleted_is_told_to_nobody_and_prices_what_began_before(books):
    push(books, TARIFFS, a_wire_tariff())
    push(books, TARIFFS, {"id": "T7"}, method="DELETE")
    with books.database.reading() as connection:
        assert count_objects(connection, Wanted(module="tariffs")) == 0
    assert carry(books, [a_cdr("1", tariff_id="T7")]).posted == 1
    with pytest.raises(NotFoundError):
        push(books, TARIFFS, {"id": "T7"}, method="DELETE")
    assert push(books, TARIFFS, a_wire_tariff(last_updated=LATER)).is_new


def test_other_prices_under_the_same_time_are_refused(books):
    push(books, TARIFFS, a_wire_tariff())
    with pytest.raises(ConflictError, match="has a later last_updated"):
        push(books, TARIFFS, a_wire_tariff(price="0.10"))


def test_a_token_is_found_by_uid_without_case_and_by_its_type(books):
    push(books, TOKENS, a_wire_token())
    app = a_wire_token(type="APP_USER", whitelist="NEVER")
    push(books, TOKENS, app, token_type="APP_USER")  # noqa: S106 (a type)
    with books.database.reading() as connection:
        (rfid,) = objects_named(connection, "tokens", "04a2b3~RFID")
        assert rfid.owner == DP
        assert count_objects(connection, Wanted(module="tokens")) == 2


def test_what_names_a_person_is_erased_with_the_person(books):
    push(books, TOKENS, a_wire_token())
    push(books, SESSIONS, a_wire_session())
    assert erase_personal(books, "04A2B3", "asked for").bodies == 4
    with books.database.reading() as connection:
        left = [
            *objects_page(connection, Wanted(module="tokens", lists_gone=True), 9),
            *objects_page(connection, Wanted(module="sessions", lists_gone=True), 9),
        ]
    assert [one.is_gone for one in left] == [True, True]
    assert not any("04A2B3" in f"{one.object_id}{one.key}{one.body}".upper() for one in left)
    assert push(books, TOKENS, a_wire_token(last_updated=LATER)).is_new


def test_a_session_uses_credit_until_it_is_over(books):
    push(books, SESSIONS, a_wire_session())
    assert claimed(books) == 5000
    dear = {"total_cost": {"excl_vat": 60.5}, "kwh": 90, "last_updated": LATER}
    push(books, SESSIONS, dear, "S7", method="PATCH")
    assert claimed(books) == 6050
    over = {"status": "INVALID", "last_updated": LATER}
    push(books, SESSIONS, over, "S7", method="PATCH")
    assert claimed(books) == 0
    with pytest.raises(IllegalTransitionError):
        push(books, SESSIONS, {"status": "ACTIVE", "last_updated": LATER}, "S7", method="PATCH")


def claimed(runtime):
    with runtime.database.reading() as connection:
        return claimed_minor(connection, DP, "EUR", NOW)


def test_charging_periods_of_a_patch_come_after_those_that_are_known(books):
    def a_period(start, kwh):
        return {"start_date_time": start, "dimensions": [{"type": "ENERGY", "volume": kwh}]}

    push(books, SESSIONS, a_wire_session(charging_periods=[a_period(UPDATED, 1)]))
    told = [a_period(UPDATED, 2), a_period(LATER, 3)]
    change = {"charging_periods": told, "last_updated": LATER}
    push(books, SESSIONS, change, "S7", method="PATCH")
    assert kept(books, SESSIONS, CPO, "S7")["charging_periods"] == told


def test_pages_lose_and_repeat_nothing_while_objects_change(books):
    for number in range(5):
        token = a_wire_token(f"T{number}", last_updated=f"2026-06-0{number + 1}T00:00:00Z")
        push(books, TOKENS, token)
    wanted = Wanted(module="tokens", since=datetime(2026, 6, 2, tzinfo=UTC))
    with books.database.reading() as connection:
        first = objects_page(connection, wanted, 2)
    push(books, TOKENS, a_wire_token("T1", last_updated="2026-06-20T00:00:00Z"))
    with books.database.reading() as connection:
        rest = objects_page(connection, wanted, 9, after=page_end(first))
        counted = objects_page(connection, wanted, 9, skip=3)
    assert [one.object_id for one in first] == ["T1~RFID", "T2~RFID"]
    assert [one.object_id for one in rest] == ["T3~RFID", "T4~RFID", "T1~RFID"]
    assert [one.object_id for one in counted] == ["T1~RFID"]


def test_what_is_no_json_or_no_object_is_refused(books):
    with pytest.raises(SourceError):
        push(books, TOKENS, a_wire_token(), body=b"{")
    with pytest.raises(WireError):
        push(books, TOKENS, a_wire_token(), body=json_of_value(["04A2B3"]))


def test_a_change_in_another_ocpi_becomes_that_of_the_object(books):
    push(books, TARIFFS, a_wire_tariff())
    push(books, SESSIONS, a_wire_session())
    change = {"total_cost": {"before_taxes": 2.5}, "last_updated": LATER}
    push(books, SESSIONS, change, "S7", method="PATCH", version=OcpiVersion.V2_3_0)
    found = kept(books, SESSIONS, CPO, "S7")
    assert found["total_cost"] == {"excl_vat": Decimal("2.5")}
    assert found["last_updated"] == LATER
