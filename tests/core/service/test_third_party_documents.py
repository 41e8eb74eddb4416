"""Shares of third parties get documents and are paid: worked by hand, tied to the ledger.

The session is 20 kWh and 10.00 net, 12.10 with VAT. The host of the site gets 5 % of the net from
the CPO, 0.50 with 0.11 of VAT, and 2 % from the network, 0.20 with 0.04.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.document import DocumentKind
from core.domain.errors import NotFoundError, RuleError
from core.domain.party import Role
from core.domain.vat import VatCategory
from core.domain.waterfall import Settle, StepKind, VatTreatment
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.export_payments import export_payments
from core.service.list_documents import list_documents, shown_document, take_legal_data
from core.service.open_books import open_books
from core.service.refund_session import Asked, refund_session
from core.service.register_network import register_network
from core.service.schematron_worker import SchematronWorker
from core.service.settle_cycles import settle_until
from core.service.true_up_period import true_up_period
from core.store.cycle_store import instructions_of
from tests.asked_books import findings_of
from tests.bank_files import a_bank_account
from tests.books import MONTH, open_network, two_partner_network
from tests.builders import CPO, DP, START, a_cdr, a_credit, a_party
from tests.core.ledger.test_run_steps import terms_of
from tests.document_books import LEGAL, issue, legal_network
from tests.invoices import a_legal_entity
from tests.waterfalls import HOST, REST, a_step

HUB = "NL*NWC"
GUEST = "DE*GST"
HOST_LEGAL = a_legal_entity(HOST, "NL000000006B19", legal_name="Grond B.V.")
BY_CPO = a_step(step_id="host", payee=HOST, rate_bp=500)
BY_NETWORK = a_step(step_id="site", payer="NETWORK", payee=HOST, rate_bp=200)
TERMS = terms_of([a_step(), BY_CPO, BY_NETWORK, REST])


@pytest.fixture
def later(database_url):
    """Books whose clock stands in September."""
    runtime = open_books(database_url, lambda: datetime(2026, 9, 2, tzinfo=UTC))
    yield runtime
    runtime.database.close()


@pytest.fixture(scope="module")
def worker():
    """The official rules, in a process of their own."""
    with SchematronWorker() as worker:
        yield worker


def with_host(*more, **changes):
    network = two_partner_network(partners=(a_party(HOST, Role.OTHER),), **changes)
    return replace(legal_network(network), legal_entities=(*LEGAL, HOST_LEGAL, *more))


def shares_of(runtime, party=HOST, *, is_credit=False):
    return {
        one.buyer: (one.net_minor, one.vat_minor, one.rounding_minor, one.due_minor)
        for one in list_documents(runtime, party)
        if one.kind is DocumentKind.SHARE and one.is_credit is is_credit
    }


def statement_of(runtime, party, month="2026-06"):
    (one,) = (
        one for one in list_documents(runtime, party, month) if one.kind is DocumentKind.STATEMENT
    )
    return shown_document(runtime, one.number).value


def test_whoever_pays_a_host_is_billed_in_its_name_and_its_statement_is_the_sum(runtime):
    open_network(runtime, TERMS, network=with_host())
    carry(runtime, [a_cdr()])
    assert not [one.problem for one in issue(runtime) if one.problem]
    assert shares_of(runtime) == {CPO: (50, 11, 0, 61), HUB: (20, 4, 0, 24)}
    statement = statement_of(runtime, HOST)
    (account,) = statement.accounts
    assert (account.closing_minor, statement.sessions) == (-85, 1)
    assert {one.amount_minor for one in account.lines} == {-61, -24}
    told = {one.text: one.amount_minor for one in statement_of(runtime, CPO).accounts[0].lines}
    assert told["Shares of others, paid for you by the network"] == 61
    assert not any("without a document" in text for text in told)
    assert findings_of(runtime) == {}


def test_vat_of_a_share_that_the_network_pays_as_agent_is_not_its_own(runtime):
    """Two sessions bear 0.22 and 0.08; the documents 21 % of 1.00 and of 0.40: 0.21 and 0.08."""
    open_network(runtime, TERMS, network=with_host())
    carry(runtime, [a_cdr("1"), a_cdr("2", start=START + timedelta(hours=2))])
    issue(runtime)
    assert shares_of(runtime) == {CPO: (100, 21, 1, 122), HUB: (40, 8, 0, 48)}
    assert findings_of(runtime) == {}


def test_a_credit_of_an_earlier_month_is_a_credit_note_of_the_host(later):
    open_network(later, TERMS, network=with_host())
    cdr = a_cdr()
    carry(later, [cdr])
    issue(later)
    credit_cdrs(later, [a_credit(cdr, issued_at=START + timedelta(days=40))])
    issue(later, "2026-07")
    assert shares_of(later, is_credit=True) == shares_of(later)
    july = statement_of(later, HOST, "2026-07")
    assert {one.preceding[0].number for one in july.invoices} == {
        one.number for one in list_documents(later, HOST, "2026-06") if one.kind == "share"
    }
    assert july.accounts[0].closing_minor == 0
    assert findings_of(later) == {}


def test_a_refund_takes_the_host_s_share_back_by_what_was_posted(later):
    """A tenth of 12.10: the host gives 0.12 of 1.21 back, its payer 0.97 of 9.68."""
    terms = terms_of([a_step(), a_step(step_id="host", payee=HOST), REST])
    open_network(later, terms, network=with_host())
    carry(later, [a_cdr()])
    issue(later)
    refund_session(later, "S1", Asked(amount=Decimal("1.21")), "too slow")
    issue(replace(later, now=lambda: datetime(2026, 10, 2, tzinfo=UTC)), "2026-09")
    assert shares_of(later) == {CPO: (100, 21, 0, 121)}
    assert shares_of(later, is_credit=True) == {CPO: (10, 2, 0, 12)}
    assert statement_of(later, HOST, "2026-09").accounts[0].closing_minor == -121 + 12
    assert findings_of(later) == {}


def test_a_true_up_that_pays_a_host_stands_on_its_documents(later):
    """5.00 a month from the CPO, with 1.05, beside 0.50 of each session."""
    monthly = a_step(
        step_id="rent",
        payee=HOST,
        kind=StepKind.FIXED,
        basis="sessions",
        amount=Decimal(5),
        settle=Settle.PERIOD_TRUE_UP,
    )
    open_network(later, terms_of([a_step(), BY_CPO, monthly, REST]), network=with_host())
    carry(later, [a_cdr()])
    true_up_period(later, "2026-06")
    issue(later)
    # On one document VAT is of the total: 21 % of 5.50 is 1.155, as 1.05 and 0.11 are 1.16.
    assert shares_of(later) == {CPO: (550, 116, 0, 666)}
    assert statement_of(later, HOST).accounts[0].closing_minor == -666
    assert findings_of(later) == {}


def test_a_host_that_nobody_described_is_named_and_the_others_have_their_documents(runtime):
    open_network(runtime, TERMS, network=legal_network())
    carry(runtime, [a_cdr()])
    issued = {one.party: one for one in issue(runtime)}
    assert issued[HOST].problem == (
        f"documents: {HOST}: no legal data (name, address, VAT id) in force on 2026-07-01; "
        "add a table [[partner.legal]] to the network file"
    )
    assert [key for key, one in issued.items() if one.documents] == [DP, CPO]
    with pytest.raises(NotFoundError, match=r"\[\[partner\.legal\]\]"):
        issue(runtime, party=HOST)
    take_legal_data(runtime, with_host())
    assert issue(runtime, party=HOST)[0].is_new
    assert shares_of(runtime) == {CPO: (50, 11, 0, 61), HUB: (20, 4, 0, 24)}
    assert findings_of(runtime) == {}


def test_a_third_party_abroad_is_billed_by_reverse_charge_and_needs_a_vat_id(runtime):
    terms = terms_of([a_step(), a_step(step_id="guest", payee=GUEST, rate_bp=500), REST])
    nameless = a_legal_entity(GUEST, None, town="Berlin")
    open_network(runtime, terms, network=with_host(nameless))
    carry(runtime, [a_cdr()])
    with pytest.raises(RuleError, match=r"DE\*GST: wanted vat_id for VAT of category AE"):
        issue(runtime, party=GUEST)
    known = a_legal_entity(GUEST, "DE900000007", valid_from=date(2026, 1, 1), town="Berlin")
    take_legal_data(runtime, replace(with_host(), legal_entities=(known,)))
    issue(runtime)
    assert shares_of(runtime, GUEST) == {CPO: (50, 0, 0, 50)}
    (document,) = statement_of(runtime, GUEST).invoices
    assert [one.category for one in document.vat_totals] == [VatCategory.REVERSE_CHARGE]
    assert findings_of(runtime) == {}


def test_a_host_is_paid_and_without_an_account_its_payout_stays_open_by_name(runtime):
    ours, cpos = a_bank_account(HUB), a_bank_account()
    open_network(runtime, TERMS, network=with_host(bank_accounts=(ours, cpos)))
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    with runtime.database.reading() as connection:
        paid = {one.party: one.amount_minor for one in instructions_of(connection, None)}
    assert paid[HOST] == 85
    (problem,) = export_payments(runtime).unpayable
    assert f"wanted a bank account of the payee {HOST} for EUR" in problem
    theirs = replace(a_bank_account(), party=HOST, iban="NL14DEMO0000000006", bic=None)
    register_network(runtime, with_host(bank_accounts=(ours, cpos, theirs)), [TERMS])
    export = export_payments(runtime)
    assert (export.unpayable, export.files[0].batch.payments) == ((), 1)
    assert export.files[0].batch.control_sum == Decimal("0.85")
    issue(runtime)
    assert statement_of(runtime, HOST).accounts[0].closing_minor == 0
    assert findings_of(runtime) == {}


def test_a_third_party_has_no_sessions_of_its_own(runtime):
    open_network(runtime, TERMS, network=with_host())
    carried = carry(runtime, [a_cdr("1", demand_partner=HOST), a_cdr("2", cpo=HOST)])
    assert carried.posted == 0


def test_a_share_without_vat_is_billed_as_not_subject_to_it(later, worker):
    """5 % of the net without VAT from the CPO, 2 % with VAT from the network; and a month's fee."""
    free = replace(BY_CPO, vat=VatTreatment.NONE)
    fee = a_step(
        step_id="ground",
        payer="CPO",
        payee=HOST,
        kind=StepKind.FIXED,
        basis="sessions",
        amount=Decimal(3),
        vat=VatTreatment.NONE,
        settle=Settle.PERIOD_TRUE_UP,
    )
    open_network(later, terms_of([a_step(), free, BY_NETWORK, fee, REST]), network=with_host())
    carry(later, [a_cdr()])
    true_up_period(later, "2026-06")
    assert not [one.problem for one in issue(later, worker=worker) if one.problem]
    assert shares_of(later) == {CPO: (350, 0, 0, 350), HUB: (20, 4, 0, 24)}
    (number,) = (
        one.number
        for one in list_documents(later, HOST)
        if one.kind is DocumentKind.SHARE and one.buyer == CPO
    )
    note = shown_document(later, number).value
    assert [total.category for total in note.vat_totals] == [VatCategory.OUTSIDE]
    told = {one.text for one in statement_of(later, CPO).accounts[0].lines}
    assert not any("without a document" in text for text in told)
    refund_session(later, "1", Asked(amount=Decimal("6.05")), "half")
    issue(later, "2026-07", worker=worker)
    assert findings_of(later) == {}
