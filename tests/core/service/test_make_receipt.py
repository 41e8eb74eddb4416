"""The receipt of one session: its price lines, by the clock of the place."""

from io import BytesIO

import pytest

from core.domain.errors import NotFoundError, RuleError
from core.service.carry_cdrs import carry
from core.service.credit_cdr import credit_cdrs
from core.service.make_receipt import make_receipt
from core.service.receipt_forms import receipt_as_pdf, receipt_as_text
from tests.books import open_network
from tests.builders import START, a_cdr, a_credit


def test_the_worked_session_costs_the_driver_the_public_tariff(runtime):
    open_network(runtime)
    carry(runtime, [a_cdr()])
    receipt = make_receipt(runtime, "S1")
    assert (receipt.excl_minor, receipt.incl_minor, receipt.vat) == (1000, 1210, (("21 %", 210),))
    assert f"{receipt.start:%H:%M %Z}" == "12:00 CEST"
    assert receipt.tariff_version == "2026-01-01T00:00:00Z"
    text = receipt_as_text(receipt)
    assert text.splitlines()[-3:] == [
        "Before VAT    " + "EUR 10.00".rjust(14),
        "VAT 21 %      " + "EUR 2.10".rjust(14),
        "Total         " + "EUR 12.10".rjust(14),
    ]
    assert "Energy, tariff T1    20 kWh   0.50  21 %         12.10" in text


def test_the_same_receipt_is_the_same_page(memory):
    open_network(memory)
    carry(memory, [a_cdr()])
    receipt = make_receipt(memory, "S1")
    assert receipt_as_pdf(receipt) == receipt_as_pdf(receipt)
    pypdf = pytest.importorskip("pypdf")
    (page,) = pypdf.PdfReader(BytesIO(receipt_as_pdf(receipt))).pages
    assert "EUR 12.10" in page.extract_text()


def test_a_session_that_was_credited_says_so(memory):
    open_network(memory)
    cdr = a_cdr()
    carry(memory, [cdr])
    credit_cdrs(memory, [a_credit(cdr)])
    assert make_receipt(memory, cdr.key).notes == (
        "This session was credited in full by cdr:NL*ABC:1-C: nothing of it is owed.",
    )


def test_a_session_without_a_price_has_no_receipt(memory):
    open_network(memory)
    carry(memory, [a_cdr("short", start=START, stay_s=30)])
    with pytest.raises(RuleError, match=r"no receipt, it waits for review"):
        make_receipt(memory, "short")


def test_a_session_that_nobody_knows_is_named(memory):
    open_network(memory)
    with pytest.raises(NotFoundError, match="no CDR or session 'x'"):
        make_receipt(memory, "x")
