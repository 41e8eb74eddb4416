"""A rate that is locked at settlement: the session in its currency, its cut-off converts.

The worked session goes to Switzerland, without VAT: 10.00 EUR, of which the partner's share is
0.40. At 0.94 with 0.5 % margin the partner owes 9.447, so 9.45 CHF, of which 0.05 are margin; its
share is 0.376, so 0.38 CHF.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import FxLock
from core.domain.dispute import DisputeStatus
from core.domain.document import DocumentKind
from core.domain.entry import EntryKind, Posting
from core.domain.settlement_rules import CreditLine, CreditMode, SettlementRules
from core.domain.waterfall import Settle, StepKind
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.default_partner import take_default
from core.service.dispute_session import decide_dispute, open_dispute
from core.service.list_documents import list_documents, shown_document
from core.service.open_books import open_books
from core.service.read_bank_statement import take_bank_file
from core.service.refund_session import Asked, refund_session
from core.service.register_network import register_network
from core.service.rematch_movement import ByHand, deposit_by_hand
from core.service.settle_cycles import due_cycles, settle_until
from core.service.take_back import take_back
from core.service.trace import trace
from core.service.true_up_period import true_up_period
from core.service.verify_books import verify_books
from core.store.cycle_store import instructions_of, obligations_of
from core.store.journal_store import balances, entries_where
from core.store.rate_store import put_rates
from tests.bank_files import Movement, banked_network, camt
from tests.books import ABROAD, MONTH, open_network, two_partner_network
from tests.builders import CPO, DP, START, a_cdr, a_credit, a_rate, an_agreement
from tests.core.ledger.test_run_steps import terms_of
from tests.core.service.test_verify_books import tamper
from tests.document_books import issue, legal_network
from tests.waterfalls import REST, a_step

KEY = "cdr:NL*ABC:1"
LATER = START + MONTH
CUT_OFF = datetime(2026, 6, 3, 2, tzinfo=UTC)
YOUNG = a_rate(day=date(2026, 6, 3))


def opened(runtime, *rates, network=None, **terms):
    agreement = an_agreement(fx_lock=FxLock.SETTLEMENT, fx_margin_bp=50, **terms)
    legal = legal_network(network or two_partner_network(fx_rates=rates))
    open_network(runtime, agreement, network=legal)


def abroad(number="1", **changes):
    return a_cdr(number, demand_partner=ABROAD, **changes)


def of_kind(runtime, kind):
    with runtime.database.reading() as connection:
        return [one.entry for one in entries_where(connection) if one.entry.kind is kind]


def instructed(runtime):
    with runtime.database.reading() as connection:
        return {
            (one.cycle_id, one.party, one.currency): one.amount_minor
            * (-1) ** (one.kind == "PAYOUT")
            for one in instructions_of(connection, None)
        }


def fx_answer(runtime):
    answers = {one.question: one.answer for one in trace(runtime, KEY).answers}
    return answers["Was FX needed?"]


def lodged(runtime, minor):
    """Money in francs comes in at the bank; the name of the movement."""
    register_network(runtime, banked_network(), [])
    movement = Movement(amount_minor=minor, currency="CHF", reference="B1")
    (match,) = take_bank_file(runtime, camt(movement), "bank.xml").matches
    return match.entry.name


def learn(runtime, rate):
    with runtime.database.transaction() as connection:
        put_rates(connection, [rate])


@pytest.fixture
def later(database_url):
    """Books whose clock stands in September."""
    runtime = open_books(database_url, lambda: datetime(2026, 9, 2, tzinfo=UTC))
    yield runtime
    runtime.database.close()


def test_the_session_is_in_its_currency_and_its_cut_off_converts_to_the_cent(runtime):
    opened(runtime, a_rate(rate="0.90", day=date(2026, 6, 1)), YOUNG)
    assert carry(runtime, [abroad()]).posted == 1
    (posted,) = of_kind(runtime, EntryKind.CDR)
    assert {leg.currency for leg in posted.postings} == {"EUR"}
    assert fx_answer(runtime) == "yes, into CHF at the rate of the cut-off that clears it"
    assert verify_books(runtime).count == 0
    settle_until(runtime, LATER)
    (converted,) = of_kind(runtime, EntryKind.FX_CONVERSION)
    assert (converted.effective_at, converted.due_at) == (CUT_OFF, CUT_OFF)
    assert converted.notes == ("rate EUR/CHF@2026-06-03 0.94", "source test")
    assert converted.postings == (
        Posting(f"1200:{ABROAD}", -1000, "EUR"),
        Posting("2900", 1000, "EUR"),
        Posting(f"1200:{ABROAD}", 945, "CHF"),
        Posting("2900", -940, "CHF"),
        Posting("4300", -5, "CHF"),
        Posting(f"2310:{ABROAD}", 40, "EUR"),
        Posting("2900", -40, "EUR"),
        Posting(f"2310:{ABROAD}", -38, "CHF"),
        Posting("2900", 38, "CHF"),
    )
    with runtime.database.reading() as connection:
        owed = [
            (one.account, one.currency, one.amount_minor)
            for one in obligations_of(connection, "2026-06-03")
            if one.party == ABROAD
        ]
    assert owed == [(f"1200:{ABROAD}", "CHF", 945), (f"2310:{ABROAD}", "CHF", -38)]
    assert instructed(runtime)["2026-06-03", ABROAD, "CHF"] == 907
    assert ("2026-06-03", ABROAD, "EUR") not in instructed(runtime)
    assert instructed(runtime)["2026-06-03", CPO, "EUR"] < 0
    assert fx_answer(runtime) == "yes, into CHF in cycle 2026-06-03, rate EUR/CHF@2026-06-03 0.94"
    assert verify_books(runtime).count == 0


def test_settling_again_converts_nothing_again(runtime):
    opened(runtime, YOUNG)
    carry(runtime, [abroad()])
    assert settle_until(runtime, LATER).cycles == 1
    assert settle_until(runtime, LATER).entries == 0
    assert len(of_kind(runtime, EntryKind.FX_CONVERSION)) == 1


def test_a_partner_at_home_is_not_converted(memory):
    opened(memory, YOUNG)
    carry(memory, [a_cdr()])
    settle_until(memory, LATER)
    assert of_kind(memory, EntryKind.FX_CONVERSION) == []
    assert fx_answer(memory) == "no, one currency"


@pytest.mark.parametrize(
    ("rates", "terms", "why"),
    [
        ((), {}, "no rate between EUR and CHF on or before 2026-06-03"),
        (
            (a_rate(day=date(2026, 5, 28)),),
            {"fx_max_age_days": 5},
            "EUR/CHF@2026-05-28 is 6 days old on 2026-06-03, wanted at most 5",
        ),
    ],
)
def test_without_a_rate_it_waits_and_says_so_and_others_are_paid(runtime, rates, terms, why):
    opened(runtime, *rates, **terms)
    home = a_cdr("home", evse_uid="E2")
    carry(runtime, [abroad(), home])
    settled = settle_until(runtime, CUT_OFF)
    assert settled.waiting == (f"1 of {ABROAD}: {why}",)
    assert settled.entries == 1
    assert {party for _, party, _ in instructed(runtime)} == {CPO, DP}
    learn(runtime, a_rate(day=date(2026, 6, 5)))
    told = due_cycles(runtime, LATER)
    assert settle_until(runtime, LATER).waiting == ()
    assert [one.cycle_id for one in told] == ["2026-06-05"]
    assert instructed(runtime)["2026-06-05", ABROAD, "CHF"] == 907
    assert ("2026-06-05", CPO, "EUR") in instructed(runtime)
    assert verify_books(runtime).count == 0


def test_settling_day_by_day_is_settling_at_once(runtime, memory):
    rates = (a_rate(day=date(2026, 6, 5)), a_rate(rate="0.95", day=date(2026, 6, 12)))
    for books in (runtime, memory):
        opened(books, *rates, fx_max_age_days=1)
        carry(books, [abroad(str(day), start=START + timedelta(days=day)) for day in range(9)])
    for day in range(30):
        settle_until(runtime, START + timedelta(days=day))
    settle_until(memory, START + timedelta(days=29))
    assert instructed(runtime) == instructed(memory)
    assert {cycle for cycle, _, ccy in instructed(memory) if ccy == "CHF"} == {
        "2026-06-05",
        "2026-06-06",
        "2026-06-12",
    }
    for books in (runtime, memory):
        assert verify_books(books).count == 0


def test_a_credit_converts_in_its_own_cycle_at_that_rate(runtime):
    opened(runtime, YOUNG, a_rate(rate="0.95", day=date(2026, 6, 10)))
    cdr = abroad()
    carry(runtime, [cdr])
    settle_until(runtime, CUT_OFF)
    credit_cdrs(runtime, [a_credit(cdr, issued_at=START + timedelta(days=11))])
    settle_until(runtime, LATER)
    _, back = of_kind(runtime, EntryKind.FX_CONVERSION)
    assert back.notes[0] == "rate EUR/CHF@2026-06-10 0.95"
    assert back.postings[2] == Posting(f"1200:{ABROAD}", -955, "CHF")
    assert instructed(runtime)[back.source_id, ABROAD, "CHF"] == -955 + 38
    with runtime.database.reading() as connection:
        left = {where: amount for where, amount in balances(connection).items() if amount}
    assert left.get(("2900", "EUR")) is None
    assert verify_books(runtime).count == 0


def test_a_credit_in_the_same_cycle_leaves_nothing_to_convert(memory):
    opened(memory, YOUNG)
    cdr = abroad()
    carry(memory, [cdr])
    credit_cdrs(memory, [a_credit(cdr, issued_at=cdr.end + timedelta(hours=1))])
    settle_until(memory, LATER)
    assert of_kind(memory, EntryKind.FX_CONVERSION) == []
    assert fx_answer(memory).endswith("in cycle 2026-06-03, nothing was left to convert")
    assert verify_books(memory).count == 0


def test_a_refund_is_in_the_currency_of_the_session_and_converts_later(memory):
    opened(memory, YOUNG, a_rate(rate="0.95", day=date(2026, 6, 10)))
    carry(memory, [abroad()])
    settle_until(memory, CUT_OFF)
    done = refund_session(memory, KEY, Asked(amount=Decimal(5)), "too slow")
    assert done.amount.currency == "EUR"
    settle_until(memory, START + 3 * MONTH)
    _, back = of_kind(memory, EntryKind.FX_CONVERSION)
    assert back.postings[2] == Posting(f"1200:{ABROAD}", -477, "CHF")
    assert verify_books(memory).count == 0


@pytest.mark.parametrize("mode", [CreditMode.CAPTURED, CreditMode.PREFUNDED])
def test_other_ways_to_pay_find_it_in_the_partners_currency(memory, mode):
    rules = SettlementRules(credit_lines=(CreditLine(demand_partner=ABROAD, mode=mode),))
    opened(memory, network=two_partner_network(fx_rates=(YOUNG,), settlement=rules))
    carry(memory, [abroad()])
    settle_until(memory, LATER)
    due = {CreditMode.CAPTURED: -38, CreditMode.PREFUNDED: 907}[mode]
    assert instructed(memory)["2026-06-03", ABROAD, "CHF"] == due
    assert verify_books(memory).count == 0


def test_a_month_with_it_issues_and_names_the_conversion(later):
    opened(later, YOUNG)
    carry(later, [abroad()])
    settle_until(later, CUT_OFF)
    issue(later)
    listed = list_documents(later, ABROAD, "2026-06")
    (statement,) = (one for one in listed if one.kind is DocumentKind.STATEMENT)
    accounts = {one.currency: one for one in shown_document(later, statement.number).value.accounts}
    assert {one.currency for one in listed if one.kind is not DocumentKind.STATEMENT} == {"EUR"}
    named = "Converted at the cut-offs, at their rates and with the margin"
    paid = "Paid out to you, or collected from you"
    told = {
        currency: {line.text: line.amount_minor for line in one.lines if not line.number}
        for currency, one in accounts.items()
    }
    assert told == {"EUR": {named: -960}, "CHF": {named: 907, paid: -907}}
    assert [one.closing_minor for one in accounts.values()] == [0, 0]
    assert verify_books(later).count == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posting SET account = '5900' WHERE account = '4300'",
        "UPDATE entry SET notes = '[\"rate EUR/CHF@2026-06-01 0.9\"]' WHERE kind = 'fx_conversion'",
    ],
)
def test_verify_works_the_conversion_out_again(memory, statement):
    opened(memory, YOUNG, a_rate(rate="0.9", day=date(2026, 6, 1)))
    carry(memory, [abroad()])
    settle_until(memory, LATER)
    assert tamper(memory, statement) > 0
    found = verify_books(memory).findings["amounts_follow_from_records"]
    assert any("fx_conversion:2026-06-03:CH*ALP:EUR" in one for one in found), found


def test_what_a_month_trues_up_is_converted_by_the_cut_off_that_clears_it(later):
    fee = a_step(
        step_id="fee",
        payer="DP",
        kind=StepKind.FIXED,
        basis="sessions",
        amount=Decimal(10),
        settle=Settle.PERIOD_TRUE_UP,
    )
    lock = {"fx_lock": FxLock.SETTLEMENT, "fx_margin_bp": 50}
    network = legal_network(two_partner_network(fx_rates=(a_rate(day=date(2026, 6, 1)),)))
    open_network(later, terms_of([a_step(), fee, REST], **lock), network=network)
    carry(later, [abroad()])
    settle_until(later, CUT_OFF)
    learn(later, a_rate(rate="0.95", day=date(2026, 6, 25)))
    true_up_period(later, "2026-06")
    (trued_up,) = of_kind(later, EntryKind.TRUE_UP)
    assert {leg.currency for leg in trued_up.postings} == {"EUR"}
    assert Posting(f"1200:{ABROAD}", 1000, "EUR") in trued_up.postings
    settle_until(later, START + 3 * MONTH)
    _, converted = of_kind(later, EntryKind.FX_CONVERSION)
    assert converted.notes[0] == "rate EUR/CHF@2026-06-25 0.95"
    # 10.00 EUR at 0.95 and 0.5 % margin.
    assert Posting(f"1200:{ABROAD}", 955, "CHF") in converted.postings
    assert instructed(later)[converted.source_id, ABROAD, "CHF"] == 955
    assert {name: f for name, f in verify_books(later).findings.items() if f} == {}


@pytest.mark.parametrize("status", [DisputeStatus.WON, DisputeStatus.LOST])
def test_what_is_disputed_before_its_cut_off_converts_when_it_is_won(runtime, status):
    opened(runtime, YOUNG, a_rate(rate="0.95", day=date(2026, 6, 10)))
    carry(runtime, [abroad()])
    open_dispute(runtime, KEY, "charged twice")
    settle_until(runtime, CUT_OFF)
    # The share is not held, so it is converted alone, and paid.
    assert instructed(runtime) == {("2026-06-03", ABROAD, "CHF"): -38}
    with runtime.database.reading() as connection:
        assert balances(connection)[f"1210:{ABROAD}", "EUR"] == 1000
    decide_dispute(runtime, KEY, status, "decided")
    settle_until(runtime, START + 3 * MONTH)
    made = of_kind(runtime, EntryKind.FX_CONVERSION)
    later = {key: one for key, one in instructed(runtime).items() if key[0] > "2026-06-03"}
    ((cycle, *_), *_) = later
    assert made[1].notes[0] == "rate EUR/CHF@2026-06-10 0.95"
    if status is DisputeStatus.WON:
        # 10.00 EUR at 0.95 and 0.5 % margin.
        cpo = {key[0]: one for key, one in later.items() if key[1] == CPO}
        assert (later[cycle, ABROAD, "CHF"], list(cpo)) == (955, [cycle])
    else:
        assert later == {(cycle, ABROAD, "CHF"): 38}
    assert verify_books(runtime).count == 0


def test_what_is_taken_back_of_what_was_never_paid_is_set_off_at_its_own_rate(runtime):
    opened(runtime, YOUNG)
    carry(runtime, [abroad()])
    settle_until(runtime, CUT_OFF)
    deposit_by_hand(runtime, lodged(runtime, 500), ABROAD, ByHand(who="test", reason="deposit"))
    take_default(runtime, ABROAD, "insolvent")
    take_back(runtime, KEY, "meter was wrong")
    settle_until(runtime, START + 3 * MONTH)
    with runtime.database.reading() as connection:
        kept = balances(connection)
    assert kept.get((f"1200:{ABROAD}", "CHF"), 0) == 0
    assert kept[f"2200:{ABROAD}", "CHF"] == -500
    assert instructed(runtime).keys() == {
        ("2026-06-03", ABROAD, "CHF"),
        ("2026-06-03", CPO, "EUR"),
        (max(cycle for cycle, _, _ in instructed(runtime)), CPO, "EUR"),
    }
    assert verify_books(runtime).count == 0
