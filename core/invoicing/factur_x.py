"""A PDF with the invoice as XML inside: Factur-X 1.09, profile EN 16931, on PDF/A-3.

The library writes the time of day into the file; it is replaced by the day of issue, so that the
same document is the same bytes.
"""

import re
from datetime import date
from io import BytesIO
from typing import Final

from facturx import generate_from_file

from core.domain.document import Invoice
from core.invoicing.invoice_pdf import title_of

_PDF_TIME: Final = re.compile(rb"D(?::|\\072)\d{14}(\+00'00'|\\05300\\04700\\047)")
"""As written, or with the signs escaped as octal numbers."""
_XMP_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


def factur_x(invoice: Invoice, pdf: bytes, cii: bytes) -> bytes:
    """The PDF of an invoice with its CII beside it; both are kept as they are."""
    title = f"{title_of(invoice)} {invoice.number}"
    out = BytesIO(pdf)
    generate_from_file(
        out,
        cii,
        flavor="factur-x",
        level="en16931",
        check_xsd=False,
        check_schematron=False,
        pdf_metadata={
            "author": invoice.issuer.legal_name,
            "keywords": "Factur-X, EN 16931",
            "title": title,
            "subject": title,
        },
        lang="en",
        afrelationship="alternative",
        xmp_compression=False,
    )
    day = invoice.issued_on
    content = _PDF_TIME.sub(lambda found: _dated(found, day), out.getvalue())
    return _XMP_TIME.sub(f"{day:%Y-%m-%d}T00:00:00+00:00".encode(), content)


def _dated(found: re.Match[bytes], day: date) -> bytes:
    """As many bytes as were there: the file's table says where each object begins."""
    written = found[0]
    at = written.index(b"20")
    return written[:at] + f"{day:%Y%m%d}000000".encode() + written[at + 14 :]
