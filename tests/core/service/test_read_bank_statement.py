"""What the bank tells is matched, posted and kept: once, whole, and so that the books balance."""

import pytest

from core.banking.payment_reference import creditor_reference
from core.domain.bank_match import MatchKind, MatchRule
from core.domain.errors import ConflictError, NotFoundError, SourceError
from core.domain.instruction import InstructionKind
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.read_bank_statement import read_bank_statement, take_bank_file
from core.service.register_network import register_network
from core.service.settle_cycles import settle_until
from core.service.trace import trace
from core.store.cycle_store import instructions_of
from tests.asked_books import balances_of, findings_of
from tests.bank_files import (
    IBANS,
    OURS,
    Movement,
    a_bank_account,
    banked_network,
    camt,
    pain_002,
    status_group,
)
from tests.books import MONTH, NOW, open_network, some_cdrs
from tests.builders import START, a_cdr

PAYOUT, COLLECTION = "2026-06-03:NL*ABC:EUR", "2026-06-03:NL*XYZ:EUR"
PAID = Movement(
    amount_minor=-1089, reference="B1", end_to_end_id="20260603-NLABC-EUR", iban=IBANS["NL*ABC"]
)
RECEIVED = Movement(
    amount_minor=1162, reference="B2", creditor_reference=creditor_reference(COLLECTION)
)
RETURNED = Movement(
    amount_minor=1089,
    reference="B3",
    end_to_end_id="20260603-NLABC-EUR",
    iban=IBANS["NL*ABC"],
    reason="AC04",
)


def sent(runtime):
    """The worked session, settled and sent to the bank: 10.89 to the CPO, 11.62 from the DP."""
    open_network(runtime, network=banked_network())
    carry(runtime, [a_cdr()])
    settle_until(runtime, START + MONTH)
    (file,) = export_payments(runtime).files
    return file.batch.batch_id


def take(runtime, *movements, **changes):
    return take_bank_file(runtime, camt(*movements, **changes), "bank.xml")


def clearing(runtime):
    """What is left on the accounts that money only passes through."""
    codes = ("1110", "1120", "2400")
    return {where: left for (where, _), left in balances_of(runtime).items() if where[:4] in codes}


def checked(runtime):
    audit = findings_of(runtime)
    assert audit == {}
    return clearing(runtime)


def rules_of(told):
    return [(one.rule, [leg.kind for leg in one.legs]) for one in told.matches]


def test_what_was_instructed_is_confirmed_and_nothing_is_left_in_transit(runtime):
    sent(runtime)
    assert checked(runtime) == {"1110": 1162 - 1089}
    told = take(runtime, PAID, RECEIVED)
    assert rules_of(told) == [
        (MatchRule.END_TO_END_ID, [MatchKind.PAID_OUT]),
        (MatchRule.REFERENCE, [MatchKind.RECEIVED]),
    ]
    assert checked(runtime) == {}
    assert balances_of(runtime)[f"1100:{OURS}", "EUR"] == 1162 - 1089


def test_the_same_file_twice_changes_nothing(runtime):
    sent(runtime)
    take(runtime, PAID, RECEIVED)
    before = balances_of(runtime)
    again = take(runtime, PAID, RECEIVED)
    assert (again.is_new, again.matches) == (False, ())
    assert balances_of(runtime) == before


def test_a_movement_of_an_advice_is_known_when_the_statement_tells_of_it(runtime):
    sent(runtime)
    take(runtime, PAID, kind="054", version="04")
    told = take(runtime, PAID, RECEIVED, message_id="M2")
    assert (told.known, len(told.matches)) == (1, 1)
    assert checked(runtime) == {}
    sum_only = take(runtime, Movement(amount_minor=-1089, reference="B1", detailed=False))
    assert (sum_only.known, sum_only.matches) == (1, ())


def test_a_movement_told_twice_in_one_file_is_one(runtime):
    sent(runtime)
    assert len(take(runtime, PAID, PAID).matches) == 1
    assert checked(runtime) == {"1110": 1162}


def test_a_known_movement_of_another_amount_is_a_conflict_and_nothing_is_kept(runtime):
    sent(runtime)
    take(runtime, PAID)
    before = balances_of(runtime)
    with pytest.raises(ConflictError, match=r"bank.xml:\d+: .*B1:D: wanted -1089 minor units"):
        take(runtime, RECEIVED, Movement(amount_minor=-1090, reference="B1"))
    assert balances_of(runtime) == before
    assert checked(runtime) == {"1110": 1162}


def test_without_any_reference_amount_account_and_day_decide(runtime):
    sent(runtime)
    told = take(
        runtime,
        Movement(amount_minor=-1089, reference="B1", iban=IBANS["NL*ABC"]),
        Movement(amount_minor=1162, reference="B2", iban=IBANS["NL*XYZ"]),
    )
    assert [rule for rule, _ in rules_of(told)] == [MatchRule.AMOUNT_IBAN_DATE] * 2
    assert checked(runtime) == {}


def test_a_returned_payout_is_owed_again_paid_by_the_next_cycle_and_its_account_is_blocked(runtime):
    sent(runtime)
    take(runtime, PAID, RECEIVED)
    told = take(runtime, RETURNED, message_id="M2")
    assert rules_of(told) == [(MatchRule.END_TO_END_ID, [MatchKind.RETURNED])]
    assert checked(runtime) == {}
    assert balances_of(runtime)["2100:NL*ABC", "EUR"] == -1089
    settle_until(runtime, NOW)
    with runtime.database.reading() as connection:
        again = instructions_of(connection, "2026-06-04")
    assert [(one.party, one.kind, one.amount_minor) for one in again] == [
        ("NL*ABC", InstructionKind.PAYOUT, 1089)
    ]
    export = export_payments(runtime)
    assert export.files == ()
    assert (
        "found NL20...4567, from which a payment came back on 2026-06-03 (AC04)"
        in (export.unpayable[0])
    )
    renewed = a_bank_account(valid_from=NOW.date(), iban=IBANS["CH*ALP"])
    register_network(runtime, banked_network(more_accounts=(renewed,), bank_cool_off_days=0), [])
    (file,) = export_payments(runtime).files
    assert file.content.count(b"<EndToEndId>20260604-NLABC-EUR<") == 1
    take(
        runtime,
        Movement(amount_minor=-1089, reference="B9", end_to_end_id="20260604-NLABC-EUR"),
        message_id="M3",
    )
    assert checked(runtime) == {}
    assert balances_of(runtime)[f"1100:{OURS}", "EUR"] == 1162 - 1089


def test_a_return_may_be_told_before_what_it_returns(runtime):
    sent(runtime)
    take(runtime, RETURNED)
    assert checked(runtime) == {"1110": 1162 - 1089}
    take(runtime, PAID, RECEIVED, message_id="M2")
    assert checked(runtime) == {}


def test_nothing_comes_back_twice_and_nothing_is_booked_twice(runtime):
    sent(runtime)
    take(runtime, PAID, RETURNED)
    second = [
        Movement(**(vars(one) | {"reference": f"{one.reference}-2"})) for one in (PAID, RETURNED)
    ]
    told = take(runtime, *second)
    assert [one.note for one in told.matches] == [
        f"{PAYOUT} was booked already, or refused",
        f"{PAYOUT} came back already, or was refused",
    ]
    assert checked(runtime) == {"1110": 1162}


def test_money_that_nobody_knows_waits_on_its_own_account(runtime):
    sent(runtime)
    told = take(runtime, Movement(amount_minor=500, name="Somebody"))
    assert told.unallocated == told.matches
    assert checked(runtime)["1120"] == -500


def test_a_partner_may_pay_in_parts_and_too_much(runtime):
    sent(runtime)
    parts = [
        Movement(**(vars(RECEIVED) | {"amount_minor": amount, "reference": f"P{amount}"}))
        for amount in (1000, 200, 7)
    ]
    told = take(runtime, *parts)
    assert [[leg.amount_minor for leg in one.legs] for one in told.matches] == [
        [1000],
        [162, 38],
        [7],
    ]
    assert checked(runtime) == {"1110": -1089, "1120": -45}


def test_a_group_that_the_bank_booked_as_one_sum_confirms_each_of_its_payouts(runtime):
    open_network(runtime, network=banked_network())
    carry(runtime, some_cdrs(12))
    settle_until(runtime, START + MONTH)
    (file,) = export_payments(runtime).files
    whole = int(file.batch.control_sum * 100)
    group = f"{file.batch.batch_id}-1"
    take(runtime, Movement(amount_minor=-whole - 1, reference="B0", detailed=False, group=group))
    told = take(runtime, Movement(amount_minor=-whole, detailed=False, group=group))
    assert rules_of(told) == [(MatchRule.GROUP, [MatchKind.PAID_OUT] * file.batch.payments)]
    assert checked(runtime)["1120"] == whole + 1


def test_a_refused_payment_is_owed_again_and_no_second_report_changes_that(runtime):
    batch_id = sent(runtime)
    groups = status_group(f"{batch_id}-1", ("20260603-NLABC-EUR", "RJCT", "AC01"))
    told = take_bank_file(runtime, pain_002(batch_id, groups=groups), "status.xml")
    assert [(one.instruction.instruction_id, one.reason) for one in told.refusals] == [
        (PAYOUT, "AC01")
    ]
    assert checked(runtime) == {"1110": 1162}
    assert balances_of(runtime)["2100:NL*ABC", "EUR"] == -1089
    again = take_bank_file(runtime, pain_002(batch_id, groups=groups, message_id="P2"), "2.xml")
    assert [one.note for one in again.refusals] == ["booked already, or refused before"]
    told = take(runtime, PAID)
    assert told.matches[0].note == f"{PAYOUT} was booked already, or refused"
    assert checked(runtime) == {"1110": 1162, "1120": 1089}
    settle_until(runtime, NOW.replace(day=3))
    assert "(AC01)" in export_payments(runtime).unpayable[0]


@pytest.mark.parametrize("accepted", ["ACCP", "ACSC", "PDNG"])
def test_what_the_bank_takes_or_considers_changes_nothing(runtime, accepted):
    batch_id = sent(runtime)
    status = f"<GrpSts>{accepted}</GrpSts>"
    told = take_bank_file(runtime, pain_002(batch_id, file_status=status), "status.xml")
    assert told.refusals == ()
    assert checked(runtime) == {"1110": 1162 - 1089}


def test_a_whole_file_may_be_refused(runtime):
    batch_id = sent(runtime)
    status = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf>"
    told = take_bank_file(runtime, pain_002(batch_id, file_status=status), "status.xml")
    assert [one.reason for one in told.refusals] == ["AM04"]
    settle_until(runtime, NOW.replace(day=3))
    # Our own account was empty: that says nothing against the payee's.
    assert len(export_payments(runtime).files) == 1
    assert checked(runtime) == {"1110": 1162 - 1089}


def test_a_report_on_a_file_that_nobody_made_is_refused(runtime):
    sent(runtime)
    with pytest.raises(NotFoundError, match="no payment file 'NC1'"):
        take_bank_file(runtime, pain_002("NC1"), "status.xml")


def test_a_statement_of_an_account_that_is_not_ours_is_refused_whole(runtime):
    sent(runtime)
    with pytest.raises(SourceError, match=r"bank.xml:\d+: Acct: wanted an account of ours"):
        take(runtime, PAID, iban=IBANS["NL*ABC"])
    assert checked(runtime) == {"1110": 1162 - 1089}


def test_a_file_that_cannot_be_read_is_one_clear_error(memory, tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_bank_statement(memory, tmp_path / "none.xml")
    (tmp_path / "bank.xml").write_bytes(camt(PAID, doctype="<!DOCTYPE x>"))
    with pytest.raises(SourceError, match=r"bank.xml:2: wanted no document type"):
        read_bank_statement(memory, tmp_path / "bank.xml")


def test_trace_says_when_the_bank_booked_the_payout_and_that_it_came_back(runtime):
    sent(runtime)

    def answer():
        return trace(runtime, "1").answers[-1].answer

    assert "booked" not in answer()
    take(runtime, PAID)
    assert "02:00 UTC; booked by the bank on 2026-06-03; " in answer()
    assert answer().endswith(
        "by the bank's value date, within the 48 calendar h that were promised"
    )
    take(runtime, RETURNED)
    assert answer().endswith("came back on 2026-06-03 (AC04), owed again")
    kinds = [one.entry.kind for one in trace(runtime, "1").entries]
    assert kinds[-2:] == ["booked", "returned"]
