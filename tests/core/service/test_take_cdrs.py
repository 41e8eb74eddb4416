from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.cdr import Assumed, Price
from core.domain.errors import ConflictError, RuleError
from core.domain.money import Money
from core.ocpi.cdr_codec import cdr_to_json, credit_cdr_to_json
from core.ocpi.modules import ModuleId
from core.ocpi.wire import json_text
from core.service.known import known_of
from core.service.seal_books import seal
from core.service.take_cdrs import ArrivedCdr, TakenCdr, take_cdrs
from core.service.verify_books import verify_books
from core.store.authorisation_store import OpenClaim, claimed_minor, put_claims
from core.store.cdr_store import cdr_of
from core.store.journal_store import entries_where
from core.store.kept_store import Wanted, count_objects, object_of
from core.store.report_store import first_held
from tests.books import ABROAD, DAY, NOW, open_network
from tests.builders import CPO, DP, START, a_cdr, a_credit
from tests.kept_books import a_wire_location, push

COST = Price(Decimal(10), Decimal("12.10"))


def arrived(cdr, **changes):
    raw = json_text(cdr_to_json(cdr, START))
    fields = {"record": cdr, "demand_partner": cdr.demand_partner, "raw": raw, "version": "2.2.1"}
    return ArrivedCdr(**(fields | {"updated_at": START} | changes))


def a_sent(cdr_id="1", hours=0, **changes):
    start = START + timedelta(hours=2 * hours)
    return replace(a_cdr(cdr_id, start=start, **changes), total_cost=COST)


def arrived_credit(credited, **changes):
    credit = replace(a_credit(credited), **changes)
    raw = json_text(credit_cdr_to_json(credit, cdr_to_json(credited, START)))
    return arrived(credited, record=credit, raw=raw)


def take(runtime, *group):
    answers = take_cdrs(runtime, list(group), known_of(runtime))
    seal(runtime)
    return answers


def posted(runtime):
    with runtime.database.reading() as connection:
        return [one.entry.entry_id for one in entries_where(connection)]


@pytest.fixture
def books(runtime):
    open_network(runtime)
    return runtime


def test_what_arrives_together_is_posted_once_and_each_is_told_so(books):
    group = [arrived(a_sent(str(number), number)) for number in range(3)]
    assert take(books, *group) == [TakenCdr(one.record.key, is_new=True) for one in group]
    assert take(books, *group) == [TakenCdr(one.record.key, is_new=False) for one in group]
    assert posted(books) == [one.record.key for one in group]
    assert verify_books(books).count == 0


def test_the_same_cdr_twice_in_one_group_is_posted_once(books):
    one = arrived(a_sent())
    assert [answer.is_new for answer in take(books, one, one)] == [True, False]
    assert posted(books) == ["cdr:NL*ABC:1"]


def test_other_content_is_a_conflict_that_leaves_the_others_alone(books):
    other = arrived(a_sent(energy_kwh="21"))
    first, second, third = take(books, arrived(a_sent()), other, arrived(a_sent("2", 1)))
    assert first.is_new
    assert third.is_new
    assert isinstance(second, ConflictError)
    (again,) = take(books, other)
    assert isinstance(again, ConflictError)
    assert posted(books) == ["cdr:NL*ABC:1", "cdr:NL*ABC:2"]


def test_the_books_have_a_pseudonym_and_the_record_stands_beside_them_as_it_came(books):
    sent = arrived(a_sent())
    take(books, sent)
    with books.database.reading() as connection:
        kept = cdr_of(connection, "cdr:NL*ABC:1").cdr
        raw = object_of(connection, "cdrs", CPO, "1")
    assert kept.token.uid != sent.record.token.uid
    assert (raw.body, raw.partner, raw.subject) == (sent.raw, DP, kept.token.contract_id)


def test_only_the_two_parties_of_a_cdr_may_read_it(books):
    take(books, arrived(a_sent()), arrived(a_sent("2", 1, demand_partner=ABROAD)))
    with books.database.reading() as connection:
        for reader, count in ((CPO, 2), (DP, 1), (ABROAD, 1), ("NL*ANY", 0)):
            wanted = Wanted(module="cdrs", readers={reader})
            assert count_objects(connection, wanted) == count, reader


def test_a_credit_cdr_undoes_its_cdr_even_in_the_same_group(books):
    cdr = a_sent()
    answers = take(books, arrived_credit(cdr), arrived(cdr))
    assert [one.is_new for one in answers] == [True, True]
    assert [one.is_new for one in take(books, arrived_credit(cdr))] == [False]
    assert posted(books) == ["cdr:NL*ABC:1", "cdr:NL*ABC:1-C"]
    assert verify_books(books).count == 0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"credit_reference_id": "77"}, "which is not known"),
        ({"total_cost": Price(Decimal(-3))}, "it undoes the whole CDR or nothing"),
        ({"cdr_id": "1"}, "known with other content"),
    ],
)
def test_a_credit_that_cannot_stand_is_refused_and_the_rest_is_kept(books, changes, told):
    cdr = a_sent()
    good, bad = take(books, arrived(cdr), arrived_credit(cdr, **changes))
    assert good.is_new
    assert isinstance(bad, RuleError)
    assert told in str(bad)


def test_a_cdr_ends_what_its_authorisation_claimed(books):
    claims = [
        OpenClaim(claim=name, demand_partner=of, amount=Money(3000, "EUR"), until=NOW + DAY)
        for name, of in (
            ("auth:NL*XYZ:AUTH-1", DP),
            ("session:NL*ABC:S1", DP),
            ("auth:NL*XYZ:AUTH-2", DP),
        )
    ]
    with books.database.transaction() as connection:
        put_claims(connection, claims)
    take(books, arrived(a_sent()))
    with books.database.reading() as connection:
        assert claimed_minor(connection, DP, "EUR", NOW) == 3000


def test_what_waits_for_review_is_in_the_books_all_the_same(books):
    (answer,) = take(books, arrived(a_sent(evse_uid="E77")))
    assert answer.is_new
    assert posted(books) == []
    with books.database.reading() as connection:
        assert [reason for reason, _, _ in first_held(connection)] == ["unknown_evse"]


def test_an_evse_that_is_named_by_its_public_id_alone_is_the_one_of_the_location(books):
    push(books, ModuleId.LOCATIONS, a_wire_location("L7"))
    named = a_sent(location_id="L7", evse_uid="nl*abce7", assumed=(Assumed.EVSE,))
    take(books, arrived(named))
    with books.database.reading() as connection:
        kept = cdr_of(connection, named.key)
    assert kept is not None
    assert kept.cdr.evse_uid == "E7"
    assert posted(books) == [named.key]


def test_a_public_id_that_no_location_has_is_held_and_told(books):
    stranger = a_sent(location_id="L7", evse_uid="NL*ABC*NONE", assumed=(Assumed.EVSE,))
    assert take(books, arrived(stranger)) == [TakenCdr(stranger.key, is_new=True)]
    with books.database.reading() as connection:
        assert first_held(connection)[0][0] == "unknown_evse"
