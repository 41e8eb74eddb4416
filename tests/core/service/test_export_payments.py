"""Payouts leave in payment files: each in one, the same bytes again, those that can."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from lxml import etree

from core.domain.errors import ConflictError, NotFoundError
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments, exported_file
from core.service.register_network import register_network
from core.service.release_payments import list_batches
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.bank_files import a_bank_account
from tests.books import DAY, MONTH, NOW, open_network, some_cdrs, two_partner_network
from tests.builders import START, an_agreement
from tests.core.banking.test_payment_file import NS, SCHEMA

BANKED = two_partner_network(bank_accounts=(a_bank_account("NL*NWC"), a_bank_account()))
FIRST_CYCLE, SECOND_CYCLE = "2026-06-03", "2026-06-04"


def settled(runtime, network=BANKED, count=12):
    open_network(runtime, network=network)
    carry(runtime, some_cdrs(count))
    settle_until(runtime, START + MONTH)


def ids_in(file):
    root = etree.fromstring(file.content)
    SCHEMA.assertValid(root)
    return [one.text for one in root.iterfind(".//p:EndToEndId", NS)]


def test_every_payout_goes_into_one_file_and_no_second(runtime):
    settled(runtime)
    export = export_payments(runtime)
    (file,) = export.files
    assert (export.is_new, export.unpayable) == (True, ())
    assert ids_in(file) == ["20260603-NLABC-EUR", "20260604-NLABC-EUR"]
    assert file.batch.sha == sha256(file.content).hexdigest()
    assert (file.batch.payments, file.name) == (2, f"{file.batch.batch_id}.xml")
    assert file.batch.control_sum > 0
    again = export_payments(runtime)
    assert (again.files, again.is_new, again.unpayable) == ((), False, ())
    assert verify_books(runtime).count == 0


def test_the_same_file_again_is_the_same_bytes_however_late(runtime):
    settled(runtime)
    (file,) = export_payments(runtime).files
    later = Runtime(runtime.database, lambda: NOW + DAY)
    assert exported_file(later, file.batch.batch_id) == file
    assert export_payments(later, FIRST_CYCLE).files == (file,)


def test_a_cycle_is_exported_alone_and_the_rest_after_it(runtime):
    settled(runtime)
    (first,) = export_payments(runtime, SECOND_CYCLE).files
    (rest,) = export_payments(runtime).files
    assert ids_in(first) == ["20260604-NLABC-EUR"]
    assert ids_in(rest) == ["20260603-NLABC-EUR"]
    told = list_batches(runtime)
    assert {one.batch.batch_id: one.batch for one in told} == {
        one.batch.batch_id: one.batch for one in (first, rest)
    }
    assert sum(one.sums["EUR"] for one in told) == sum(
        int(one.batch.control_sum * 100) for one in (first, rest)
    )
    assert verify_books(runtime).count == 0


def test_who_has_no_bank_account_is_named_and_the_others_are_paid(runtime):
    network = two_partner_network(bank_accounts=(a_bank_account("NL*NWC"),))
    settled(runtime, network)
    export = export_payments(runtime)
    assert export.files == ()
    assert export.unpayable[0] == (
        "2026-06-03:NL*ABC:EUR: wanted a bank account of the payee NL*ABC for EUR on 2026-07-01, "
        "found none; add it to the network file"
    )
    register_network(runtime, BANKED, [an_agreement(fx_margin_bp=50)])
    export = export_payments(runtime)
    assert export.unpayable == ()
    assert export.files[0].batch.payments == 2


def test_without_an_account_of_ours_nothing_can_be_paid(runtime):
    settled(runtime, two_partner_network(bank_accounts=(a_bank_account(),)))
    export = export_payments(runtime)
    assert (export.files, len(export.unpayable)) == ((), 2)
    assert "of the operator NL*NWC for EUR" in export.unpayable[0]


def test_an_account_that_begins_later_is_not_used_yet(memory):
    late = a_bank_account(valid_from=date(2026, 7, 2))
    settled(memory, two_partner_network(bank_accounts=(a_bank_account("NL*NWC"), late)))
    assert len(export_payments(memory).unpayable) == 2
    tomorrow = Runtime(memory.database, lambda: NOW + timedelta(days=1))
    assert export_payments(tomorrow).unpayable == ()


def test_a_bank_is_never_asked_for_a_day_that_is_over(memory):
    settled(memory)
    (file,) = export_payments(memory).files
    assert b"<ReqdExctnDt><Dt>2026-07-01</Dt></ReqdExctnDt>" in file.content
    early = Runtime(memory.database, lambda: START)
    assert exported_file(early, file.batch.batch_id).content == file.content


def test_books_without_payouts_have_nothing_to_export(runtime):
    open_network(runtime, network=BANKED)
    assert export_payments(runtime).files == ()
    assert list_batches(runtime) == ()


def test_what_nobody_knows_is_refused(runtime):
    settled(runtime)
    (file,) = export_payments(runtime).files
    with pytest.raises(NotFoundError, match="no cycle '1999-01-01'"):
        export_payments(runtime, "1999-01-01")
    with pytest.raises(NotFoundError, match=file.batch.batch_id):
        exported_file(runtime, "NC1")


def test_an_account_is_kept_and_another_of_the_same_day_is_refused(runtime):
    open_network(runtime, network=BANKED)
    other = two_partner_network(bank_accounts=(a_bank_account(town="Elsewhere"),))
    with pytest.raises(ConflictError, match="bank_account"):
        register_network(runtime, other, [an_agreement(fx_margin_bp=50)])


def test_the_control_sum_is_of_all_currencies_together(memory):
    settled(memory)
    (file,) = export_payments(memory).files
    root = etree.fromstring(file.content)
    sums = [Decimal(one.text) for one in root.iterfind(".//p:PmtInf/p:CtrlSum", NS)]
    assert sum(sums) == file.batch.control_sum
