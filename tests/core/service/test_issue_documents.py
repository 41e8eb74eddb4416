"""Documents of a month: worked by hand, tied to the ledger, numbered without gaps, issued once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from sqlalchemy import text

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.document import DocumentKind
from core.domain.errors import (
    InvalidValueError,
    NotFoundError,
    RoamingError,
    RuleError,
    StoreError,
)
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.issue_documents import month_of
from core.service.list_documents import document_files, list_documents, shown_document
from core.service.open_books import open_books
from core.service.refund_session import Asked, RefundedBy, refund_session
from core.service.schematron_worker import SchematronWorker
from core.service.settle_cycles import settle_until
from core.service.true_up_period import true_up_period
from tests.asked_books import findings_of
from tests.books import ABROAD, open_network, two_partner_network
from tests.builders import (
    CPO,
    DP,
    START,
    a_cdr,
    a_component,
    a_credit,
    a_demand_partner,
    a_party,
    a_tariff,
    an_agreement,
    an_element,
)
from tests.core.ledger.test_run_steps import terms_of
from tests.core.service.test_true_up_period import CAP, VOLUME
from tests.document_books import issue, legal_network
from tests.invoices import a_legal_entity
from tests.waterfalls import REST, a_step

HUB = "NL*NWC"


def opened(runtime, *agreements, network=None):
    open_network(runtime, *agreements, network=legal_network(network))


def by_kind(runtime, party=None):
    found = {}
    for one in list_documents(runtime, party):
        found.setdefault((one.kind, one.is_credit), []).append(one)
    return found


def only(runtime, kind, party, *, is_credit=False):
    (one,) = by_kind(runtime, party)[kind, is_credit]
    return one


def amounts(one):
    return (one.net_minor, one.vat_minor, one.rounding_minor, one.due_minor)


def test_the_worked_session_of_a_pool_is_four_tax_documents(runtime):
    """20 kWh x 0.50 = 10.00, 21 %: commission 10 % of it, 40 % of that to the DP."""
    opened(runtime)
    carry(runtime, [a_cdr()])
    issue(runtime)
    assert amounts(only(runtime, DocumentKind.INVOICE, DP)) == (1000, 210, 0, 1210)
    assert amounts(only(runtime, DocumentKind.SHARE, DP)) == (40, 8, 0, 48)
    assert amounts(only(runtime, DocumentKind.SELF_BILLED, CPO)) == (1000, 210, 0, 1210)
    assert amounts(only(runtime, DocumentKind.COMMISSION, CPO)) == (100, 21, 0, 121)
    statement = only(runtime, DocumentKind.STATEMENT, CPO)
    assert statement.due_minor == -1089
    assert findings_of(runtime) == {}


def test_a_stacked_share_is_billed_to_the_cpo_and_stands_on_its_statement(runtime):
    opened(runtime, an_agreement(CommissionModel.STACKED))
    carry(runtime, [a_cdr()])
    issue(runtime)
    share = only(runtime, DocumentKind.SHARE, DP)
    assert (share.seller, share.buyer, amounts(share)) == (DP, CPO, (40, 8, 0, 48))
    shown = shown_document(runtime, only(runtime, DocumentKind.STATEMENT, CPO).number)
    (account,) = shown.value.accounts
    told = {line.text: line.amount_minor for line in account.lines}
    assert told["Shares of others, paid for you by the network"] == 48
    assert account.closing_minor == -1089
    assert findings_of(runtime) == {}


def test_vat_of_a_document_is_of_its_total_and_the_difference_is_posted(runtime):
    """Three sessions of 0.52 net: 3 x 0.11 = 0.33 VAT, but 21 % of 1.56 is 0.33; of 0.58, 0.36."""
    opened(runtime)
    carry(
        runtime,
        [
            a_cdr(str(n), start=START + timedelta(hours=2 * n), energy_kwh="1.16", stay_s=600)
            for n in range(3)
        ],
    )
    issue(runtime)
    invoice = only(runtime, DocumentKind.INVOICE, DP)
    # 0.58 x 21 % = 0.1218 -> 0.12 a session, 0.36 in all; 1.74 x 21 % = 0.3654 -> 0.37.
    assert amounts(invoice) == (174, 37, -1, 210)
    with runtime.database.reading() as connection:
        posted = connection.execute(
            text(
                "SELECT p.account, p.amount_minor FROM posting p JOIN entry e ON e.id = p.entry "
                "WHERE e.entry_id = :id ORDER BY p.account"
            ),
            {"id": f"rounding:{invoice.number}"},
        ).all()
    assert [tuple(row) for row in posted] == [("2500:NL", -1), ("5900", 1)]
    assert findings_of(runtime) == {}


def test_issued_twice_is_issued_once(runtime):
    opened(runtime)
    carry(runtime, [a_cdr()])
    first = issue(runtime)
    again = issue(runtime)
    assert all(one.is_new for one in first if one.documents)
    assert not any(one.is_new for one in again)
    assert [one.documents for one in again] == [one.documents for one in first]


def test_a_month_that_is_not_over_is_refused(runtime):
    opened(runtime)
    carry(runtime, [a_cdr()])
    with pytest.raises(RuleError, match="2026-07 is not over"):
        issue(runtime, "2026-07", DP)


def test_a_credit_within_the_month_leaves_nothing_to_document(runtime):
    opened(runtime)
    cdr = a_cdr()
    carry(runtime, [cdr])
    credit_cdrs(runtime, [a_credit(cdr)])
    issue(runtime)
    kinds = {kind for kind, _ in by_kind(runtime)}
    assert kinds == {DocumentKind.STATEMENT}
    assert findings_of(runtime) == {}


@pytest.fixture(scope="module")
def worker():
    with SchematronWorker() as worker:
        yield worker


@pytest.fixture
def later(database_url):
    """Books whose clock stands in September."""
    runtime = open_books(database_url, lambda: datetime(2026, 9, 2, tzinfo=UTC))
    yield runtime
    runtime.database.close()


def test_a_credit_of_an_earlier_month_is_a_credit_note_that_names_the_invoice(later, worker):
    opened(later)
    cdr, other = a_cdr(), a_cdr("2", start=START + timedelta(hours=3))
    carry(later, [cdr, other])
    issue(later, "2026-06")
    credit_cdrs(later, [a_credit(cdr, issued_at=START + timedelta(days=40))])
    issue(later, "2026-07", worker=worker)
    for kind, party in (
        (DocumentKind.INVOICE, DP),
        (DocumentKind.SHARE, DP),
        (DocumentKind.SELF_BILLED, CPO),
        (DocumentKind.COMMISSION, CPO),
    ):
        invoice = only(later, kind, party)
        note = only(later, kind, party, is_credit=True)
        value = shown_document(later, note.number).value
        assert [one.number for one in value.preceding] == [invoice.number]
        assert note.net_minor * 2 == invoice.net_minor
    july = only_of(later, DocumentKind.STATEMENT, DP, "2026-07")
    assert (july.accounts[0].opening_minor, july.accounts[0].closing_minor) == (2324, 1162)
    assert findings_of(later) == {}


def only_of(runtime, kind, party, month):
    (one,) = (one for one in list_documents(runtime, party, month) if one.kind is kind)
    return shown_document(runtime, one.number).value


def test_a_session_that_comes_late_is_on_the_next_documents(later):
    opened(later)
    carry(later, [a_cdr()])
    issue(later, "2026-06")
    carry(later, [a_cdr("late", start=START + timedelta(hours=5))])
    issue(later, "2026-07")
    july = [one for one in list_documents(later, DP, "2026-07") if one.kind == "invoice"]
    assert [(one.net_minor, one.sessions) for one in july] == [(1000, 1)]
    assert findings_of(later) == {}


def test_months_are_issued_in_their_order(later):
    opened(later)
    carry(later, [a_cdr()])
    issue(later, "2026-07")
    with pytest.raises(RuleError, match="is issued up to 2026-07"):
        issue(later, "2026-06", CPO)
    told = {one.party: one.problem for one in issue(later, "2026-06")}
    assert "is issued up to 2026-07" in told[CPO]


def test_settled_money_stands_on_the_statement_and_leaves_nothing(later):
    opened(later)
    carry(later, [a_cdr()])
    settle_until(later, START + timedelta(days=10))
    issue(later)
    for party, due in ((DP, 1162), (CPO, -1089)):
        (account,) = only_of(later, DocumentKind.STATEMENT, party, "2026-06").accounts
        told = {line.text: line.amount_minor for line in account.lines if not line.number}
        assert told == {"Paid out to you, or collected from you": -due}
        assert account.closing_minor == 0


def test_a_partner_in_another_currency_has_its_documents_in_that_of_the_sessions(runtime, worker):
    """10.00 EUR to Switzerland, no VAT: at 0.94 and 0.5 % margin 9.45 CHF, of which 0.05 margin."""
    opened(runtime)
    carry(runtime, [a_cdr(demand_partner=ABROAD)])
    issue(runtime, worker=worker)
    invoice = only(runtime, DocumentKind.INVOICE, ABROAD)
    assert (invoice.currency, amounts(invoice)) == ("EUR", (1000, 0, 0, 1000))
    (account,) = only_of(runtime, DocumentKind.STATEMENT, ABROAD, "2026-06").accounts
    assert account.currency == "CHF"
    assert {line.text: line.amount_minor for line in account.lines} == {
        "Documents in EUR, at the rates of the days of their sessions": 902,
        "Margin of the conversion": 5,
    }
    assert findings_of(runtime) == {}


def test_a_partner_of_another_member_state_accounts_for_the_vat_itself(runtime, worker):
    network = two_partner_network(
        demand_partners=(a_demand_partner(), a_demand_partner("DE*STR")), fx_rates=()
    )
    opened(runtime, network=network)
    carry(runtime, [a_cdr(demand_partner="DE*STR")])
    issue(runtime, worker=worker)
    invoice = only(runtime, DocumentKind.INVOICE, "DE*STR")
    (total,) = shown_document(runtime, invoice.number).value.vat_totals
    assert (total.category, total.vatex, amounts(invoice)) == (
        "AE",
        "VATEX-EU-AE",
        (1000, 0, 0, 1000),
    )
    (file,) = (one for one in document_files(runtime, number=invoice.number) if one.format == "xml")
    assert b"Reverse charge" in file.content


def test_card_cost_that_the_cpo_bears_has_a_line_of_its_own(runtime):
    card = CardTerms(fixed=Decimal("0.15"), rate_bp=350, bearer=Bearer.CPO)
    opened(runtime, an_agreement(card=card))
    carry(runtime, [a_cdr()])
    issue(runtime)
    (account,) = only_of(runtime, DocumentKind.STATEMENT, CPO, "2026-06").accounts
    told = {line.text: line.amount_minor for line in account.lines}
    assert told["Card cost, rebates and other amounts without a document"] == 57
    assert findings_of(runtime) == {}


def test_a_party_without_legal_data_holds_up_nobody_else(runtime):
    network = legal_network()
    known = tuple(one for one in network.legal_entities if one.party != ABROAD)
    open_network(runtime, network=replace(network, legal_entities=known))
    carry(runtime, [a_cdr(), a_cdr("2", demand_partner=ABROAD, start=START + timedelta(hours=3))])
    issued = {one.party: one for one in issue(runtime)}
    assert "CH*ALP: no legal data" in issued[ABROAD].problem
    assert "[[demand_partner.legal]]" in issued[ABROAD].problem
    assert issued[DP].is_new
    assert issued[CPO].is_new
    assert findings_of(runtime) == {}


def test_all_that_lack_legal_data_are_named_in_one_line_with_their_tables(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    wanted = (
        r"documents: NL\*NWC, NL\*XYZ: no legal data .* on 2026-07-01; add tables "
        r"\[\[operator\.legal\]\], \[\[demand_partner\.legal\]\] to the network file"
    )
    with pytest.raises(NotFoundError, match=wanted):
        issue(runtime, party=DP)
    assert list_documents(runtime) == ()


def test_where_nobody_knows_the_vat_no_invoice_is_written_and_that_is_said(runtime):
    network = legal_network()
    american = tuple(
        replace(one, vat_id=None, country_code="US") if one.party == CPO else one
        for one in network.legal_entities
    )
    open_network(runtime, network=replace(network, legal_entities=american))
    carry(runtime, [a_cdr()])
    with pytest.raises(RuleError, match=r"NL\*ABC: it is in US, whose VAT is not among those"):
        issue(runtime, party=CPO)


def test_a_vat_id_that_a_document_must_state_is_asked_for(runtime):
    network = legal_network()
    without = tuple(
        replace(one, vat_id=None) if one.party == CPO else one for one in network.legal_entities
    )
    open_network(runtime, network=replace(network, legal_entities=without))
    carry(runtime, [a_cdr()])
    with pytest.raises(RuleError, match=r"documents: NL\*ABC: wanted vat_id .* category S"):
        issue(runtime, party=CPO)


def test_a_month_that_is_none_is_refused():
    with pytest.raises(InvalidValueError, match="wanted one as 2026-06, found '2026-13'"):
        month_of("2026-13")


def test_the_database_refuses_a_number_that_leaves_a_gap(runtime):
    opened(runtime)
    carry(runtime, [a_cdr()])
    issue(runtime)
    (name,) = {one.number for one in list_documents(runtime, DP) if one.kind == "invoice"}
    copied = (
        "INSERT INTO document SELECT 'X', issuer, series, ordinal + {0}, kind, is_credit, party, "
        "period, statement, seller, buyer, country, currency, net_minor, vat_minor, "
        "rounding_minor, due_minor, sessions, issued_us, body, sha FROM document WHERE number = :n"
    )
    for step in (0, 2):
        with pytest.raises(StoreError), runtime.database.transaction() as connection:
            connection.execute(text(copied.format(step)), {"n": name})


def test_a_rolled_back_issue_leaves_no_gap(runtime, monkeypatch):
    opened(runtime)
    carry(runtime, [a_cdr()])
    with monkeypatch.context() as patch:

        def broken(*_):
            raise StoreError("the disk is full")

        patch.setattr("core.service.issue_documents.append_entries", broken)
        with pytest.raises(StoreError, match="disk is full"):
            issue(runtime, party=DP)
    assert list_documents(runtime) == ()
    issue(runtime)
    assert {one.ordinal for one in list_documents(runtime) if one.kind == "invoice"} == {1}
    assert findings_of(runtime) == {}


def test_several_writers_give_numbers_without_a_gap(later, database_url):
    partners = [f"NL*P{n:02d}" for n in range(6)]
    network = two_partner_network(
        demand_partners=tuple(a_demand_partner(one) for one in partners), fx_rates=()
    )
    legal = legal_network(network)
    extra = tuple(a_legal_entity(one, "NL000000003B46") for one in partners)
    open_network(later, network=replace(legal, legal_entities=legal.legal_entities + extra))
    carry(
        later,
        [
            a_cdr(str(n), demand_partner=one, start=START + timedelta(hours=2 * n))
            for n, one in enumerate(partners)
        ],
    )
    problems = []

    def write(mine):
        own = open_books(database_url, later.now)
        try:
            for party in mine:
                issue(own, party=party)
        except RoamingError as error:
            problems.append(error)
        finally:
            own.database.close()

    writers = [Thread(target=write, args=(partners[n:] + partners[:n],)) for n in range(0, 6, 2)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert problems == []
    invoices = [one for one in list_documents(later) if one.kind == "invoice"]
    assert sorted(one.ordinal for one in invoices) == [1, 2, 3, 4, 5, 6]
    assert findings_of(later) == {}


def in_october(runtime):
    """The same books a month later."""
    return replace(runtime, now=lambda: datetime(2026, 10, 2, tzinfo=UTC))


def vat_on_documents(runtime, end):
    """VAT of the documents that the network sells, or buys, by; credit notes take off."""
    return sum(
        one.vat_minor * (-1 if one.is_credit else 1)
        for one in list_documents(runtime)
        if getattr(one, end) == HUB
    )


def balance_of(runtime, code):
    with runtime.database.reading() as connection:
        query = text("SELECT SUM(amount_minor) FROM balance WHERE substr(account, 1, 4) = :code")
        return connection.execute(query, {"code": code}).scalar()


@pytest.mark.parametrize("model", CommissionModel)
@pytest.mark.parametrize("partner", [DP, ABROAD])
def test_a_refund_of_a_documented_session_is_a_credit_note_to_the_cent(
    later, worker, model, partner
):
    opened(later, an_agreement(model))
    carry(later, [a_cdr(demand_partner=partner, energy_kwh="20.37")])
    issue(later, "2026-06")
    refund_session(later, "S1", Asked(amount=Decimal("3.33")), "too slow")
    refund_session(later, "S1", Asked(amount=Decimal("1.01"), name="2"), "and noisy")
    issue(in_october(later), "2026-09", worker=worker)
    notes = [one for one in list_documents(later) if one.is_credit]
    assert {one.kind for one in notes} == {*DocumentKind} - {DocumentKind.STATEMENT}
    for party in (CPO, partner):
        for account in only_of(later, DocumentKind.STATEMENT, party, "2026-09").accounts:
            assert not any(line.text.startswith("Card cost") for line in account.lines)
    assert vat_on_documents(later, "seller") == -(balance_of(later, "2500") or 0)
    assert vat_on_documents(later, "buyer") == balance_of(later, "1500")
    assert findings_of(later) == {}


def test_a_refunded_session_that_is_credited_owes_nothing(later):
    opened(later)
    cdr = a_cdr()
    carry(later, [cdr])
    issue(later, "2026-06")
    refund_session(later, "S1", Asked(amount=Decimal(3)), "too slow")
    credit_cdrs(later, [a_credit(cdr, issued_at=later.now())])
    issue(in_october(later), "2026-09")
    note = only(later, DocumentKind.INVOICE, DP, is_credit=True)
    assert amounts(note) == (1000, 210, 0, 1210)
    assert findings_of(later) == {}


def test_goodwill_of_the_network_is_no_tax_document(later):
    opened(later)
    carry(later, [a_cdr()])
    refund_session(later, "S1", Asked(amount=Decimal(2)), "sorry", RefundedBy.NETWORK)
    issue(in_october(later), "2026-09")
    assert amounts(only(later, DocumentKind.INVOICE, DP)) == (1000, 210, 0, 1210)
    (account,) = only_of(later, DocumentKind.STATEMENT, DP, "2026-09").accounts
    assert {line.text: line.amount_minor for line in account.lines}["Refund"] == -200
    assert findings_of(later) == {}


def test_a_true_up_stands_on_the_documents_of_its_month(later, worker):
    """Commission capped at 2.50 a month: of 4 x 1.00 the CPO gets 1.50 back, and a bonus of 2 %."""
    terms = terms_of([a_step(), CAP, VOLUME, REST])
    opened(later, terms)
    carry(later, [a_cdr(str(n), start=START + timedelta(hours=2 * n)) for n in range(4)])
    true_up_period(later, "2026-06")
    issue(later, "2026-06", worker=worker)
    commission = only(later, DocumentKind.COMMISSION, CPO)
    value = shown_document(later, commission.number).value
    told = {line.name: line.net_minor for line in value.lines}
    assert told["Commission on sessions, true-up cap of 2026-06"] == 250 - sum(
        net for name, net in told.items() if "true-up" not in name
    )
    bonus = only(later, DocumentKind.SHARE, CPO)
    assert (bonus.seller, bonus.buyer, bonus.net_minor) == (CPO, HUB, 80)
    for party in (CPO, DP):
        (account,) = only_of(later, DocumentKind.STATEMENT, party, "2026-06").accounts
        assert not any("without a document" in line.text for line in account.lines)
        assert not any(line.text == "True up" for line in account.lines)
    assert vat_on_documents(later, "seller") == -balance_of(later, "2500")
    assert vat_on_documents(later, "buyer") == balance_of(later, "1500")
    assert findings_of(later) == {}


def test_a_true_up_that_is_taken_back_in_a_later_month_is_a_credit_note(later, worker):
    terms = terms_of([a_step(), CAP, VOLUME, REST])
    opened(later, terms)
    cdrs = [a_cdr(str(n), start=START + timedelta(hours=2 * n)) for n in range(4)]
    carry(later, cdrs)
    true_up_period(later, "2026-06")
    issue(later, "2026-06", worker=worker)
    bonus = only(later, DocumentKind.SHARE, CPO)
    credit_cdrs(later, [a_credit(one, issued_at=START + timedelta(days=35)) for one in cdrs])
    true_up_period(in_october(later), "2026-06")
    issue(in_october(later), "2026-07", worker=worker)
    taken_back = only(later, DocumentKind.SHARE, CPO, is_credit=True)
    assert (taken_back.net_minor, taken_back.vat_minor) == (bonus.net_minor, bonus.vat_minor)
    (named,) = shown_document(later, taken_back.number).value.preceding
    assert named.number == bonus.number
    assert (
        min(
            one.due_minor for one in list_documents(later) if one.kind is not DocumentKind.STATEMENT
        )
        > 0
    )
    assert vat_on_documents(later, "seller") == -balance_of(later, "2500")
    assert vat_on_documents(later, "buyer") == balance_of(later, "1500")
    assert findings_of(later) == {}


@pytest.mark.parametrize(
    ("currency", "forms", "told"),
    [("JPY", {"pdf", "xml"}, (1000, 210, 0, 1210)), ("KWD", {"pdf"}, (1000, 210, 0, 1210))],
)
def test_currencies_of_no_and_of_three_decimals(later, worker, currency, forms, told):
    """1,000 minor units and 21 %: yen has an electronic form, dinar has none."""
    price = {"JPY": "50", "KWD": "0.05"}[currency]
    network = two_partner_network(
        cpos=(a_party(currency=currency),),
        demand_partners=(a_demand_partner(currency=currency),),
        tariffs=(a_tariff(an_element(a_component(price=price)), currency=currency),),
        fx_rates=(),
    )
    opened(later, an_agreement(payout_currency=currency), network=network)
    carry(later, [a_cdr(currency=currency)])
    issue(later, worker=worker)
    invoice = only(later, DocumentKind.INVOICE, DP)
    assert (invoice.currency, amounts(invoice)) == (currency, told)
    assert {one.format for one in document_files(later, number=invoice.number)} == forms
    assert findings_of(later) == {}
