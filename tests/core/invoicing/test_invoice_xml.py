"""Invoices in both syntaxes of EN 16931: valid by schema and by every rule."""

import pytest

from core.domain.document import DocumentKind
from core.domain.errors import InvalidValueError
from core.domain.vat import VatCategory
from core.invoicing.invoice_terms import has_en16931
from core.invoicing.invoice_xml import Syntax, check_schema, invoice_xml
from core.service.schematron_worker import SchematronWorker
from tests.invoices import a_legal_entity, a_supply, an_invoice

CATEGORIES = [
    (VatCategory.STANDARD, "21", ""),
    (VatCategory.ZERO, "0", ""),
    (VatCategory.REVERSE_CHARGE, "0", "VATEX-EU-AE"),
    (VatCategory.OUTSIDE, "0", "VATEX-EU-O"),
    (VatCategory.EXEMPT, "0", "VATEX-EU-132"),
    (VatCategory.EXPORT, "0", "VATEX-EU-G"),
]


@pytest.fixture(scope="module")
def worker():
    with SchematronWorker() as worker:
        yield worker


@pytest.mark.parametrize("syntax", Syntax)
@pytest.mark.parametrize("is_credit", [False, True])
@pytest.mark.parametrize(("category", "pct", "vatex"), CATEGORIES)
def test_every_category_keeps_every_rule(worker, syntax, is_credit, category, pct, vatex):
    supply = a_supply(category=category, pct=pct, vatex=vatex)
    for kind in (DocumentKind.INVOICE, DocumentKind.SHARE):
        invoice = an_invoice(
            supply.reversed() if is_credit else supply, kind=kind, is_credit=is_credit
        )
        assert worker.failed_rules(invoice_xml(invoice, syntax), syntax) == ()


@pytest.mark.parametrize("syntax", Syntax)
def test_rounding_negative_lines_and_yen_keep_every_rule(worker, syntax):
    three = [a_supply(net_minor=net) for net in (58, 58, 58)]
    for invoice in (
        an_invoice(*three, a_supply(net_minor=-20)),
        an_invoice(a_supply(net_minor=1234, pct="10", currency="JPY")),
    ):
        assert worker.failed_rules(invoice_xml(invoice, syntax), syntax) == ()
    assert an_invoice(*three).rounding_minor == -1
    assert b"0.37" in invoice_xml(an_invoice(*three), syntax)


def test_three_decimals_are_more_than_en_16931_knows(worker):
    invoice = an_invoice(a_supply(net_minor=1_235, pct="10", currency="KWD"))
    assert not has_en16931(invoice)
    found = {one.rule for one in worker.failed_rules(invoice_xml(invoice, Syntax.UBL), Syntax.UBL)}
    assert "BR-DEC-14" in found


def test_the_same_invoice_is_the_same_bytes():
    for syntax in Syntax:
        assert invoice_xml(an_invoice(), syntax) == invoice_xml(an_invoice(), syntax)


def test_what_no_schema_allows_is_named():
    content = invoice_xml(an_invoice(), Syntax.UBL).replace(b"IssueDate>", b"IssuedDate>")
    with pytest.raises(InvalidValueError, match=r"INV-1: not valid UBL: .*IssuedDate"):
        check_schema(content, Syntax.UBL, "INV-1")


def test_markup_in_a_name_is_only_text(worker):
    buyer = a_legal_entity("NL*XYZ", "NL000000002B55", legal_name="<b>&amp; 'Söhne' \"Ö\"")
    content = invoice_xml(an_invoice(buyer=buyer), Syntax.UBL)
    assert worker.failed_rules(content, Syntax.UBL) == ()
    assert b"&lt;b&gt;&amp;amp;" in content
