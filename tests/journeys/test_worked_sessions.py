"""Three worked sessions, posting by posting through the store, until clearing accounts are zero.

Figures are worked by hand. POOL and STACKED: 20 kWh at 0.50 in the Netherlands, VAT 21 %, card cost
0.15 + 3.5 % borne by the network. HUB_AND_CLEARING: 32.5 kWh at 4.00 SEK and 5.00 SEK in Sweden,
settled in EUR at 11.0450 with a margin of 0.5 %, a fee of 0.15 EUR, a commission of 2 %, a reserve
of 5 % and a rebate of 1 %; treasury buys the crowns at 11.0300.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.agreement import Bearer, CardTerms, CommissionModel
from core.domain.bank_match import BankMatch, MatchKind, MatchLeg, MatchRule
from core.domain.entry import Entry, EntryKind, Posting
from core.domain.fx_rate import FxRate
from core.domain.holdback import Holdback, HoldbackReason
from core.domain.instruction import InstructionKind
from core.domain.money import Money
from core.domain.party import Role
from core.ledger.bank_posting_rules import entry_for_match
from core.ledger.fx_posting_rules import entry_for_fx_close, entry_for_fx_deal, rate_note
from core.ledger.holdback_rules import entry_for_holdback, entry_for_release
from core.service.carry_cdrs import carry
from core.service.open_books import open_books
from core.service.seal_books import seal
from core.service.settle_cycles import settle_until
from core.service.verify_books import CHECKS
from core.store.cycle_store import instructions_of
from core.store.journal_store import append_entries, balances, entries_where, kept_entry
from core.store.life_store import balance_of
from tests.bank_files import a_bank_entry
from tests.books import open_network
from tests.builders import START, a_cdr, a_demand_partner, a_network, a_party, an_agreement

DAY = timedelta(days=1)
NOW = datetime(2026, 9, 1, tzinfo=UTC)
CARD = CardTerms(Decimal("0.15"), 350, Bearer.NETWORK)
EURO, CROWN = "NL91ABNA0417164300", "SE4550000000058398257466"
CPO, DP = "SE*ABC", "DE*XYZ"
OF_JOURNAL = (
    "entries_sum_to_zero",
    "entries_have_two_legs",
    "balances_are_sums_of_postings",
    "trial_balance_is_zero",
    "entries_are_as_booked",
    "obligations_are_sums_of_postings",
    "net_positions_are_sums_of_obligations",
    "instructions_are_net_positions",
    "clearing_accounts_are_empty",
    "what_is_held_is_not_overdrawn",
    "corrections_are_mirrors",
    "booked_times_never_go_back",
)
"""Checks of the journal itself; the bank's need its files, which these sessions do without."""


@pytest.fixture
def books(database_url):
    runtime = open_books(database_url, lambda: NOW)
    yield runtime
    runtime.database.close()


def post(runtime, *entries):
    with runtime.database.transaction() as connection:
        append_entries(connection, entries, NOW)
    seal(runtime)


def legs(runtime, entry_id, currency="EUR"):
    with runtime.database.reading() as connection:
        found = kept_entry(connection, entry_id)
    return [
        (leg.account, leg.amount_minor) for leg in found.entry.postings if leg.currency == currency
    ]


def left(runtime):
    with runtime.database.reading() as connection:
        kept = balances(connection)
        for name in OF_JOURNAL:
            assert CHECKS[name](connection) == [], name
    return {(where[:4], currency): amount for (where, currency), amount in kept.items() if amount}


def book_everything(runtime, accounts):
    """Every instruction is paid at the bank, as ordered, from the account of its currency."""
    with runtime.database.reading() as connection:
        ordered = instructions_of(connection, None)
        done = {one.entry.source_id for one in entries_where(connection)}
    for number, one in enumerate(ordered):
        is_payout = one.kind is InstructionKind.PAYOUT
        amount = -one.amount_minor if is_payout else one.amount_minor
        kind = MatchKind.PAID_OUT if is_payout else MatchKind.RECEIVED
        movement = a_bank_entry(
            entry_key=f"B{number}:{'D' if is_payout else 'C'}",
            amount_minor=amount,
            currency=one.currency,
            iban=accounts[one.currency],
        )
        if movement.name in done:
            continue
        leg = MatchLeg(kind=kind, amount_minor=amount, instruction=one)
        match = BankMatch(entry=movement, rule=MatchRule.END_TO_END_ID, legs=(leg,))
        post(runtime, entry_for_match(match, 1, ()))


@pytest.mark.parametrize(
    ("model", "input_vat", "output_vat"),
    [(CommissionModel.POOL, 218, -231), (CommissionModel.STACKED, 210, -223)],
)
def test_a_domestic_session_from_its_entry_to_empty_clearing_accounts(
    books, model, input_vat, output_vat
):
    agreement = an_agreement(model, card=CARD)
    open_network(books, agreement)
    carry(books, [a_cdr()])
    posted = dict.fromkeys(("1200:NL*XYZ", "2100:NL*ABC", "2310:NL*XYZ", "4200", "5450", "1115"))
    assert {where: amount for where, amount in legs(books, "cdr:NL*ABC:1") if where in posted} == {
        "1200:NL*XYZ": 1210,
        "2100:NL*ABC": -1089,
        "2310:NL*XYZ": -48,
        "4200": -60,
        "5450": 57,
        "1115": -57,
    }
    settle_until(books, START + 5 * DAY)
    assert legs(books, "cut_off:2026-06-03:NL*XYZ") == [
        ("1200:NL*XYZ", -1210),
        ("2310:NL*XYZ", 48),
        ("2400:NL*XYZ", 1162),
    ]
    assert legs(books, "cut_off:2026-06-03:NL*ABC") == [
        ("2100:NL*ABC", 1089),
        ("2400:NL*ABC", -1089),
    ]
    assert left(books)["1110", "EUR"] == 1162 - 1089
    book_everything(books, {"EUR": EURO})
    assert left(books) == {
        ("1100", "EUR"): 73,
        ("1500", "EUR"): input_vat,
        ("2500", "EUR"): output_vat,
        ("4200", "EUR"): -60,
        ("5450", "EUR"): 57,
        ("1115", "EUR"): -57,
    }


RATE = FxRate(base="EUR", quote="SEK", rate=Decimal("11.0450"), day=date(2026, 6, 1), source="ECB")
DEAL = FxRate(
    base="EUR", quote="SEK", rate=Decimal("11.0300"), day=date(2026, 6, 3), source="treasury"
)
CUT_OFF = datetime(2026, 6, 3, 2, tzinfo=UTC)


def hub_session():
    """Journal 1, but for the reserve, which is kept at the cut-off by an entry of its own."""
    priced = Money(13_500, "SEK")
    fair, asked = RATE.convert(priced), RATE.convert(priced, 50)
    assert (fair.amount_minor, asked.amount_minor) == (1222, 1228)
    return Entry(
        entry_id="cdr:SE*ABC:1",
        kind=EntryKind.CDR,
        effective_at=START,
        source_id="cdr:SE*ABC:1",
        terms="hub_and_clearing@2020-01-01",
        postings=(
            Posting(f"1200:{DP}", 1243, "EUR"),
            Posting("2900", -1222, "EUR"),
            Posting("4300", -6, "EUR"),
            Posting("4100", -15, "EUR"),
            Posting("2900", 13_500, "SEK"),
            Posting(f"2100:{CPO}", -13_230, "SEK"),
            Posting("4200", -270, "SEK"),
        ),
        due_at=START + 2 * DAY,
        notes=(rate_note(RATE),),
    )


def hub_network():
    return a_network(
        operator=a_party("NL*NWC", Role.HUB, "EUR"),
        cpos=(a_party(CPO, currency="SEK"),),
        demand_partners=(a_demand_partner(DP, "EUR"),),
        locations=(),
        tariffs=(),
        fx_rates=(RATE, DEAL),
    )


def test_a_session_across_currencies_in_nine_steps(books):
    open_network(books, an_agreement(payout_currency="SEK"), network=hub_network())
    post(books, hub_session())  # 1
    rebate = Entry(
        entry_id="true_up:2026-06:rebate",
        kind=EntryKind.TRUE_UP,
        effective_at=CUT_OFF,
        source_id="2026-06",
        terms="hub_and_clearing@2020-01-01",
        postings=(Posting("5200", 12, "EUR"), Posting(f"2300:{DP}", -12, "EUR")),
        due_at=CUT_OFF,
    )
    post(books, rebate)  # 2
    reserve = Holdback(
        cycle_id="2026-06-03",
        reason=HoldbackReason.RESERVE,
        cpo=CPO,
        currency="SEK",
        amount_minor=662,
    )
    post(books, entry_for_holdback(reserve, CUT_OFF))
    assert left(books)["2100", "SEK"] == -12_568
    settle_until(books, CUT_OFF)  # 3 and 7
    assert legs(books, f"cut_off:2026-06-03:{DP}") == [
        (f"1200:{DP}", -1243),
        (f"2300:{DP}", 12),
        (f"2400:{DP}", 1231),
    ]
    assert legs(books, f"cut_off:2026-06-03:{CPO}", "SEK") == [
        (f"2100:{CPO}", 12_568),
        (f"2400:{CPO}", -12_568),
    ]
    assert legs(books, f"instructed:2026-06-03:{CPO}:SEK", "SEK") == [
        (f"2400:{CPO}", 12_568),
        ("1110", -12_568),
    ]
    assert DEAL.convert(Money(13_500, "SEK")) == Money(1224, "EUR")
    sold, bought = (EURO, Money(1224, "EUR")), (CROWN, Money(13_500, "SEK"))
    post(books, entry_for_fx_deal("T-1", sold, bought, DEAL, CUT_OFF))  # 5, and the bank tells it
    for (iban, amount), sign, side in ((sold, -1, "D"), (bought, 1, "C")):
        told = a_bank_entry(
            entry_key=f"T-1:{side}",
            amount_minor=sign * amount.amount_minor,
            currency=amount.currency,
            iban=iban,
        )
        exchanged = MatchLeg(
            kind=MatchKind.EXCHANGED, amount_minor=told.amount_minor, account=f"1130:{iban}"
        )
        by_hand = BankMatch(entry=told, rule=MatchRule.BY_HAND, legs=(exchanged,))
        post(books, entry_for_match(by_hand, 1, ()))
    with books.database.reading() as connection:
        position = Money(balance_of(connection, "2900", "EUR"), "EUR")
        assert balance_of(connection, "2900", "SEK") == 0
        assert CHECKS["fx_entries_name_their_rate"](connection) == []
    assert position == Money(2, "EUR")
    post(books, entry_for_fx_close("2026-06-03", position, "T-1 at 11.0300", CUT_OFF))  # 6
    book_everything(books, {"EUR": EURO, "SEK": CROWN})  # 4 and 8
    assert legs(books, "bank:B0:C:1") == [(f"1100:{EURO}", 1231), ("1110", -1231)]
    assert legs(books, "bank:B1:D:1", "SEK") == [(f"1100:{CROWN}", -12_568), ("1110", 12_568)]
    release = entry_for_release(reserve, 662, "2026-07-03", CUT_OFF + 30 * DAY)  # 9
    post(books, release)
    assert legs(books, release.entry_id, "SEK") == [(f"2110:{CPO}", 662), (f"2100:{CPO}", -662)]
    assert left(books)["2100", "SEK"] == -662
    settle_until(books, CUT_OFF + 40 * DAY)
    book_everything(books, {"EUR": EURO, "SEK": CROWN})
    assert left(books) == {
        ("1100", "EUR"): 1231 - 1224,
        ("4100", "EUR"): -15,
        ("4300", "EUR"): -6,
        ("5100", "EUR"): 2,
        ("5200", "EUR"): 12,
        ("1100", "SEK"): 13_500 - 12_568 - 662,
        ("4200", "SEK"): -270,
    }
