"""A payee that fails a check is named and waits; the others are paid."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.bank_change import is_change
from core.domain.errors import SourceError
from core.domain.legal_entity import LegalEntity
from core.service.approvals import list_approvals
from core.service.carry_cdrs import carry
from core.service.export_payments import export_payments
from core.service.network_file import network_from_toml
from core.service.payee_checks import vat_problem
from core.service.register_network import register_network
from core.service.runtime import Runtime
from core.service.settle_cycles import settle_until
from core.service.verify_books import verify_books
from tests.bank_files import IBANS, a_bank_account, banked_network
from tests.books import MONTH, NOW, open_network, some_cdrs
from tests.builders import START, a_cdr, a_location, a_party, a_tariff
from tests.duty_books import approve_as_second

DAY = timedelta(days=1)
OTHER = a_bank_account(valid_from=date(2026, 6, 30), iban=IBANS["CH*ALP"])


SECOND = "NL*DEF"


def two_payees(**changes):
    """A network in which two CPOs are paid."""
    second = replace(a_bank_account("NL*NWC"), party=SECOND)
    given = (second, *changes.pop("more_accounts", ()))
    network = banked_network(more_accounts=given, **changes)
    return replace(
        network,
        cpos=(*network.cpos, a_party(SECOND)),
        tariffs=(*network.tariffs, a_tariff(cpo=SECOND)),
        locations=(*network.locations, a_location("L7", cpo=SECOND, evse_uids=("E7",))),
    )


@pytest.fixture
def due(runtime):
    """Books with payouts to two payees that are in no file yet."""
    open_network(runtime, network=two_payees())
    carry(runtime, [*some_cdrs(), a_cdr("second", cpo=SECOND, evse_uid="E7", location_id="L7")])
    settle_until(runtime, START + MONTH)
    return runtime


def change(runtime, **changes):
    register_network(runtime, two_payees(more_accounts=(OTHER,), **changes), [])


def test_a_changed_account_cools_off_and_the_others_are_paid(due):
    change(due)
    export = export_payments(due)
    assert export.files[0].batch.payments == 1
    assert SECOND.replace("*", "").encode() in export.files[0].content
    (problem,) = export.unpayable
    assert "the account of NL*ABC was changed to " in problem
    assert "cools off until 2026-07-04 00:00 UTC" in problem
    assert OTHER.iban not in problem
    later = Runtime(due.database, lambda: NOW + 3 * DAY)
    assert export_payments(later).unpayable == ()


def test_another_person_shortens_the_cool_off_and_is_on_record(due):
    change(due)
    (approval,) = list_approvals(due)
    assert approval.matter.subject == "NL*ABC:every:2026-06-30"
    assert OTHER.iban not in approval.note
    approve_as_second(due, approval.approval_id, "called them on the known number")
    assert export_payments(due).unpayable == ()
    assert verify_books(due).count == 0


def test_telling_it_again_does_not_begin_the_cool_off_anew(due):
    change(due)
    later = Runtime(due.database, lambda: NOW + 2 * DAY)
    change(later)
    assert len(list_approvals(due)) == 1
    assert export_payments(Runtime(due.database, lambda: NOW + 3 * DAY)).unpayable == ()


def test_a_network_may_name_another_term(due):
    change(due, bank_cool_off_days=0)
    assert list_approvals(due) == []
    assert export_payments(due).unpayable == ()


def test_a_first_account_and_the_same_one_again_are_no_changes():
    same = replace(OTHER, valid_from=date(2026, 7, 1))
    assert not is_change(OTHER, [])
    assert not is_change(same, [OTHER])
    assert is_change(a_bank_account(), [OTHER])
    assert not is_change(a_bank_account(currency="CHF"), [replace(OTHER, currency="EUR")])
    assert is_change(a_bank_account(currency="CHF"), [OTHER])
    assert not is_change(a_bank_account("NL*NWC"), [OTHER])


def an_entity(vat_id):
    return LegalEntity(
        party="NL*ABC",
        valid_from=date(2026, 1, 1),
        legal_name="ABC",
        street="Kade 1",
        postcode="1011",
        town="Amsterdam",
        country_code="NL",
        vat_id=vat_id,
    )


def test_a_vat_id_that_cannot_be_is_named():
    assert vat_problem(None) == ""
    assert vat_problem(an_entity(None)) == ""
    assert vat_problem(an_entity("NL004495445B01")) == ""
    assert "NL*ABC: wanted a VAT id of NL" in vat_problem(an_entity("NL004495446B01"))


def test_a_payee_with_a_vat_id_that_cannot_be_waits(memory):
    entities = (an_entity("NL004495446B01"),)
    open_network(memory, network=two_payees(legal_entities=entities))
    second = a_cdr("second", cpo=SECOND, evse_uid="E7", location_id="L7")
    carry(memory, [*some_cdrs(), second])
    settle_until(memory, START + MONTH)
    export = export_payments(memory)
    (problem,) = export.unpayable
    assert "wanted a VAT id of NL" in problem
    assert export.files[0].batch.payments == 1


def test_the_term_is_a_line_of_the_network_file():
    with pytest.raises(SourceError, match="bank_cool_off_days"):
        network_from_toml('[network]\nbank_cool_off_days = "3"\n', "x.toml", lambda _: "")
