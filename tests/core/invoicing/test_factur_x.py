"""A Factur-X: a PDF that people read with the CII that programs read, always the same bytes."""

import pytest
from facturx import get_facturx_xml_from_pdf

from core.domain.vat import VatCategory
from core.invoicing.colour_profile import colour_profile
from core.invoicing.factur_x import factur_x
from core.invoicing.invoice_pdf import invoice_pdf
from core.invoicing.invoice_xml import Syntax, invoice_xml
from core.invoicing.pdf_sheet import lines_of
from core.service.render_documents import document_fonts
from tests.invoices import a_supply, an_invoice

pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def fonts():
    return document_fonts()


def text_of(content):
    from io import BytesIO  # noqa: PLC0415 (only here)

    reader = pypdf.PdfReader(BytesIO(content))
    return [page.extract_text() for page in reader.pages]


def test_the_xml_inside_is_the_cii_of_the_invoice(fonts):
    invoice = an_invoice()
    cii = invoice_xml(invoice, Syntax.CII)
    content = factur_x(invoice, invoice_pdf(invoice, fonts), cii)
    name, found = get_facturx_xml_from_pdf(content, check_xsd=True, check_schematron=False)
    assert (name, found) == ("factur-x.xml", cii)


def test_the_same_invoice_is_the_same_pdf_whenever_it_is_made(fonts):
    invoice = an_invoice()
    cii = invoice_xml(invoice, Syntax.CII)
    made = {factur_x(invoice, invoice_pdf(invoice, fonts), cii) for _ in range(2)}
    (content,) = made
    assert b"D\\07220260701000000" in content
    assert b"2026-07-01T00:00:00+00:00" in content


def test_what_is_owed_and_why_there_is_no_vat_can_be_read(fonts):
    supply = a_supply(category=VatCategory.REVERSE_CHARGE, pct="0", vatex="VATEX-EU-AE")
    (page,) = text_of(invoice_pdf(an_invoice(supply), fonts))
    for words in ("INV-1", "EUR 10.00", "Reverse charge", "Page 1 of 1", "NL000000001B64"):
        assert words in page


def test_a_long_invoice_goes_over_several_pages_with_the_head_on_each(fonts):
    supplies = [a_supply(name=f"Energy, tariff {number}") for number in range(90)]
    pages = text_of(invoice_pdf(an_invoice(*supplies), fonts))
    assert len(pages) == 3
    assert all("Quantity" in page for page in pages)
    assert "Page 3 of 3" in pages[2]


def test_fonts_are_embedded_and_the_colours_have_a_profile(fonts):
    from io import BytesIO  # noqa: PLC0415 (only here)

    reader = pypdf.PdfReader(BytesIO(invoice_pdf(an_invoice(), fonts)))
    (page,) = reader.pages
    for font in page["/Resources"]["/Font"].values():
        described = font.get_object()
        if described["/Subtype"] == "/TrueType":
            assert "/FontFile2" in described["/FontDescriptor"]
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]
    assert intent["/DestOutputProfile"].get_data() == colour_profile()


def test_a_profile_says_how_long_it_is():
    content = colour_profile()
    assert int.from_bytes(content[:4]) == len(content)
    assert content[36:40] == b"acsp"


def test_words_that_are_too_wide_are_broken(fonts):
    invoice_pdf(an_invoice(), fonts)  # registers them
    lines = lines_of("short " + "x" * 60, "InterDocument", 9, 100)
    assert lines[0] == "short"
    assert "".join(lines[1:]) == "x" * 60
