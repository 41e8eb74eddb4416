"""The worker that asks the official schematron: its answers, its end, its silence, its crash."""

import os
import signal
import sys

import pytest

from core.domain.errors import RuleError, WorkerError
from core.domain.vat import VatCategory
from core.invoicing.invoice_xml import Syntax, invoice_xml
from core.service.schematron_worker import SchematronWorker
from tests.invoices import a_supply, an_invoice


@pytest.fixture(scope="module")
def worker():
    with SchematronWorker() as worker:
        yield worker


def rules_of(worker, content, syntax):
    return [one.rule for one in worker.failed_rules(content, syntax)]


@pytest.mark.parametrize("syntax", Syntax)
def test_a_sound_invoice_breaks_no_rule(worker, syntax):
    assert rules_of(worker, invoice_xml(an_invoice(), syntax), syntax) == []


def test_a_cent_that_was_changed_breaks_the_rule_of_the_amount_due(worker):
    content = invoice_xml(an_invoice(), Syntax.UBL)
    tampered = content.replace(b">12.10</cbc:PayableAmount>", b">12.11</cbc:PayableAmount>")
    assert tampered != content
    assert rules_of(worker, tampered, Syntax.UBL) == ["BR-CO-16"]
    with pytest.raises(
        RuleError, match=r"document N1: not valid by EN 16931 \(UBL\): \[BR-CO-16\]"
    ):
        worker.expect_valid("N1", tampered, Syntax.UBL)


def test_a_reason_that_is_no_code_breaks_the_rule_of_the_code_list(worker):
    invoice = an_invoice(
        a_supply(category=VatCategory.REVERSE_CHARGE, pct="0", vatex="VATEX-EU-XX")
    )
    assert "BR-CL-22" in rules_of(worker, invoice_xml(invoice, Syntax.UBL), Syntax.UBL)


def test_a_worker_is_replaced_after_so_many_documents():
    content = invoice_xml(an_invoice(), Syntax.CII)
    with SchematronWorker(documents_max=1) as worker:
        for _ in range(2):
            assert rules_of(worker, content, Syntax.CII) == []
        assert worker.started == 2


@pytest.mark.parametrize(
    ("sent", "timeout_s", "problem"),
    [
        (signal.SIGKILL, 60, "ended before it answered"),
        (signal.SIGSTOP, 1, "gave no answer in 1 s"),
    ],
)
def test_a_worker_that_dies_or_hangs_is_one_error_and_the_next_one_answers(
    sent, timeout_s, problem
):
    content = invoice_xml(an_invoice(), Syntax.CII)
    with SchematronWorker() as worker:
        assert rules_of(worker, content, Syntax.CII) == []
        os.kill(worker._process.pid, sent)
        worker.timeout_s = timeout_s
        with pytest.raises(WorkerError, match=problem):
            worker.failed_rules(content, Syntax.CII)
        worker.timeout_s = 60
        assert rules_of(worker, content, Syntax.CII) == []


def test_the_process_of_the_books_never_loads_saxon(worker):
    rules_of(worker, invoice_xml(an_invoice(), Syntax.CII), Syntax.CII)
    assert "saxonche" not in sys.modules
