"""VAT is chosen by the parties, the place and the local day; verified again, and told."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.hold import HoldReason
from core.domain.party import Role
from core.domain.vat import VatFacts
from core.ledger.posting_rules import Terms, entry_for_cdr
from core.ledger.session_vat import Traders, vat_before_the_table, vat_notes, vat_of_session
from core.ledger.split import split
from core.pricing.price import price
from core.service.agreement_file import load_agreement
from core.service.carry_cdrs import carry
from core.service.choose_vat import choose_vat, day_of_supply
from core.service.known import known_of
from core.service.network_file import load_network
from core.service.report import summary_of
from core.service.resources import ResourceKind, resource_names
from core.service.seal_books import seal
from core.service.trace import trace
from core.service.vat_file import vat_table
from core.service.verify_books import verify_books
from core.service.work_out_cdrs import split_row
from core.store.cdr_store import ReceivedCdr, record_cdrs
from core.store.fate_store import hold_of, put_priced
from core.store.journal_store import append_entries, put_splits
from tests.books import ABROAD, NOW, open_network, two_partner_network
from tests.builders import CPO, a_cdr, a_demand_partner, a_party, a_tariff, an_agreement

NEIGHBOUR = "DE*NAC"


def open_border(runtime, *agreements, facts=None):
    neighbour = a_demand_partner(NEIGHBOUR, vat=facts or VatFacts())
    network = two_partner_network(demand_partners=(a_demand_partner(), neighbour))
    open_network(runtime, *(agreements or (an_agreement(),)), network=network)


def vat_told(runtime):
    answers = trace(runtime, "1").answers
    return next(one.answer for one in answers if one.question == "Which VAT rate?")


def test_a_partner_over_the_border_owes_no_vat_and_the_answer_says_why(runtime):
    open_border(runtime)
    carry(runtime, [a_cdr(demand_partner=NEIGHBOUR)])
    eur = summary_of(runtime).by_currency["EUR"]
    assert (eur.gross_at_tariff, eur.gross, eur.vat, eur.cpo_net) == (1210, 1000, 0, 900)
    assert (
        "; session to DP: AE no VAT in DE by electricity-dealer-eu, VATEX-EU-AE: Reverse charge, "
        "Art. 38 and 195" in vat_told(runtime)
    )
    assert verify_books(runtime).count == 0


def test_what_is_unusual_about_a_party_is_kept(runtime):
    facts = VatFacts(dealer=False, registrations=("BE", "DE"))
    open_border(runtime, facts=facts)
    parties = known_of(runtime).parties
    assert parties[NEIGHBOUR].vat == facts
    assert parties[CPO].vat == VatFacts()


def test_a_session_that_the_table_does_not_know_waits_with_its_key(runtime):
    open_border(runtime, facts=VatFacts(dealer=False))
    cdr = a_cdr(demand_partner=NEIGHBOUR, country_code="FR")
    assert carry(runtime, [cdr]).held == {HoldReason.NO_VAT_RULE: 1}
    with runtime.database.reading() as connection:
        held = hold_of(connection, cdr.key)
    key = "electricity commissionaire NL>DE at FR, buyer taxable no dealer, seller not registered"
    assert held.detail == f"no row of the VAT table on 2026-06-01 for {key}"
    assert vat_told(runtime) == "not priced"
    assert verify_books(runtime).count == 0


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (datetime(2025, 12, 31, 22, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_the_day_of_supply_is_that_of_the_charge_point(memory, end, day):
    open_network(memory)
    known = known_of(memory)
    start = end - timedelta(hours=1)
    assert day_of_supply(a_cdr(start=start), known) == day
    assert day_of_supply(a_cdr(start=start, location_id="L9"), known) == end.date()


def test_the_same_parties_are_decided_once_an_era(memory):
    open_network(memory)
    known = known_of(memory)
    once = choose_vat(a_cdr(), an_agreement(), known)
    assert choose_vat(a_cdr("2"), an_agreement(), known) is once
    assert choose_vat(a_cdr("3", demand_partner=ABROAD), an_agreement(), known) is not once


def post_as_before(runtime, cdr):
    """As the books were posted before there was a table."""
    priced = price(cdr, a_tariff())
    vat = vat_before_the_table(an_agreement(), "NL", "NL", cdr.demand_partner[:2], "NL")
    parts = split(priced, an_agreement(), vat)
    terms = Terms(agreement=an_agreement(), received_at=cdr.end, rate=None, vat=vat)
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(cdr, cdr.end)])
        put_priced(connection, [priced])
        put_splits(connection, [replace(split_row(cdr.key, parts), cpo_vat=None)])
        append_entries(connection, [entry_for_cdr(priced, parts, terms)], NOW)
    seal(runtime)


def test_books_from_before_the_table_verify_as_they_were_posted(runtime):
    open_border(runtime)
    post_as_before(runtime, a_cdr(demand_partner=NEIGHBOUR))
    assert summary_of(runtime).by_currency["EUR"].vat == 210
    assert verify_books(runtime).count == 0
    assert vat_told(runtime).endswith("posted before supplies were decided one by one")


@pytest.mark.parametrize(
    ("was", "told", "is_named"),
    [("electricity-dealer-eu", "service-eu", True), ("Art. 38", "Articles 38", False)],
)
def test_a_decision_that_is_not_the_tables_is_named_but_not_one_in_other_words(
    runtime, was, told, is_named
):
    open_border(runtime)
    other = a_cdr("2", demand_partner=NEIGHBOUR, evse_uid="E2")
    priced = price(other, a_tariff())
    vat = choose_vat(other, an_agreement(), known_of(runtime))
    wrong = tuple(note.replace(was, told) for note in vat.notes)
    assert wrong != vat.notes
    terms = Terms(
        agreement=an_agreement(), received_at=other.end, rate=None, vat=replace(vat, notes=wrong)
    )
    parts = split(priced, an_agreement(), vat)
    with runtime.database.transaction() as connection:
        record_cdrs(connection, [ReceivedCdr(other, other.end)])
        put_priced(connection, [priced])
        put_splits(connection, [split_row(other.key, parts)])
        append_entries(connection, [entry_for_cdr(priced, parts, terms)], NOW)
    seal(runtime)
    found = verify_books(runtime).findings.get("amounts_follow_from_records", ())
    named = (f"{other.key}: its entry is not what its price and terms say",)
    assert found == (named if is_named else ())


@pytest.mark.parametrize("name", resource_names(ResourceKind.NETWORK))
def test_every_session_of_a_network_of_ours_is_decided(name):
    network = load_network(name)
    countries = {one.country_code for one in (*network.cpos, *network.locations)}
    for terms in resource_names(ResourceKind.AGREEMENT):
        agreement = load_agreement(terms, "EUR", network.operator.country_code)
        for cpo in network.cpos:
            for partner in network.demand_partners:
                traders = Traders(network.operator, cpo, partner.party)
                for country in countries:
                    for day in (date(2014, 6, 1), date(2019, 6, 1), date(2026, 6, 1)):
                        vat = vat_of_session(vat_table(), agreement, traders, country, day)
                        assert vat_notes(vat.notes)


def test_the_operators_facts_count_like_a_partners(memory):
    operator = a_party("NL*NWC", Role.HUB, vat=VatFacts(registrations=("DE",)))
    open_network(memory, network=two_partner_network(operator=operator))
    assert known_of(memory).network.vat.registrations == ("DE",)
